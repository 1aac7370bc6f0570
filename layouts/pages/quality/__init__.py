"""Data quality: whether what the other pages show was reported, in time, complete and in balance."""

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Readings
from data.regions import Level
from layouts.charts.chart import Drawing, Words
from layouts.charts.twins import lines
from layouts.context import Context, Need, Panel
from layouts.pages.page import Page, Placed
from layouts.pages.quality import feed_days, feed_log, interfaces, score
from layouts.panels import feed_late, points, tiles
from layouts.panels import trend as history
from layouts.panels.links import data_pages, go_to, whole_and_parts
from layouts.sentences.topics import QUALITY

FIGURES = tiles.figures(
    "office_reporting_rate",
    "feed_ontime_rate",
    "field_completeness_rate",
    "row_reject_rate",
    "roster_balance_break_count",
)
_opening_needs, _opening = points.opening(QUALITY)


def headline_needs(context: Context) -> Sequence[Need]:
    """Ask for the figures of the opening; for an office, its own reports."""
    return feed_days.needs(context) if context.region.level is Level.OFFICE else _opening_needs(context)


def headline(readings: Readings, context: Context) -> Words:
    """Return the opening; for an office, which of its reports are missing."""
    if context.region.level is not Level.OFFICE:
        return _opening(readings, context)
    return Words(tuple((line,) for line in lines(feed_days.draw(readings, context))))


def _above_offices(panel: Panel) -> Panel:
    """Return a panel of county figures; at an office it links to the county."""

    def needs(context: Context) -> Sequence[Need]:
        return () if context.region.level is Level.OFFICE else panel.needs(context)

    def draw(readings: Readings, context: Context) -> Drawing:
        return _see_county(context) if context.region.level is Level.OFFICE else panel.draw(readings, context)

    return replace(panel, needs=needs, draw=draw)


def _see_county(context: Context) -> Words:
    county = whole_and_parts(context)[0]
    return Words(((context.words("panels.quality.office"), (context.words.name(county), go_to(context, county))),))


PAGE = Page(
    key="quality",
    title=lambda context: context.words("pages.quality"),
    headline=headline,
    headline_needs=headline_needs,
    placed=(
        Placed("kpis", _above_offices(FIGURES), span=12, decides=True),
        Placed("feed_days", feed_days.PANEL, span=8),
        Placed("feed_late", feed_late.PANEL, span=4, decides=True),
        Placed("quality_board", score.BOARD, span=5, decides=True),
        Placed("quality_score", score.PANEL, span=7),
        Placed("feed_breaks", feed_late.BREAKS, span=5),
        Placed("trend", _above_offices(history.trend("office_reporting_rate")), span=7),
        Placed("feed_interfaces", interfaces.PANEL, span=12),
        Placed("feed_corrections", feed_log.CORRECTIONS, span=12),
        Placed("feed_refusals", feed_log.REFUSALS, span=12),
        Placed("feed_withdrawals", feed_log.WITHDRAWALS, span=12),
    ),
    filters=lambda context: [data_pages(context)],
)
