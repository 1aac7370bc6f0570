"""Where screening loses cases: regions by those not screened in time, not reassessed, not started on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Figures, Readings
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, StackChart, StackPart
from layouts.context import Context, Panel
from layouts.panels.links import go_to, whole_and_parts
from layouts.panels.screening.funnel import LEAKS, lacking

MOST_NAMED = 2  # regions that leak most and as much
COLOURS = {"ontime": "--celadon-4", "reassessed": "--amber", "started": "--worse"}


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the three leaking steps of the regions below; of an office's county for its offices."""
    _, parts = whole_and_parts(context)
    if not parts:
        return []
    return [Figures(tuple(LEAKS.values()), tuple(part.code for part in parts), (context.period,))]


def draw(readings: Readings, context: Context) -> StackChart | Nothing:
    """Return the regions that lose cases, most first; those without losses are counted, those without reports come last."""
    words = context.words
    _, parts = whole_and_parts(context)
    if not parts:
        return Nothing(words("panels.ranking.alone", region=words.name(context.region)))
    counts = {part.code: _counts(readings, context, part) for part in parts}
    if all(count is None for lacks in counts.values() for count in lacks.values()):
        return Nothing(words("panels.leaks.empty"))
    leaking = [part for part in parts if any(counts[part.code].values())]
    silent = [part for part in parts if part not in leaking and None in counts[part.code].values()]
    shown = [*sorted(leaking, key=lambda part: _weight(list(counts[part.code].values()))), *silent]
    if not shown:
        return Nothing(words("panels.leaks.none"))
    tight = len(parts) - len(shown)
    return StackChart(
        series=tuple(
            ColouredSeries(
                words(f"panels.leaks.{step}"),
                tuple(_point(readings, context, part, step) for part in shown),
                colour=COLOURS[step],
            )
            for step in LEAKS
        ),
        summary=_summary(shown[: len(leaking)], counts, context),
        unit="人次",
        note=words("panels.leaks.legend")
        + (words("panels.leaks.tight", count=tight, kind=_kind(parts, tight, context)) if tight else ""),
    )


def _summary(leaking: Sequence[Region], counts: Mapping[str, Mapping[str, int | None]], context: Context) -> str:
    """Say how many regions lose cases and which lose most, where they are two at most."""
    words = context.words
    if not leaking:
        return ""
    weights = {part.code: _weight(list(counts[part.code].values())) for part in leaking}
    first = [part for part in leaking if weights[part.code] == weights[leaking[0].code]]
    fields = {
        "count": len(leaking),
        "kind": _kind(leaking, len(leaking), context),
        "most": words("panels.comma").join(map(words.name, first)),
        "cases": -weights[leaking[0].code][1],
    }
    key = (
        "one"
        if len(leaking) == 1
        else "summary"
        if len(first) == 1
        else "alike"
        if len(first) <= MOST_NAMED
        else "many"
    )
    return words(f"panels.leaks.{key}", **fields)


def _kind(parts: Sequence[Region], count: int, context: Context) -> str:
    return context.words(f"panels.leaks.kind.{parts[0].level}", count=count)


def _counts(readings: Readings, context: Context, part: Region) -> dict[str, int | None]:
    return {step: lacking(readings.one(metric, part.code, context.period)) for step, metric in LEAKS.items()}


def _weight(counts: Sequence[int | None]) -> tuple[int, int]:
    """Order by the severe not started on, then by all missing cases, most first."""
    return -(counts[-1] or 0), -sum(count or 0 for count in counts)


def _point(readings: Readings, context: Context, part: Region, step: str) -> StackPart:
    reading = readings.one(LEAKS[step], part.code, context.period)
    count = lacking(reading)
    return StackPart(
        label=context.words.short(part),
        value=count,
        text=context.words.figure(reading) if count is None else context.words.number(count),
        href=go_to(context, part),
        reading=reading,
        is_selected=part.code == context.region.code,
    )


PANEL = Panel(
    key="leaks",
    title=lambda context: context.words("panels.leaks.title"),
    note=lambda context: context.words("panels.leaks.note"),
    needs=needs,
    draw=draw,
)
