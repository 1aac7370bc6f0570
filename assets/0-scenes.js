// The editor of walls: each change goes to the server as the whole form, the answer replaces it, and the
// preview beside it is the real wall of that draft. Without this script every step is a load of the page.
(function () {
  const SETTLED = 400, PATIENCE = 20000, RETRY = 5000;
  let touched = 0, running = false, composing = false, again = null, timer = null, region = "", isPlaying = false;

  const editor = () => document.getElementById("editor");
  const form = () => document.querySelector("[data-editor]");
  const stage = document.querySelector(".scenes-stage"), frame = document.querySelector(".scenes-frame");
  if (!frame) return;

  function say(text) {
    document.getElementById("scenes-said").textContent = text;
  }

  // ---- the preview

  function wanted() {
    const href = editor().dataset.preview;
    if (!href) return "";
    const url = new URL(href, location.origin);
    if (region) url.pathname = `/wall/${region}`;
    return url.pathname + url.search;
  }

  function shown() {
    const there = frame.contentWindow?.location;
    return there && there.protocol !== "about:" ? there.pathname + there.search : "";
  }

  // A wall shown there moves on to the new draft by itself, as it does to its next scene: nothing flashes.
  function show() {
    const href = wanted(), wall = frame.contentWindow?.cockpitWall;
    if (!href || (shown() === href && wall)) return;
    if (wall?.wall()) wall.go(href); else frame.contentWindow.location.replace(href);
  }

  // `raised` is the wall's own state for pausing silently.
  function hold() {
    const root = frame.contentDocument?.documentElement;
    if (!root) return;
    if (isPlaying) delete root.dataset.raised; else root.dataset.raised = "true";
  }

  function fit() {
    const sizes = document.querySelector("[data-sizes]").dataset.sizes.trim().split(" ").map((each) => each.split(":"));
    const [width, height] = Object.fromEntries(sizes)[document.querySelector("[data-shape]").value].split("x").map(Number);
    const scale = Math.min(stage.clientWidth / width, (innerHeight * 0.72) / height);
    const left = Math.max(0, (stage.clientWidth - width * scale) / 2);
    Object.assign(frame.style, { left: `${left}px`, width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
    stage.style.height = `${Math.ceil(height * scale)}px`;
  }

  // ---- the form

  function focused(id) {
    const order = id.startsWith("do-") ? [id, id.replace("-up-", "-down-"), id.replace("-down-", "-up-"), "do-add"] : [id];
    return order.map((each) => document.getElementById(each)).find((each) => each && !each.disabled);
  }

  // The field somebody is in stays theirs: caret, and what was typed since the question was asked.
  function resume(before, field, isNewer) {
    field?.focus();
    if (!field?.matches("input:not([type])") || !before.matches("input:not([type])")) return;
    if (isNewer && field.value !== before.value) { field.value = before.value; later(); }
    field.setSelectionRange(before.selectionStart, before.selectionEnd);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => send(null), SETTLED);
  }

  function put(page, address, before, isNewer) {
    const next = new DOMParser().parseFromString(page, "text/html"), made = next.getElementById("editor");
    if (!made) { document.documentElement.replaceWith(next.documentElement); return; }
    const id = before?.id || "";
    editor().replaceWith(document.adoptNode(made));
    for (const part of [".scenes-head h1", ".scenes-head .scenes-mark", "#scenes-tongue"]) {
      document.querySelector(part)?.replaceWith(document.adoptNode(next.querySelector(part)));
    }
    document.title = next.title;
    if (id) resume(before, focused(id), isNewer);
    history.replaceState(null, "", address);
    say([...editor().querySelectorAll("[data-say]")].map((each) => each.textContent).join(" "));
    if (editor().querySelector("[data-say]") && id === "do-save") editor().scrollIntoView({ block: "start" });
    show();
  }

  // The address names the draft, so that loading the page again loses nothing.
  function kept() {
    const url = new URL(location.href), { mark, seen } = editor().dataset;
    url.searchParams.delete("done");
    if (mark) { url.searchParams.set("draft", mark); url.searchParams.set("seen", seen); }
    url.searchParams.set("open", Number(form().elements.open.value) + 1);
    return url.href;
  }

  // `inert` came with Chromium 102: before, the form at least takes no click.
  function rest(isResting) {
    form().inert = isResting;
    form().style.pointerEvents = isResting ? "none" : "";
  }

  const look = () => form().querySelector("[value=look]");

  // One question at a time; while a character is being composed nothing is put in its place.
  async function send(button) {
    clearTimeout(timer);
    if (composing && !button) return;
    if (running) { again = button || again || look(); return; }
    running = true;
    const at = touched, body = new FormData(form()), pressed = button || look(), before = document.activeElement;
    body.append(pressed.name, pressed.value); // FormData(form, button) came with Chromium 112
    rest(Boolean(button)); // a step may open another scene: what is typed now would be lost with this one
    try {
      const answer = await window.cockpitAsk(form().action, PATIENCE, { method: "POST", body });
      const page = await answer.text();
      if ((touched === at && !composing) || button) {
        put(page, answer.redirected ? answer.url : location.href, button ? before : document.activeElement, touched !== at);
        if (!answer.redirected) history.replaceState(null, "", kept());
      } else again = again || look();
    } catch (error) {
      rest(false);
      say(editor().dataset.lost);
      again = null;
      timer = setTimeout(() => send(null), RETRY);
    } finally {
      running = false;
    }
    if (again) { const next = document.getElementById(again.id); again = null; send(next); }
  }

  const isIn = (event) => event.target.closest("[data-editor]");
  document.addEventListener("compositionstart", (event) => { composing = Boolean(isIn(event)); });
  document.addEventListener("compositionend", () => { composing = false; later(); });
  document.addEventListener("input", (event) => {
    if (!isIn(event)) return;
    touched += 1;
    if (!event.isComposing) later();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-editor]") || event.submitter?.matches("[data-plain]")) return;
    event.preventDefault();
    send(event.submitter);
  });

  document.querySelector("[data-shape]").addEventListener("change", fit);
  document.querySelector("[data-region]").addEventListener("change", (event) => { region = event.target.value; show(); });
  document.querySelector("[data-play]").addEventListener("click", ({ currentTarget: button }) => {
    isPlaying = !isPlaying;
    button.setAttribute("aria-pressed", String(isPlaying));
    button.textContent = isPlaying ? button.dataset.still : button.dataset.play;
    hold();
    if (!isPlaying) show();
  });
  frame.addEventListener("load", hold);
  if (frame.contentDocument?.readyState === "complete") hold();
  new ResizeObserver(fit).observe(stage);
  addEventListener("resize", fit);
  fit();
})();
