"""Enforcement: admonitions, warnings, proposals and revocations as rates with their counts, no side taken."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.formula import Operator
from data.readings import Question, Reading, Readings
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

METRICS = ("admonition_per_1000", "warning_per_1000", "revocation_proposed_count", "revocation_rate")
HISTORY = 26


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the four metrics' history, and the shown period with what it is compared with."""
    code = (scene.region.code,)
    return [
        Question(METRICS, code, tuple(scene.period.back(HISTORY))),
        Question(METRICS, code, (scene.period,), compare=True),
    ]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return a tile with count and history for each."""
    tiles = tuple(_tile(readings, scene, key) for key in METRICS)
    return Tiles(tiles, summary=_summary([tile for tile in tiles if tile.reading.value is not None], scene))


def _summary(tiles: Sequence[Tile], scene: Scene) -> str:
    """Say how much there was of each, and of what there was none."""
    words, comma = scene.words, scene.words("panels.comma")
    some = [_said(tile, scene) for tile in tiles if not _is_zero(tile)]
    none = [words.short(tile.reading.metric) for tile in tiles if _is_zero(tile)]
    parts = [comma.join(some), words("panels.enforcement.said_none", names=comma.join(none)) if none else ""]
    said = words("brief.semicolon").join(filter(None, parts))
    return said + words("brief.stop").strip() if said else ""


def _is_zero(tile: Tile) -> bool:
    reading = tile.reading
    return not (reading.numerator if reading.metric.is_ratio else reading.value)


def _said(tile: Tile, scene: Scene) -> str:
    words, reading = scene.words, tile.reading
    key = "panels.enforcement.said_count" if tile.note else "panels.enforcement.said"
    unit = words.unit_of(reading)
    return words(key, metric=words.short(reading.metric), figure=words.figure(reading), unit=unit, count=tile.note)


def _tile(readings: Readings, scene: Scene, key: str) -> Tile:
    trend = tuple(readings.series(key, scene.region.code, scene.period.back(HISTORY)))
    reading = trend[-1]
    return Tile(reading, scene.view.compare, explain(scene, reading.metric), trend, note=_count(reading, scene))


def _count(reading: Reading, scene: Scene) -> str:
    """Return how many cases stand behind a rate: the sum of its numerator's columns."""
    cases = [reading.atoms.get(atom) for atom in reading.metric.numerator.atoms if atom.operator is Operator.S]
    if not reading.metric.is_ratio or None in cases or not cases:
        return ""
    return scene.words("panels.enforcement.count", count=scene.words.number(sum(case or 0 for case in cases)))


PANEL = Panel(
    key="enforcement",
    title=lambda scene: scene.words("panels.enforcement.title"),
    note=lambda scene: scene.words("panels.enforcement.note"),
    needs=needs,
    draw=draw,
)
