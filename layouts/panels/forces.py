"""Social forces: counties that buy services, and the organisations and people who help."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.regions import Level
from layouts.chart import Chart, ChartKind, Nothing, Point, Series
from layouts.panel import Panel, Scene
from layouts.panels.links import explain

RING = "purchase_county_coverage"
COUNTS = (
    "professional_org_count",
    "association_org_count",
    "industry_org_count",
    "party_volunteer_count",
    "social_worker_per_100",
)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the share and the counts; an office has none."""
    if scene.region.level is Level.OFFICE:
        return []
    return [Question((RING, *COUNTS), (scene.region.code,), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Chart | Nothing:
    """Return the ring and the list beside it."""
    if scene.region.level is Level.OFFICE:
        return Nothing(scene.words("panels.forces.office"))
    ring, *counts = [readings.one(key, scene.region.code, scene.period) for key in (RING, *COUNTS)]
    return Chart(
        kind=ChartKind.RING,
        series=(
            Series(scene.words.name(ring.metric), (_ring(ring, scene),)),
            Series(scene.words("panels.forces.title"), tuple(_count(reading, scene) for reading in counts)),
        ),
        summary=_summary(ring, scene),
        unit=scene.words.unit(ring.metric),
        decimals=ring.metric.decimals,
        target=ring.metric.target,
    )


def _ring(reading: Reading, scene: Scene) -> Point:
    return Point(
        label=scene.words.short(reading.metric),
        value=reading.value,
        text=scene.words.figure(reading),
        href=explain(scene, reading.metric),
        note=_parts(reading, scene),
        target=reading.metric.target,
        reading=reading,
    )


def _parts(reading: Reading, scene: Scene) -> str:
    if reading.numerator is None or reading.denominator is None:
        return ""
    part, whole = (scene.words.number(count, 0) for count in (reading.numerator, reading.denominator))
    return scene.words("panels.forces.counties", part=part, whole=whole)


def _count(reading: Reading, scene: Scene) -> Point:
    return Point(
        label=scene.words.short(reading.metric),
        value=reading.value,
        text=scene.words.figure(reading),
        href=explain(scene, reading.metric),
        note=scene.words.unit(reading.metric),
        reading=reading,
    )


def _summary(ring: Reading, scene: Scene) -> str:
    if ring.value is None:
        return scene.words("panels.forces.empty")
    return scene.words("panels.forces.summary", parts=_parts(ring, scene), value=scene.words.figure(ring))


PANEL = Panel(
    key="forces",
    title=lambda scene: scene.words("panels.forces.title"),
    note=lambda scene: scene.words("panels.forces.note"),
    needs=needs,
    draw=draw,
)
