"""Area alerts: what the cockpit itself found beyond its limits, by county, red first; for a week that is over, at its end.

After those that are open come those that were raised and closed within the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.alerts import AlertLevel, Notice
from data.periods import Grain, Period
from data.questions.kinds import AlertsClosedWithin, AlertsOpenAt, OpenAlerts
from data.readings import Readings
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Need, Panel
from layouts.words.alerts import CauseText, by_level, cause_text, place
from layouts.words.language import Language
from layouts.words.tasks import new_task

MOST_ROWS = 12
COLUMNS = ("level", "place", "what", "since", "state")


def needs(context: Context) -> Sequence[Need]:
    """Ask for the alerts that are open, of a period that is over those of its end, and for those that closed within it."""
    return [shown(context), _closed(context)]


def shown(context: Context) -> OpenAlerts | AlertsOpenAt:
    """Return what asks for the alerts within the region: those open now, of a period that is over those of its end."""
    code = context.region.code
    return OpenAlerts(code) if context.until is None else AlertsOpenAt(code, context.period.last)


def _closed(context: Context) -> AlertsClosedWithin:
    return AlertsClosedWithin(context.region.code, context.period.span)


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return a row for each notice, twelve at most; of an office those of its county."""
    found, closed = found_notices(context), context.answer(_closed(context))
    if not found and not closed:
        return Nothing(_none(context))
    return _rows(found, closed, context)


def draw_new(readings: Readings, context: Context) -> Rows | Nothing:
    """Return the notices raised after a week that is over, in the week of its meeting; other periods have none."""
    if context.period.grain is not Grain.WEEK:
        return Nothing(context.words("area_alerts.no_meeting"))
    found = new_notices(context)
    if not found:
        return Nothing(context.words("area_alerts.none_new"))
    drawn = _rows(found, (), context)
    return replace(drawn, summary=context.words("area_alerts.summary_new", said=drawn.summary))


def _rows(found: Sequence[Notice], closed: Sequence[Notice], context: Context) -> Rows:
    rows = (*(_row(notice, context) for notice in found), *(_closed_row(notice, context) for notice in closed))
    headings = tuple(context.words(f"area_alerts.column.{key}") for key in COLUMNS)
    return Rows(rows[:MOST_ROWS], summary=_summary(found, closed, context), whole=rows, headings=headings)


def found_notices(context: Context) -> Sequence[Notice]:
    """Return the open notices within the shown region, of an office its county's; of a period that is over those of its end."""
    return context.answer(shown(context))


def new_notices(context: Context) -> Sequence[Notice]:
    """Return the open notices that came up in the week after the shown one; those of later weeks are of later meetings."""
    first, last = context.period.next().first, context.period.next().last
    return [notice for notice in context.answer(OpenAlerts(context.region.code)) if first <= notice.opened <= last]


def _none(context: Context) -> str:
    key = "area_alerts.none" if context.until is None else "area_alerts.none_then"
    return context.words(key, day=context.words.day(context.period.last))


def _summary(found: Sequence[Notice], closed: Sequence[Notice], context: Context) -> str:
    """Say how many are open, and how many more were raised and closed within the period, by level."""
    words = context.words
    said = words("area_alerts.summary", counts=_counted(found, context)) if found else _none(context)
    this = words(f"brief.this.{context.period.grain}")
    return said + (words("area_alerts.closed", this=this, counts=_counted(closed, context)) if closed else "")


def _counted(found: Sequence[Notice], context: Context) -> str:
    """Write how many notices there are of each level that there is."""
    words, counts = context.words, by_level(found)
    return words("panels.comma").join(
        words("area_alerts.of_level", level=words(f"area_alerts.level.{level.value}"), count=counts[level])
        for level in reversed(AlertLevel)
        if counts[level]
    )


def _note(context: Context) -> str:
    found, closed = found_notices(context), context.answer(_closed(context))
    more = context.words("area_alerts.rows", count=MOST_ROWS) if len(found) + len(closed) > MOST_ROWS else ""
    of_then = context.words("area_alerts.of_then", day=context.words.day(context.period.last)) if context.until else ""
    parts = (
        _summary(found, closed, context) if found or closed else "",
        more,
        of_then,
        context.words("area_alerts.note"),
    )
    return " ".join(filter(None, parts))


def _row(notice: Notice, context: Context) -> Row:
    words, causes = context.words, [cause_text(cause, context.words, context.regions) for cause in notice.causes]
    late = next((cause.escalated for cause in causes if cause.escalated), "")
    where = place(notice, context.regions, words, context.region.code)
    state = words("area_alerts.taken" if notice.is_acknowledged else "area_alerts.open")
    what = words("area_alerts.join").join(cause.what for cause in causes)
    return Row(
        text=" · ".join(filter(None, (where, in_words(causes, words), late))),
        figure=state,
        mark=notice.level.value,
        href=context.address(notice.county.code, explain=notice.causes[0].rule.metric),
        links=(assign_link(context, notice),),
        cells=(words(f"area_alerts.level.{notice.level.value}"), where, what, words.day(notice.since), late or state),
    )


def _closed_row(notice: Notice, context: Context) -> Row:
    """Return the row of a closed notice: no task is offered for it."""
    state = context.words("area_alerts.over")
    row = _row(notice, context)
    return replace(row, figure=state, links=(), cells=(*row.cells[:-1], state))


def in_words(causes: Sequence[CauseText], words: Language) -> str:
    """Return the causes of a notice in one line, each with the day since which it has lasted."""
    said = [
        words("area_alerts.cause", what=cause.what, since=cause.since) if cause.since else cause.what
        for cause in causes
    ]
    return words("area_alerts.join").join(said)


def assign_link(context: Context, notice: Notice) -> tuple[str, str]:
    """Return the words and address of the link that assigns a task about a notice on the shown region's list."""
    week = Period.holding(min(context.period.last, context.as_of), Grain.WEEK)
    number = str(notice.causes[0].numbers[0])
    return context.words("tasks.assign"), new_task(context.region.code, context.view.lang, alert=number, week=week.key)


PANEL = Panel(
    key="area_alerts",
    title=lambda context: context.words("area_alerts.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
NEW = Panel(
    key="new_alerts",
    title=lambda context: context.words("area_alerts.new", day=context.words.day(context.as_of)),
    note=lambda context: context.words("area_alerts.new_note"),
    needs=lambda context: [OpenAlerts(context.region.code)],
    draw=draw_new,
)
