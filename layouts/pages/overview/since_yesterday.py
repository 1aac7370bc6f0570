"""昨日以来: what happened on the last day with data and until now: new cases, alerts, incidents, late tasks and reports."""

from __future__ import annotations

from collections.abc import Sequence

from data.alerts import AlertLevel
from data.alerts.rules import load_area_rules
from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Need, Panel
from layouts.panels.alerts.area import found_notices, shown
from layouts.words.tasks import status_word, task_list, task_page

ABSCONDED, RED, INCIDENTS = COUNTS = ("absconded_new_count", "red_alert_new_count", "incident_count")
ROLL_CALL = "registered_count"
REPORTING = "reporting"  # the rule that says until when reports should have come


def needs(context: Context) -> Sequence[Need]:
    """Ask for the day's counts of the region, and for the offices whose register of the day is missing."""
    if context.until is not None:
        return []
    figures = Figures((*COUNTS, ROLL_CALL), (context.region.code,), (_day(context),), absent=True)
    return [shown(context), context.task_list, figures]


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return a cell for each of the six, or one line where there is nothing; a period that is over has no yesterday."""
    words = context.words
    if context.until is not None:
        return Nothing(words("panels.since.over"))
    cells = (
        *(_counted(readings.one(key, context.region.code, _day(context)), context) for key in COUNTS[:2]),
        _noticed(context),
        _counted(readings.one(INCIDENTS, context.region.code, _day(context)), context),
        _late(context),
        _silent(readings, context),
    )
    if all(cell.look == "none" for cell in cells):
        return Nothing(words("panels.since.none"))
    happened = words("panels.comma").join(f"{cell.text} {cell.figure}" for cell in cells if cell.look == "worse")
    return Rows(cells, is_cells=True, summary=happened)


def _day(context: Context) -> Period:
    return Period.holding(context.as_of, Grain.DAY)


def _cell(key: str, count: float, unit: str, href: str, note: str, context: Context) -> Row:
    return Row(
        text=context.words(f"panels.since.{key}"),
        figure=context.words("panels.since.count", count=context.words.number(count), unit=unit)
        if unit
        else Amount(count),
        href=href,
        note=note,
        look="worse" if count else "none",
    )


def _counted(reading: Reading, context: Context) -> Row:
    """Return the cell of a day's count; one that is not known is not zero."""
    key, href, unit = reading.metric.key, _explained(reading, context), context.words.unit_of(reading)
    if reading.value is None:
        said = context.words.status(reading)
        return Row(
            context.words(f"panels.since.{key}"), context.words.figure(reading), href=href, note=said, look="unknown"
        )
    return _cell(key, reading.value, unit, href, "", context)


def _explained(reading: Reading, context: Context) -> str:
    return context.view.on(period=reading.period, grain=Grain.DAY, explain=reading.metric.key).href


def _noticed(context: Context) -> Row:
    """Return the cell of the red notices since that day, with how many are open in all."""
    red = [notice for notice in found_notices(context) if notice.level is AlertLevel.RED]
    new = [notice for notice in red if notice.opened >= context.as_of]
    still = context.words("panels.since.still", count=len(red)) if len(red) > len(new) else ""
    return _cell("notices", len(new), context.words("panels.since.pieces"), _alerts(context), still, context)


def _alerts(context: Context) -> str:
    return context.view.on(page="centres").href


def _late(context: Context) -> Row:
    """Return the cell of the overdue tasks, the longest overdue named."""
    words, code, lang = context.words, context.region.code, context.view.lang
    late = sorted((each for each in context.answer(context.task_list) if each.late), key=lambda each: -each.late)
    first = late[0] if late else None
    note = words("tasks.join").join([first.task.title, status_word(first, words)]) if first else ""
    week = Period.holding(context.as_of, Grain.WEEK).key
    href = task_page(late[0], code, lang) if len(late) == 1 else task_list(code, lang, week=week)
    return _cell("late", len(late), words("panels.since.pieces"), href, note, context)


def _silent(readings: Readings, context: Context) -> Row:
    """Return the cell of the offices that have not reported the day, named where they are few, and by when they should have."""
    words, own = context.words, readings.one(ROLL_CALL, context.region.code, _day(context))
    named = words("panels.comma").join(map(words.short, readings.absent(context.region.code, own.period)))
    hour = load_area_rules(context.catalogue)[REPORTING].due_hour
    until = words("panels.since.until", hour=hour) if hour else ""
    note = words("tasks.join").join(filter(None, (named, until)))
    href = context.view.on(page="quality").href
    silent = own.due - own.reported
    unit = words.unit_named("所", words.number(silent))
    return _cell("silent", silent, unit, href, note if silent else "", context)


PANEL = Panel(
    key="since",
    title=lambda context: context.words("panels.since.title"),
    note=lambda context: (
        "" if context.until else context.words("panels.since.note", day=context.words.day(context.as_of))
    ),
    needs=needs,
    draw=draw,
)
