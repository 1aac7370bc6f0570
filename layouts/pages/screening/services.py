"""The work around screening: lectures, groups, education and consultations, beside the published figures."""

from __future__ import annotations

from collections.abc import Sequence

from data.questions.kinds import Reference
from data.readings import Question, Readings
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.panels.published import published_of, quoted
from layouts.panels.trend import HISTORY
from layouts.scene import Need, Panel, Scene

PROVINCE = "330000"  # which the application was published of
METRICS = (
    "lecture_count",
    "group_session_count",
    "psych_education_person_times",
    "consult_offline_count",
    "consult_phone_count",
)


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the history, and for the shown period with what it is compared with."""
    code = (scene.region.code,)
    return [
        Reference("published_figure"),
        Question(METRICS, code, tuple(scene.period.back(HISTORY))),
        Question(METRICS, code, (scene.period,), compare=True),
    ]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return a line for each service: figure, history, change, and what was published of the whole province."""
    return Tiles(tuple(_tile(readings, scene, key) for key in METRICS), summary=scene.words("panels.services.source"))


def _tile(readings: Readings, scene: Scene, key: str) -> Tile:
    trend = tuple(readings.series(key, scene.region.code, scene.period.back(HISTORY)))
    return Tile(
        reading=trend[-1],
        compare=scene.view.compare,
        href=explain(scene, trend[-1].metric),
        trend=trend,
        note=_published(scene, key),
    )


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
