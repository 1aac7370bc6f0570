"""The offices with most days missing, and what does not add up."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Readings
from data.readings.feed import Break, Late
from data.readings.feed.feed import DAYS
from layouts.charts.chart import Nothing, Row, Rows
from layouts.context import Context, Need, Panel

SHOWN = 9


def needs(context: Context) -> Sequence[Need]:
    """Ask for what is known of the feed."""
    return [context.feed_log]


def draw_late(readings: Readings, context: Context) -> Rows | Nothing:
    """Return the offices with days missing, and how many more there are."""
    late, words = context.answer(context.feed_log).late, context.words
    if not late:
        return Nothing(words(f"panels.feed_late.{_none(context)}", days=DAYS))
    lacking = sum(each.lacking for each in late)
    return first_rows(
        [_late(each, context) for each in late],
        context,
        summary=words("panels.feed_late.summary", offices=len(late), count=lacking, days=DAYS),
        headings=tuple(words(f"panels.feed_late.column.{key}") for key in ("office", "lacking", "last")),
    )


def _none(context: Context) -> str:
    return "none" if context.answer(context.feed_log).is_kept else "not_kept"


def first_rows(rows: Sequence[Row], context: Context, summary: str, headings: tuple[str, ...] = ()) -> Rows:
    """Return the first rows of a list and how many more there are, with the full list beside them."""
    more, words = len(rows) - SHOWN, context.words
    if more <= 0:
        return Rows(tuple(rows), summary=summary, headings=headings)
    last = Row(text=words("panels.feed_late.more"), figure=words("panels.feed_late.rows", count=more))
    return Rows((*rows[:SHOWN], last), summary=summary, whole=tuple(rows), headings=headings)


def _late(late: Late, context: Context) -> Row:
    words = context.words
    last = words.day(late.last) if late.last else words("panels.feed_late.never", days=DAYS)
    return Row(
        text=words("panels.feed_late.row", office=office_name(late.office, context), last=last),
        figure=words("panels.feed_late.days", count=late.lacking),
        href=context.address(late.office),
        cells=(office_name(late.office, context), words("panels.feed_late.days", count=late.lacking), last),
    )


def office_name(code: str, context: Context) -> str:
    """Return an office with its county, where that is not the one shown."""
    office = context.regions.get(code)
    county = context.regions.get(office.parent) if office.parent else None
    if county is None or context.region.code in {county.code, code}:
        return context.words.short(office)
    return f"{context.words.short(county)} {context.words.short(office)}"


def draw_breaks(readings: Readings, context: Context) -> Rows | Nothing:
    """Return the office-days on which the register does not add up, with their amounts."""
    broken = context.answer(context.feed_log).breaks
    if not broken:
        return Nothing(context.words(f"panels.feed_breaks.{_none(context)}", days=DAYS))
    return first_rows(
        [_break(each, context) for each in broken],
        context,
        summary=context.words("panels.feed_breaks.summary", count=len(broken), days=DAYS),
    )


def _break(broken: Break, context: Context) -> Row:
    words = context.words
    moved = words("panels.feed_breaks.unmoved") if not broken.moved else words.signed(broken.moved)
    return Row(
        text=f"{words.day(broken.day)} {office_name(broken.office, context)}",
        figure=words("panels.feed_breaks.amounts", before=broken.before, moved=moved, after=broken.after),
        href=context.address(broken.office),
    )


PANEL = Panel(
    key="feed_late",
    title=lambda context: context.words("panels.feed_late.title"),
    note=lambda context: context.words("panels.feed_late.note", days=DAYS),
    needs=needs,
    draw=draw_late,
)
BREAKS = Panel(
    key="feed_breaks",
    title=lambda context: context.words("panels.feed_breaks.title"),
    note=lambda context: context.words("panels.feed_breaks.note"),
    needs=needs,
    draw=draw_breaks,
)
