"""A component for markup made by our own templates: SVG and plain HTML that Dash has no elements for."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


class Markup(Component):  # type: ignore[misc]
    """A div whose content is an HTML string; drawn by window.cockpit.Markup in assets/markup.js.

    `html` must come from an autoescaping template: it is put into the page as it is.
    """

    _children_props: list[str] = []  # noqa: RUF012 - Dash reads these class attributes
    _base_nodes: list[str] = ["children"]  # noqa: RUF012
    _namespace = "cockpit"
    _type = "Markup"
    _prop_names = ("id", "html", "className")
    _valid_wildcard_attributes: tuple[str, ...] = ()
    available_properties = ("id", "html", "className")
    available_wildcard_properties: tuple[str, ...] = ()

    def __init__(self, html: str = "", **given: Any) -> None:
        super().__init__(html=html, **given)
