// Figures name their colours by token (--celadon-4); here they get the values of the theme that is on.
(function () {
  function resolved(value, styles) {
    if (typeof value === "string" && value.startsWith("--")) return styles.getPropertyValue(value).trim();
    if (Array.isArray(value)) return value.map((each) => resolved(each, styles));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, styles)]));
    return value;
  }
  function scaled(layout) {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    if (rem === 1) return layout;
    const isLength = (key, parent) => ["size", "l", "r", "t", "b"].includes(key) || (key === "width" && parent === "line");
    const grow = (value, parent) => Array.isArray(value) ? value.map((each) => grow(each, parent)) : value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, typeof each === "number" && isLength(key, parent) ? each * rem : grow(each, key)])) : value;
    return grow(layout);
  }
  // On paper a figure is as wide as its panel is there: it is scaled, since it cannot be drawn again in time.
  let isPrinting = false;
  function fit() {
    document.querySelectorAll(".js-plotly-plot .main-svg").forEach((svg) => svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`));
  }
  addEventListener("beforeprint", () => { isPrinting = true; fit(); });
  addEventListener("afterprint", () => {
    isPrinting = false;
    document.querySelectorAll(".js-plotly-plot .main-svg").forEach((svg) => svg.removeAttribute("viewBox"));
  });
  function wrap(plotly) {
    for (const name of ["newPlot", "react"]) {
      const plain = plotly[name];
      plotly[name] = function (target, data, layout, config) {
        const figure = data && data.data ? data : { data, layout, config };
        const styles = getComputedStyle(document.documentElement);
        target.cockpitFigure = { data: figure.data, layout: figure.layout };
        const drawn = plain.call(this, target, scaled(resolved(figure.data, styles)), scaled(resolved(figure.layout, styles)), figure.config || config);
        if (isPrinting) fit();
        return drawn;
      };
    }
    return plotly;
  }
  let current = window.Plotly && wrap(window.Plotly);
  Object.defineProperty(window, "Plotly", { configurable: true, get: () => current, set: (value) => { current = value && wrap(value); } });
  // A change of theme redraws the charts in its colours.
  new MutationObserver(() => {
    document.querySelectorAll(".js-plotly-plot").forEach((plot) => {
      const figure = plot.cockpitFigure;
      if (figure && current) current.react(plot, figure.data, figure.layout, { displayModeBar: false, responsive: true });
    });
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
})();
