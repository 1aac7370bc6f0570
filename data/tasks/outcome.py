"""Did a task work: after its due day the same chart is judged by the limits known when the task was created.

It worked where the figure came back into its range, or left it on the good side; it did not where it is still, or newly,
outside on the bad side. A figure that never left its range is moved by chance every week, so that one period on the good
side proves nothing: seven in a row do (the rule book's shift).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.catalogue import Catalogue, Direction
from data.periods import Grain, Period
from data.readings import Figures, Reading
from data.readings.comparable import usual_reports
from data.readings.reports import are_comparable
from data.regions import Regions
from data.statistics import judged
from data.statistics.control import LimitStep
from data.statistics.rules import NHS, RuleBook
from data.tasks.task import FirstFigures, Task

SHIFT = 7  # in a row on one side of the mean: NHS England, Making Data Count
MOST_WEEKS = 26
BEFORE_CREATION = 8  # weeks whose coverage is that of the limits


class Outcome(StrEnum):
    """Whether a task worked."""

    WORKED = "worked"
    NOT_WORKED = "not_worked"
    UNKNOWN = "unknown"


class OutcomeBasis(StrEnum):
    """The basis of an outcome."""

    RETURNED = "returned"  # was outside on the bad side, is back inside
    LEFT_WELL = "left_well"
    RUN_WELL = "run_well"
    STILL_OUT = "still_out"
    LEFT_BADLY = "left_badly"
    RUN_BADLY = "run_badly"
    ALERT_CLOSED = "alert_closed"
    ALERT_OPEN = "alert_open"
    INSIDE = "inside"
    NOT_DUE = "not_due"
    NO_METRIC = "no_metric"
    NO_LIMITS = "no_limits"
    NO_SIDE = "no_side"
    NO_FIGURE = "no_figure"
    UNLIKE = "unlike"  # other coverage than that of the limits


@dataclass(frozen=True, slots=True)
class TaskFinding:
    """An outcome, its basis, the latest reading, and the limit it was compared with where there is one."""

    outcome: Outcome
    why: OutcomeBasis
    reading: Reading | None = None
    limit: float | None = None


def first_figures_of(history: Sequence[Reading], steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> FirstFigures:
    """Return what the chart of some readings in time order, at least one, shows for the latest."""
    verdict = judged(history, steps=steps, book=book)
    limits = verdict.chart.limits[-1]
    side = verdict.signals[0].side if verdict.signals else 0
    return FirstFigures(
        value=history[-1].value,
        low=limits.low if limits else None,
        centre=limits.centre if limits else None,
        high=limits.high if limits else None,
        side=side,
        variation=verdict.variation.value,
    )


def outcome_question(task: Task, as_of: date, catalogue: Catalogue, regions: Regions) -> Figures | None:
    """Return the questions for `worked`: the full weeks that end on the due day or later, and those up to the task's creation.

    The latter say how complete the reports behind its limits were. None where nothing is asked; a metric or region that is no longer known has no figures.
    """
    weeks = weeks_after(task, as_of)
    is_known = task.metric in catalogue.metrics and task.place in regions.by_code
    asked = sorted({*task.week.back(BEFORE_CREATION), *weeks})
    return Figures((task.metric,), (task.place,), tuple(asked)) if is_known and weeks else None


def weeks_after(task: Task, as_of: date) -> list[Period]:
    """Return the full weeks with data that end on the due day or later, half a year of them at most."""
    newest = Period.over_by(as_of, Grain.WEEK)
    count = (newest.first - Period.holding(task.due, Grain.WEEK).first).days // 7 + 1
    return newest.back(min(count, MOST_WEEKS)) if count > 0 else []


def worked(task: Task, readings: Sequence[Reading], on: date, *, alert_is_open: bool | None = None) -> TaskFinding:
    """Return whether a task worked, from the readings of `outcome_question` in time order.

    `alert_is_open` is the state of the alert that the task came from, None where there is none: it decides where the
    chart cannot.
    """
    if on <= task.due:
        return TaskFinding(Outcome.UNKNOWN, OutcomeBasis.NOT_DUE)
    found = _by_chart(task, readings) if task.metric else TaskFinding(Outcome.UNKNOWN, OutcomeBasis.NO_METRIC)
    if found.outcome is not Outcome.UNKNOWN or alert_is_open is None:
        return found
    if alert_is_open:
        return TaskFinding(Outcome.NOT_WORKED, OutcomeBasis.ALERT_OPEN, found.reading)
    return TaskFinding(Outcome.WORKED, OutcomeBasis.ALERT_CLOSED, found.reading)


def _by_chart(task: Task, readings: Sequence[Reading]) -> TaskFinding:
    first_figures, usual = task.first_figures, usual_reports([each for each in readings if each.period <= task.week])
    after = [each for each in readings if each.value is not None and each.period.last >= task.due]
    known = [each for each in after if usual is None or are_comparable(each.reports, usual)]
    last = after[-1] if after else None
    good = _good_side(last, first_figures) if last else 0
    if why := _unjudged(first_figures, last, good):
        return TaskFinding(Outcome.UNKNOWN, why, last)
    if last is None or last not in known:
        return TaskFinding(Outcome.UNKNOWN, OutcomeBasis.UNLIKE, last)
    worse, better = (first_figures.low, first_figures.high) if good > 0 else (first_figures.high, first_figures.low)
    then, now = _side(first_figures.value, first_figures) * good, _side(last.value, first_figures) * good
    if now > 0:
        return TaskFinding(Outcome.WORKED, OutcomeBasis.LEFT_WELL, last, better)
    if now < 0:
        return TaskFinding(
            Outcome.NOT_WORKED, OutcomeBasis.STILL_OUT if then < 0 else OutcomeBasis.LEFT_BADLY, last, worse
        )
    return (
        TaskFinding(Outcome.WORKED, OutcomeBasis.RETURNED, last, worse)
        if then < 0
        else _by_run(known, first_figures, good)
    )


def _unjudged(first_figures: FirstFigures, last: Reading | None, good: int) -> OutcomeBasis | None:
    """Return what is missing for a judgement, None where nothing is."""
    if first_figures.low is None or first_figures.high is None:
        return OutcomeBasis.NO_LIMITS
    if last is None:
        return OutcomeBasis.NO_FIGURE
    return None if good else OutcomeBasis.NO_SIDE


def _by_run(known: Sequence[Reading], first_figures: FirstFigures, good: int) -> TaskFinding:
    """Judge figures that were and are within their range by how many in a row are on one side of the mean."""
    run = _run(known, first_figures) * good
    if run >= SHIFT:
        return TaskFinding(Outcome.WORKED, OutcomeBasis.RUN_WELL, known[-1], first_figures.centre)
    if run <= -SHIFT:
        return TaskFinding(Outcome.NOT_WORKED, OutcomeBasis.RUN_BADLY, known[-1], first_figures.centre)
    return TaskFinding(Outcome.UNKNOWN, OutcomeBasis.INSIDE, known[-1])


def _good_side(reading: Reading, first_figures: FirstFigures) -> int:
    """Return +1 where more is better, -1 where less is; for a neutral metric, away from what was noticed."""
    if reading.metric.direction is Direction.NEUTRAL:
        return -first_figures.side
    return 1 if reading.metric.direction is Direction.UP else -1


def _side(value: float | None, first_figures: FirstFigures) -> int:
    if value is None or first_figures.low is None or first_figures.high is None:
        return 0
    return 1 if value > first_figures.high else -1 if value < first_figures.low else 0


def _run(known: Sequence[Reading], first_figures: FirstFigures) -> int:
    """Return how many of the latest figures are in a row above the mean, below it as a negative number."""
    centre = first_figures.centre or 0.0
    sides = [1 if (each.value or 0.0) > centre else -1 if (each.value or 0.0) < centre else 0 for each in known]
    run = 0
    for side in reversed(sides):
        if side != sides[-1] or not side:
            break
        run += side
    return run
