// A new red area alert comes before the scenes, once; acknowledged here (A) or from a remote, or after a while by itself,
// the wall goes on. What was red before this browser's first wall is not new. Sound only with ?sound=1.
(function () {
  const ASK = 5000, SHOWN = 120000, PATIENCE = 10000, SEEN = "wall-alarm";
  const root = document.documentElement;
  let box = null, since = 0, newest = "", told = [], pending = [], asking = false;

  const isWall = () => window === window.top && Boolean(window.cockpitWall.wall());
  const isShown = () => root.dataset.alarm === "true";
  const seen = () => localStorage.getItem(SEEN); // the moment up to which alarms came before this wall

  function remember() {
    localStorage.setItem(SEEN, newest > (seen() || "") ? newest : seen() || "");
  }

  function address() {
    const [, region] = location.pathname.match(/^\/wall\/(\d{6})$/) || ["", ""];
    const lang = new URLSearchParams(location.search).get("lang") || "";
    const after = seen() === null ? "" : `&after=${seen()}`;
    return `/api/v1/alerts/alarm?region=${region}&lang=${encodeURIComponent(lang)}${after}`;
  }

  function hide() {
    delete root.dataset.alarm;
    box?.remove();
    box = null;
  }

  function end() {
    remember();
    hide();
  }

  function show(html) {
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
    if (!isShown()) since = Date.now();
    root.dataset.alarm = "true";
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
    const isNew = answer.newest > newest || !isShown();
    newest = answer.newest;
    if (!answer.numbers.length) return end();
    told = answer.numbers;
    show(answer.html);
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
    if (isShown() && Date.now() - since > SHOWN) end();
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

  document.addEventListener("cockpit-acknowledge", () => {
    if (!told.length) return;
    pending = told;
    told = [];
    end();
    beat();
  });
  hear();
  setInterval(beat, ASK);
  setTimeout(beat, 1500);
})();
