// The intake desk: files dropped or pasted anywhere become drafts, corrections save themselves, and confirming makes a load.
// The server draws the parts in words; this puts them into place, and sends what is typed and chosen.
(function () {
  const PATIENCE = 60000, UPLOAD = 600000, PAUSE = 400, RETRY = 5000, LOOK = 300, GLANCE = 900;
  const API = "/intake/";
  let desk = null; // the box on the page, its region, the draft that is open
  let pending = fresh(), waiting = 0, glancing = 0, isSending = false, isComposing = false;
  const postponed = new Map();

  function fresh() { return { cells: new Map(), reasons: {}, left_out: {} }; }
  const isClean = () => !pending.cells.size && !Object.keys(pending.reasons).length && !Object.keys(pending.left_out).length;
  const part = (name) => desk && desk.box.querySelector(`[data-part="${name}"]`);
  const said = (name) => { const words = desk && desk.box.querySelector("[data-said]"); return (words && words.dataset[name]) || ""; };
  const lang = () => (document.documentElement.lang === "en" ? "lang=en" : "");
  const hash = () => { const found = /^#draft=(\d+)$/.exec(location.hash); return found ? Number(found[1]) : 0; };

  function address(path) {
    const whole = `${API}${desk.region}/${path}`;
    return lang() ? whole + (whole.includes("?") ? "&" : "?") + lang() : whole;
  }

  // An answer is the JSON that the server sent; where it refused, `error` says why in the reader's language.
  async function ask(method, path, body, patience) {
    const options = { method, headers: {}, keepalive: method === "PATCH" };
    if (body instanceof FormData) options.body = body;
    else if (method !== "GET") { options.headers["Content-Type"] = "application/json"; options.body = JSON.stringify(body || {}); }
    try {
      const answer = await window.cockpitAsk(path, patience || PATIENCE, options);
      const given = await answer.json();
      return answer.ok ? given : { ...given, error: given.detail || String(answer.status), status: answer.status };
    } catch (error) {
      return { error: said("lost") || String(error.message || error), isLost: true };
    }
  }

  // What is written into a part waits while an input method composes, and leaves what is being typed as it is.
  function put(name, html) {
    const place = part(name);
    if (!place) return;
    if (isComposing && place.contains(document.activeElement)) { postponed.set(name, html); return; }
    if (place.dataset.html === html) return;
    const active = place.contains(document.activeElement) ? document.activeElement : null;
    const kept = active && active.id ? { id: active.id, value: active.value, from: active.selectionStart, to: active.selectionEnd } : null;
    place.innerHTML = html;
    place.dataset.html = html;
    place.hidden = !html;
    const again = kept && document.getElementById(kept.id);
    if (!again) return;
    if (typeof kept.value === "string" && again.type !== "checkbox" && "value" in again && again.tagName !== "BUTTON") again.value = kept.value;
    again.focus({ preventScroll: true });
    try { again.setSelectionRange(kept.from, kept.to); } catch (error) { /* not a field of text */ }
  }

  function say(text, isWrong) {
    const line = part("state");
    if (!line) return;
    line.textContent = text || "";
    line.classList.toggle("is-lost", Boolean(isWrong));
  }

  async function arrive() {
    const box = document.getElementById("intake-desk");
    if (!box) { if (desk) leave(); return; }
    if (box.dataset.isDrawn) return;
    if (desk) leave();
    box.dataset.isDrawn = "1";
    desk = { box, region: box.dataset.region, draft: null, sheet: 0 };
    const here = desk, first = await ask("GET", address("drafts"));
    if (desk !== here) return;
    if (first.error) { box.textContent = first.error; return; }
    box.innerHTML = first.frame;
    put("drafts", first.list);
    put("give", first.give);
    const numbers = first.drafts.map((draft) => draft.number), wanted = hash();
    const chosen = numbers.includes(wanted) ? wanted : first.newest;
    if (chosen) await open(chosen); else show(null);
    box.dataset.isReady = "1";
  }

  function leave() {
    flush();
    window.cockpitDeskGrid.close();
    desk = null;
    delete document.documentElement.dataset.dropping;
  }

  // Of the drafts listed the one that is open is not offered again.
  function markOpen() {
    for (const each of part("drafts").querySelectorAll("[data-number]")) each.closest("li").hidden = Boolean(desk.draft) && Number(each.dataset.number) === desk.draft.number;
  }

  async function list() {
    const found = await ask("GET", address("drafts"));
    if (found.error) return;
    put("drafts", found.list);
    markOpen();
  }

  async function open(number) {
    await flush();
    const here = desk, draft = await ask("GET", address(`drafts/${number}`));
    if (desk !== here) return;
    if (draft.error) { say(draft.error, true); return; }
    desk.sheet = 0;
    pending = fresh();
    show(draft);
  }

  function show(draft) {
    const isSame = draft && desk.draft && draft.number === desk.draft.number && draft.layout === desk.draft.layout;
    desk.draft = draft;
    desk.box.classList.toggle("has-draft", Boolean(draft));
    history.replaceState(history.state, "", location.pathname + location.search + (draft ? `#draft=${draft.number}` : ""));
    for (const name of ["head", "steps", "said", "form", "foot", "clash"]) put(name, draft ? draft.parts[name] || "" : "");
    if (!draft) { put("side", ""); markOpen(); window.cockpitDeskGrid.close(); return; }
    put("side", draft.parts.side);
    markOpen();
    const sheet = draft.sheets[desk.sheet] || draft.sheets[0];
    if (sheet && !draft.parts.form) {
      const kept = [...pending.cells.values()].filter((cell) => cell.sheet === sheet.number);
      window.cockpitDeskGrid.show(part("grid"), sheet, { isSame, kept, change, leaveOut, settings: JSON.parse(desk.box.querySelector("[data-grid]").dataset.grid) });
    } else window.cockpitDeskGrid.close();
    clearTimeout(glancing);
    glancing = setTimeout(glance, isSame ? GLANCE : 50);
  }

  // What confirming would do is asked once nothing is being typed.
  async function glance() {
    if (!desk || !desk.draft || !isClean() || isSending) return;
    const { number, edition } = desk.draft, found = await ask("GET", address(`drafts/${number}/preview`));
    if (!desk || !desk.draft || desk.draft.number !== number || desk.draft.edition !== edition) return;
    put("side", found.side || desk.draft.parts.side);
    if (found.error) say(found.error, true);
    if (found.steps) put("steps", found.steps);
  }

  function change(cell) {
    pending.cells.set(`${cell.sheet}:${cell.row}:${cell.column}`, cell);
    later();
  }

  function leaveOut(code, isOut) {
    pending.left_out[code] = isOut;
    flush();
  }

  function later() {
    clearTimeout(waiting);
    say(said("saving"));
    waiting = setTimeout(flush, PAUSE);
  }

  // One request at a time; what is typed meanwhile goes with the next, and what was not kept is sent again.
  async function flush() {
    clearTimeout(waiting);
    if (!desk || !desk.draft || isSending || isClean()) return;
    const here = desk, draft = desk.draft, sent = pending;
    pending = fresh();
    isSending = true;
    const body = { seen: draft.edition, cells: [...sent.cells.values()], reasons: sent.reasons, left_out: sent.left_out };
    const answer = await ask("PATCH", address(`drafts/${draft.number}`), body);
    isSending = false;
    if (desk !== here || !desk.draft || desk.draft.number !== draft.number) return;
    if (answer.error) {
      pending = { cells: new Map([...sent.cells, ...pending.cells]), reasons: { ...sent.reasons, ...pending.reasons }, left_out: { ...sent.left_out, ...pending.left_out } };
      say(answer.error, true);
      if (answer.clash) put("clash", answer.clash);
      if (answer.isLost) waiting = setTimeout(flush, RETRY);
      return;
    }
    say(isClean() ? said("saved") : said("saving"));
    show(answer);
    if (!isClean()) later();
  }

  // What another browser saved meanwhile: theirs is shown, or mine is written over it.
  async function settle(isMine) {
    const here = desk, now = await ask("GET", address(`drafts/${desk.draft.number}`));
    if (desk !== here || now.error) return;
    if (!isMine) pending = fresh();
    desk.draft.edition = now.edition;
    if (isMine) { put("clash", ""); await flush(); } else show(now);
  }

  async function give(files) {
    if (!desk || !files.length || !said("may")) return;
    const most = Number(said("most"));
    const chosen = [...files]; // the field they were chosen in is emptied meanwhile
    const large = chosen.find((file) => file.size > most);
    if (large) { say(said("large").replace("{name}", large.name), true); return; }
    await take(() => sent(chosen));
  }

  // One request a file, each within the limit; what was refused is said beside what was taken.
  async function sent(files) {
    const drafts = [], refused = [];
    for (const file of files) {
      const body = new FormData();
      body.append("file", file);
      const answer = await ask("POST", address("files"), body, UPLOAD);
      drafts.push(...(answer.drafts || []));
      if (answer.error || answer.refused) refused.push(answer.error || answer.refused);
    }
    return drafts.length ? { drafts, refused: refused.join("\n") } : { error: refused.join("\n") };
  }

  async function take(send) {
    await flush();
    const here = desk;
    say(said("reading"));
    desk.box.setAttribute("aria-busy", "true");
    const made = await send();
    if (desk !== here) return;
    desk.box.removeAttribute("aria-busy");
    say(made.error || "", Boolean(made.error));
    await list();
    if (made.drafts && made.drafts.length) await open(made.drafts[0]);
    if (made.refused) say(made.refused, true);
    desk.box.scrollIntoView({ block: "nearest" });
  }

  async function confirm(button, how) {
    await flush();
    if (!desk.draft || !isClean()) return;
    button.disabled = true;
    say(said("confirming"));
    const draft = desk.draft, answer = await ask("POST", address(`drafts/${draft.number}/${how}`), { seen: draft.edition });
    if (!desk || desk.draft !== draft) return;
    if (answer.error) {
      button.disabled = false;
      say(answer.error, true);
      if (answer.clash) put("clash", answer.clash);
      return;
    }
    await done(answer);
  }

  async function done(answer) {
    say("");
    show(null);
    put("said", answer.said || "");
    await list();
    if (answer.version) window.dash_clientside.set_props("version", { data: answer.version });
  }

  async function close(path, body) {
    const answer = await ask(path.method, address(`drafts/${desk.draft.number}${path.below}`), body);
    if (answer.error) { say(answer.error, true); return; }
    pending = fresh();
    await done(answer);
  }

  const fieldOf = (what) => what.closest("form, fieldset, .intake-row, .intake-card").querySelector("select, input[type=text], textarea");

  const actions = {
    pick: () => part("give").querySelector("input[type=file]").click(),
    open: (what) => open(Number(what.dataset.number)),
    new: () => { flush(); show(null); },
    sheet: (what) => { desk.sheet = Number(what.dataset.number); show({ ...desk.draft, layout: "" }); },
    edit: (what) => window.cockpitDeskGrid.edit(Number(what.dataset.row), Number(what.dataset.column)),
    leave: (what) => leaveOut(what.dataset.code, true),
    restore: (what) => leaveOut(what.dataset.code, false),
    match: (what) => match(what.dataset.title, fieldOf(what).value),
    unused: (what) => match(what.dataset.title, ""),
    confirm: (what) => confirm(what, "confirm"),
    submit: (what) => confirm(what, "submit"),
    mine: () => settle(true),
    theirs: () => settle(false),
    discard: () => close({ method: "DELETE", below: "" }),
    return: (what) => close({ method: "POST", below: "/return" }, { seen: desk.draft.edition, note: fieldOf(what).value }),
    back: () => close({ method: "POST", below: "/return" }, { seen: desk.draft.edition }),
    merge: (what) => merge(what),
    grid: (what) => take(() => ask("POST", address("grid"), wanted(what))),
  };

  // The table and the day to fill in: those that the button names, or those chosen beside it.
  function wanted(what) {
    if (what.dataset.table) return { table: what.dataset.table, day: what.dataset.day || "" };
    const row = what.closest(".intake-row");
    return { table: row.querySelector("select").value, day: row.querySelector("input").value };
  }

  async function match(title, target) {
    await flush();
    const answer = await ask("POST", address(`drafts/${desk.draft.number}/columns`), { seen: desk.draft.edition, columns: { [title]: target } });
    if (answer.error) say(answer.error, true); else show(answer);
  }

  // Where another load gave the same cells, each is chosen: mine or theirs.
  async function merge(what) {
    const chosen = [...what.closest("form").querySelectorAll("input[type=radio]:checked")];
    const theirs = chosen.filter((each) => each.value === "theirs").map((each) => JSON.parse(each.dataset.key));
    const known = Number(what.closest("form").dataset.version);
    const answer = await ask("POST", address(`drafts/${desk.draft.number}/merge`), { seen: desk.draft.edition, known, theirs });
    if (answer.error) say(answer.error, true); else { show(answer); say(said("merged")); }
  }

  function click(event) {
    const what = event.target.closest && event.target.closest("[data-intake]");
    if (!what || !desk || what.tagName === "FORM" || !actions[what.dataset.intake]) return;
    event.preventDefault();
    actions[what.dataset.intake](what);
  }

  function input(event) {
    const field = event.target;
    if (!desk || !desk.box.contains(field)) return;
    if (field.dataset.cell) {
      const [sheet, row, column] = field.dataset.cell.split(",").map(Number);
      change({ sheet, row, column, text: field.value });
    } else if (field.dataset.reason) {
      const box = field.closest(".intake-row").querySelector("input[type=checkbox]");
      box.checked = Boolean(field.value.trim());
      pending.reasons[field.dataset.reason] = field.value.trim();
      later();
    }
  }

  function changed(event) {
    const field = event.target;
    if (!desk) return;
    if (field.type === "file" && field.closest("[data-intake-files]")) { give(field.files); field.value = ""; }
    if (field.dataset.tables !== undefined) {
      for (const link of field.closest(".intake-row").querySelectorAll("[data-template]")) link.href = link.getAttribute("href").replace(/templates\/\w+\./, `templates/${field.value}.`);
    }
    if (field.type === "checkbox" && field.closest(".intake-row")) {
      const reason = field.closest(".intake-row").querySelector("[data-reason]");
      if (!field.checked) { reason.value = ""; pending.reasons[reason.dataset.reason] = ""; later(); } else reason.focus();
    }
  }

  // A form that takes a load back stays on the page, and says there what came of it.
  async function submit(event) {
    const form = event.target, path = form.getAttribute("action") || "";
    if (!/^\/intake\/\d+\/loads\/\d+\/undo/.test(path)) return;
    event.preventDefault();
    const place = form.querySelector(".undo-state") || form.appendChild(Object.assign(document.createElement("p"), { className: "undo-state" }));
    place.setAttribute("role", "status");
    const given = Object.fromEntries(new FormData(form));
    const button = form.querySelector("button:not([type=button])");
    if (button) button.disabled = true;
    const answer = await ask("POST", lang() ? `${path}?${lang()}` : path, given);
    if (button) button.disabled = false;
    place.textContent = answer.error || answer.said || "";
    place.classList.toggle("is-lost", Boolean(answer.error));
    if (answer.keep && !form.querySelector("[name=keep_later]")) {
      const label = place.parentElement.insertBefore(document.createElement("label"), place.nextSibling);
      label.className = "intake-tick";
      label.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "keep_later", value: "1" }), ` ${answer.keep}`);
    }
    if (answer.version) window.dash_clientside.set_props("version", { data: answer.version });
  }

  const isField = (target) => Boolean(target && target.closest && target.closest("input, textarea, select, [contenteditable]"));

  function paste(event) {
    if (!desk || !event.clipboardData || isField(event.target)) return;
    const { files } = event.clipboardData, text = event.clipboardData.getData("text/plain");
    if (text && window.cockpitDeskGrid.paste(text, event.target)) event.preventDefault();
    else if (/\t|\n./.test(text) && said("may")) { event.preventDefault(); take(() => ask("POST", address("paste"), { text })); }
    else if (files.length) { event.preventDefault(); give(files); }
  }

  const holdsFiles = (event) => desk && said("may") && event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  let depth = 0;
  function enter(event) {
    if (!holdsFiles(event)) return;
    depth += 1;
    document.documentElement.dataset.dropping = "1";
    event.preventDefault();
  }
  function exit() {
    depth = Math.max(0, depth - 1);
    if (!depth) delete document.documentElement.dataset.dropping;
  }
  function drop(event) {
    depth = 0;
    delete document.documentElement.dataset.dropping;
    if (!holdsFiles(event)) return;
    event.preventDefault();
    give(event.dataTransfer.files);
  }

  document.addEventListener("click", click);
  document.addEventListener("input", input);
  document.addEventListener("change", changed);
  document.addEventListener("submit", submit);
  document.addEventListener("paste", paste);
  document.addEventListener("dragenter", enter);
  document.addEventListener("dragleave", exit);
  document.addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", drop);
  document.addEventListener("compositionstart", () => { isComposing = true; });
  document.addEventListener("compositionend", () => {
    isComposing = false;
    for (const [name, html] of postponed) put(name, html);
    postponed.clear();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  addEventListener("pagehide", flush);
  setInterval(arrive, LOOK);
})();
