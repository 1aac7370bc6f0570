// The theme is chosen before the first paint: the reader's choice, else light on desks and dark on walls.
(function () {
  const root = document.documentElement;
  const isWall = /^\/wall(\/|$)/.test(location.pathname);
  if (isWall) root.dataset.wall = "true"; // the size of its type, before the first paint
  const kept = isWall ? "wall-theme" : "theme";
  // A reader's own high contrast colours come first: on their ground the tints of the other theme could not be read.
  const isForced = matchMedia("(forced-colors: active)").matches;
  const forced = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = isForced ? forced : localStorage.getItem(kept) || (isWall ? "dark" : "light");
  // Paper is light in any theme.
  let onScreen = root.dataset.theme;
  const turn = (theme) => { if (root.dataset.theme !== theme) root.dataset.theme = theme; }; // the same theme set again would draw every figure again
  addEventListener("beforeprint", () => { onScreen = root.dataset.theme; turn("light"); });
  addEventListener("afterprint", () => turn(onScreen));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#theme-switch")) return;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem(kept, root.dataset.theme);
  });
})();
