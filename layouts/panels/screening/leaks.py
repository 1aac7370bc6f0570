"""Where screening loses cases: regions by those not screened in time, not reassessed, not started on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Question, Readings
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, StackChart, StackPart
from layouts.panels.links import go_to, whole_and_parts
from layouts.panels.screening.funnel import LEAKS, lacking
from layouts.scene import Panel, Scene

MOST_NAMED = 2  # regions that leak most and as much
COLOURS = {"ontime": "--celadon-4", "reassessed": "--amber", "started": "--worse"}


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the three leaking steps of the regions below; of an office's county for its offices."""
    _, parts = whole_and_parts(scene)
    if not parts:
        return []
    return [Question(tuple(LEAKS.values()), tuple(part.code for part in parts), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> StackChart | Nothing:
    """Return the regions that lose cases, most first; those without losses are counted, those without reports come last."""
    words = scene.words
    _, parts = whole_and_parts(scene)
    if not parts:
        return Nothing(words("panels.ranking.alone", region=words.name(scene.region)))
    counts = {part.code: _counts(readings, scene, part) for part in parts}
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
                tuple(_point(readings, scene, part, step) for part in shown),
                colour=COLOURS[step],
            )
            for step in LEAKS
        ),
        summary=_summary(shown[: len(leaking)], counts, scene),
        unit=words.unit_named("人次"),
        note=words("panels.leaks.legend")
        + (words("panels.leaks.tight", count=tight, kind=_kind(parts, tight, scene)) if tight else ""),
    )


def _summary(leaking: Sequence[Region], counts: Mapping[str, Mapping[str, int | None]], scene: Scene) -> str:
    """Say how many regions lose cases and which lose most, where they are two at most."""
    words = scene.words
    if not leaking:
        return ""
    weights = {part.code: _weight(list(counts[part.code].values())) for part in leaking}
    first = [part for part in leaking if weights[part.code] == weights[leaking[0].code]]
    fields = {
        "count": len(leaking),
        "kind": _kind(leaking, len(leaking), scene),
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


def _kind(parts: Sequence[Region], count: int, scene: Scene) -> str:
    return scene.words(f"panels.leaks.kind.{parts[0].level}", count=count)


def _counts(readings: Readings, scene: Scene, part: Region) -> dict[str, int | None]:
    return {step: lacking(readings.one(metric, part.code, scene.period)) for step, metric in LEAKS.items()}


def _weight(counts: Sequence[int | None]) -> tuple[int, int]:
    """Order by the severe not started on, then by all missing cases, most first."""
    return -(counts[-1] or 0), -sum(count or 0 for count in counts)


def _point(readings: Readings, scene: Scene, part: Region, step: str) -> StackPart:
    reading = readings.one(LEAKS[step], part.code, scene.period)
    count = lacking(reading)
    return StackPart(
        label=scene.words.short(part),
        value=count,
        text=scene.words.figure(reading) if count is None else scene.words.number(count),
        href=go_to(scene, part),
        reading=reading,
        is_selected=part.code == scene.region.code,
    )


PANEL = Panel(
    key="leaks",
    title=lambda scene: scene.words("panels.leaks.title"),
    note=lambda scene: scene.words("panels.leaks.note"),
    needs=needs,
    draw=draw,
)
