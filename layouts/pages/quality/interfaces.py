"""The feeds that fetch figures by themselves: when theirs should be there, whether they are, and what was said last."""

from __future__ import annotations

from collections.abc import Sequence

from data.pull import FeedStatus
from data.questions.kinds import PulledFeeds
from data.readings import Readings
from layouts.charts.chart import Column, Nothing, Table
from layouts.context import Context, Need, Panel

WIDTHS = {
    "name": 130, "region": 100, "expected": 70, "arrived": 110, "newest": 110, "looked": 110, "state": 140, "message": 330,
}  # fmt: skip


def needs(context: Context) -> Sequence[Need]:
    """Ask for the feeds of the region."""
    return [PulledFeeds(context.region.code)]


def draw(readings: Readings, context: Context) -> Table | Nothing:
    """Return the feeds of a region, those that are late first."""
    found, words = context.answer(PulledFeeds(context.region.code)), context.words
    if not found:
        return Nothing(words("panels.feed_interfaces.none"))
    return Table(
        tuple(
            Column(key, words(f"panels.feed_interfaces.column.{key}"), is_prose=True, width=width)
            for key, width in WIDTHS.items()
        ),
        tuple(_row(each, context) for each in sorted(found, key=lambda each: not each.is_late)),
        summary=words("panels.feed_interfaces.summary", count=len(found), late=sum(each.is_late for each in found)),
        name="interfaces",
    )


def _row(feed: FeedStatus, context: Context) -> dict[str, str | float | None]:
    words = context.words
    state = words(f"panels.feed_interfaces.state.{feed.state}")
    return {
        "name": feed.name,
        "region": words.short(context.regions.get(feed.region)),
        "expected": feed.expected or None,
        "arrived": words.moment(feed.arrived_at) if feed.arrived_at else None,
        "newest": words.day(feed.newest_day) if feed.newest_day else None,
        "looked": words.moment(feed.looked_at) if feed.looked_at else None,
        "state": f"{words('panels.feed_interfaces.late')} · {state}" if feed.is_late else state,
        "message": feed.message,
    }


PANEL = Panel(
    key="feed_interfaces",
    title=lambda context: context.words("panels.feed_interfaces.title"),
    note=lambda context: context.words("panels.feed_interfaces.note"),
    needs=needs,
    draw=draw,
)
