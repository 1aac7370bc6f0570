// The meeting: pages turned by keys while presenting, a timer, and notes that save themselves.
(function () {
  const PATIENCE = 20000;
  const root = document.documentElement;
  const bar = () => document.querySelector(".review-bar");
  const isPresenting = () => "presenting" in root.dataset;

  function present(isOn) {
    if (isOn) root.dataset.presenting = "true"; else delete root.dataset.presenting;
    sessionStorage.setItem("presenting", isOn ? "1" : "");
    document.querySelector('[data-review="present"]')?.setAttribute("aria-pressed", String(isOn));
    if (isOn && !started()) timer();
  }

  const started = () => Number(sessionStorage.getItem("meeting") || 0);

  function timer() {
    sessionStorage.setItem("meeting", started() ? "" : String(Date.now()));
    tick();
  }

  function tick() {
    const clock = document.querySelector('[data-review="clock"]');
    if (!clock) return;
    const minutes = Number(clock.closest("[data-minutes]").dataset.minutes);
    const seconds = started() ? Math.floor((Date.now() - started()) / 1000) : 0;
    const two = (number) => String(number).padStart(2, "0");
    clock.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)} / ${two(minutes)}:00`;
    clock.classList.toggle("is-over", seconds > minutes * 60);
  }

  function turn(step) {
    const pages = [...document.querySelectorAll(".review-agenda a")];
    const at = pages.findIndex((page) => page.hasAttribute("aria-current"));
    pages[at + step]?.click();
  }

  function press(event) {
    if (!bar() || !isPresenting() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !document.querySelector(".drawer .explain-close")) return present(false);
    if (/INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) return;
    const keys = { ArrowRight: () => turn(1), PageDown: () => turn(1), ArrowLeft: () => turn(-1), PageUp: () => turn(-1), t: timer, T: timer, n: notes, N: notes };
    if (!keys.hasOwnProperty(event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }

  function notes() {
    const held = document.querySelector(".review-notes");
    if (!held) return;
    held.open = !held.open;
    const field = held.querySelector("textarea");
    if (held.open && field) field.focus();
  }

  function click(event) {
    const what = event.target.closest && event.target.closest("button[data-review]");
    if (!what) return;
    const does = { present: () => present(!isPresenting()), step: () => step(what.closest("details")), copy: () => copy(what), change: () => change(what), timer: timer };
    does[what.dataset.review]();
  }

  // The sentences of a panel as plain text, one a line; where the browser keeps the clipboard from us, by a field.
  async function copy(button) {
    const lines = [...button.closest(".drawn").querySelectorAll(".sentence")].map((line) => line.textContent);
    const text = lines.join("\n");
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch (error) {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 2000);
  }

  // A text opens for change; when it is done the page shows what is kept.
  async function change(button) {
    const field = button.closest("[data-text]").querySelector(".text-field");
    if (field.hidden) {
      field.hidden = false;
      button.textContent = button.dataset.done;
      field.querySelector("textarea").focus();
      return;
    }
    const text = field.querySelector("textarea");
    if (text.dataset.isChanged && !(await send(text))) return;
    location.reload();
  }

  // A new baseline shows at once: the page is reloaded.
  async function step(held) {
    const field = held.querySelector("[data-step]");
    const state = held.querySelector(".item-step-state");
    const answer = await post(field.dataset.step, { reason: field.value });
    state.textContent = answer.error || state.dataset.done;
    if (!answer.error) location.reload();
  }

  async function post(path, given) {
    const lang = document.documentElement.lang === "en" ? "?lang=en" : "";
    try {
      const answer = await window.cockpitAsk(path + lang, PATIENCE, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) });
      const body = await answer.json();
      return answer.ok ? body : { error: body.detail || String(answer.status) };
    } catch (error) {
      return { error: String(error.message || error), isLost: true };
    }
  }

  // A note is sent a moment after the last stroke, one request at a time.
  let waiting = 0;
  let isSending = false;
  function write(event) {
    const field = event.target;
    if (!field.dataset || !field.dataset.path || !field.closest(".review-notes, .text-field")) return;
    field.dataset.isChanged = "1";
    clearTimeout(waiting);
    waiting = setTimeout(() => send(field), 800);
  }

  // Say whether what is in a field is kept now.
  async function send(field) {
    const state = field.parentElement.querySelector(".review-note-state");
    clearTimeout(waiting);
    if (!field.isConnected) return false;
    if (isSending) { waiting = setTimeout(() => send(field), 400); return false; }
    isSending = true;
    state.textContent = state.dataset.saving;
    const answer = await post(field.dataset.path, { text: field.value, seen: Number(field.dataset.number) });
    isSending = false;
    state.classList.toggle("is-lost", Boolean(answer.error));
    state.textContent = answer.error ? state.dataset.lost.replace("{reason}", answer.error) : state.dataset.saved;
    if (!answer.error) { field.dataset.number = answer.number; delete field.dataset.isChanged; }
    if (answer.isLost) waiting = setTimeout(() => send(field), 5000);
    return !answer.error;
  }

  // The bar comes and goes with the page; what it shows of presenting is put right when it does.
  function arrived() {
    if (bar() && sessionStorage.getItem("presenting") && !isPresenting()) present(true);
    if (!bar() && isPresenting()) delete root.dataset.presenting;
    tick();
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", click);
  document.addEventListener("input", write);
  setInterval(arrived, 1000);
})();
