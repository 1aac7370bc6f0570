"""Exports on the screen: the button that exports a page, and the formats a panel can be saved in."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from layouts.context import Context
from layouts.words.language import Language

KINDS = (("pptx", ""), ("docx", ""), ("xlsx", ""), ("pdf", "a4"), ("pdf", "a3"), ("csv", ""), ("json", ""))
PANEL_KINDS = ("zip", "svg", "png")
SAID = ("label", "waiting", "starting", "running", "done", "failed", "cancelled", "lost", "cancel", "download", "close")


def page_menu(words: Language) -> Component:
    """Return the button with the kinds of file a page can be exported as; `assets/export.js` does the rest."""
    buttons = [
        html.Li(
            html.Button(
                words(f"export.kinds.{suffix}{size}"),
                type="button",
                **{"data-export": suffix, "data-size": size},
            )
        )
        for suffix, size in KINDS
    ]
    label = [words("export.label"), html.Span(words("export.names"), className="export-names")]
    return html.Details(
        [html.Summary(label, className="pill", title=words("export.title")), html.Ul(buttons)],
        className="export-menu",
        **{"data-said": json.dumps({key: words.messages[f"export.said.{key}"] for key in SAID}, ensure_ascii=False)},
    )


def panel_menu(key: str, title: str, context: Context) -> Component:
    """Return the links that save a panel: as figures, or as a picture."""
    address = context.address(context.region.code, period=context.period)
    links = [
        html.Li(html.A(context.words(f"export.panel.{kind}"), href=f"/api/v1/panels/{key}.{kind}{address}"))
        for kind in PANEL_KINDS
    ]
    named = {"aria-label": f"{context.words('export.save')} · {title}"}
    return html.Details(
        [html.Summary("↓", title=context.words("export.save"), **named), html.Ul(links)], className="panel-save"
    )
