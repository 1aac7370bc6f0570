// Every click is a link: those inside the cockpit move the one address without loading the document again.
(function () {
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = link.getAttribute("href") || link.href.baseVal;
    if (!target || !target.startsWith("/") || target.startsWith("/api/") || target.startsWith("/assets/") || link.target === "_blank") return;
    event.preventDefault();
    const search = document.getElementById("search");
    if (link.closest(".suggestions") && search) window.dash_clientside.set_props("search", { value: "" });
    window.dash_clientside.set_props("url", { href: new URL(target, location.origin).href });
    if (!link.closest(".drawer") && !target.includes("explain=")) scrollTo({ top: 0 });
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard.writeText(new URL(button.dataset.copy, location.origin).href).then(() => button.classList.add("is-copied"));
  });
  document.addEventListener("keydown", (event) => {
    const close = event.key === "Escape" && document.querySelector(".drawer .explain-close");
    if (close) close.click();
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      document.getElementById("search")?.focus();
    }
  });
})();
