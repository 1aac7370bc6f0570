"""Education by its three ways: collective, individual, online, period by period."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.formula import Atom, Operator
from data.readings import Question, Reading, Readings
from data.statistics.history import HISTORY
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, ColumnChart, ColumnPart
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

METRIC = "education_person_times"
WAYS = (
    ("collective", "collective_attend_n", "--celadon-6"),
    ("individual", "individual_talk_n", "--celadon-4"),
    ("online", "online_done_n", "--celadon-2"),
)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the attendances of 26 periods; their formula holds the three ways."""
    return [Question((METRIC,), (scene.region.code,), tuple(scene.period.back(HISTORY)))]


def draw(readings: Readings, scene: Scene) -> ColumnChart | Nothing:
    """Return a stack of the three a period; the note says the shown period's shares."""
    history = readings.series(METRIC, scene.region.code, scene.period.back(HISTORY))
    if all(reading.value is None for reading in history):
        return Nothing(scene.words("panels.mix.empty"))
    own = _shares(history[-1], scene)
    return ColumnChart(
        series=tuple(
            ColouredSeries(
                scene.words(f"panels.mix.{way}"),
                tuple(_point(reading, column, scene) for reading in history),
                colour=colour,
            )
            for way, column, colour in WAYS
        ),
        summary=own,
        unit=scene.words.unit(history[-1].metric),
        note=own,
    )


def _amount(reading: Reading, column: str) -> float | None:
    return reading.atoms.get(Atom(Operator.S, column)) if reading.value is not None else None


def _point(reading: Reading, column: str, scene: Scene) -> ColumnPart:
    amount = _amount(reading, column)
    mark = scene.words("mark.missing") if reading.value is not None else scene.words.figure(reading)
    return ColumnPart(
        label=scene.words.period(reading.period),
        value=amount,
        text=mark if amount is None else scene.words.number(amount),
        href=explain(scene, reading.metric),
        reading=reading,
    )


def _shares(reading: Reading, scene: Scene) -> str:
    words = scene.words
    amounts = [(way, _amount(reading, column)) for way, column, _ in WAYS]
    if not reading.value or any(amount is None for _, amount in amounts):
        return words("panels.mix.none", status=words.status(reading))
    whole = reading.value
    said = [
        words("panels.mix.share", way=words(f"panels.mix.{way}"), share=words.number(100 * (amount or 0) / whole, 1))
        for way, amount in amounts
    ]
    return words("panels.mix.said", total=words.figure(reading), shares=words("panels.comma").join(said))


PANEL = Panel(
    key="mix",
    title=lambda scene: scene.words("panels.mix.title"),
    note=lambda scene: scene.words(f"panels.trend.note.{scene.period.grain}", count=HISTORY),
    needs=needs,
    draw=draw,
)
