// The tick: asks the server for the data version, one question at a time; age is counted by this browser's clock.
(function () {
  const PATIENCE = 2; // questions that may fail before the screen says so
  const MINUTE = 60000;
  const CLOCK_ERROR = 5 * MINUTE; // by which clocks of servers may differ
  const HTTP_DATE = "Sun, 29 Nov 2026 06:00:00 GMT".length;
  const SPENT = 2; // times the age at which data is old, after which a screen without a server shows words only
  const started = Date.now();
  let asking = false, tag = null, failures = 0, skew = 0, served = 0, build = null, known = null, edition = 0;

  function say() {
    const root = document.documentElement, alarm = document.getElementById("alarm");
    const lost = failures >= PATIENCE;
    const age = alarm ? hours(alarm.dataset) : 0;
    if (document.querySelector(".page")) mark(root, "wall", Boolean(document.querySelector(".page-wall")));
    mark(root, "lost", lost);
    mark(root, "old", age >= oldest() || Boolean(alarm && isToCome(alarm.dataset)));
    mark(root, "spent", age >= oldest() * SPENT && lost);
    const text = alarm ? words(alarm.dataset, lost) : "";
    if (alarm && alarm.textContent !== text) alarm.textContent = text;
  }

  const oldest = () => Number(document.body.dataset.ageHours);
  // A load that was made later than now: the clock was wrong then or is now, and the age of its figures is unknown.
  // Asked by the server's clock alone, which is known after its first answer.
  const isToCome = (said) => served && Date.parse(said.loaded) - (Date.now() + skew) > CLOCK_ERROR;
  const hours = (said) => Math.floor((Date.now() + skew - Date.parse(said.loaded)) / (60 * MINUTE));
  function mark(root, name, isOn) {
    if (isOn) root.dataset[name] = "true"; else delete root.dataset[name];
  }

  function words(said, lost) {
    if (lost) return `${said.lost} ${said.time}`;
    if (isToCome(said)) return said.future;
    if (hours(said) >= oldest()) return said.old.replace("{hours}", hours(said));
    return Math.abs(skew) > MINUTE ? said.clock : "";
  }

  // A wall asks for its edition too: one that a bureau saved again is reloaded.
  function question() {
    const wall = /^\/wall(\/|$)/.test(location.pathname) && new URLSearchParams(location.search).get("wall");
    return `/api/v1/version${wall ? `?wall=${encodeURIComponent(wall)}` : ""}`;
  }

  function isOlder(saved) {
    const shown = Number(document.getElementById("wall-progress")?.dataset.edition);
    return shown > 0 && shown !== saved;
  }

  async function ask() {
    const headers = tag ? { "If-None-Match": tag } : {};
    const response = await window.cockpitAsk(question(), 10000, { headers, cache: "no-store" });
    if (response.status === 401 && !document.querySelector(".page-wall")) await reload(); // leads to the sign-in page
    if (!response.ok && response.status !== 304) throw new Error(response.status);
    // twice on a conditional answer, from the program and from the server before it, which the browser puts in one line
    served = Date.parse((response.headers.get("Date") || "").slice(0, HTTP_DATE)) || served;
    if (served) skew = served - Date.now();
    if (response.status === 304) return;
    const answer = await response.json();
    if (build && answer.build !== build) reload();
    tag = response.headers.get("ETag");
    build = answer.build;
    edition = answer.wall || 0;
    known = answer.version;
  }

  // Only after the server has answered for this very address: a blind reload turns a readable wall into an error page.
  async function reload() {
    const response = await window.cockpitAsk(location.href, 10000, { cache: "no-store" });
    if (response.ok) location.reload();
  }

  // `drawn` is what the screen shows, as address#version; a screen without a version shows a page in words:
  // it loads itself again when there is data to show, or when the database may answer again.
  async function tick(beats, drawn) {
    const unchanged = window.dash_clientside.no_update;
    if (!beats || asking) return unchanged;
    asking = true;
    try {
      await ask();
      failures = 0;
      if (edition && isOlder(edition)) reload();
      const version = Number((drawn || "").split("#")[1]);
      if (drawn === "empty" && known > 0) reload();
      if (drawn === "broken" && Date.now() - started > MINUTE) reload();
      return version && version !== known ? known : unchanged;
    } catch (error) {
      failures += 1;
      return unchanged;
    } finally {
      asking = false;
      say();
    }
  }

  function entitle(title) {
    if (title) document.title = title;
    document.documentElement.lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh-CN";
    setTimeout(say);
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { cockpit: { tick, entitle } });
  window.cockpitReload = reload;
  setInterval(say, MINUTE / 2);
})();
