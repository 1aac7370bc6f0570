"""Duties recorded once a month, on the month's assessment day: where to find their last value."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.readings.assessed import assessed_periods, figure_periods, newest_assessed
from layouts.scene import Scene


def asked(scene: Scene, metrics: Sequence[str], codes: tuple[str, ...], *, compare: bool = False) -> list[Question]:
    """Return the questions for figures of some regions, monthly ones where they were last assessed."""
    monthly = tuple(key for key in metrics if scene.catalogue.metric(key).is_monthly)
    plain = tuple(key for key in metrics if key not in monthly)
    questions = [
        Question(plain, codes, (scene.period,), compare=compare),
        Question(monthly, codes, assessed_periods(scene.period, scene.as_of), compare=compare),
    ]
    return [question for question in questions if question.metrics]


def newest_reading(readings: Readings, scene: Scene, metric: str, region: str) -> Reading:
    """Return the shown period's reading; of a monthly duty the newest that has something to judge, if any has."""
    periods = figure_periods(scene.catalogue.metric(metric), scene.period, scene.as_of)
    return newest_assessed(readings.series(metric, region, periods))


def assessed_note(reading: Reading, scene: Scene) -> str:
    """Name the period a monthly duty's reading comes from, where it is not the shown one."""
    if reading.period == scene.period:
        return ""
    return scene.words("panels.assessed", period=scene.words.period(reading.period))
