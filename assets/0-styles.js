// A strict content policy forbids style elements and attributes made at run time; libraries make both. Style elements
// get this response's nonce, style attributes are set through the object model, which the policy allows.
(function () {
  const nonce = document.currentScript.nonce;
  const create = document.createElement.bind(document);
  document.createElement = function (name, options) {
    const element = create(name, options);
    if (String(name).toLowerCase() === "style") element.setAttribute("nonce", nonce);
    return element;
  };
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (String(name).toLowerCase() === "style" && this.style) this.style.cssText = value;
    else set.call(this, name, value);
  };
})();
