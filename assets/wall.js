// The wall turns its scenes by itself; every scene is an address, so that a reboot returns to it.
(function () {
  const MINUTE = 60000;
  let passed = 0, last = Date.now(), shown = "";

  const wall = () => document.getElementById("wall-progress");
  const go = (href) => window.dash_clientside.set_props("url", { href: new URL(href, location.origin).href });

  function tell() {
    const now = new Date(), lang = document.documentElement.lang;
    write("wall-clock", now.toTimeString().slice(0, 5));
    write("wall-date", now.toLocaleDateString(lang, { month: "long", day: "numeric", weekday: "long" }));
  }

  function write(id, text) {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  }

  function beat() {
    const now = Date.now(), line = wall();
    if (line) {
      tell();
      const isStill = window.cockpitHands.isStill() || document.hidden;
      if (shown !== line.dataset.next) {
        [shown, passed] = [line.dataset.next, 0];
        document.dispatchEvent(new CustomEvent("cockpit-picture"));
      } else if (!isStill) passed += now - last;
      const share = Math.min(passed / (1000 * Number(line.dataset.seconds)), 1);
      line.style.setProperty("--passed", share.toFixed(3));
      if (share >= 1 && !isStill) { passed = 0; go(line.dataset.next); }
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
