// The tick: asks the server for the data version, one question at a time; age is counted by this browser's clock.
(function () {
  const PATIENCE = 2; // questions that may fail before the screen says so
  let asking = false, tag = null, failures = 0, answeredAt = Date.now(), skew = 0, build = null;

  function say() {
    const root = document.documentElement, alarm = document.getElementById("alarm");
    const lost = failures >= PATIENCE;
    if (lost) root.dataset.lost = "true"; else delete root.dataset.lost;
    if (!alarm) return;
    const hours = Math.floor((Date.now() + skew - Date.parse(alarm.dataset.loaded)) / 36e5);
    const limit = Number(document.body.dataset.ageHours || 48);
    if (lost) alarm.textContent = `${alarm.dataset.lost} ${new Date(answeredAt).toTimeString().slice(0, 5)}`;
    else if (hours >= limit) alarm.textContent = alarm.dataset.old.replace("{hours}", hours);
    else if (Math.abs(skew) > 60000) alarm.textContent = alarm.dataset.clock;
    else alarm.textContent = "";
  }

  async function ask() {
    const response = await fetch("/api/v1/version", { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (!response.ok && response.status !== 304) throw new Error(response.status);
    const served = Date.parse(response.headers.get("Date") || "");
    if (served) skew = served - Date.now();
    if (response.status === 304) return null;
    tag = response.headers.get("ETag");
    return response.json();
  }

  async function tick(beats, version) {
    const unchanged = window.dash_clientside.no_update;
    if (!beats || asking) return unchanged;
    asking = true;
    try {
      const answer = await ask();
      failures = 0;
      answeredAt = Date.now();
      if (answer && build && answer.build !== build) location.reload();
      if (answer) build = answer.build;
      return answer && answer.version !== version ? answer.version : unchanged;
    } catch (error) {
      failures += 1;
      return unchanged;
    } finally {
      asking = false;
      say();
    }
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { cockpit: { tick } });
  setInterval(say, 30000);
})();
