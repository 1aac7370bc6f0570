"""Enforcement: admonitions, warnings, proposals and revocations as neutral rates with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.catalogue.formula import Operator
from data.readings import Reading, Readings
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Panel
from layouts.panels.histories import history_needs, history_tile

METRICS = ("admonition_per_1000", "warning_per_1000", "revocation_proposed_count", "revocation_rate")


def draw(readings: Readings, context: Context) -> Tiles:
    """Return a tile with count and history for each."""
    tiles = tuple(_tile(readings, context, key) for key in METRICS)
    return Tiles(tiles, summary=_summary([tile for tile in tiles if tile.reading.value is not None], context))


def _summary(tiles: Sequence[Tile], context: Context) -> str:
    """Say how much there was of each, and which were zero."""
    words, comma = context.words, context.words("panels.comma")
    some = [_said(tile, context) for tile in tiles if not _is_zero(tile)]
    none = [words.short(tile.reading.metric) for tile in tiles if _is_zero(tile)]
    parts = [comma.join(some), words("panels.enforcement.said_none", names=comma.join(none)) if none else ""]
    said = words("brief.semicolon").join(filter(None, parts))
    return said + words("brief.stop").strip() if said else ""


def _is_zero(tile: Tile) -> bool:
    reading = tile.reading
    return not (reading.numerator if reading.metric.is_ratio else reading.value)


def _said(tile: Tile, context: Context) -> str:
    words, reading = context.words, tile.reading
    key = "panels.enforcement.said_count" if tile.note else "panels.enforcement.said"
    unit = words.unit_of(reading)
    return words(key, metric=words.short(reading.metric), figure=words.figure(reading), unit=unit, count=tile.note)


def _tile(readings: Readings, context: Context, key: str) -> Tile:
    tile = history_tile(readings, context, key)
    return replace(tile, note=_count(tile.reading, context))


def _count(reading: Reading, context: Context) -> str:
    """Return how many cases are behind a rate: the sum of its numerator's columns."""
    cases = [reading.atoms.get(atom) for atom in reading.metric.numerator.atoms if atom.operator is Operator.S]
    if not reading.metric.is_ratio or None in cases or not cases:
        return ""
    return context.words("panels.enforcement.count", count=context.words.number(sum(case or 0 for case in cases)))


PANEL = Panel(
    key="enforcement",
    title=lambda context: context.words("panels.enforcement.title"),
    note=lambda context: context.words("panels.enforcement.note"),
    needs=history_needs(METRICS),
    draw=draw,
)
