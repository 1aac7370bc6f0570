"""昨日以来: what happened on the last day with data and until now: new cases, alerts, incidents, late tasks and reports."""

from __future__ import annotations

from collections.abc import Sequence

from data.alerts import AlertLevel
from data.alerts.rules import load_area_rules
from data.periods import Grain, Period
from data.readings import Question, Reading, Readings
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.panels.alerts.area import found_notices, shown
from layouts.scene import Need, Panel, Scene
from layouts.words.tasks import status_word, task_list, task_page

ABSCONDED, RED, INCIDENTS = COUNTS = ("absconded_new_count", "red_alert_new_count", "incident_count")
ROLL_CALL = "registered_count"
REPORTING = "reporting"  # the rule that says until when reports should have come


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the day's counts of the region, and for the offices whose register of the day is missing."""
    if scene.until is not None:
        return []
    figures = Question((*COUNTS, ROLL_CALL), (scene.region.code,), (_day(scene),), absent=True)
    return [shown(scene), scene.task_list, figures]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return a cell for each of the six, or one line where there is nothing; a period that is over has no yesterday."""
    words = scene.words
    if scene.until is not None:
        return Nothing(words("panels.since.over"))
    cells = (
        *(_counted(readings.one(key, scene.region.code, _day(scene)), scene) for key in COUNTS[:2]),
        _noticed(scene),
        _counted(readings.one(INCIDENTS, scene.region.code, _day(scene)), scene),
        _late(scene),
        _silent(readings, scene),
    )
    if all(cell.look == "none" for cell in cells):
        return Nothing(words("panels.since.none"))
    happened = words("panels.comma").join(f"{cell.text} {cell.figure}" for cell in cells if cell.look == "worse")
    return Rows(cells, is_cells=True, summary=happened)


def _day(scene: Scene) -> Period:
    return Period.holding(scene.as_of, Grain.DAY)


def _cell(key: str, count: float, unit: str, href: str, note: str, scene: Scene) -> Row:
    return Row(
        text=scene.words(f"panels.since.{key}"),
        figure=scene.words("panels.since.count", count=scene.words.number(count), unit=unit) if unit else Amount(count),
        href=href,
        note=note,
        look="worse" if count else "none",
    )


def _counted(reading: Reading, scene: Scene) -> Row:
    """Return the cell of a day's count; one that is not known is not zero."""
    key, href, unit = reading.metric.key, _explained(reading, scene), scene.words.unit_of(reading)
    if reading.value is None:
        said = scene.words.status(reading)
        return Row(
            scene.words(f"panels.since.{key}"), scene.words.figure(reading), href=href, note=said, look="unknown"
        )
    return _cell(key, reading.value, unit, href, "", scene)


def _explained(reading: Reading, scene: Scene) -> str:
    return scene.view.on(period=reading.period, grain=Grain.DAY, explain=reading.metric.key).href


def _noticed(scene: Scene) -> Row:
    """Return the cell of the red notices since that day, with how many are open in all."""
    red = [notice for notice in found_notices(scene) if notice.level is AlertLevel.RED]
    new = [notice for notice in red if notice.opened >= scene.as_of]
    still = scene.words("panels.since.still", count=len(red)) if len(red) > len(new) else ""
    return _cell("notices", len(new), scene.words("panels.since.pieces"), _alerts(scene), still, scene)


def _alerts(scene: Scene) -> str:
    return scene.view.on(page="centres").href


def _late(scene: Scene) -> Row:
    """Return the cell of the overdue tasks, the longest overdue named."""
    words, code, lang = scene.words, scene.region.code, scene.view.lang
    late = sorted((each for each in scene.answer(scene.task_list) if each.late), key=lambda each: -each.late)
    first = late[0] if late else None
    note = words("tasks.join").join([first.task.title, status_word(first, words)]) if first else ""
    week = Period.holding(scene.as_of, Grain.WEEK).key
    href = task_page(late[0], code, lang) if len(late) == 1 else task_list(code, lang, week=week)
    return _cell("late", len(late), words("panels.since.pieces"), href, note, scene)


def _silent(readings: Readings, scene: Scene) -> Row:
    """Return the cell of the offices that have not reported the day, named where they are few, and until when they should."""
    words, own = scene.words, readings.one(ROLL_CALL, scene.region.code, _day(scene))
    named = words("panels.comma").join(map(words.short, readings.absent(scene.region.code, own.period)))
    hour = load_area_rules(scene.catalogue)[REPORTING].due_hour
    until = words("panels.since.until", hour=hour) if hour else ""
    note = words("tasks.join").join(filter(None, (named, until)))
    href = scene.view.on(page="quality").href
    return _cell(
        "silent",
        own.due - own.reported,
        words("panels.since.offices"),
        href,
        note if own.due > own.reported else "",
        scene,
    )


PANEL = Panel(
    key="since",
    title=lambda scene: scene.words("panels.since.title"),
    note=lambda scene: "" if scene.until else scene.words("panels.since.note", day=scene.words.day(scene.as_of)),
    needs=needs,
    draw=draw,
)
