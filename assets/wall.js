// The wall turns its scenes by itself; every scene is an address, so that a reboot returns to it. The next picture is
// fetched before its turn and shown whole; while none comes the one that is shown stays.
(function () {
  const MINUTE = 60000, AHEAD = 6000, PAUSE = 3000, PATIENCE = 20000;
  const ZONE = "Asia/Shanghai"; // whose days the figures are of, in any zone of the machine
  const DONE = 3; // times the server refuses a picture before the scene after it is tried
  let passed = 0, last = Date.now(), shown = "", ready = null, refused = 0, asked = 0, turns = 0;

  const wall = () => document.getElementById("wall-progress");
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const version = (drawn) => (drawn || "").split("#")[1];

  // Resolves with a picture of an address, or with null where the server has none.
  async function picture(href) {
    const response = await window.cockpitAsk(`/api/v1/picture${href}`, PATIENCE, { cache: "no-store" });
    return response.ok ? { href, ...(await response.json()) } : null;
  }

  // The screen first, then its address: what the address asks for is shown already.
  function put({ href, children, drawn, title }) {
    set("screen", { children, "data-drawn": drawn, "data-title": title });
    window.cockpitShows(href);
    set("url", { href: new URL(href, location.origin).href });
  }

  // Where hands lead: at once when it has come, in words when the server says that there is nothing to see.
  async function go(href) {
    const turn = (turns += 1), given = new URL(href, location.origin), path = given.pathname + given.search;
    try {
      const found = await picture(path);
      if (turn !== turns) return;
      if (found) put(found); else set("url", { href: given.href });
    } catch {
      // the server is away: the picture stays, and the wall says so elsewhere
    }
  }

  function following(line) {
    if (refused < DONE) return line.dataset.next;
    const scenes = line.dataset.scenes.split(" ");
    return scenes[(Number(line.dataset.at) + refused - DONE + 1) % scenes.length];
  }

  async function prepare(href) {
    if (ready?.href === href || Date.now() - asked < PAUSE) return;
    asked = Date.now();
    try {
      const found = await picture(href);
      if (found) ready = found; else refused += 1;
    } catch {
      // asked again after a pause
    }
  }

  // One that was drawn before a load is older than the screen: it is asked for again.
  function turn(href) {
    if (ready?.href !== href) return;
    if (version(ready.drawn) !== version(document.getElementById("screen").dataset.drawn)) { ready = null; return; }
    turns += 1;
    put(ready);
    [ready, refused, passed] = [null, 0, 0];
  }

  function tell() {
    const now = new Date(), lang = document.documentElement.lang;
    write("wall-clock", now.toLocaleTimeString("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }));
    write("wall-date", lang.startsWith("zh") ? chinese(now) : now.toLocaleDateString(lang, { timeZone: ZONE, month: "long", day: "numeric", weekday: "long" }));
  }

  // As every other day on the screen is written: 11 月 30 日 星期一.
  function chinese(now) {
    const part = (name, style, lang) => now.toLocaleDateString(lang, { timeZone: ZONE, [name]: style });
    return `${part("month", "numeric", "en")} 月 ${part("day", "numeric", "en")} 日 ${part("weekday", "long", "zh-CN")}`;
  }

  function write(id, text) {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  }

  function beat() {
    const now = Date.now(), line = wall();
    if (line) {
      tell();
      const isStill = window.cockpitHands.isStill() || document.hidden, whole = 1000 * Number(line.dataset.seconds);
      if (shown !== line.dataset.next) {
        [shown, passed, refused] = [line.dataset.next, 0, 0];
        document.dispatchEvent(new CustomEvent("cockpit-picture"));
      } else if (!isStill) passed += now - last;
      line.style.setProperty("--passed", Math.min(passed / whole, 1).toFixed(3));
      if (!document.hidden && whole - passed < AHEAD) prepare(following(line));
      if (!isStill && passed >= whole) turn(following(line));
      shift();
    }
    last = now;
  }

  // A few pixels of wandering keep a still picture from burning in.
  function shift() {
    const step = Math.floor(Date.now() / (3 * MINUTE)) % 8, angle = (step * Math.PI) / 4;
    document.documentElement.style.setProperty("--shift-x", `${Math.round(2 * Math.cos(angle))}px`);
    document.documentElement.style.setProperty("--shift-y", `${Math.round(2 * Math.sin(angle))}px`);
  }

  window.cockpitWall = { go, wall };
  setInterval(beat, 500);
})();
