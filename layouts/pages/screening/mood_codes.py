"""The five-colour mood code over time, without green.

Red and orange are drawn apart where the city or a wider region is shown. Below it they are one count, as the guarded
metric has it: a single colour beside the sum would reveal what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.formula import Atom, Operator
from data.readings import Question, Reading, Readings, Status
from data.regions import Level
from data.statistics.history import HISTORY
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

BLUE, YELLOW, WORST = "mood_blue_count", "mood_yellow_count", "red_orange_count"
METRICS = (BLUE, YELLOW, WORST)
APART = (("orange", "code_orange_eod"), ("red", "code_red_eod"))


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the colours over 26 periods."""
    return [Question(METRICS, (scene.region.code,), tuple(scene.period.back(HISTORY)))]


def draw(readings: Readings, scene: Scene) -> ColumnChart | Nothing:
    """Return a stack of colours a period; a hidden one is a gap with its mark, never a zero."""
    histories = {key: readings.series(key, scene.region.code, scene.period.back(HISTORY)) for key in METRICS}
    if all(reading.value is None for history in histories.values() for reading in history):
        statuses = {histories[key][-1].status for key in METRICS}
        hidden = "hidden" if Status.SUPPRESSED in statuses else "empty"
        return Nothing(scene.words(f"panels.mood.{hidden}"))
    series = (
        _series("blue", histories[BLUE], scene),
        _series("yellow", histories[YELLOW], scene),
        *_worst(histories[WORST], scene),
    )
    said = _said(series, scene)
    return ColumnChart(
        series=series,
        summary=said,
        unit=scene.words.unit_named("人"),
        note=said + scene.words("panels.mood.legend") + _hidden(histories[WORST], scene),
    )


def _worst(history: Sequence[Reading], scene: Scene) -> list[ColouredSeries[ColumnPart]]:
    if scene.region.level.depth > Level.CITY.depth:
        return [_series("orange", history, scene, name="red_orange")]
    return [_series(colour, history, scene, column=column) for colour, column in APART]


def _series(
    colour: str, history: Sequence[Reading], scene: Scene, *, name: str = "", column: str = ""
) -> ColouredSeries[ColumnPart]:
    points = tuple(_point(reading, column, scene) for reading in history)
    return ColouredSeries(scene.words(f"panels.mood.{name or colour}"), points, colour=f"--mood-{colour}")


def _point(reading: Reading, column: str, scene: Scene) -> ColumnPart:
    count = reading.value
    if column and count is not None:
        count = reading.atoms.get(Atom(Operator.E, column))
    mark = scene.words("mark.missing") if reading.value is not None else scene.words.figure(reading)
    return ColumnPart(
        label=scene.words.period(reading.period),
        value=count,
        text=mark if count is None else scene.words.number(count),
        href=explain(scene, reading.metric),
        reading=reading,
    )


def _said(series: Sequence[ColouredSeries[ColumnPart]], scene: Scene) -> str:
    last = scene.words.day(series[0].points[-1].reading.span.last) if series[0].points[-1].reading else ""
    said = scene.words("panels.comma").join(f"{each.label} {each.points[-1].text}" for each in series)
    return scene.words("panels.mood.said", day=last, counts=said)


def _hidden(history: Sequence[Reading], scene: Scene) -> str:
    return scene.words("panels.mood.gaps") if scene.region.level.depth > Level.CITY.depth else ""


PANEL = Panel(
    key="mood",
    title=lambda scene: scene.words("panels.mood.title"),
    note=lambda scene: scene.words(
        "panels.mood.note", history=scene.words(f"panels.trend.note.{scene.period.grain}", count=HISTORY)
    ),
    needs=needs,
    draw=draw,
)
