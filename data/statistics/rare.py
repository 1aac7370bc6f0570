"""Charts of the time, or the cases, between rare events: where most periods count none, these show a change sooner.

A high point is a long quiet time: on these charts up is fewer events.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from data.statistics.attributes import judged_counts
from data.statistics.control import (
    ControlChart,
    ControlKind,
    JudgedSegment,
    Limits,
    LimitStep,
    Reliability,
    chart_of,
    reliability_of,
    spans,
)
from data.statistics.rules import NHS, RuleBook
from data.statistics.tails import negative_binomial
from data.statistics.xmr import natural_limits

POWER = 3.6  # the root that makes waiting times about normal


def between(places: Sequence[int]) -> list[int]:
    """Return the distances between sorted numbers, such as event days; ValueError if they are not sorted."""
    distances = [b - a for a, b in pairwise(places)]
    if any(distance < 0 for distance in distances):
        raise ValueError("events must be in order of time")
    return distances


def t_chart(waits: Sequence[float], *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> ControlChart:
    """Return the chart of days between events, with limits in days.

    Waiting times are made about normal by their 3.6th root, charted as XmR and drawn back in days; below zero there is
    no limit. Source: Nelson (1994), A control chart for parts-per-million nonconforming items, J. Quality Technology
    26, 239-240. Raises ValueError for a negative wait.
    """
    _refuse_negative(waits)
    judged = [(span, _judged_waits(waits[span[0] : span[1]])) for span in spans(len(waits), steps)]
    return chart_of(ControlKind.T, waits, judged, book)


def g_chart(cases: Sequence[int], *, steps: Sequence[LimitStep] = (), book: RuleBook = NHS) -> ControlChart:
    """Return the chart of cases without the event between two with it, with exact limits of the geometric law.

    Source: Benneyan (2001), Number-between g-type statistical quality control charts, Health Care Management Science
    4, 305-318; by probability as he advises (p. 313), since three sigmas of so skewed a law mean little.
    """
    _refuse_negative(cases)
    judged = [(span, _judged_cases(cases[span[0] : span[1]])) for span in spans(len(cases), steps)]
    return chart_of(ControlKind.G, cases, judged, book)


def outlasts(chart: ControlChart, so_far: float) -> bool:
    """Say whether the wait since the latest event, though not over, is already beyond the upper limit."""
    limits = chart.limits[-1] if chart.limits else None
    return limits is not None and limits.low < limits.high < so_far


def _judged_cases(cases: Sequence[int]) -> JudgedSegment:
    return judged_counts(cases, negative_binomial(fmean(cases) if cases else 0.0, 1.0))


def _judged_waits(waits: Sequence[float]) -> JudgedSegment:
    roots = [wait ** (1 / POWER) for wait in waits]
    reliability, limits = reliability_of(roots), natural_limits(roots)
    nothing = (None,) * len(waits)
    if reliability is Reliability.NONE or limits is None:
        return JudgedSegment(Reliability.NONE, nothing, nothing)
    drawn = Limits(limits.centre**POWER, max(limits.low, 0.0) ** POWER, limits.high**POWER)
    if reliability is Reliability.FLAT:
        return JudgedSegment(reliability, (drawn,) * len(waits), nothing)
    sigma = (limits.high - limits.centre) / 3
    return JudgedSegment(reliability, (drawn,) * len(waits), tuple((root - limits.centre) / sigma for root in roots))


def _refuse_negative(distances: Sequence[float]) -> None:
    if any(distance < 0 for distance in distances):
        raise ValueError("a distance between two events must not be negative")
