// What a hand can do with the wall, at its keyboard or from a remote. That it is held or dark outlives a clean load.
(function () {
  const root = document.documentElement;
  const STATES = ["held", "blank", "raised"]; // data attributes of the root; `raised`: an alert was brought up
  const isOn = (name) => root.dataset[name] === "true";
  const isStill = () => STATES.some(isOn) || isOn("alarm") || isOn("playing"); // `alarm`: a new red area alert is in front; `playing`: the map plays

  function put(name, on) {
    if (on) root.dataset[name] = "true"; else delete root.dataset[name];
    if (on) sessionStorage.setItem(`wall-${name}`, "true"); else sessionStorage.removeItem(`wall-${name}`);
  }

  const scenes = () => window.cockpitWall.wall()?.dataset.scenes.split(" ") || [];
  const named = (key) => scenes().find((href) => new URL(href, location.origin).searchParams.get("scene") === key);

  function go(href) {
    put("raised", false);
    if (href) window.cockpitWall.go(href);
  }

  function turn(step) {
    const all = scenes(), at = Number(window.cockpitWall.wall()?.dataset.at);
    go(all[(at + step + all.length) % all.length]);
  }

  function placed(href, code) {
    const url = new URL(href, location.origin);
    return `/wall/${code}${url.search}`;
  }

  // Another wall begins with its first scene.
  function change(name) {
    const url = new URL(location.href);
    for (const key of ["scene", "map", "brand"]) url.searchParams.delete(key);
    url.searchParams.set("wall", name);
    go(url.pathname + url.search);
  }

  function raise(code) {
    if (!isOn("raised")) sessionStorage.setItem("wall-before", location.pathname + location.search);
    put("blank", false);
    go(placed(named("alerts") || location.href, code));
    put("raised", true);
  }

  function acknowledge(isListed) {
    if (isOn("raised")) go(sessionStorage.getItem("wall-before"));
    document.dispatchEvent(new CustomEvent("cockpit-acknowledge", { detail: isListed }));
  }

  const acts = {
    next: () => turn(1),
    previous: () => turn(-1),
    hold: () => put("held", true),
    resume: () => put("held", false),
    blank: () => put("blank", true),
    show: () => put("blank", false),
    scene: (key) => go(named(key)),
    wall: change,
    region: (code) => go(placed(location.href, code)),
    alert: raise,
    play: () => window.cockpitPlay.play(),
    acknowledge: () => acknowledge(false),
    ack_listed: () => acknowledge(true),
    name: (given) => localStorage.setItem("wall-given", given),
  };

  function act(what, argument) {
    if (!window.cockpitWall.wall() || !acts.hasOwnProperty(what)) return;
    acts[what](argument);
    document.dispatchEvent(new CustomEvent("cockpit-led"));
  }

  if (/^\/wall(\/|$)/.test(location.pathname)) STATES.forEach((name) => put(name, sessionStorage.getItem(`wall-${name}`)));
  window.cockpitHands = { act, isOn, isStill, scenes, toScene: (at) => go(scenes()[at]) };
})();
