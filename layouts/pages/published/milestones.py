"""Dated events and honours in order of time, each with what happened and its source."""

from __future__ import annotations

from collections.abc import Callable, Collection

from data.catalogue.reference_tables import Row, opening
from data.questions.kinds import Reference
from data.readings import Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import TimelineChart, TimelineEvent
from layouts.context import Context, Panel

HISTORY = ("history", "rule", "region_change")
HONOURS = ("award",)


def milestones(key: str, kinds: Collection[str]) -> Panel:
    """Return the timeline of the events of some kinds."""
    return Panel(
        key=key,
        title=lambda context: context.words(f"panels.{key}.title"),
        note=lambda context: context.words(f"panels.{key}.note"),
        needs=lambda context: [Reference("event")],
        draw=_timeline(key, kinds),
    )


def _timeline(key: str, kinds: Collection[str]) -> Callable[[Readings, Context], TimelineChart | Nothing]:
    def draw(readings: Readings, context: Context) -> TimelineChart | Nothing:
        rows = [
            row for row in context.answer(Reference("event")) if row["event_kind"] in kinds and _is_known(row, context)
        ]
        if not rows:
            return Nothing(context.words(f"panels.{key}.none"))
        ordered = sorted(rows, key=lambda row: (opening(str(row["first_when"])), str(row["zh"])))
        sources = {str(row["source_note"]) for row in rows}
        shared = _source(sources.pop(), context) if len(sources) == 1 else ""
        points = tuple(
            _point(row, "" if shared else _source(str(row["source_note"]), context), context) for row in ordered
        )
        said = context.words(f"panels.{key}.summary", count=len(rows))
        return TimelineChart(name=context.words(f"panels.{key}.title"), points=points, summary=said, note=shared)

    return draw


def _is_known(row: Row, context: Context) -> bool:
    """Say whether an event had begun at the end of a period that is over; without a date it is not hidden."""
    return not row["is_dated"] or opening(str(row["first_when"])) <= context.known_until


def _source(source: str, context: Context) -> str:
    return context.words("panels.milestones.source", source=source) if source else ""


def _point(row: Row, source: str, context: Context) -> TimelineEvent:
    tongue = context.words.tongue
    detail = str(row[f"detail_{tongue}"] or row["detail_zh"])
    return TimelineEvent(
        label=context.words.when(str(row["first_when"]))
        if row["is_dated"]
        else context.words("panels.milestones.undated"),
        text=str(row[tongue] or row["zh"]),
        note=" ".join(filter(None, (detail, source))),
        is_emphasised=row["event_kind"] == "rule",
    )
