// What the oldest browsers of docs/browsers.md lack and style sheets cannot make up for; newer ones leave at once.
// Chromium before 84 leaves no gap between the items of a flex box; before 105 it cannot choose a map's labels by room.
(function () {
  const DESK = [[27, "s"], [36, "m"], [48, "l"], [Infinity, "xl"]]; // up to so many rem of the map's longer side
  const WALL = [[21.86, ""], [40, "xs"], [56, "s"], [Infinity, "m"]]; // the same in hundredths of the wall's height

  // ---- gaps: each rule's gap becomes two lengths of the children, and those in a flex box keep that distance by margins

  function hasGaps() {
    const box = document.createElement("div");
    Object.assign(box.style, { display: "flex", flexDirection: "column", rowGap: "1px", position: "absolute" });
    box.append(document.createElement("div"), document.createElement("div"));
    document.body.append(box);
    const isOne = box.scrollHeight === 1;
    box.remove();
    return isOne;
  }

  const each = (rule, after, put) => `${rule.selectorText.split(",").map((one) => one + after).join(",")} { ${put} }`;

  function margins(rule) {
    const { display, flexDirection, flexWrap, columnGap, rowGap } = rule.style, made = [];
    if (columnGap) made.push(each(rule, " > *", `--gap-x: ${columnGap}; --gap-y: ${rowGap}`));
    if (/^(grid|block)$/.test(display)) made.push(each(rule, " > *", "margin: 0"));
    const isPassedOn = display === "contents" && columnGap; // a box whose items are those of the flex box around it
    if (!isPassedOn && !/^(inline-)?flex$/.test(display)) return made;
    if (isPassedOn || flexWrap === "wrap") made.push(each(rule, " > *", "margin: 0 var(--gap-x) var(--gap-y) 0"), each(rule, " > :last-child", "margin-right: 0"));
    else if (/^column/.test(flexDirection)) made.push(each(rule, " > * + *", "margin-top: var(--gap-y)"));
    else made.push(each(rule, " > * + *", "margin-left: var(--gap-x)"));
    return made;
  }

  function spaced(rules) {
    return [...rules].flatMap((rule) => {
      if (rule instanceof CSSMediaRule) return [`@media ${rule.conditionText} { ${spaced(rule.cssRules).join("\n")} }`];
      if (rule instanceof CSSSupportsRule) return CSS.supports(rule.conditionText) ? spaced(rule.cssRules) : [];
      return rule instanceof CSSStyleRule && !rule.selectorText.includes("::") ? margins(rule) : [];
    });
  }

  // First of all rules: so that the product's own margins win. A policy that forbids style elements allows this.
  function space() {
    for (const name of ["--gap-x", "--gap-y"]) CSS.registerProperty({ name, syntax: "<length>", inherits: false, initialValue: "0px" });
    const own = [...document.styleSheets].filter((sheet) => sheet.href);
    own.flatMap((sheet) => spaced(sheet.cssRules)).forEach((rule, at) => own[0].insertRule(rule, at));
  }

  // ---- the labels of a map, as map.css and 5-wall.css choose them by container queries

  function label(stage) {
    const { width, height } = stage.getBoundingClientRect(), map = stage.closest(".map"), isWall = Boolean(stage.closest(".page-wall"));
    const unit = isWall ? innerHeight / 100 : parseFloat(getComputedStyle(document.documentElement).fontSize);
    const [across, down] = map.matches(".is-wide") ? [1, 0.7] : map.matches(".is-tall") ? [0.7, 1] : [1, 1];
    const room = Math.min(width / across, height / down) / unit;
    const [, size] = (isWall ? WALL : DESK).find(([most]) => room < most);
    stage.querySelectorAll(".map-labels").forEach((sheet) => sheet.style.setProperty("display", sheet.matches(`.at-${size || "none"}`) ? "inline" : "none", "important"));
  }

  function labels() {
    const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => label(target)));
    const known = new WeakSet();
    const look = () => document.querySelectorAll(".map-stage").forEach((stage) => {
      if (!known.has(stage)) sizes.observe(stage);
      known.add(stage);
    });
    new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
    look();
  }

  function begin() {
    if (!hasGaps()) space();
    if (!CSS.supports("container-type: size")) labels();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
