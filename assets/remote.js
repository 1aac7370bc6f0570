// The pages about walls: a remote's buttons give orders, and what is marked as live is asked for again.
(function () {
  const LIVE = 2000, PATIENCE = 8000;
  let asking = false, answered = Date.now();

  function order(remote, what, argument) {
    return tell(remote.querySelector(".remote-said"), `${encodeURIComponent(remote.dataset.remote)}/order`, { what, argument });
  }

  async function tell(said, address, content) {
    said.textContent = "";
    said.classList.remove("is-wrong");
    const wrong = (text) => { said.textContent = text; said.classList.add("is-wrong"); };
    try {
      const response = await window.cockpitAsk(`/api/v1/walls/${address}`, PATIENCE, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(content),
      });
      const answer = await response.json();
      if (response.ok) said.textContent = said.dataset.sent || ""; else wrong(answer.detail);
    } catch (error) {
      wrong(said.dataset.lost);
    }
  }

  function press(event) {
    const button = event.target.closest && event.target.closest("button[data-order]");
    const gone = event.target.closest && event.target.closest("button[data-forget]");
    if (gone) tell(document.querySelector(".remote-said"), `${encodeURIComponent(gone.dataset.forget)}/forget`, {});
    if (button) order(button.closest("[data-remote]"), button.dataset.order, button.dataset.argument || "");
  }

  function submit(event) {
    const form = event.target.closest("form[data-order]");
    if (!form) return;
    event.preventDefault();
    order(form.closest("[data-remote]"), form.dataset.order, new FormData(form).get("argument"));
  }

  const wall = (place) => place.querySelector("[data-wall]")?.dataset.wall;

  async function refresh(place) {
    const response = await window.cockpitAsk(place.dataset.live, PATIENCE, { cache: "no-store" });
    if (!response.ok) throw new Error(response.status);
    const markup = await response.text();
    const shown = wall(place);
    if (place.innerHTML !== markup) place.innerHTML = markup;
    answered = Date.now();
    if (shown !== undefined && wall(place) !== shown) location.reload(); // other scenes to choose from
  }

  async function live() {
    const place = document.querySelector("[data-live]");
    if (!place || asking || document.hidden) return;
    asking = true;
    try {
      await refresh(place);
      lost("");
    } catch (error) {
      lost(` ${new Date(answered).toTimeString().slice(0, 5)}`);
    } finally {
      asking = false;
    }
  }

  function lost(since) {
    for (const line of document.querySelectorAll(".fleet-lost")) {
      const text = since ? line.dataset.lost + since : "";
      if (line.textContent !== text) line.textContent = text;
    }
  }

  document.addEventListener("click", press);
  document.addEventListener("submit", submit);
  setInterval(live, LIVE);
})();
