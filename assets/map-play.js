// The map plays its last periods: one question for all of them, then the regions change their shade, the newest last.
(function () {
  const PACE = 900, CALM_PACE = 1800, PATIENCE = 10000;
  const root = document.documentElement, calm = matchMedia("(prefers-reduced-motion: reduce)");
  const LOOK = /\b(on-)?(fill-\d|limit-(?:red|yellow)|is-(missing|stale|suppressed|undefined|not_applicable))\b/;
  let running = null;

  const button = (figure) => figure.querySelector(".map-play");
  const playable = () => document.querySelector(".map[data-play]");

  // Everything that a shade colours, with what it looked like before.
  function parts(figure, codes) {
    return [...figure.querySelectorAll(".region[data-code], .map-labels > text[data-of]")]
      .map((element) => ({ element, code: element.dataset.code || element.dataset.of, look: element.getAttribute("class"), fill: element.getAttribute("fill") }))
      .filter((part) => codes[part.code]);
  }

  function put(element, look, fill) {
    element.setAttribute("class", look);
    if (fill) element.setAttribute("fill", fill); else element.removeAttribute("fill");
  }

  function paint(part, shade) {
    const isRegion = part.element.matches(".region"), pattern = shade.startsWith("is-") && isRegion && `url(#map-${shade.slice(3)})`;
    put(part.element, part.look.replace(LOOK, `${isRegion ? "" : "on-"}${shade}`), pattern);
  }

  function sign(figure, text) {
    let label = figure.querySelector(".map-week");
    if (!label) {
      label = document.createElement("p");
      label.className = "map-week";
      label.setAttribute("aria-hidden", "true");
      (figure.closest(".page-wall") ? figure : figure.querySelector(".map-stage") || figure).append(label); // a wall's in its panel's head
    }
    label.textContent = text;
    if (!text) label.remove();
  }

  function stop() {
    if (!running) return;
    const { figure, timer, kept } = running;
    clearTimeout(timer);
    kept.forEach(({ element, look, fill }) => put(element, look, fill));
    sign(figure, "");
    delete figure.dataset.playing;
    button(figure)?.setAttribute("aria-pressed", "false");
    delete root.dataset.playing;
    running = null;
  }

  function step(at) {
    const { figure, kept, answer } = running, last = answer.labels.length - 1;
    if (!figure.isConnected || at > last) return stop();
    kept.forEach((part) => paint(part, answer.looks[part.code][at]));
    sign(figure, answer.labels[at]);
    running.timer = setTimeout(() => step(at + 1), (calm.matches ? CALM_PACE : PACE) * (at === last ? 2 : 1));
  }

  async function play(figure) {
    stop();
    if (!figure) return;
    const mine = { figure, kept: [], answer: null, timer: null };
    running = mine;
    figure.dataset.playing = "true";
    root.dataset.playing = "true";
    button(figure)?.setAttribute("aria-pressed", "true");
    try {
      const response = await window.cockpitAsk(figure.dataset.play, PATIENCE);
      if (!response.ok) throw new Error(response.status);
      const { labels, looks } = await response.json();
      if (running !== mine) return;
      for (const code of Object.keys(looks)) looks[code] = looks[code].split(" ");
      Object.assign(mine, { answer: { labels, looks }, kept: parts(figure, looks) });
      step(0);
    } catch {
      if (running === mine) stop(); // the map is as it was
    }
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(".map-play"), figure = pressed?.closest(".map[data-play]");
    if (figure) { if (running?.figure === figure) stop(); else play(figure); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });

  // A scene of the wall whose file says so plays once; the wall asks (assets/wall.js).
  document.addEventListener("cockpit-picture", () => {
    if (running && !running.figure.isConnected) stop();
    const line = document.getElementById("wall-progress");
    if (line?.dataset.play && !calm.matches) setTimeout(() => { if (line.isConnected && !running) play(playable()); }, 2500);
  });

  window.cockpitPlay = { play: () => play(playable()), stop };
})();
