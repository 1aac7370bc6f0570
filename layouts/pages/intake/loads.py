"""The loads of the region, the newest first, and the button that takes one back."""

from __future__ import annotations

from collections.abc import Sequence

from data.intake.due.recent import RecentLoad
from data.questions.kinds import Loads
from data.readings import Readings
from data.viewer import Right
from layouts.charts.chart import Nothing, Posted, WorkRow, WorkRows
from layouts.context import Context, Need, Panel

SHOWN = 12
NAMED = 3  # tables of a load


def question(context: Context) -> Loads:
    """Return what asks for the loads."""
    return Loads(context.region.code, SHOWN)


def needs(context: Context) -> Sequence[Need]:
    """Ask for the loads."""
    return [question(context)]


def draw(readings: Readings, context: Context) -> WorkRows | Nothing:
    """Return the loads: number, what, when, from where and by whom, and whether it was taken back."""
    found, words = context.answer(question(context)), context.words
    if not found:
        return Nothing(words("panels.recent_loads.none"))
    rows = tuple(_row(load, context) for load in found)
    return WorkRows(rows, summary=words("panels.recent_loads.summary", count=len(rows)))


def _row(load: RecentLoad, context: Context) -> WorkRow:
    words = context.words
    number = words("panels.recent_loads.number", number=words.number(load.number))
    what = _what(load, context)
    from_where = [words.moment(load.at), load.source if what else "", load.by]
    state = words("panels.recent_loads.undone") if load.is_undone else ""
    return WorkRow(
        text=f"{number} · {what or load.source}",
        figure=state,
        note=" · ".join(filter(None, from_where)),
        beside=words("panels.recent_loads.offices", count=words.number(load.office_days)),
        posts=_undo(load, context),
    )


def _what(load: RecentLoad, context: Context) -> str:
    """Return the tables of a load with their days; of one that takes another back, which."""
    words = context.words
    if load.undoes is not None:
        return words("panels.recent_loads.undoes", number=words.number(load.undoes))
    tables = [context.catalogue.tables[key] for key in load.tables[:NAMED]]
    names = words("due.says.list").join(table.zh if words.tongue == "zh" else table.en for table in tables)
    if len(load.tables) > NAMED:
        names = words("due.says.more", reports=names, count=len(load.tables))
    if not names or load.span is None:
        return names
    first, last = words.day(load.span.first), words.day(load.span.last)
    days = first if first == last else words("due.when.span", first=first, last=last)
    return f"{names} {days}"


def _undo(load: RecentLoad, context: Context) -> tuple[Posted, ...]:
    """Return the button that takes a load back, for who may load; none for one that was taken back, or of the demo."""
    if load.is_undone or load.is_demo or not context.offers(Right.LOAD):
        return ()
    words = context.words
    return (
        Posted(
            label=words("panels.recent_loads.undo"),
            name=words("panels.recent_loads.confirm", number=words.number(load.number)),
            address=f"/intake/{context.region.code}/loads/{load.number}/undo",
            asks=words("panels.recent_loads.reason"),
        ),
    )


PANEL = Panel(
    key="recent_loads",
    title=lambda context: context.words("panels.recent_loads.title"),
    note=lambda context: context.words("panels.recent_loads.note", count=SHOWN),
    needs=needs,
    draw=draw,
)
