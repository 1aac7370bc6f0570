// A click that the server does not answer is said at once and undone: address, title and figures always belong together.
(function () {
  const PATIENCE = 20000, SHOWN = 8000;
  const plain = window.fetch;
  let answered = ""; // the address of what the screen shows
  let timer = null;

  const here = () => location.pathname + location.search;

  function say() {
    const line = document.getElementById("unanswered");
    if (!line) return;
    line.textContent = document.documentElement.lang === "en" ? line.dataset.en : line.dataset.zh;
    clearTimeout(timer);
    timer = setTimeout(hush, SHOWN);
  }

  function hush() {
    const line = document.getElementById("unanswered");
    if (line) line.textContent = "";
  }

  function undo(asked) {
    say();
    if (answered && asked === here() && asked !== answered) {
      window.dash_clientside.set_props("url", { href: new URL(answered, location.origin).href });
    }
  }

  // What a question of Dash asks for: a screen for the address, an address for a search or a day, or something else.
  function kind(address, options) {
    if (!String(address).includes("/_dash-update-component") || !options || typeof options.body !== "string") return "";
    const { output } = JSON.parse(options.body);
    return output.startsWith("..screen.children") ? "screen" : output.startsWith("url.href") ? "address" : "";
  }

  window.fetch = async function (address, options) {
    const what = kind(address, options);
    if (!what) return plain.call(window, address, options);
    const asked = here(), control = new AbortController(), end = setTimeout(() => control.abort(), PATIENCE);
    try {
      const answer = await plain.call(window, address, { ...options, signal: control.signal });
      if (!answer.ok) throw new Error(answer.status);
      if (what === "screen") answered = asked;
      hush();
      return answer;
    } catch (error) {
      if (what === "screen") undo(asked); else say();
      throw error;
    } finally {
      clearTimeout(end);
    }
  };

  window.cockpitShows = (address) => { answered = address; }; // a wall's picture comes another way
})();
