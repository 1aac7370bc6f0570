// On a phone the pages, the search and the switches stand behind one button.
(function () {
  const root = document.documentElement;
  function put(isOpen) {
    if (isOpen) root.dataset.menu = "open"; else delete root.dataset.menu;
    document.querySelectorAll(".menu-toggle").forEach((button) => button.setAttribute("aria-expanded", String(isOpen)));
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest(".menu-toggle")) put(!root.dataset.menu);
    else if (event.target.closest("a[href]")) put(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") put(false);
  });
})();
