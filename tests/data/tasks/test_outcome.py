"""Did a task work: the latest figures after its due day against the limits known when it was created."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.periods import Period
from data.readings import Reading, Status
from data.tasks import Task, TaskStatus
from data.tasks.outcome import Outcome, OutcomeBasis, first_figures_of, outcome_question, weeks_after, worked
from data.tasks.task import FirstFigures, TaskOrigin
from tests.layouts.fabricate import catalogue, reading, region, regions

WEEK = Period.parse("2026-W40")
DUE = date(2026, 10, 9)  # a Friday of W41
ON = date(2026, 11, 22)
LOW = FirstFigures(value=97.2, low=97.7, centre=98.2, high=98.8, side=-1, variation="concerning")
INSIDE = FirstFigures(value=98.0, low=97.7, centre=98.2, high=98.8)


def task(metric: str = "checkin_completion_rate", first_figures: FirstFigures = LOW) -> Task:
    """Return a task of Hangzhou."""
    return Task(
        number=1,
        edition=1,
        region="330100",
        week=WEEK,
        title="值守补岗",
        metric=metric,
        place="330100",
        owner="市局信息处",
        unit="330100",
        due=DUE,
        evidence="",
        status=TaskStatus.CLOSED,
        origin=TaskOrigin.ITEM,
        alert=None,
        first_figures=first_figures,
        is_demo=False,
        made_by="值班员",
        made_at=datetime(2026, 10, 5, tzinfo=UTC).replace(tzinfo=None),
    )


def after(*values: float | None, metric: str = "checkin_completion_rate") -> list[Reading]:
    """Return readings of the weeks from the due day on."""
    weeks = weeks_after(task(), ON)[: len(values)]
    return [
        reading(metric, region("330100"), week, value=value, status=Status.OK if value is not None else Status.MISSING)
        for week, value in zip(weeks, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("first_figures", "values", "outcome", "why"),
    [
        (LOW, (98.1,), Outcome.WORKED, OutcomeBasis.RETURNED),
        (LOW, (97.0, 98.1), Outcome.WORKED, OutcomeBasis.RETURNED),
        (LOW, (98.1, 97.0), Outcome.NOT_WORKED, OutcomeBasis.STILL_OUT),
        (LOW, (99.0,), Outcome.WORKED, OutcomeBasis.LEFT_WELL),
        (INSIDE, (97.0,), Outcome.NOT_WORKED, OutcomeBasis.LEFT_BADLY),
        (INSIDE, (99.0,), Outcome.WORKED, OutcomeBasis.LEFT_WELL),
        (INSIDE, (98.3,), Outcome.UNKNOWN, OutcomeBasis.INSIDE),
        (INSIDE, (98.3,) * 6, Outcome.UNKNOWN, OutcomeBasis.INSIDE),
        (INSIDE, (98.0, *(98.3,) * 6), Outcome.UNKNOWN, OutcomeBasis.INSIDE),
        (LOW, (97.7,), Outcome.WORKED, OutcomeBasis.RETURNED),
        (LOW, (None, None), Outcome.UNKNOWN, OutcomeBasis.NO_FIGURE),
        (LOW, (98.1, None), Outcome.WORKED, OutcomeBasis.RETURNED),
        (FirstFigures(value=97.2), (98.1,), Outcome.UNKNOWN, OutcomeBasis.NO_LIMITS),
    ],
)
def test_a_task_is_judged_by_the_limits_at_its_creation(
    first_figures: FirstFigures, values: tuple[float | None, ...], outcome: Outcome, why: OutcomeBasis
) -> None:
    """It worked when the figure is inside or better than the limits again, and did not when it is worse than them."""
    found = worked(task(first_figures=first_figures), after(*values), ON)

    assert (found.outcome, found.why) == (outcome, why)


@pytest.mark.parametrize(("value", "outcome"), [(98.3, Outcome.WORKED), (98.1, Outcome.NOT_WORKED)])
def test_seven_in_a_row_speak(value: float, outcome: Outcome) -> None:
    """A figure that never left its range is judged by seven weeks on one side of the mean."""
    late = date(2026, 12, 6)
    weeks = weeks_after(task(), late)[:7]
    found = [reading("checkin_completion_rate", region("330100"), week, value=value) for week in weeks]

    assert worked(task(first_figures=INSIDE), found, late).outcome is outcome


def test_fewer_is_better_where_the_metric_says_so() -> None:
    """The sides are those of the metric: of red alerts fewer are better."""
    first_figures = FirstFigures(value=21, low=7.4, centre=12.4, high=17.4, side=1)
    direction = reading("red_alert_open_count", region("330100"), value=3).metric.direction
    many = worked(task("red_alert_open_count", first_figures), after(19, metric="red_alert_open_count"), ON)
    assert direction == "down"
    assert many.outcome is Outcome.NOT_WORKED
    assert many.limit == 17.4


def test_a_metric_without_sides_follows_what_was_noticed() -> None:
    """For a neutral metric the good side is away from the signal; without a signal no verdict is given."""
    noticed = FirstFigures(value=900, low=600, centre=700, high=800, side=1)
    quiet = FirstFigures(value=700, low=600, centre=700, high=800)

    back = worked(task("registered_count", noticed), after(700, metric="registered_count"), ON)
    unknown = worked(task("registered_count", quiet), after(900, metric="registered_count"), ON)

    assert (back.outcome, back.why) == (Outcome.WORKED, OutcomeBasis.RETURNED)
    assert unknown.why is OutcomeBasis.NO_SIDE


def test_not_before_its_due_day() -> None:
    """Until the due day is over nothing is judged, however good the figures."""
    assert worked(task(), after(99.0), DUE).why is OutcomeBasis.NOT_DUE


def test_without_a_metric_the_evidence_speaks() -> None:
    """No metric, no judgement."""
    assert worked(task(metric=""), [], ON).why is OutcomeBasis.NO_METRIC


@pytest.mark.parametrize(
    ("is_open", "outcome"), [(True, Outcome.NOT_WORKED), (False, Outcome.WORKED), (None, Outcome.UNKNOWN)]
)
def test_the_alert_decides_where_the_chart_cannot(is_open: bool | None, outcome: Outcome) -> None:
    """A task created from an alert worked when the alert was lifted."""
    assert worked(task(metric=""), [], ON, alert_is_open=is_open).outcome is outcome
    assert worked(task(), after(98.1), ON, alert_is_open=True).why is OutcomeBasis.RETURNED


def test_whole_weeks_that_end_after_the_due_day() -> None:
    """The week of the due day counts once it is over; a running week does not; half a year is enough."""
    assert weeks_after(task(), date(2026, 10, 10)) == []
    assert [week.key for week in weeks_after(task(), date(2026, 10, 21))] == ["2026-W41", "2026-W42"]
    assert len(weeks_after(task(), date(2027, 12, 31))) == 26
    for unknown in ("", "gone"):
        assert outcome_question(task(metric=unknown), ON, catalogue(), regions()) is None
    asked = outcome_question(task(), ON, catalogue(), regions())
    assert asked
    assert asked.regions == ("330100",)


def test_the_first_figures_are_those_of_the_chart() -> None:
    """A new task keeps the limits and the side of the signal that the chart shows."""
    weeks = WEEK.back(16)
    values = [98.2, 98.4, 98.1, 98.3, 98.0, 98.4, 98.2, 98.3, 98.1, 98.2, 98.4, 98.2, 98.1, 98.3, 98.2, 95.0]
    history = [
        reading("checkin_completion_rate", region("330100"), week, value=value, base=100_000)
        for week, value in zip(weeks, values, strict=True)
    ]

    first_figures = first_figures_of(history)

    assert first_figures.value == 95.0
    assert first_figures.low is not None
    assert first_figures.low > 95.0
    assert (first_figures.side, first_figures.variation) == (-1, "concerning")


@pytest.mark.parametrize("value", [97.0, 98.1, 99.0])
def test_a_week_of_half_the_reports_does_not_judge(value: float) -> None:
    """Neither that it worked nor that it did not: those who reported are not those of the limits."""
    before = [
        reading("checkin_completion_rate", region("330100"), week, value=97.2, reported=42, due=42)
        for week in task().week.back(3)
    ]
    last = after(value)[0]

    half, full = (
        worked(task(first_figures=LOW), [*before, replace(last, reported=n, due=42)], ON).why for n in (21, 41)
    )

    assert half is OutcomeBasis.UNLIKE
    assert full in {OutcomeBasis.STILL_OUT, OutcomeBasis.RETURNED, OutcomeBasis.LEFT_WELL}
