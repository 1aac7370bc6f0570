/* The map's hover card, its arrow keys, and the outline of the region pointed at. It holds no data of its own. */
(() => {
  const TOWARDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const GAP = 14;
  let isByKey = false; // the focus moves by keys, not by the pointer
  let tip;
  let shown;

  const regionOf = (target) => (target instanceof Element ? target.closest(".map:not([data-playing]) .region") : null);

  const line = (className, text) => {
    const element = document.createElement("div");
    element.className = className;
    element.textContent = text;
    return element;
  };

  const card = () => {
    if (!tip) {
      tip = line("map-tip", "");
      tip.setAttribute("aria-hidden", "true");
      tip.hidden = true;
      document.body.append(tip);
    }
    return tip;
  };

  const put = (x, y) => {
    const { width, height } = card().getBoundingClientRect();
    const left = x + GAP + width > innerWidth ? x - GAP - width : x + GAP;
    const top = y + GAP + height > innerHeight ? y - GAP - height : y + GAP;
    tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  };

  const mark = (region, isOn) => {
    const outline = region?.closest(".map-svg")?.querySelector(".map-here");
    if (isOn) outline?.setAttribute("href", `#${region.querySelector("path").id}`);
    else outline?.removeAttribute("href");
  };

  const hide = () => {
    if (!shown) return;
    mark(shown, false);
    shown = undefined;
    card().hidden = true;
  };

  const show = (region, x, y) => {
    if (region !== shown) {
      hide();
      shown = region;
      mark(region, true);
      const { name, value, lines } = region.dataset;
      const facts = (lines || "").split("\n").filter(Boolean);
      card().textContent = "";
      tip.append(
        line("map-tip-name", name),
        line("map-tip-value", value),
        ...facts.map((fact) => line("map-tip-line", fact)),
      );
      tip.hidden = false;
    }
    put(x, y);
  };

  const middle = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };

  /* The region whose middle is nearest in the direction of the key: sideways counts double. */
  const next = (region, [right, down]) => {
    const [x, y] = middle(region);
    let best;
    let least = Infinity;
    for (const other of region.closest(".map").querySelectorAll(".region")) {
      const [otherX, otherY] = middle(other);
      const along = (otherX - x) * right + (otherY - y) * down;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
      const distance = along + 2 * aside;
      if (other !== region && along > 1 && distance < least) [best, least] = [other, distance];
    }
    return best;
  };

  document.addEventListener("keydown", () => { isByKey = true; }, true);
  document.addEventListener("pointerdown", () => { isByKey = false; }, true);
  document.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const region = regionOf(event.target);
    if (region) show(region, event.clientX, event.clientY);
    else if (shown !== regionOf(document.activeElement)) hide();
  });
  document.addEventListener("focusin", (event) => {
    const region = regionOf(event.target);
    if (region && isByKey) show(region, ...middle(region));
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("click", hide);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const region = regionOf(event.target);
    if (!region || !(event.key in TOWARDS) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const other = next(region, TOWARDS[event.key]);
    if (!other) return;
    if (region.closest("svg")) region.setAttribute("tabindex", "-1");
    other.setAttribute("tabindex", "0");
    other.focus();
  });
})();
