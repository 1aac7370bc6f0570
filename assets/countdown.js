// Counts down what must be done by a moment: [data-due] holds it in milliseconds, the words are those of layouts/words/moments.py.
(function () {
  const SECOND = 1000, MINUTE = 60000, HOUR = 60, DAY = 1440;

  function left(due, words) {
    const minutes = Math.floor((due - Date.now()) / MINUTE), amount = Math.abs(minutes);
    const said = minutes >= 0 ? words.left : words.late;
    const fill = (forms, number) => forms[new Intl.PluralRules(words.lang).select(number)].replace("#", number);
    if (amount >= 2 * DAY) return fill(said[2], Math.floor(amount / DAY));
    if (amount >= HOUR) return fill(said[1], Math.floor(amount / HOUR));
    return fill(said[0], amount);
  }

  function count() {
    for (const element of document.querySelectorAll("[data-due]")) {
      const holder = element.closest("[data-left-words]");
      if (!holder) continue;
      const text = left(Number(element.dataset.due), JSON.parse(holder.dataset.leftWords));
      if (element.textContent !== text) element.textContent = text;
      element.classList.toggle("is-late", Number(element.dataset.due) < Date.now());
    }
  }

  setInterval(count, SECOND);
})();
