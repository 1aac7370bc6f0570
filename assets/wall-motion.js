// A figure that changed counts up to its new value; the wall is dimmer at night.
(function () {
  const SPAN = 600, NIGHT_FROM = 19, NIGHT_TO = 7;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let known = new Map(), scene = "";

  const amount = (text) => (/^[+\u2212]?[\d\u2009]+(\.\d+)?$/.test(text) ? Number(text.replace(/\u2009/g, "").replace("\u2212", "-")) : null);
  const written = (value, like) => {
    const decimals = (like.split(".")[1] || "").length;
    return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace(/,/g, "\u2009").replace("-", "\u2212");
  };

  function figures() {
    const found = new Map();
    document.querySelectorAll(".page-wall .tile").forEach((tile) => {
      const figure = tile.querySelector(".figure"), section = tile.closest(".panel");
      if (figure && section) found.set(`${section.dataset.area} ${tile.querySelector(".tile-label")?.textContent}`, figure);
    });
    return found;
  }

  function count(figure, from, to, text) {
    const begun = performance.now();
    const step = (now) => {
      const share = Math.min(Math.max(now - begun, 0) / SPAN, 1);
      figure.textContent = share < 1 ? written(from + (to - from) * (1 - (1 - share) ** 3), text) : text;
      if (share >= 1) delete figure.dataset.counting;
      else if (figure.isConnected) requestAnimationFrame(step);
    };
    figure.dataset.counting = text;
    step(begun); // at once, so that the new value is not seen before the counting
  }

  // Only what a refresh of the same scene changed moves; another scene appears without motion.
  function look() {
    const shown = `${location.pathname} ${document.getElementById("wall-progress").dataset.at}`, now = figures(), texts = new Map();
    for (const [key, figure] of now) {
      if (figure.dataset.counting) { texts.set(key, figure.dataset.counting); continue; }
      const text = figure.textContent, before = known.get(key);
      texts.set(key, text);
      if (shown !== scene || calm.matches || before === undefined || before === text) continue;
      const from = amount(before), to = amount(text);
      if (from !== null && to !== null) count(figure, from, to, text);
    }
    [known, scene] = [texts, shown];
  }

  function dim() {
    const hour = new Date().getHours();
    document.documentElement.dataset.night = String(hour >= NIGHT_FROM || hour < NIGHT_TO);
  }

  const isOwn = (record) => record.target.closest?.("[data-counting]"); // the counting itself changes texts
  new MutationObserver((records) => {
    if (!document.getElementById("wall-progress")) return;
    if (records.some((record) => !isOwn(record) && (record.target.id === "screen" || record.target.closest?.(".panel-body")))) look();
  }).observe(document, { subtree: true, childList: true });
  dim();
  setInterval(dim, 60000);
})();
