// window.cockpit.Markup: a div with the markup that layouts/screen/markup.py carries.
window.cockpit = {
  Markup: function Markup(props) {
    return window.React.createElement("div", {
      id: typeof props.id === "object" ? window.dash_component_api.stringifyId(props.id) : props.id,
      className: props.className,
      dangerouslySetInnerHTML: { __html: props.html || "" },
    });
  },
};
