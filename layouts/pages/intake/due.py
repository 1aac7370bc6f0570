"""What is due: each section with who is missing, until when, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence

from data.intake.due.deadlines import Giver
from data.intake.due.due import DueRow, DueState, Lacking
from data.periods import Period, Span
from data.questions.kinds import DueReports
from data.readings import Readings
from data.regions import Level
from data.viewer import Right
from layouts.charts.chart import Nothing, Posted, WorkRow, WorkRows
from layouts.context import Context, Need, Panel
from layouts.words.due import due_sentence, is_own, moment_name, report_name, state_word

NAMED = 6  # of those missing, in one row
LOOKS = {
    DueState.OVERDUE: "worse",
    DueState.LACKING: "worse",
    DueState.WAITING: "acting",
    DueState.NOT_BEGUN: "",
    DueState.ALL_IN: "better",
}


def window(context: Context) -> Span:
    """Return the days whose deadlines are shown: today, this week or this month by the clock, or a chosen period."""
    chosen = context.view.period
    return chosen.span if chosen else Period.holding(context.today, context.view.grain).span


def question(context: Context) -> DueReports:
    """Return what asks for what is due."""
    return DueReports(context.region.code, window(context))


def needs(context: Context) -> Sequence[Need]:
    """Ask for what is due."""
    return [question(context)]


def draw(readings: Readings, context: Context) -> WorkRows | Nothing:
    """Return the sections: their state, who is missing, until when, and what can be done."""
    found, words = context.answer(question(context)), context.words
    if not found or not found.rows:
        return Nothing(words("panels.due.empty"))
    rows = tuple(_row(row, context) for row in found.rows)
    said = words("panels.due.summary", count=len(rows), said=due_sentence(found, words))
    return WorkRows(rows, summary=said)


def _row(row: DueRow, context: Context) -> WorkRow:
    words = context.words
    until = words("due.row.until", until=moment_name(row.deadline, context.today, words))
    given = row.given
    is_in = row.state is DueState.ALL_IN and given is not None
    return WorkRow(
        text=report_name(row, words),
        figure=state_word(row, context.region, words),
        look=LOOKS[row.state],
        note=_note(row, context),
        beside=words("due.row.given", at=moment_name(given.at, context.today, words)) if is_in and given else until,
        posts=_urges(row, context),
    )


def _note(row: DueRow, context: Context) -> str:
    """Return who is missing and how many are in, and where it came from or who was urged."""
    words = context.words
    counted = {"arrived": row.arrived, "owed": row.owed}
    if row.lacking and row.state is not DueState.NOT_BEGUN and not is_own(row, context.region):
        said = words("due.row.names", names=_names(row, context), **counted)
    else:
        said = words("due.row.arrived", **counted)
    if row.giver is Giver.BUREAU and is_own(row, context.region):
        said = words("due.row.by_bureau", text=said)
    if row.given and row.state is DueState.ALL_IN:
        said = words("due.row.source", text=said, source=row.given.source)
    urge = max((each.urge for each in row.lacking if each.urge), key=lambda each: each.at, default=None)
    if urge:
        at = moment_name(urge.at, context.today, words)
        said = words("due.row.source", text=said, source=words("due.row.urged", at=at, by=urge.by))
    return said


def _names(row: DueRow, context: Context) -> str:
    words = context.words
    names = words("due.says.list").join(_name(each, row, context) for each in row.lacking[:NAMED])
    return words("due.row.more", names=names, count=len(row.lacking)) if len(row.lacking) > NAMED else names


def _name(lacking: Lacking, row: DueRow, context: Context) -> str:
    words, name = context.words, context.words.short(lacking.region)
    lowest = Level.OFFICE if row.giver is Giver.OFFICE else Level.COUNTY
    if lacking.region.level is not lowest:
        key = "several_bureaus" if row.giver is Giver.BUREAU else "several"
        return words(f"due.row.{key}", name=name, count=lacking.owners)
    return words("due.row.days", name=name, count=lacking.days) if row.span.days > 1 else name


def _urges(row: DueRow, context: Context) -> tuple[Posted, ...]:
    """Return the button that urges everybody below who is missing, for who may."""
    below = [each.region for each in row.lacking if each.region.code != context.viewer.scope]
    if not below or row.is_ahead or not context.offers(Right.LOAD):
        return ()
    words = context.words
    return (
        Posted(
            label=words("due.row.urge"),
            name=words("due.row.urge_all", count=len(below), report=report_name(row, words)),
            address=f"/intake/{context.region.code}/urge",
            fields=(
                ("section", row.section),
                ("day", row.span.last.isoformat()),
                *(("region", region.code) for region in below),
            ),
        ),
    )


PANEL = Panel(
    key="due",
    title=lambda context: context.words("panels.due.title"),
    note=lambda context: context.words.day(context.today),
    needs=needs,
    draw=draw,
)
