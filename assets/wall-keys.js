// The wall's own keys, for those with a keyboard; ? lists them.
(function () {
  const root = document.documentElement;

  function help(isOpen) {
    if (isOpen) root.dataset.help = "true"; else delete root.dataset.help;
    const name = document.querySelector("[data-wall-name]");
    if (name) name.textContent = window.cockpitName();
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen(); else root.requestFullscreen().catch(() => {});
  }

  function escape() {
    if (root.dataset.help) help(false); else window.cockpitHands.act("show");
  }

  function sign(event) {
    window.cockpitHands.act(event.shiftKey ? "ack_listed" : "acknowledge");
  }

  const keys = {
    " ": () => window.cockpitHands.act(window.cockpitHands.isOn("held") ? "resume" : "hold"),
    ArrowRight: () => window.cockpitHands.act("next"),
    ArrowLeft: () => window.cockpitHands.act("previous"),
    "?": () => help(!root.dataset.help),
    a: sign,
    A: sign,
    p: () => window.cockpitHands.act("play"),
    P: () => window.cockpitHands.act("play"),
    f: full,
    F: full,
    Escape: escape,
  };

  function press(event) {
    if (!window.cockpitWall.wall() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key)) window.cockpitHands.toScene(Number(event.key) - 1);
    else if (keys.hasOwnProperty(event.key)) keys[event.key](event);
    else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", press);
})();
