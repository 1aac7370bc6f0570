// Exports: a choice in the menu starts a job on the server; a card shows its progress, until its file is fetched.
(function () {
  const KEY = "cockpit-orders"; // the jobs under way outlast a reload of the document
  const EVERY = 700, PATIENCE = 20000;
  let count = 0;
  const ENDED = new Set(["done", "failed", "cancelled"]);

  const kept = () => JSON.parse(sessionStorage.getItem(KEY) || "[]");
  const keep = (jobs) => sessionStorage.setItem(KEY, JSON.stringify(jobs));
  const forget = (number) => keep(kept().filter((job) => job.wanted.number !== number));
  const fill = (text, job) => text.replace(/\{(\w+)\}/g, (_, key) => job[key] ?? "");

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    if (tag === "button") element.type = "button";
    return element;
  }

  function shelf(said) {
    const found = document.querySelector(".exports") || document.body.appendChild(make("section", "exports"));
    found.setAttribute("aria-label", said.label);
    return found;
  }

  function card(said) {
    const box = make("div", "export-card");
    const text = box.appendChild(make("p"));
    const bar = box.appendChild(make("progress"));
    const row = box.appendChild(make("div", "export-acts"));
    const act = (name, label) => row.appendChild(make(name, "pill", label));
    const parts = { box, text, bar, link: act("a", said.download), cancel: act("button", said.cancel), close: act("button", said.close) };
    text.setAttribute("role", "status");
    text.id = `export-${(count += 1)}`;
    bar.setAttribute("aria-labelledby", text.id);
    parts.link.hidden = parts.close.hidden = true;
    parts.close.addEventListener("click", () => box.remove());
    shelf(said).append(box);
    return parts;
  }

  function show(parts, said, job) {
    const phase = job.state === "running" && !job.page ? "starting" : job.state;
    const text = fill(said[phase], job);
    if (parts.text.textContent !== text) parts.text.textContent = text;
    parts.box.dataset.state = job.state;
    parts.bar.hidden = ENDED.has(job.state);
    if (job.page) Object.assign(parts.bar, { max: job.pages + 1, value: job.page });
    parts.cancel.hidden = ENDED.has(job.state);
    parts.close.hidden = !ENDED.has(job.state);
    if (!job.file) return;
    Object.assign(parts.link, { href: job.file, download: job.name, hidden: false });
    parts.link.click();
  }

  const failed = (reason) => ({ state: "failed", reason });

  async function ask(path, content) {
    const sent = content && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) };
    const answer = await window.cockpitAsk(path, PATIENCE, sent || { cache: "no-store" });
    const body = await answer.json();
    return answer.ok ? body : failed(body.detail);
  }

  // The order names itself, so that asking again, after a reload or a lost answer, never makes a second file.
  async function watch({ wanted, said }, parts) {
    const at = `/exports/${wanted.number}`;
    let isTaken = false;
    parts.cancel.onclick = () => ask(`${at}/cancel`, {}).then((job) => show(parts, said, job), () => {});
    for (;;) {
      const job = await (isTaken ? ask(at) : ask("/exports", wanted)).catch(() => null);
      isTaken = isTaken || Boolean(job);
      if (!job) parts.text.textContent = said.lost;
      else if (parts.box.dataset.state !== "cancelled") show(parts, said, job);
      if (ENDED.has(parts.box.dataset.state)) return forget(wanted.number);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }

  function order(button) {
    const menu = button.closest(".export-menu");
    const said = JSON.parse(menu.dataset.said);
    const { export: format, size } = button.dataset;
    const job = { wanted: { number: newNumber(), address: location.pathname + location.search, format, size }, said };
    menu.open = false;
    menu.querySelector("summary").focus();
    keep([...kept(), job]);
    watch(job, card(said));
  }

  const newNumber = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  function away(event) {
    const isKey = event.type === "keydown";
    for (const menu of document.querySelectorAll(".export-menu[open], .panel-save[open]")) {
      if (isKey ? event.key !== "Escape" : menu.contains(event.target)) continue;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-export]");
    if (button) order(button);
    away(event);
    const saved = event.target.closest?.(".panel-save a");
    if (saved) saved.closest(".panel-save").open = false;
  });
  document.addEventListener("keydown", away);
  addEventListener("DOMContentLoaded", () => kept().forEach((job) => watch(job, card(job.said))));
  if (document.readyState !== "loading") kept().forEach((job) => watch(job, card(job.said)));
})();
