"""Who has reported: region by day, of an office table by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings
from data.readings.feed.feed import DAYS
from data.regions import Level, Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Need, Panel
from layouts.panels.links import go_to

ROLL_CALL = "registered_count"


def days(context: Context) -> list[Period]:
    """Return the last days of the period, at most `DAYS`, that can have data."""
    last = min(context.period.last, context.as_of)
    return [Period(Grain.DAY, last - timedelta(days=step)) for step in reversed(range(DAYS))]


def needs(context: Context) -> Sequence[Need]:
    """Ask for the roll call of the region and of those below, day by day."""
    if context.region.level is Level.OFFICE:
        return [context.feed_log]
    codes = (context.region.code, *(child.code for child in context.children))
    return [Figures((ROLL_CALL,), codes, tuple(days(context)))]


def draw(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return the regions with most missing first, below their total; for an office its tables."""
    if context.region.level is Level.OFFICE:
        return _tables(context)
    lacking = {
        each.code: sum(day.due - day.reported for day in readings.series(ROLL_CALL, each.code, days(context)))
        for each in (context.region, *context.children)
    }
    ordered = sorted(context.children, key=lambda child: -lacking[child.code])
    rows = (_row(readings, context, child) for child in ordered)
    return MatrixChart(
        series=(_row(readings, context, context.region, is_whole=True), *rows),
        summary=_summary(lacking, ordered, context),
        note=context.words(f"panels.feed_days.legend.{'office' if context.region.level is Level.COUNTY else 'region'}"),
        is_bad=True,
    )


def _row(readings: Readings, context: Context, region: Region, *, is_whole: bool = False) -> MatrixRow:
    found = readings.series(ROLL_CALL, region.code, days(context))
    due = found[-1].due
    name = context.words.short(region)
    label = name if region.level is Level.OFFICE else context.words("panels.feed_days.offices", region=name, count=due)
    return MatrixRow(
        label, tuple(_cell(each, context, is_whole=is_whole) for each in found), href=go_to(context, region)
    )


def _cell(reading: Reading, context: Context, *, is_whole: bool) -> MatrixCell:
    words, lacking = context.words, reading.due - reading.reported
    is_single = reading.region.level is Level.OFFICE
    late = words("panels.feed_days.late") if is_single else words.number(lacking)
    return MatrixCell(
        label=_tick(reading.period, context),
        value=None if reading.value is None else float(lacking),
        text=late if lacking else "·",
        amount=None if reading.value is None or (lacking and is_single) else Amount(lacking),
        note=words(
            "panels.feed_days.cell", day=words.day(reading.period.first), reported=reading.reported, due=reading.due
        ),
        reading=reading if reading.value is None else None,
        is_sum=is_whole,
    )


def _tick(day: Period, context: Context) -> str:
    return context.words.tick(day)


def _summary(lacking: Mapping[str, int], ordered: Sequence[Region], context: Context) -> str:
    words, total = context.words, lacking[context.region.code]
    if not total:
        return words("panels.feed_days.complete", days=DAYS)
    worst = words("panels.comma").join(words.short(child) for child in ordered[:3] if lacking[child.code])
    return words("panels.feed_days.summary", days=DAYS, count=words.number(total), worst=worst)


def _tables(context: Context) -> MatrixChart | Nothing:
    """Return an office's own tables, those with most days missing first."""
    found = context.answer(context.feed_log).tables
    if not found:
        return Nothing(context.words("panels.feed_days.empty"))
    ordered = sorted(found, key=lambda key: len(found[key]))
    lacking = sum(DAYS - len(held) for held in found.values())
    said = "tables" if lacking else "complete"
    return MatrixChart(
        series=tuple(_table(key, found[key], context) for key in ordered),
        summary=context.words(f"panels.feed_days.{said}", days=DAYS, count=context.words.number(lacking)),
        note=context.words("panels.feed_days.legend.office"),
        is_bad=True,
    )


def _table(key: str, held: frozenset[date], context: Context) -> MatrixRow:
    table = context.catalogue.tables[key]
    name = table.zh if context.words.tongue == "zh" else table.en
    points = tuple(
        MatrixCell(
            label=_tick(day, context),
            value=float(day.first not in held),
            text="·" if day.first in held else context.words("panels.feed_days.late"),
            amount=Amount(0) if day.first in held else None,
            note=context.words.day(day.first),
        )
        for day in days(context)
    )
    return MatrixRow(name, points)


def _note(context: Context) -> str:
    kind = "office" if context.region.level is Level.OFFICE else "region"
    return context.words(f"panels.feed_days.note.{kind}", days=DAYS)


PANEL = Panel(
    key="feed_days",
    title=lambda context: context.words("panels.feed_days.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
