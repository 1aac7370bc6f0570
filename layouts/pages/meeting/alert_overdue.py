"""The offices whose alerts were not closed by their term, most first."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing, Row, Rows
from layouts.panels.feed_late import first_rows, office_name
from layouts.scene import Panel, Scene

METRIC = "alert_close_ontime_rate"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the alerts due to be closed and closed, by office."""
    return [Question((METRIC,), scene.regions.offices(scene.region.code), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return the offices with alerts past their term, and how many more there are."""
    words = scene.words
    every = readings.across(METRIC, scene.regions.offices(scene.region.code), scene.period)
    if not any(reading.parts for reading in every):
        return Nothing(words("panels.alert_overdue.unfed"))
    late = sorted((each for each in every if _overdue(each)), key=lambda each: (-_overdue(each), each.region.code))
    if not late:
        return Nothing(words("panels.alert_overdue.none"))
    count = words.number(sum(map(_overdue, late)))
    summary = words("panels.alert_overdue.summary", offices=len(late), count=count)
    headings = tuple(words(f"panels.alert_overdue.column.{key}") for key in ("office", "overdue", "due"))
    return first_rows([_row(each, scene) for each in late], scene, summary, headings)


def _overdue(reading: Reading) -> float:
    parts = reading.parts
    return (parts.denominator or 0) - parts.numerator if parts else 0


def _row(reading: Reading, scene: Scene) -> Row:
    parts, words = reading.parts, scene.words
    late, due = Amount(_overdue(reading)), Amount((parts.denominator or 0) if parts else 0)
    return Row(
        text=office_name(reading.region.code, scene),
        figure=words("panels.alert_overdue.figure", count=late, due=due),
        href=scene.view.on(region=reading.region.code, explain=METRIC).href,
        cells=(office_name(reading.region.code, scene), late, due),
    )


PANEL = Panel(
    key="alert_overdue",
    title=lambda scene: scene.words("panels.alert_overdue.title"),
    note=lambda scene: scene.words("panels.alert_overdue.note"),
    needs=needs,
    draw=draw,
)
