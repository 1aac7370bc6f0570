"""The verdict on a metric's readings in time order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from data.catalogue import Metric
from data.catalogue.formula import Operator, counted
from data.periods import Period
from data.readings import Reading, Status
from data.readings.comparable import usual_reports
from data.readings.reports import Reports, are_comparable
from data.statistics.control import FEWEST_POINTS, LimitStep
from data.statistics.rules import NHS, RuleBook
from data.statistics.verdict import MetricHistory, Verdict, judge

HISTORY = 26  # periods that a verdict is based on, the judged one among them: half a year of weeks
AVERAGE = 1.0  # the scale of minutes a case or marks a person, whose numerator is no count of cases


def judged(history: Sequence[Reading], *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> Verdict:
    """Return the verdict on one metric's readings, of which there is at least one; a missing value is a gap.

    So is one whose coverage differs from that of the others by more than chance: a difference in who reported is not a change.
    """
    latest, left_out = history[-1], unlike(history)
    metric, figures = latest.metric, _figures(history, left_out)
    verdict = judge(figures, metric.direction, metric.target, steps=tuple(steps), book=book)
    return replace(verdict, is_unlike=latest.period in left_out, is_hidden=latest.status is Status.SUPPRESSED)


def figures_of(history: Sequence[Reading]) -> MetricHistory:
    """Return the numbers of readings; parts and wholes only of a rate or share whose every value has them.

    A sum over part of a period is a gap: half a week's cases are not few. What is `unlike` the others is one too.
    """
    return _figures(history, unlike(history))


def _figures(history: Sequence[Reading], left_out: Collection[Period]) -> MetricHistory:
    metric = history[-1].metric
    whole_ones = [
        None if reading.value is None or is_part_of_a_sum(reading) or reading.period in left_out else reading
        for reading in history
    ]
    values = tuple(None if reading is None else reading.value for reading in whole_ones)
    parts = tuple(None if reading is None else reading.numerator for reading in whole_ones)
    wholes = tuple(None if reading is None else reading.denominator for reading in whole_ones)
    case = _case(history)
    if is_carried(metric):
        return MetricHistory(values, is_carried=True, case=case)
    if metric.unit == "‰" and metric.scale == AVERAGE:  # such formulas hold the thousand in their numerator
        return MetricHistory(
            values, tuple(None if part is None else part / 1000 for part in parts), wholes, scale=1000.0
        )
    if not metric.is_ratio or metric.scale == AVERAGE or not _are_counts(values, parts, wholes):
        is_count = not metric.is_ratio and all(
            value is None or (value >= 0 and value == int(value)) for value in values
        )
        return MetricHistory(values, is_count=is_count, case=0.0 if metric.is_ratio else case)
    is_share = metric.unit == "%" and all(
        part is None or part <= (whole or 0) for part, whole in zip(parts, wholes, strict=True)
    )
    return MetricHistory(values, parts, wholes, scale=metric.scale, is_share=is_share)


def unlike(history: Sequence[Reading]) -> frozenset[Period]:
    """Return the periods whose value must not be compared with the others, because of the share of the reports behind them.

    The others are those like the latest where there are enough of them for limits, else those like most.
    """
    about = _compared_with(history)
    return frozenset(
        each.period for each in history if each.value is not None and about and not are_comparable(each.reports, about)
    )


def _compared_with(history: Sequence[Reading]) -> Reports | None:
    latest = history[-1]
    if latest.value is not None:
        like_it = [each for each in history if each.value is not None and are_comparable(each.reports, latest.reports)]
        if len(like_it) >= FEWEST_POINTS:
            return latest.reports
    return usual_reports(history)


def _case(history: Sequence[Reading]) -> float:
    """Return by how much one case moves the latest known figure; 0 where the target is zero: there, one counts."""
    metric = history[-1].metric
    last = next((each for each in reversed(history) if each.value is not None), None)
    if last is None or metric.target == 0 or (metric.is_ratio and not last.denominator):
        return 0.0
    factor, _ = counted(metric.numerator, last.numerator or 0.0)
    return factor * metric.scale / (last.denominator or 1.0)


def is_carried(metric: Metric) -> bool:
    """Say whether a figure includes most of the one before: a stock or a share of one, or a sliding window.

    A numerator with both the opening and the closing stock is not a stock but the change between them.
    """
    operators = {atom.operator for atom in metric.numerator.atoms}
    return metric.window_days is not None or len(operators & {Operator.E, Operator.B}) == 1


def is_part_of_a_sum(reading: Reading) -> bool:
    """Say whether a figure adds up days of which some are still to come: beside whole periods it would look few."""
    metric = reading.metric
    sums = not metric.is_ratio and any(atom.operator is Operator.S for atom in metric.atoms)
    return sums and (reading.span.first, reading.span.last) != (reading.period.first, reading.period.last)


def _are_counts(values: Sequence[float | None], parts: Sequence[float | None], wholes: Sequence[float | None]) -> bool:
    """Say whether every known value has a part and a whole to be charted by."""
    return all(
        value is None or (part is not None and part >= 0 and whole is not None and whole > 0)
        for value, part, whole in zip(values, parts, wholes, strict=True)
    )
