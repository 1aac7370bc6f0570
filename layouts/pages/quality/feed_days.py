"""Who has reported: region by day, of an office table by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from data.periods import Grain, Period
from data.readings import Question, Reading, Readings
from data.readings.feed.feed import DAYS
from data.regions import Level, Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.panels.links import go_to
from layouts.scene import Need, Panel, Scene

ROLL_CALL = "registered_count"


def days(scene: Scene) -> list[Period]:
    """Return the last days of the period, at most `DAYS`, that can have data."""
    last = min(scene.period.last, scene.as_of)
    return [Period(Grain.DAY, last - timedelta(days=step)) for step in reversed(range(DAYS))]


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the roll call of the region and of those below, day by day."""
    if scene.region.level is Level.OFFICE:
        return [scene.feed_log]
    codes = (scene.region.code, *(child.code for child in scene.children))
    return [Question((ROLL_CALL,), codes, tuple(days(scene)))]


def draw(readings: Readings, scene: Scene) -> MatrixChart | Nothing:
    """Return the regions with most missing first, below their total; for an office its tables."""
    if scene.region.level is Level.OFFICE:
        return _tables(scene)
    lacking = {
        each.code: sum(day.due - day.reported for day in readings.series(ROLL_CALL, each.code, days(scene)))
        for each in (scene.region, *scene.children)
    }
    ordered = sorted(scene.children, key=lambda child: -lacking[child.code])
    rows = (_row(readings, scene, child) for child in ordered)
    return MatrixChart(
        series=(_row(readings, scene, scene.region, is_whole=True), *rows),
        summary=_summary(lacking, ordered, scene),
        note=scene.words(f"panels.feed_days.legend.{'office' if scene.region.level is Level.COUNTY else 'region'}"),
        is_bad=True,
    )


def _row(readings: Readings, scene: Scene, region: Region, *, is_whole: bool = False) -> MatrixRow:
    found = readings.series(ROLL_CALL, region.code, days(scene))
    due = found[-1].due
    name = scene.words.short(region)
    label = name if region.level is Level.OFFICE else scene.words("panels.feed_days.offices", region=name, count=due)
    return MatrixRow(label, tuple(_cell(each, scene, is_whole=is_whole) for each in found), href=go_to(scene, region))


def _cell(reading: Reading, scene: Scene, *, is_whole: bool) -> MatrixCell:
    words, lacking = scene.words, reading.due - reading.reported
    is_single = reading.region.level is Level.OFFICE
    late = words("panels.feed_days.late") if is_single else words.number(lacking)
    return MatrixCell(
        label=_tick(reading.period, scene),
        value=None if reading.value is None else float(lacking),
        text=late if lacking else "·",
        amount=None if reading.value is None or (lacking and is_single) else Amount(lacking),
        note=words(
            "panels.feed_days.cell", day=words.day(reading.period.first), reported=reading.reported, due=reading.due
        ),
        reading=reading if reading.value is None else None,
        is_sum=is_whole,
    )


def _tick(day: Period, scene: Scene) -> str:
    return scene.words.tick(day)


def _summary(lacking: Mapping[str, int], ordered: Sequence[Region], scene: Scene) -> str:
    words, total = scene.words, lacking[scene.region.code]
    if not total:
        return words("panels.feed_days.complete", days=DAYS)
    worst = words("panels.comma").join(words.short(child) for child in ordered[:3] if lacking[child.code])
    return words("panels.feed_days.summary", days=DAYS, count=words.number(total), worst=worst)


def _tables(scene: Scene) -> MatrixChart | Nothing:
    """Return an office's own tables, those with most days missing first."""
    found = scene.answer(scene.feed_log).tables
    if not found:
        return Nothing(scene.words("panels.feed_days.empty"))
    ordered = sorted(found, key=lambda key: len(found[key]))
    lacking = sum(DAYS - len(held) for held in found.values())
    said = "tables" if lacking else "complete"
    return MatrixChart(
        series=tuple(_table(key, found[key], scene) for key in ordered),
        summary=scene.words(f"panels.feed_days.{said}", days=DAYS, count=scene.words.number(lacking)),
        note=scene.words("panels.feed_days.legend.office"),
        is_bad=True,
    )


def _table(key: str, held: frozenset[date], scene: Scene) -> MatrixRow:
    table = scene.catalogue.tables[key]
    name = table.zh if scene.words.tongue == "zh" else table.en
    points = tuple(
        MatrixCell(
            label=_tick(day, scene),
            value=float(day.first not in held),
            text="·" if day.first in held else scene.words("panels.feed_days.late"),
            amount=Amount(0) if day.first in held else None,
            note=scene.words.day(day.first),
        )
        for day in days(scene)
    )
    return MatrixRow(name, points)


def _note(scene: Scene) -> str:
    kind = "office" if scene.region.level is Level.OFFICE else "region"
    return scene.words(f"panels.feed_days.note.{kind}", days=DAYS)


PANEL = Panel(
    key="feed_days",
    title=lambda scene: scene.words("panels.feed_days.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
