// The wall turns its scenes by itself; every scene is an address, so that a reboot returns to it.
(function () {
  const MINUTE = 60000;
  let passed = 0, last = Date.now(), shown = "";

  const wall = () => document.getElementById("wall-progress");
  const go = (href) => window.dash_clientside.set_props("url", { href: new URL(href, location.origin).href });
  const isHeld = () => document.documentElement.dataset.held === "true";

  function tell() {
    const clock = document.getElementById("wall-clock");
    const text = new Date().toTimeString().slice(0, 5);
    if (clock && clock.textContent !== text) clock.textContent = text;
  }

  function beat() {
    const now = Date.now(), line = wall();
    if (line) {
      tell();
      if (shown !== line.dataset.next) [shown, passed] = [line.dataset.next, 0];
      else if (!isHeld() && !document.hidden) passed += now - last;
      const share = Math.min(passed / (1000 * Number(line.dataset.seconds)), 1);
      line.style.setProperty("--passed", share.toFixed(3));
      if (share >= 1) { passed = 0; go(line.dataset.next); }
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

  function press(event) {
    const line = wall();
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const scenes = line.dataset.scenes.split(" "), at = Number(line.dataset.at);
    const turn = (step) => go(scenes[(at + step + scenes.length) % scenes.length]);
    if (event.key === " ") document.documentElement.dataset.held = String(!isHeld());
    else if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else if (/^[1-9]$/.test(event.key) && scenes[event.key - 1]) go(scenes[event.key - 1]);
    else if (event.key === "f" || event.key === "F") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    else return;
    event.preventDefault();
  }

  window.cockpitWall = { go, wall };
  document.addEventListener("keydown", press);
  setInterval(beat, 500);
})();
