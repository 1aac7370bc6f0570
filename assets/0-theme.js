// The theme is chosen before the first paint: the reader's choice, else light on desks.
(function () {
  const root = document.documentElement;
  root.dataset.theme = localStorage.getItem("theme") || "light";
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#theme-switch")) return;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
})();
