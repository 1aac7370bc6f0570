"""Which of a metric's readings go into its chart."""

from __future__ import annotations

from dataclasses import replace

from data.periods import Span
from data.readings import Reading, Status
from data.statistics import Variation, judged
from data.statistics.control import ControlKind
from data.statistics.history import figures_of, is_carried
from tests.layouts.fabricate import WEEK, catalogue, reading, region

CITY = region("330100")


def weeks(metric: str, *values: float | None, base: float = 1000) -> list[Reading]:
    """Return weekly readings that end this week."""
    return [
        reading(metric, CITY, period, value=value, base=base, status=Status.MISSING if value is None else Status.OK)
        for period, value in zip(WEEK.back(len(values)), values, strict=True)
    ]


def test_a_share_brings_its_parts() -> None:
    figures = figures_of(weeks("checkin_completion_rate", 97.0, None, 98.0))
    assert figures.values == (97.0, None, 98.0)
    assert (figures.parts, figures.wholes) == ((970, None, 980), (1000, None, 1000))
    assert figures.is_share


def test_a_share_of_varying_bases_is_charted_by_them() -> None:
    history = [
        replace(each, numerator=90.0 * (at + 1), denominator=100.0 * (at + 1), value=90.0)
        for at, each in enumerate(weeks("checkin_completion_rate", *[90.0] * 6))
    ]
    assert judged(history).chart.kind is ControlKind.P


def test_stocks_and_sliding_windows_are_carried_over() -> None:
    """The register's balance gap holds the stock before and after: what is left is no stock."""
    carried = {"registered_count", "managed_total", "reoffence_rate", "team_coverage_rate"}
    flowing = {"received_count", "checkin_completion_rate", "register_balance_gap", "alert_count"}
    assert {key for key in carried | flowing if is_carried(catalogue().metric(key))} == carried


def test_an_average_is_no_rate_of_cases() -> None:
    """Minutes are no events: their number says nothing of how far chance can carry their mean."""
    assert figures_of(weeks("alert_ack_avg_minutes", 130.0, 140.0)).wholes == ()


def test_a_sum_over_half_a_week_is_a_gap() -> None:
    """New alerts of Monday alone are not few alerts of a week."""
    history = weeks("alert_count", 30.0, 33.0, 31.0, 29.0, 32.0, 4.0)
    running = replace(history[-1], span=Span(WEEK.first, WEEK.first))
    assert figures_of([*history[:-1], running]).values[-1] is None
    assert judged([*history[:-1], running]).variation is Variation.UNKNOWN
    assert figures_of(history).values[-1] == 4.0


def test_how_much_one_case_moves_a_figure() -> None:
    """A person of a register is one, of a share of a thousand 0.1 of a point; where the target is none, one counts."""
    assert figures_of(weeks("registered_count", 300.0, 301.0)).case == 1
    assert figures_of(weeks("team_coverage_rate", 99.0, 99.1)).case == 0.1
    assert figures_of(weeks("missing_registration_count", 0.0, 1.0)).case == 0
    assert figures_of(weeks("register_balance_gap", 0.0, -1.0)).case == 1
