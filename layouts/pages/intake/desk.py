"""The place where figures are given, which the scripts of the desk fill for those who may load."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Readings
from data.viewer import Right
from layouts.charts.chart import Desk, Nothing
from layouts.context import Context, Need, Panel


def needs(context: Context) -> Sequence[Need]:
    """Ask for nothing: the scripts ask for what they show."""
    return ()


def draw(readings: Readings, context: Context) -> Nothing:
    """Return the place; for who may not load, what would be needed."""
    words = context.words
    if not context.viewer.may(Right.LOAD):
        return Nothing(words("panels.desk.may_not"))
    if not context.offers(Right.LOAD):
        return Nothing(words("panels.desk.not_then"))
    return Desk(words("panels.desk.elsewhere"), region=context.region.code, waits=words("panels.desk.no_script"))


PANEL = Panel(
    key="desk",
    title=lambda context: context.words("panels.desk.title"),
    note=lambda context: context.words("panels.desk.note") if context.offers(Right.LOAD) else "",
    needs=needs,
    draw=draw,
)
