// window.cockpitAsk: a fetch that is given up after so many milliseconds, its body too.
// AbortSignal.timeout would say the same, but came with Chromium 103; docs/browsers.md names the oldest one served.
window.cockpitAsk = function (address, patience, options) {
  const control = new AbortController();
  setTimeout(() => control.abort(), patience);
  return fetch(address, { ...options, signal: control.signal });
};
