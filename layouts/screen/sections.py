"""The panels of a page: their grid, a panel's section, and one that could not be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data.viewer import Right
from layouts import ids
from layouts.context import Context
from layouts.pages import Placed
from layouts.screen.exports import panel_menu
from layouts.screen.freshness import age_of
from layouts.view import View
from layouts.words.language import Language


def grid(sections: Sequence[tuple[Placed, Component]], words: Language) -> list[Component]:
    """Return a page's panels, those of one column together, and the button behind which a phone keeps the rest."""
    columns: dict[str, list[Component]] = {}
    for place, section in sections:
        columns.setdefault(place.column, []).append(section)
    loose = columns.pop("", [])
    grouped = [html.Div(column, className=f"column is-{key}") for key, column in columns.items()]
    has_rest = any(place.decides for place, _ in sections)
    panels = html.Div([*loose, *grouped], className="grid has-rest" if has_rest else "grid")
    return [panels, _more(words)] if has_rest else [panels]


def _more(words: Language) -> Component:
    attributes = {"aria-expanded": "false", "data-opens": "rest"}
    return html.Button(words("shell.rest"), className="more-toggle", type="button", **attributes)


def panel_section(place: Placed, context: Context, body: Component) -> Component:
    """Return a panel with its title at left, its quiet note at right, and its body."""
    panel = place.panel
    heading = f"title-{panel.key}"
    return html.Section(
        [
            html.Div(
                [
                    html.H2(panel.title(context), id=heading),
                    html.Span(panel.note(context), id=ids.note(panel.key), className="panel-note"),
                    *([panel_menu(panel.key, panel.title(context), context)] if context.offers(Right.EXPORT) else []),
                ],
                className="panel-head",
            ),
            html.P(
                id=ids.veil(panel.key),
                className="veil",
                **{ids.AGE: age_of(context), "data-kept": context.words("panel.since")},
            ),
            html.Div(body, id=ids.panel(panel.key), className="panel-body"),
        ],
        className="panel is-deciding" if place.decides else "panel",
        style={"--area": place.area} if place.shapes else {},
        **{"data-area": place.area, "data-span": str(place.span), "data-in": place.shapes, "aria-labelledby": heading},
    )


def failed_panel(reason: str, view: View, words: Language) -> Component:
    """Return the content of a panel that could not be drawn: its reason and a way to try again."""
    return html.P(
        [words("panel.failed", reason=reason), " ", html.A(words("panel.retry"), href=view.href)],
        className="failed",
        role="alert",
    )
