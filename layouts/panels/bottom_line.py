"""六个不发生: six things that must not happen, each zero or its cases, and how long it has been zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data.periods import Grain, Period
from data.readings import Question, Reading, Readings
from layouts.chart import Tile, Tiles
from layouts.panel import Panel, Scene
from layouts.panels.links import explain

METRICS = (
    "absconded_count",
    "serious_reoffence_count",
    "group_incident_count",
    "extreme_incident_count",
    "petition_incident_count",
    "other_incident_count",
)
WEEKS_BACK = 52


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the six counts of the shown period, and of the year of weeks up to its end."""
    code = (scene.region.code,)
    return [Question(METRICS, code, (scene.period,), last_cases=True), Question(METRICS, code, _weeks(scene))]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return six tiles; one that is not zero is marked, a zero says since when, both the day of the last case."""
    tiles = tuple(_tile(readings, scene, key) for key in METRICS)
    words = scene.words
    broken = [tile for tile in tiles if tile.reading.value]
    zero = [tile for tile in tiles if tile.reading.value == 0]
    unknown = [tile for tile in tiles if tile.reading.value is None]
    said = [words(f"panels.bottom_line.{key}", count=len(some)) for key, some in _named(broken, zero, unknown) if some]
    return Tiles(tiles, summary=words("panels.comma").join(said))


def _named(*groups: Sequence[Tile]) -> Sequence[tuple[str, Sequence[Tile]]]:
    return list(zip(("broken", "zero", "unknown"), groups, strict=True))


def _weeks(scene: Scene) -> tuple[Period, ...]:
    """Return the weeks up to the last day with data of the shown period."""
    return tuple(Period.holding(min(scene.period.last, scene.as_of), Grain.WEEK).back(WEEKS_BACK))


def _tile(readings: Readings, scene: Scene, key: str) -> Tile:
    reading = readings.one(key, scene.region.code, scene.period)
    last = readings.last_case(key, scene.region.code, scene.period)
    weeks = readings.series(key, scene.region.code, _weeks(scene))
    return Tile(
        reading=reading,
        compare=None,
        href=explain(scene, reading.metric),
        label=scene.words(f"panels.bottom_line.name.{key}"),
        note=_since(weeks, last, scene) if reading.value == 0 else _last(last, scene) if reading.value and last else "",
        is_alarming=bool(reading.value),
    )


def _since(weeks: Sequence[Reading], last: date | None, scene: Scene) -> str:
    """Say which day was the last that was not zero, or its week where single days are no longer held.

    A week that ends with nobody gone may have had somebody gone in it, so the day counts wherever it lies. A week
    without a report ends what can be said.
    """
    for step, week in enumerate(reversed(weeks)):
        if week.value is None:
            return scene.words("panels.bottom_line.known", count=step) if step else ""
        if last is not None and last in week.span:
            return _last(last, scene)
        if week.value:
            return _last(week.period, scene)
    return scene.words("panels.bottom_line.year", count=len(weeks))


def _last(when: date | Period, scene: Scene) -> str:
    period = when if isinstance(when, Period) else Period(Grain.DAY, when)
    return scene.words("panels.bottom_line.last", period=scene.words.period(period))


PANEL = Panel(
    key="bottom_line",
    title=lambda scene: scene.words("panels.bottom_line.title"),
    note=lambda scene: scene.words("panels.bottom_line.note"),
    needs=needs,
    draw=draw,
)
