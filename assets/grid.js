// What the tables' cells are made with: figures in the house's way, and links that stay in the page. The library itself
// is fetched with the first table; Dash finds the same component before and after, so a table is never made twice.
(function () {
  const { createElement, lazy, useEffect, useState, Fragment, Suspense } = window.React;
  const AgGrid = (props) => createElement(Fragment, null, createElement(Suspense, { fallback: null }, createElement(Fetched, props)), createElement(Paper, props));
  // Paper neither scrolls nor pages: while the page is printed a plain table holds every row that the filters leave.
  function Paper({ columnDefs, rowData, virtualRowData }) {
    const [isPrinting, print] = useState(false);
    useEffect(() => {
      const begin = () => window.ReactDOM.flushSync(() => print(true)), end = () => print(false);
      addEventListener("beforeprint", begin);
      addEventListener("afterprint", end);
      return () => { removeEventListener("beforeprint", begin); removeEventListener("afterprint", end); };
    }, []);
    if (!isPrinting) return null;
    const look = (column) => (column.type === "rightAligned" ? "is-number" : undefined);
    const head = columnDefs.map((column) => createElement("th", { key: column.field, scope: "col", className: look(column) }, column.headerName));
    const rows = (virtualRowData || rowData).map((row, at) => createElement("tr", { key: at },
      columnDefs.map((column) => createElement("td", { key: column.field, className: look(column) }, written(row[column.field], column)))));
    return createElement("table", { className: "grid-paper" }, createElement("thead", null, createElement("tr", null, head)), createElement("tbody", null, rows));
  }
  function written(value, { valueFormatter }) {
    const [, decimals] = (valueFormatter ? valueFormatter.function : "").match(/^cockpitNumber\(params\.value, (\d+)\)$/) || [];
    return decimals === undefined ? value : functions.cockpitNumber(value, Number(decimals));
  }
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
  AgGrid.dashRenderType = true; // as the library requires: notify it who changed its properties
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
