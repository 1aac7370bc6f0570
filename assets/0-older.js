// What Plotly and the tables call and Chromium 83 lacks (docs/browsers.md); nothing of ours needs it.
(function () {
  const lacking = (owner, name, value) => { if (!owner[name]) Object.defineProperty(owner, name, { value, configurable: true, writable: true }); };
  const at = function (index) { return this[index < 0 ? this.length + Math.trunc(index) : Math.trunc(index) || 0]; };
  const findLastIndex = function (test, self) {
    for (let index = this.length - 1; index >= 0; index -= 1) if (test.call(self, this[index], index, this)) return index;
    return -1;
  };
  const copied = (value) => {
    if (Array.isArray(value)) return value.map(copied);
    if (!value || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)]));
  };

  for (const owner of [Array, String, Object.getPrototypeOf(Int8Array)]) lacking(owner.prototype, "at", at);
  lacking(String.prototype, "replaceAll", function (old, put) {
    return old instanceof RegExp ? this.replace(old, put) : this.replace(new RegExp(String(old).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g"), put);
  });
  lacking(Array.prototype, "findLastIndex", findLastIndex);
  lacking(Array.prototype, "findLast", function (test, self) { return this[findLastIndex.call(this, test, self)]; });
  lacking(Array.prototype, "toSorted", function (compare) { return [...this].sort(compare); });
  lacking(Array.prototype, "toReversed", function () { return [...this].reverse(); });
  lacking(Object, "hasOwn", (owner, key) => Object.prototype.hasOwnProperty.call(owner, key));
  lacking(Element.prototype, "replaceChildren", function (...nodes) { this.textContent = ""; this.append(...nodes); });
  lacking(window, "structuredClone", copied);

  // Selectors that came with Chromium 86 and 88, in the words of before; where the browser knows them nothing is done.
  const older = (text) => text
    .replace(/:(is|where)\(/g, ":-webkit-any(")
    .replace(/:focus-visible/g, ":focus")
    .replace(/:not\(([^()]*,[^()]*)\)/g, (_, list) => list.split(",").map((one) => `:not(${one.trim()})`).join(""));
  if (CSS.supports("selector(:is(a, b))")) return;
  for (const name of ["querySelector", "querySelectorAll", "matches", "closest"]) {
    for (const owner of [Element, Document, DocumentFragment]) {
      const known = owner.prototype[name];
      if (known) owner.prototype[name] = function (selector) { return known.call(this, older(String(selector))); };
    }
  }
  const { get, set } = Object.getOwnPropertyDescriptor(Node.prototype, "textContent");
  Object.defineProperty(HTMLStyleElement.prototype, "textContent", { get, set(text) { set.call(this, older(String(text))); }, configurable: true });
  const insert = CSSStyleSheet.prototype.insertRule;
  CSSStyleSheet.prototype.insertRule = function (rule, at) { return insert.call(this, older(rule), at); };
})();
