// What the tables' cells are made with: figures in the house's way, and links that stay in the page.
(function () {
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  functions.cockpitNumber = (value, decimals) => value === null || value === undefined ? "—"
    : Number(value).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replaceAll(",", "\u2009").replace("-", "\u2212");
  components.CockpitLink = (props) => {
    const href = props.data && props.data[props.hrefKey];
    const outside = /^https?:/.test(href || "") ? { target: "_blank", rel: "noopener noreferrer" } : {};
    return href ? window.React.createElement("a", { href, className: "grid-link", ...outside }, props.value) : props.value;
  };
})();
