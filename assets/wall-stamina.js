// What keeps a wall alive for weeks: a clean load once a night, when memory runs over, and after a long freeze.
(function () {
  const CHECK = 20000, FROZEN = 60000, NIGHT = 3, MOST_MEMORY = 600e6;
  const started = Date.now();
  let last = started;

  const isNight = (now) => now.getHours() === NIGHT && now - started > 12 * 3600e3;
  const isFull = () => performance.memory && performance.memory.usedJSHeapSize > MOST_MEMORY;

  function check() {
    const gap = Date.now() - last;
    last = Date.now();
    if (!document.getElementById("wall-progress") || document.hidden) return;
    const wasFrozen = gap > CHECK + FROZEN;
    if (wasFrozen || isNight(new Date()) || isFull()) window.cockpitReload().catch(() => {});
  }

  setInterval(check, CHECK);
})();
