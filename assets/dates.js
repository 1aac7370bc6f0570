// A date box writes its day in the page's words over the browser's own, which keeps taking clicks, keys and the picker.
(function () {
  const BOX = ".date-box input", TYPED = /^([0-9]|Arrow.+|Backspace|Delete)$/;
  document.documentElement.dataset.dates = "written";

  function write(field) {
    const shown = field.parentElement.querySelector(".date-shown");
    const [year, month, day] = field.value.split("-").map(Number);
    shown.textContent = field.value ? shown.dataset.format.replace("{year}", year).replace("{month}", month).replace("{day}", day) : "";
  }

  function onBox(event, act) {
    if (event.target.matches && event.target.matches(BOX)) act(event.target);
  }

  // While it is typed in, the parts that the keys go to are seen: the browser's.
  document.addEventListener("keydown", (event) => onBox(event, (field) => {
    if (TYPED.test(event.key)) field.parentElement.classList.add("is-typed");
  }));
  document.addEventListener("focusout", (event) => onBox(event, (field) => field.parentElement.classList.remove("is-typed")));
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => onBox(event, write));
  addEventListener("pageshow", () => document.querySelectorAll(BOX).forEach(write)); // a form that came back keeps what was typed
})();
