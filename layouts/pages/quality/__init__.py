"""Data quality: whether what the other pages show was reported, in time, complete and in balance."""

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Readings
from data.regions import Level
from layouts.charts.chart import Drawing, Words
from layouts.charts.twins import lines
from layouts.pages.page import Page, Placed
from layouts.pages.quality import feed_days, feed_log, score
from layouts.panels import feed_late, points, tiles
from layouts.panels import trend as history
from layouts.panels.links import go_to, whole_and_parts
from layouts.scene import Need, Panel, Scene
from layouts.sentences.topics import QUALITY

FIGURES = tiles.figures(
    "office_reporting_rate",
    "feed_ontime_rate",
    "field_completeness_rate",
    "row_reject_rate",
    "roster_balance_break_count",
)
_opening_needs, _opening = points.opening(QUALITY)


def headline_needs(scene: Scene) -> Sequence[Need]:
    """Ask for the figures of the opening; for an office, its own reports."""
    return feed_days.needs(scene) if scene.region.level is Level.OFFICE else _opening_needs(scene)


def headline(readings: Readings, scene: Scene) -> Words:
    """Return the opening; for an office, which of its reports are missing."""
    if scene.region.level is not Level.OFFICE:
        return _opening(readings, scene)
    return Words(tuple((line,) for line in lines(feed_days.draw(readings, scene))))


def _above_offices(panel: Panel) -> Panel:
    """Return a panel of county figures; at an office it links to the county."""

    def needs(scene: Scene) -> Sequence[Need]:
        return () if scene.region.level is Level.OFFICE else panel.needs(scene)

    def draw(readings: Readings, scene: Scene) -> Drawing:
        return _see_county(scene) if scene.region.level is Level.OFFICE else panel.draw(readings, scene)

    return replace(panel, needs=needs, draw=draw)


def _see_county(scene: Scene) -> Words:
    county = whole_and_parts(scene)[0]
    return Words(((scene.words("panels.quality.office"), (scene.words.name(county), go_to(scene, county))),))


PAGE = Page(
    key="quality",
    title=lambda scene: scene.words("pages.quality"),
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
        Placed("feed_corrections", feed_log.CORRECTIONS, span=12),
        Placed("feed_refusals", feed_log.REFUSALS, span=12),
        Placed("feed_withdrawals", feed_log.WITHDRAWALS, span=12),
    ),
)
