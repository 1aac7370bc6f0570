"""The open red alerts, the cockpit's own and those of the business system apart: since when, what is due by when, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.alerts import AlertLevel, Notice
from data.alerts.terms import Duty, load_terms
from data.questions.kinds import Reference
from data.readings import Figures, Reading, Readings
from data.references import DutyPosts
from data.references.duty_posts import TABLE
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Need, Panel
from layouts.panels.alerts.area import found_notices, shown
from layouts.panels.links import explain
from layouts.words.alerts import answering, by_level, cause_text, due, place, taken_to
from layouts.words.moments import clock_time, stamp

RED = "red_alert_open_count"
MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Red:
    """One open red notice in words, with the moments as they are: a screen writes them by its own clock."""

    place: str
    what: str
    since: str
    raised_at: datetime
    duty: Duty
    due_at: datetime
    who: str
    notice: Notice


def needs(context: Context) -> Sequence[Need]:
    """Ask for the open red alerts of the business system: of the region, and of its counties with their first days."""
    counties = tuple(context.regions.counties(context.region.code))
    codes = tuple(dict.fromkeys((context.region.code, *counties)))
    return [shown(context), Reference(TABLE), Figures((RED,), codes, (context.period,), open_since=(RED,))]


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return a row for each red notice by the time left, then one for each county with red alerts of the business system.

    Where there are too many rows, the last one shown sums up the business system.
    """
    own = reds(context)
    rows = tuple(_row(each, context) for each in own)
    counties = tuple(_object(each, readings, context) for each in objects(readings, context))
    found = (*rows, *counties)
    if not found:
        lower = {level.value: count for level, count in by_level(found_notices(context)).items()}
        return Nothing(context.words("open_red.none", **lower))
    shown = (
        found if len(found) <= MOST_ROWS or not counties else (*rows[: MOST_ROWS - 1], _all_objects(readings, context))
    )
    return Rows(shown[:MOST_ROWS], summary=_summary(own, readings, context), whole=found)


def reds(context: Context) -> list[Red]:
    """Return the open red notices within the shown region: what waits to be acknowledged first, then by the time left."""
    words, posts, terms = context.words, DutyPosts.of(context.answer(Reference(TABLE)), context.regions), load_terms()
    found = []
    for notice in found_notices(context):
        if notice.level is not AlertLevel.RED:
            continue
        cause = notice.causes[0]
        said = cause_text(cause, words, context.regions)
        duty, due_at = notice.next_due(terms)
        post = answering(cause, notice.county.code, posts)
        together = words("alarm.together", count=len(notice.causes)) if len(notice.causes) > 1 else ""
        found.append(
            Red(
                place=place(notice, context.regions, words, context.region.code),
                what=said.what + together,
                since=said.since,
                raised_at=notice.reached_at,
                duty=duty,
                due_at=due_at,
                who=post.unit if post else said.answers,
                notice=notice,
            )
        )
    return sorted(found, key=lambda each: (each.notice.is_acknowledged, each.due_at))


def who(red: Red, context: Context) -> str:
    """Return the bureau to which an unacknowledged notice was escalated, else who answers for it."""
    bureau = taken_to(red.notice.causes[0], context.words, context.regions)
    return context.words("open_red.taken_to", bureau=bureau) if bureau else red.who


def objects(readings: Readings, context: Context) -> list[Reading]:
    """Return the counties with open red alerts of the business system."""
    counties = context.regions.counties(context.region.code)
    found = (readings.one(RED, code, context.period) for code in counties)
    return [reading for reading in found if reading.value]


def object_count(readings: Readings, context: Context) -> str:
    """Return how many red alerts of the business system are open in the shown region, in words."""
    return context.words.figure(readings.one(RED, context.region.code, context.period))


def _row(red: Red, context: Context) -> Row:
    words, notice = context.words, red.notice
    raised = words("alarm.raised", moment=clock_time(red.raised_at, words))
    return Row(
        text=f"{red.place} · {red.what}",
        figure=due(notice, words),
        mark=notice.level.value,
        href=context.address(notice.county.code, explain=notice.causes[0].rule.metric),
        note=words("tasks.join").join(filter(None, (raised, red.since, who(red, context)))),
        look="acting" if notice.is_acknowledged else "late",
        due=stamp(red.due_at),
    )


def _object(reading: Reading, readings: Readings, context: Context) -> Row:
    words = context.words
    first = readings.open_since(RED, reading.region.code, context.period)
    since = words("open_red.objects_since", day=words.day(first)) if first else ""
    return Row(
        text=f"{words.name(reading.region)} · {words('open_red.objects', count=words.figure(reading))}",
        figure=words("open_red.objects_word"),
        mark=AlertLevel.RED.value,
        href=explain(context, reading.metric),
        note=since,
        look="acting",
    )


def _all_objects(readings: Readings, context: Context) -> Row:
    return Row(
        text=object_line(readings, context),
        figure=context.words("open_red.objects_word"),
        mark=AlertLevel.RED.value,
        href=context.view.on(explain=RED).href,
        look="acting",
    )


def object_line(readings: Readings, context: Context) -> str:
    """Return how many red alerts of the business system are open, and in which counties; empty where none is."""
    words, found = context.words, objects(readings, context)
    if not found:
        return ""
    places = words("area_alerts.comma").join(f"{words.name(each.region)} {words.figure(each)}" for each in found)
    return words("open_red.objects_in", count=object_count(readings, context), places=places)


def _summary(own: Sequence[Red], readings: Readings, context: Context) -> str:
    unsigned = sum(not each.notice.is_acknowledged for each in own)
    return context.words("open_red.summary", own=len(own), objects=object_count(readings, context), unsigned=unsigned)


def _note(context: Context) -> str:
    count = by_level(found_notices(context))[AlertLevel.RED]
    key = "open_red.own_first" if count > MOST_ROWS else "open_red.own"
    return context.words(key, count=count) if count else ""


PANEL = Panel(
    key="open_red",
    title=lambda context: context.words("open_red.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
