// The dictionary: filtered as one types, and opened at the metric that the address names.
(function () {
  let shown = null; // the address whose entry was opened

  function filter(list) {
    const wanted = list.querySelector("[data-filter]").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const theme = list.querySelector("[data-theme-of][aria-pressed=true]")?.dataset.themeOf;
    let found = 0;
    for (const group of list.querySelectorAll("[data-group]")) {
      let here = 0;
      for (const entry of group.querySelectorAll("[data-find]")) {
        entry.hidden = !wanted.every((word) => entry.dataset.find.includes(word));
        here += !entry.hidden;
      }
      group.hidden = !here || Boolean(theme && group.dataset.group !== theme);
      if (!group.hidden) found += here;
    }
    list.querySelector("[data-none]").hidden = found > 0;
  }

  function press(event) {
    const button = event.target.closest && event.target.closest("[data-theme-of]");
    if (!button) return;
    const isOn = button.getAttribute("aria-pressed") === "true";
    for (const each of button.parentElement.children) each.setAttribute("aria-pressed", String(each === button && !isOn));
    filter(button.closest(".entries"));
  }

  function open() {
    const key = new URLSearchParams(location.search).get("explain");
    if (shown === location.href || !key || location.pathname.split("/")[1] !== "dictionary") {
      if (!key) shown = null;
      return;
    }
    const entry = document.getElementById(`metric-${key}`);
    if (!entry) return;
    shown = location.href;
    entry.open = true;
    entry.hidden = false;
    entry.closest("[data-group]").hidden = false;
    requestAnimationFrame(() => entry.scrollIntoView({ block: "start" }));
    entry.querySelector("summary").focus({ preventScroll: true, focusVisible: false });
  }

  document.addEventListener("input", (event) => { if (event.target.matches("[data-filter]")) filter(event.target.closest(".entries")); });
  document.addEventListener("click", press);
  for (const moment of ["popstate", "_dashprivate_pushstate"]) window.addEventListener(moment, () => setTimeout(open));
  new MutationObserver(open).observe(document.documentElement, { childList: true, subtree: true });
})();
