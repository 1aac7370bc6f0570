// On a phone the pages, the period's controls and the rest of a page each open by a button with data-opens.
(function () {
  const root = document.documentElement;
  function put(what, isOpen) {
    if (isOpen) root.dataset[what] = "open"; else delete root.dataset[what];
    document.querySelectorAll(`[data-opens="${what}"]`).forEach((button) => button.setAttribute("aria-expanded", String(isOpen)));
  }
  function close() {
    put("menu", false);
    put("when", false);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens]"), link = event.target.closest("a[href]");
    if (button) {
      const what = button.dataset.opens, isOpen = !root.dataset[what];
      if (what !== "rest") close();
      put(what, isOpen);
    } else if (link) {
      close();
      if (link.getAttribute("href").split(/[?#]/)[0] !== location.pathname) put("rest", false); // a link of a map has no plain .href
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
})();
