"""What pages say of one metric, region and period is one figure, wherever it is shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from callbacks.cockpit import Cockpit, page_of
from callbacks.drawing import headline_body, opened, page_questions, panel_body
from layouts.pages import PAGES
from layouts.screen.markup import Markup
from layouts.view import View
from tests.viewers import CITY_CHIEF

CITY, COUNTY, OFFICE = "330900", "330902", "330902002"
PERIODS = ("2026-W47", "2026-W46", "2026-11", "2026-11-22")
RATE = re.compile(
    r"(\d+\.\d+)%?"
)  # rates alone: a count beside a rate is its missing cases, and links to the rate as well
OTHER_COUNTS = {"alert_kinds", "published"}  # shares of one kind of alert; figures that others published

Shown = tuple[str, str, str]  # region, metric, period


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("region", [CITY, COUNTY, OFFICE])
def test_a_rate_is_the_same_on_every_page(cockpit: Cockpit, region: str, period: str) -> None:
    """The sentence above, tiles, rankings, tables and the meeting: each link to a rate's explanation carries one figure."""
    said: dict[Shown, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page in PAGES:
        for shown, figure, panel in rates(cockpit, f"/{page}/{region}", f"?period={period}"):
            said[shown][figure].add(f"{page}:{panel}")

    several = {shown: places for shown, figures in said.items() if len(places := dict(figures)) > 1}
    assert max(len(set.union(*figures.values())) for figures in said.values()) > 2, "too few figures to compare"
    assert several == {}


def rates(cockpit: Cockpit, path: str, search: str) -> Iterator[tuple[Shown, str, str]]:
    """Yield each rate that a page links to its explanation: what it is of, the figure, and the panel it is in."""
    with cockpit.store.reading():
        context = opened(cockpit, CITY_CHIEF, View.from_url(path, search))
        readings = cockpit.read(context, page_questions(context))
        parts = {place.panel.key: panel_body(place.panel, readings, context) for place in page_of(context.view).placed}
        parts["headline"] = headline_body(readings, context)
    for panel in parts.keys() - OTHER_COUNTS:
        drawn = [part for part in (parts[panel], *parts[panel]._traverse()) if isinstance(part, Markup)]
        for link in html.fromstring("<div>" + "".join(part.html for part in drawn) + "</div>").iter("a"):
            address = urlsplit(link.get("href", ""))
            asked = parse_qs(address.query)
            figure = RATE.fullmatch(re.sub(r"\s", "", link.text_content()))
            if figure and "explain" in asked:
                yield (address.path.rsplit("/", 1)[-1], asked["explain"][0], asked["period"][0]), figure[1], panel
