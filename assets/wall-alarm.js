// A new red area alert comes before the scenes and stays until it is acknowledged, here (A) or from a remote. After a while
// it makes room: a strip at the foot, and the scenes turn above it. What was red before this browser's first wall is not
// new. Sound only with ?sound=1.
(function () {
  const ASK = 5000, SHOWN = 120000, PATIENCE = 10000, SEEN = "wall-alarm", MET = "wall-alarm-met";
  const root = document.documentElement;
  let box = null, since = 0, newest = "", current = [], pending = [], asking = false;
  const met = new Set(); // what came in front of this wall, the last of it at `since`; both outlive a clean load

  const isWall = () => window === window.top && Boolean(window.cockpitWall.wall());
  const isShown = () => Boolean(root.dataset.alarm); // "true" in front of the scenes, "strip" at their foot
  const seen = () => localStorage.getItem(SEEN); // the moment up to which alarms came before this wall

  function remember() {
    localStorage.setItem(SEEN, newest > (seen() || "") ? newest : seen() || "");
  }

  function address() {
    const [, region] = location.pathname.match(/^\/wall\/(\d{6})$/) || ["", ""];
    const lang = new URLSearchParams(location.search).get("lang") || "";
    const after = seen() === null ? "" : `&after=${seen()}`;
    const wall = `&name=${encodeURIComponent(window.cockpitName())}&origin=${encodeURIComponent(location.origin)}`;
    return `/api/v1/alerts/alarm?region=${region}&lang=${encodeURIComponent(lang)}${after}${wall}`;
  }

  function hide() {
    if (isShown()) delete root.dataset.alarm;
    box?.remove();
    box = null;
  }

  function end() {
    remember();
    hide();
  }

  function show(html, isNew) {
    if (!box) {
      box = document.createElement("section");
      box.className = "wall-alarm";
      box.setAttribute("role", "alertdialog");
      box.setAttribute("aria-labelledby", "wall-alarm-title");
      document.body.append(box);
    }
    const head = document.querySelector(".wall-head").getBoundingClientRect();
    box.style.setProperty("--head", `${Math.ceil(head.bottom)}px`);
    box.style.setProperty("--bezel", getComputedStyle(document.querySelector(".wall")).getPropertyValue("--bezel") || "0px");
    box.innerHTML = html; // made by our own template, everything in it escaped
    if (isNew) since = Date.now();
    if (isNew || !isShown()) root.dataset.alarm = "true";
    sessionStorage.setItem(MET, JSON.stringify({ since, marks: [...met] }));
    makeRoom();
  }

  function recall() {
    const kept = JSON.parse(sessionStorage.getItem(MET) || "{}");
    since = kept.since || 0;
    (kept.marks || []).forEach((mark) => met.add(mark));
  }

  function makeRoom() {
    if (root.dataset.alarm === "true" && Date.now() - since > SHOWN) root.dataset.alarm = "strip";
  }

  function hear() {
    const asked = new URLSearchParams(location.search).get("sound");
    if (asked !== null) sessionStorage.setItem("wall-sound", asked);
    return sessionStorage.getItem("wall-sound") === "1";
  }

  function sound() {
    const audio = new AudioContext();
    [0, 0.35].forEach((at) => {
      const tone = audio.createOscillator(), volume = audio.createGain();
      tone.frequency.value = 660;
      volume.gain.value = 0.2;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.2);
    });
    setTimeout(() => audio.close(), 2000);
  }

  function meet(answer) {
    newest = answer.newest;
    if (!answer.numbers.length) return end();
    const mark = `${answer.numbers}@${answer.raised}`, isNew = !met.has(mark); // raised again, by its figure or up a level, it is new
    met.add(mark);
    current = answer.numbers;
    show(answer.html, isNew);
    if (isNew && hear()) sound();
  }

  async function send() {
    const response = await window.cockpitAsk("/api/v1/alerts/ack", PATIENCE, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ numbers: pending }),
    });
    if (response.ok) pending = [];
  }

  async function ask() {
    if (!isWall()) return hide();
    makeRoom();
    if (pending.length) await send();
    if (pending.length || window.cockpitHands.isOn("blank")) return;
    const response = await window.cockpitAsk(address(), PATIENCE, { cache: "no-store" });
    if (response.ok && !pending.length) meet(await response.json());
  }

  async function beat() {
    if (asking) return;
    asking = true;
    try {
      await ask();
    } catch {
      // the server is away: the wall says so elsewhere, the next beat asks again
    } finally {
      asking = false;
    }
  }

  // What the list below the alarm shows and waits: in a strip there is no list, and a row without room is beside it.
  function listed() {
    const list = box.querySelector(".alarm-list ul").getBoundingClientRect();
    const rows = [...box.querySelectorAll("li[data-numbers]")].filter((row) => list.width && row.getBoundingClientRect().left < list.right);
    return rows.flatMap((row) => row.dataset.numbers.split(" ").map(Number));
  }

  document.addEventListener("cockpit-acknowledge", (event) => {
    if (!current.length) return;
    pending = event.detail ? [...current, ...listed()] : current;
    current = [];
    hide();
    beat();
  });
  hear();
  recall();
  setInterval(beat, ASK);
  setTimeout(beat, 1500);
})();
