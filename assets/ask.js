// window.cockpitAsk: a fetch that is given up after so many milliseconds, its body too.
// What the server then says, it says in the language of the page, whatever the browser's own is.
// AbortSignal.timeout would say the same, but came with Chromium 103; docs/browsers.md names the oldest one served.
window.cockpitAsk = function (address, patience, options) {
  const control = new AbortController();
  setTimeout(() => control.abort(), patience);
  const headers = { ...(options && options.headers), "Accept-Language": document.documentElement.lang };
  return fetch(address, { ...options, headers, signal: control.signal });
};
