// What the tables' cells are made with: figures in the house's way, and links that stay in the page. The library itself
// is fetched with the first table; Dash finds the same component before and after, so a table is never made twice.
(function () {
  const { createElement, lazy, Suspense } = window.React;
  const AgGrid = (props) => createElement(Suspense, { fallback: null }, createElement(Fetched, props));
  const Fetched = lazy(() => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.tables;
    script.onload = () => {
      resolve({ default: window.dash_ag_grid.AgGrid });
      window.dash_ag_grid = { ...window.dash_ag_grid, AgGrid };
    };
    script.onerror = reject;
    document.head.append(script);
  }));
  AgGrid.dashRenderType = true; // as the library says of its own: tell it who changed its properties
  window.dash_ag_grid = { AgGrid };
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  functions.cockpitNumber = (value, decimals) => value === null || value === undefined ? "—"
    : Number(value).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace(/,/g, "\u2009").replace("-", "\u2212");
  components.CockpitLink = (props) => {
    const href = props.data && props.data[props.hrefKey];
    const outside = /^https?:/.test(href || "") ? { target: "_blank", rel: "noopener noreferrer" } : {};
    return href ? window.React.createElement("a", { href, className: "grid-link", ...outside }, props.value) : props.value;
  };
})();
