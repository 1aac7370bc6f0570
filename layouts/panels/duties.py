"""Eight duties with a time limit: the cases overdue, region by duty."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings, Status
from data.regions import Region
from layouts.chart import Chart, ChartKind, Nothing, Point, Series
from layouts.panel import Panel, Scene
from layouts.panels.links import explain, go_to, whole_and_parts

DUTIES = (
    "registration_ontime_rate",
    "document_ontime_rate",
    "assessment_ontime_rate",
    "report_completion_rate",
    "checkin_completion_rate",
    "visit_completion_rate",
    "leave_return_ontime_rate",
    "medical_review_ontime_rate",
)


def overdue(reading: Reading) -> int | None:
    """Return how many of the cases due were not done in time; 0 where none was due, None where not reported."""
    if reading.status is Status.UNDEFINED:
        return 0
    if reading.numerator is None or reading.denominator is None:
        return None
    return round(reading.denominator - reading.numerator)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the eight rates of the region and of those below; of an office's county and its offices."""
    whole, parts = whole_and_parts(scene)
    return [Question(DUTIES, (whole.code, *(part.code for part in parts)), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Chart | Nothing:
    """Return the regions with most overdue cases first, the whole above them."""
    whole, parts = whole_and_parts(scene)
    own = _row(readings, scene, whole, is_whole=True)
    if all(overdue(readings.one(duty, whole.code, scene.period)) is None for duty in DUTIES):
        return Nothing(scene.words("panels.duties.empty"))
    ordered = sorted(parts, key=lambda part: -_total(readings, scene, part))
    rows = (own, *(_row(readings, scene, part, is_whole=False) for part in ordered))
    return Chart(
        kind=ChartKind.MATRIX,
        series=rows,
        summary=_summary(own, readings, scene, ordered),
        unit=scene.words("units.件"),
        note=scene.words("panels.duties.legend"),
        is_bad=True,
    )


def _row(readings: Readings, scene: Scene, region: Region, *, is_whole: bool) -> Series:
    found = [readings.one(duty, region.code, scene.period) for duty in DUTIES]
    name = scene.words.short(region)
    label = scene.words("panels.duties.partial", region=name) if any(map(scene.is_thin, found)) else name
    points = tuple(_cell(reading, scene, is_whole=is_whole) for reading in found)
    return Series(label, points, href=go_to(scene, region))


def _cell(reading: Reading, scene: Scene, *, is_whole: bool) -> Point:
    words, cases = scene.words, overdue(reading)
    here = scene.view.on(region=reading.region.code, explain=reading.metric.key).href
    return Point(
        label=words(f"panels.duties.short.{reading.metric.key}"),
        value=None if reading.status is Status.UNDEFINED else cases,
        text=words.figure(reading) if cases is None else words.number(cases) if cases else "·",
        href=explain(scene, reading.metric) if reading.region.code == scene.region.code else here,
        note=_note(reading, cases, scene),
        reading=reading,
        is_emphasised=is_whole,
    )


def _note(reading: Reading, cases: int | None, scene: Scene) -> str:
    if reading.status is Status.UNDEFINED:
        return scene.words("panels.duties.none_due")
    if cases is None or reading.denominator is None:
        return scene.words.status(reading)
    due = scene.words.number(reading.denominator)
    return scene.words("panels.duties.of", metric=scene.words.name(reading.metric), count=cases, due=due)


def _total(readings: Readings, scene: Scene, region: Region) -> int:
    """Return the overdue cases of a region, check-ins counted as a hundredth of another duty's."""
    found = [(duty, overdue(readings.one(duty, region.code, scene.period)) or 0) for duty in DUTIES]
    return sum(cases * (1 if duty == "checkin_completion_rate" else 100) for duty, cases in found)


def _summary(own: Series, readings: Readings, scene: Scene, parts: Sequence[Region]) -> str:
    words = scene.words
    said = words("panels.comma").join(f"{point.label} {point.text}" for point in own.points if point.value)
    if not said:
        return words("panels.duties.none")
    worst = words.name(parts[0]) if parts and _total(readings, scene, parts[0]) else ""
    key = "panels.duties.summary_worst" if worst else "panels.duties.summary"
    return words(key, overdue=said, region=worst)


PANEL = Panel(
    key="duties",
    title=lambda scene: scene.words("panels.duties.title"),
    note=lambda scene: scene.words("panels.duties.note"),
    needs=needs,
    draw=draw,
)
