// The wall reports to the server that it runs and what it shows, and asks for orders; one request at a time.
(function () {
  const BEAT = 15000, ASK = 800, SETTLED = 500, PATIENCE = 10000;
  const isWall = () => window === window.top && /^\/wall(\/|$)/.test(location.pathname); // no preview in a frame
  const asked = () => new URLSearchParams(location.search);
  const plain = /^[A-Za-z0-9_.-]{1,40}$/;
  const word = (text) => (plain.test(text || "") ? text : "");
  let painted = Date.now(), reporting = false, soon = null;

  // The name in the address, else one given from a remote, else one this browser makes up: that is no wall yet.
  function name() {
    const given = word(asked().get("name")) || word(localStorage.getItem("wall-given"));
    if (given) return given;
    if (!word(localStorage.getItem("wall-tab"))) {
      const [number] = crypto.getRandomValues(new Uint32Array(1));
      localStorage.setItem("wall-tab", `tab-${number.toString(36).slice(0, 5)}`);
    }
    return localStorage.getItem("wall-tab");
  }

  function browser() {
    const [, kind, number] = navigator.userAgent.match(/(Edg|Firefox|Chrome|Version)\/(\d+)/) || ["", "Browser", ""];
    const [system] = navigator.userAgent.match(/Windows|Android|Linux|Mac OS/) || [""];
    return `${kind} ${number} ${system}`.trim();
  }

  function scene() {
    const at = Number(window.cockpitWall.wall()?.dataset.at), href = window.cockpitHands.scenes()[at];
    return asked().get("scene") || (href ? new URL(href, location.origin).searchParams.get("scene") : "");
  }

  function build() {
    const script = document.querySelector('script[src*="0-theme.js"]');
    return script ? new URL(script.src).searchParams.get("m") || "" : "";
  }

  function said() {
    const drawn = document.getElementById("screen")?.dataset.drawn || "";
    const heap = performance.memory ? Math.round(performance.memory.usedJSHeapSize / 1e6) : null;
    return {
      region: (location.pathname.match(/^\/wall\/(\d{6})$/) || ["", ""])[1],
      wall: word(asked().get("wall")),
      scene: word(scene()),
      version: Number(drawn.split("#")[1]) || 0,
      build: build(),
      heap_mb: heap,
      painted_seconds: Math.max(Math.round((Date.now() - painted) / 1000), 0),
      browser: browser(),
      screen: `${screen.width}×${screen.height}@${Math.round(devicePixelRatio * 100) / 100}`,
      held: window.cockpitHands.isOn("held") || window.cockpitHands.isOn("raised"),
      dark: window.cockpitHands.isOn("blank"),
    };
  }

  const address = () => `/api/v1/walls/${name()}`;

  async function report() {
    if (!isWall() || reporting) return;
    reporting = true;
    try {
      await window.cockpitAsk(address(), PATIENCE, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(said()),
      });
    } finally {
      reporting = false;
    }
  }

  // Without a number it learns the newest only: what was ordered before this browser began is not carried out.
  async function follow() {
    if (!isWall()) return;
    const kept = `wall-order:${name()}`, after = sessionStorage.getItem(kept);
    const query = after === null ? "" : `?after=${after}`;
    const response = await window.cockpitAsk(`${address()}/order${query}`, PATIENCE, { cache: "no-store" });
    if (!response.ok) return;
    const answer = await response.json();
    sessionStorage.setItem(kept, answer.newest);
    for (const order of answer.orders) window.cockpitHands.act(order.what, order.argument);
  }

  // The next turn begins when the last one is over; a server that does not answer is asked again.
  async function forever(pause, act) {
    await act().catch(() => {});
    setTimeout(() => forever(pause, act), pause);
  }

  // Once the new picture is shown: the remote's buttons belong to the shown picture.
  function tell() {
    clearTimeout(soon);
    soon = setTimeout(() => (reporting ? tell() : report().catch(() => {})), SETTLED);
  }

  for (const change of ["cockpit-led", "cockpit-picture"]) document.addEventListener(change, tell);
  setInterval(() => requestAnimationFrame(() => { painted = Date.now(); }), 1000);
  window.cockpitName = name;
  setTimeout(() => { forever(BEAT, report); forever(ASK, follow); }, SETTLED);
})();
