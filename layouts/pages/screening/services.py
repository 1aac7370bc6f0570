"""The work around screening: lectures, groups, education and consultations, beside the published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.questions.kinds import Reference
from data.readings import Readings
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Need, Panel
from layouts.panels.histories import history_needs, history_tile
from layouts.panels.published import published_of, quoted

PROVINCE = "330000"  # for which the application was published
METRICS = (
    "lecture_count",
    "group_session_count",
    "psych_education_person_times",
    "consult_offline_count",
    "consult_phone_count",
)


def needs(context: Context) -> Sequence[Need]:
    """Ask for the history, for the shown period with what it is compared with, and for the published figures."""
    return [Reference("published_figure"), *history_needs(METRICS)(context)]


def draw(readings: Readings, context: Context) -> Tiles:
    """Return a line for each service: figure, history, change, and the figure published for the province."""
    return Tiles(
        tuple(_tile(readings, context, key) for key in METRICS), summary=context.words("panels.services.source")
    )


def _tile(readings: Readings, context: Context, key: str) -> Tile:
    return replace(history_tile(readings, context, key), note=_published(context, key))


def _published(context: Context, metric: str) -> str:
    row = published_of(context, metric, PROVINCE)
    return context.words("panels.services.published", figure=quoted(row, context)) if row else ""


PANEL = Panel(
    key="services",
    title=lambda context: context.words("panels.services.title"),
    note=lambda context: context.words("panels.services.note"),
    needs=needs,
    draw=draw,
)
