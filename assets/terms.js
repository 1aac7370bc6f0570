// What a dotted word means, shown where it is pointed at, touched or reached by keyboard.
(function () {
  const bubble = document.createElement("div");
  bubble.id = "term-meaning";
  bubble.setAttribute("role", "tooltip");
  bubble.hidden = true;

  function show(term) {
    if (term.title) {
      term.dataset.meaning = term.title; // the browser's own hint would come a second later, over ours
      term.removeAttribute("title");
      term.setAttribute("aria-describedby", bubble.id);
    }
    if (!bubble.isConnected) document.body.append(bubble);
    bubble.textContent = term.dataset.meaning;
    bubble.hidden = false;
    const at = term.getBoundingClientRect();
    const own = bubble.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left), document.documentElement.clientWidth - own.width - 8);
    const isRoomBelow = at.bottom + own.height + 8 < innerHeight;
    bubble.style.left = `${Math.max(8, left)}px`;
    bubble.style.top = `${isRoomBelow ? at.bottom + 6 : at.top - own.height - 6}px`;
  }

  function hide() { bubble.hidden = true; }

  const termOf = (event) => event.target.closest && event.target.closest(".term");
  for (const kind of ["pointerover", "focusin", "click"]) {
    document.addEventListener(kind, (event) => {
      const term = termOf(event);
      if (term) show(term);
      else if (kind !== "focusin") hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("scroll", hide, { capture: true, passive: true });
})();
