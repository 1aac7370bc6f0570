// Every click is a link: those inside the cockpit move the one address without loading the document again.
(function () {
  const move = (id, props) => window.dash_clientside.set_props(id, props);
  let opener = null; // the address of the figure whose drawer is open: the focus returns to it

  function follow(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = link.getAttribute("href");
    if (!/^\/(?!\/|api\/|assets\/|exports\/|brands-admin|handbook|scenes|tasks)/.test(target) || link.target === "_blank") return;
    event.preventDefault();
    const url = new URL(target, location.origin);
    if (url.href === location.href) return location.reload();
    if (link.closest(".suggestions")) move("search", { value: "" });
    if (url.searchParams.has("explain") && !link.closest(".drawer")) opener = target;
    if (url.pathname !== location.pathname && !link.closest(".drawer")) scrollTo({ top: 0 });
    move("url", { href: url.href });
  }

  function copy(event) {
    const button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    const text = new URL(button.dataset.copy, location.origin).href;
    const done = () => button.classList.add("is-copied");
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done);
    else if (selected(text)) done(); // plain http on an intranet has no clipboard object
  }

  function selected(text) {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    return isDone;
  }

  // A day is jumped to when it is picked, or typed and confirmed: half a typed date is a date too.
  let isTyped = false;
  function jump(event) {
    const field = event.target;
    if (!field.matches || !field.matches("[data-jump]")) return;
    if (event.type === "keydown" && event.key !== "Enter") isTyped = event.key !== "Tab";
    else if (event.type === "change" && isTyped) return;
    else if (field.value && field.value !== field.defaultValue) move("asked", { data: { day: field.value } });
    if (event.type !== "keydown" || event.key === "Enter") isTyped = false;
  }

  // The keys with which an input method takes a character are not the page's.
  const isComposed = (event) => event.isComposing || event.keyCode === 229;

  function press(event) {
    if (isComposed(event)) return;
    const search = document.getElementById("search");
    if (event.key === "Enter" && event.target === search && search.value) return move("asked", { data: { text: search.value } });
    if (event.key === "Escape" && search && search.value) return move("search", { value: "" });
    if (event.key === "Escape") document.querySelector(".drawer .explain-close")?.click();
    if (event.key !== "/" || /INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    search?.focus();
  }

  // Arrow keys go from the search box through its answers and back.
  function choose(event) {
    const box = /^Arrow(Down|Up)$/.test(event.key) && event.target.closest?.(".search");
    if (!box || isComposed(event)) return;
    const stops = [...box.querySelectorAll("input, .suggestions a")];
    event.preventDefault();
    stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }

  // A drawer that opens takes the focus, one that closes gives it back.
  let isOpen = false;
  function watch() {
    const close = document.querySelector(".drawer .explain-close");
    if (Boolean(close) === isOpen) return;
    isOpen = Boolean(close);
    const next = close || (opener && document.querySelector(`a[href="${CSS.escape(opener)}"]`));
    if (next) next.focus({ preventScroll: true, focusVisible: false });
  }

  document.addEventListener("click", follow);
  document.addEventListener("click", copy);
  document.addEventListener("keydown", press);
  document.addEventListener("keydown", choose);
  for (const moment of ["keydown", "change", "focusout"]) document.addEventListener(moment, jump);
  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true });
})();
