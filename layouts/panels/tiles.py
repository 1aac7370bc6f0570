"""The strip of figures at the top of a page."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Level
from data.statistics import is_small_sample
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.panels.monthly import asked, assessed_note, newest_reading
from layouts.scene import Panel, Scene
from layouts.words.verdicts import against_target

METRICS = ("registered_count", "education_met_rate", "screening_coverage_rate", "reoffence_rate")


def figures(*metrics: str, at_office: Sequence[str] = ()) -> Panel:
    """Return the strip of some metrics, monthly ones where they were last assessed.

    What is not kept at an office is replaced by `at_office` there.
    """

    def here(scene: Scene) -> list[str]:
        if scene.region.level is not Level.OFFICE:
            return list(metrics)
        kept = [key for key in metrics if scene.catalogue.metric(key).lowest is Level.OFFICE]
        return [*kept, *at_office][: len(metrics)]

    return Panel(
        key="kpis",
        title=lambda scene: scene.words("panels.kpis.title"),
        note=lambda scene: "",
        needs=lambda scene: asked(scene, here(scene), (scene.region.code,), compare=True),
        draw=lambda readings, scene: Tiles(
            tuple(_tile(newest_reading(readings, scene, key, scene.region.code), scene) for key in here(scene))
        ),
    )


def _tile(reading: Reading, scene: Scene) -> Tile:
    notes = [assessed_note(reading, scene), _target(reading, scene), _window(reading, scene), _thin(reading, scene)]
    return Tile(
        reading=reading,
        compare=scene.view.compare,
        href=explain(scene, reading.metric),
        note=" · ".join(filter(None, notes)),
    )


def _target(reading: Reading, scene: Scene) -> str:
    said = scene.words.target(reading.metric)
    stands = against_target(reading, scene.words) if scene.view.compare is Compare.TARGET else ""
    return f"{said} {stands}".strip()


def _window(reading: Reading, scene: Scene) -> str:
    """Say over how many days a rare event was counted, and the count: such a rate is never shown alone."""
    days = reading.metric.window_days
    if not days:
        return ""
    words, metric = scene.words, reading.metric
    if reading.numerator is None or reading.denominator is None:
        return words("panels.window", days=days)
    is_zh = words.tongue == "zh"
    return words(
        "panels.kpis.window",
        days=days,
        part=metric.numerator_zh if is_zh else metric.numerator_en,
        count=words.number(reading.numerator),
        whole=metric.denominator_zh if is_zh else metric.denominator_en,
        base=words.number(reading.denominator),
    )


def _thin(reading: Reading, scene: Scene) -> str:
    """Say where a rate has a base under 100, and the base."""
    if not reading.denominator or reading.metric.window_days or not is_small_sample(reading):
        return ""
    return scene.words("panels.kpis.thin", base=scene.words.number(reading.denominator))


PANEL = figures(*METRICS)
