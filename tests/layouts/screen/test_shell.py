"""The frame of a page: panels in columns, the rest behind a button, place and period in the phone's one line."""

from __future__ import annotations

from typing import Any

import pytest
from dash import html

from layouts.pages import PAGES, Placed
from layouts.screen.sections import grid
from layouts.screen.shell import frame
from tests.layouts.fabricate import context, reading, region

OVERVIEW = PAGES["overview"].placed


def sections(placed: tuple[Placed, ...]) -> list[tuple[Placed, Any]]:
    """Return a section for each panel, by its key."""
    return [(place, html.Section(place.panel.key)) for place in placed]


def test_panels_of_a_column_are_together_in_their_order() -> None:
    """The columns follow what spans the page; each keeps the order of its panels."""
    panels, _ = grid(sections(OVERVIEW), context().words)

    since, loose, *columns = panels.children
    assert (since.children, loose.children) == ("since", "standing")
    assert {column.className: [each.children for each in column.children] for column in columns} == {
        "column is-middle": ["kpis", "map", "alerts", "levels"],
        "column is-right": ["who_acts", "education", "screening", "forces"],
        "column is-left": ["supervision", "trend", "ranking"],
    }


@pytest.mark.parametrize("key", PAGES)
def test_only_a_page_with_a_rest_has_its_button(key: str) -> None:
    """Where nothing is marked as deciding, a phone shows the whole page."""
    placed = PAGES[key].placed

    has_button = len(grid(sections(placed), context().words)) == 2

    assert has_button == any(place.decides for place in placed)


@pytest.mark.parametrize(
    ("code", "said"), [("330000", "浙江省"), ("330108", "滨江区 ‹ 杭州市"), ("330108001", "‹ 滨江区")]
)
def test_the_top_bar_says_where_and_when(code: str, said: str) -> None:
    """The place with the way up, and the period on the button that opens its controls."""
    here = context(code)

    bar = frame("", here, reading("registered_count", region(code), value=1), [])[0]

    place = next(each for each in bar.children if getattr(each, "className", "") == "topbar-place")
    button = next(each for each in bar.children if getattr(each, "className", "") == "when-toggle")
    assert " ".join(part.children for part in place.children).endswith(said)
    assert button.children == "第 47 周 ▾"
