"""Who helps: organisations, social workers, volunteers, teams and bases, with published figures beside."""

from __future__ import annotations

from collections.abc import Sequence

from data.questions.kinds import Reference
from data.readings import Figures, Reading, Readings
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Need, Panel
from layouts.panels.links import explain
from layouts.panels.published import published_of

METRICS = (
    "professional_org_count",
    "association_org_count",
    "industry_org_count",
    "social_worker_per_100",
    "volunteer_count",
    "party_volunteer_count",
    "helper_team_count",
    "base_count",
)


def needs(context: Context) -> Sequence[Need]:
    """Ask for the period with what it is compared with."""
    return [Reference("published_figure"), Figures(METRICS, (context.region.code,), (context.period,), compare=True)]


def draw(readings: Readings, context: Context) -> Tiles:
    """Return one tile each."""
    return Tiles(tuple(_tile(readings.one(key, context.region.code, context.period), context) for key in METRICS))


def _tile(reading: Reading, context: Context) -> Tile:
    return Tile(
        reading=reading,
        compare=context.view.compare,
        href=explain(context, reading.metric),
        note=_published(reading, context),
    )


def _published(reading: Reading, context: Context) -> str:
    """Write the published figure of a region, with its date."""
    row = published_of(context, reading.metric.key, reading.region.code)
    if row is None:
        return ""
    figure = context.words.number(float(str(row["figure"])), reading.metric.decimals)
    return context.words("panels.brand_forces.published", when=context.words.when(str(row["as_of"])), figure=figure)


PANEL = Panel(
    key="brand-forces",
    title=lambda context: context.words("panels.brand_forces.title"),
    note=lambda context: context.words("panels.brand_forces.note"),
    needs=needs,
    draw=draw,
)
