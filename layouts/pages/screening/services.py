"""The work around screening: lectures, groups, education and consultations, beside the published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.questions.kinds import Reference
from data.readings import Readings
from layouts.charts.chart import Tile, Tiles
from layouts.panels.histories import history_needs, history_tile
from layouts.panels.published import published_of, quoted
from layouts.scene import Need, Panel, Scene

PROVINCE = "330000"  # for which the application was published
METRICS = (
    "lecture_count",
    "group_session_count",
    "psych_education_person_times",
    "consult_offline_count",
    "consult_phone_count",
)


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the history, for the shown period with what it is compared with, and for the published figures."""
    return [Reference("published_figure"), *history_needs(METRICS)(scene)]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return a line for each service: figure, history, change, and the figure published for the province."""
    return Tiles(tuple(_tile(readings, scene, key) for key in METRICS), summary=scene.words("panels.services.source"))


def _tile(readings: Readings, scene: Scene, key: str) -> Tile:
    return replace(history_tile(readings, scene, key), note=_published(scene, key))


def _published(scene: Scene, metric: str) -> str:
    row = published_of(scene, metric, PROVINCE)
    return scene.words("panels.services.published", figure=quoted(row, scene)) if row else ""


PANEL = Panel(
    key="services",
    title=lambda scene: scene.words("panels.services.title"),
    note=lambda scene: scene.words("panels.services.note"),
    needs=needs,
    draw=draw,
)
