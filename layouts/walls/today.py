"""The wall's opening sentence: who is on the register on the last day, the day's check-ins, and the red alerts open."""

from __future__ import annotations

from collections.abc import Sequence

from data.alerts import AlertLevel
from data.periods import Grain, Period
from data.readings import Question, Reading, Readings
from layouts.charts.chart import Words
from layouts.panels.alerts.area import found_notices, shown
from layouts.panels.links import explain
from layouts.scene import Need, Scene

REGISTER, CHECKINS, RED = METRICS = ("registered_count", "checkin_completion_rate", "red_alert_open_count")


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the last day with data of the shown period."""
    return [shown(scene), Question(METRICS, (scene.region.code,), (_day(scene),))]


def headline(readings: Readings, scene: Scene) -> Words:
    """Return the one sentence; a figure that is not known is a dash."""
    day, words = _day(scene), scene.words
    register, checkins, red = (readings.one(key, scene.region.code, day) for key in METRICS)
    figures = (
        ("registered", register, words.figure(register)),
        ("due", checkins, _amount(checkins.denominator, scene)),
        ("done", checkins, _amount(checkins.numerator, scene)),
        ("red", red, words.figure(red)),
    )
    parts: list[str | tuple[str, str]] = [words("panels.today.day", day=words.day(day.first))]
    for key, reading, figure in figures:
        parts += [words(f"panels.today.{key}"), _link(key, reading, figure, scene)]
    own = sum(each.level is AlertLevel.RED for each in found_notices(scene))
    said = words("panels.today.own", count=own) if own else ""
    return Words(((*parts, said + words("panels.today.end")),))


def _day(scene: Scene) -> Period:
    return Period.holding(min(scene.period.last, scene.as_of), Grain.DAY)


def _amount(amount: float | None, scene: Scene) -> str:
    return scene.words("mark.missing") if amount is None else scene.words.number(amount)


def _link(key: str, reading: Reading, figure: str, scene: Scene) -> tuple[str, str]:
    return scene.words(f"panels.today.{key}_figure", figure=figure), explain(scene, reading.metric)
