"""Who helps: organisations, social workers, volunteers, teams and bases, with published figures beside."""

from __future__ import annotations

from collections.abc import Sequence

from data.questions.kinds import Reference
from data.readings import Question, Reading, Readings
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.panels.published import published_of
from layouts.scene import Need, Panel, Scene

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


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the period with what it is compared with."""
    return [Reference("published_figure"), Question(METRICS, (scene.region.code,), (scene.period,), compare=True)]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return one tile each."""
    return Tiles(tuple(_tile(readings.one(key, scene.region.code, scene.period), scene) for key in METRICS))


def _tile(reading: Reading, scene: Scene) -> Tile:
    return Tile(
        reading=reading,
        compare=scene.view.compare,
        href=explain(scene, reading.metric),
        note=_published(reading, scene),
    )


def _published(reading: Reading, scene: Scene) -> str:
    """Write the published figure of a region, with its date."""
    row = published_of(scene, reading.metric.key, reading.region.code)
    if row is None:
        return ""
    figure = scene.words.number(float(str(row["figure"])), reading.metric.decimals)
    return scene.words("panels.brand_forces.published", when=scene.words.when(str(row["as_of"])), figure=figure)


PANEL = Panel(
    key="brand-forces",
    title=lambda scene: scene.words("panels.brand_forces.title"),
    note=lambda scene: scene.words("panels.brand_forces.note"),
    needs=needs,
    draw=draw,
)
