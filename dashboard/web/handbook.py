"""帮助: the handbook for those who read the screens, as a page."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from flask import Blueprint, Response
from markdown_it import MarkdownIt

from callbacks.cockpit import Cockpit
from dashboard.settings import CHECKOUT
from dashboard.web.page import framed_page
from layouts.screen.shell import HANDBOOK

SOURCE = CHECKOUT / "docs" / "handbook.md"


def blueprint(cockpit: Cockpit) -> Blueprint:
    """Return the handbook's one route; it reads no database, so that help opens where none can be reached."""
    routes = Blueprint("handbook", __name__)

    @routes.get(HANDBOOK)
    def detail() -> Response:
        parts, text = _rendered()
        return framed_page(cockpit, "handbook.html", parts=parts, text=text, is_demo=False)  # it shows no figures

    return routes


@cache
def _rendered() -> tuple[tuple[tuple[str, str], ...], str]:
    """Return (key, heading) of the handbook's parts, and its text as markup."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(SOURCE.read_text("utf-8"))
    parts: list[tuple[str, str]] = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            opening.attrSet("id", f"part-{len(parts) + 1}")
            parts.append((f"part-{len(parts) + 1}", inline.content))
    return tuple(parts), str(markdown.renderer.render(tokens, markdown.options, {}))
