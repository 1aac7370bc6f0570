"""Where the figures and regions of a panel link to, and the regions above and below one."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.regions import Level, Region
from layouts.charts.chart import Choice
from layouts.context import Context
from layouts.view import DICTIONARY, INTAKE, PUBLISHED, QUALITY, RANKING, WALL


def explain(context: Context, metric: Metric) -> str:
    """Return the address of this view with the drawer of a metric open."""
    return context.view.on(explain=metric.key).href


def go_to(context: Context, region: Region) -> str:
    """Return the address of this view for another region, empty where the viewer may not open it."""
    return context.address(region.code)


def compared(context: Context, metric: Metric) -> tuple[str, str] | None:
    """Return the name and address of the page that compares all regions below one by one; None on a wall, which has no links."""
    if context.view.page == WALL:
        return None
    period = context.view.period if context.as_of in context.period.span else context.period
    view = context.view.on(
        page=RANKING, region=context.region.code, period=period, grain=context.view.grain, map=metric.key
    )
    return context.words("panels.ranked.more"), view.href


def all_of(region: Region, context: Context) -> str:
    """Return the name of what a region's parts are compared with: 全省, 全市, 全区, in English its name."""
    of = region.zh[-1:] if context.words.tongue == "zh" else region.en
    return context.words("panels.ranked.whole", of=of)


def whole_and_parts(context: Context) -> tuple[Region, tuple[Region, ...]]:
    """Return the region and its children; of an office, and of a county on a wall, its peers and their parent.

    Of peers that the viewer does not see by name only the region itself is left: `is_alone` says so.
    """
    wider = context.regions.above(context.region.code)
    is_county_on_wall = context.view.page == WALL and context.region.level is Level.COUNTY
    if (context.region.level is Level.OFFICE or is_county_on_wall) and wider:
        parts = context.below(wider[-1])
        return wider[-1], parts if context.names(parts) else (context.region,)
    return context.region, context.children


def is_alone(context: Context) -> bool:
    """Say whether the region is shown without the peers it is compared with, since the viewer does not see them by name."""
    whole, parts = whole_and_parts(context)
    return parts == (context.region,) and len(context.below(whole)) > 1


def references(context: Context) -> Sequence[Choice]:
    """Return the choice between the two pages for looking things up: the dictionary and the published figures."""
    return [_pages(context, "references", (DICTIONARY, PUBLISHED))]


def data_pages(context: Context) -> Choice:
    """Return the choice between the two pages about the data itself: its quality, and what is due."""
    return _pages(context, "data", (QUALITY, INTAKE))


def _pages(context: Context, name: str, keys: Sequence[str]) -> Choice:
    options = [
        (context.words(f"pages.{key}"), context.view.on(page=key).href, context.view.page == key) for key in keys
    ]
    return Choice(context.words(f"pages.{name}"), tuple(options))
