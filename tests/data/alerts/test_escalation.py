"""An alert not acknowledged in time goes to the next administrative level, once, and keeps its colour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.alerts import AlertLevel, evaluate, open_alerts
from data.alerts.alerts import acknowledge, history
from data.alerts.escalation import escalate
from data.alerts.notices import notices
from data.store import Store
from tests.data.alerts.test_alerts import CHECKIN, OFFICE, RULES, load, store, the_alert
from tests.viewers import root, staff

BLUE, YELLOW, RED = AlertLevel
EIGHT = datetime(2026, 11, 16, tzinfo=UTC).replace(tzinfo=None)  # 08:00 in Hangzhou

__all__ = ["store"]


def opened(store: Store, done: int, now: datetime = EIGHT) -> None:
    """Load a day of the office and judge it."""
    load(store, 0, {OFFICE: done})
    evaluate(store, CHECKIN, now)


@pytest.mark.parametrize(
    ("done", "term", "level"),
    [(80, timedelta(minutes=15), RED), (94, timedelta(hours=2), YELLOW), (97, timedelta(hours=16), BLUE)],
)
def test_overdue_goes_up_to_the_county(store: Store, done: int, term: timedelta, level: AlertLevel) -> None:
    """Not a moment before its term: red 15 minutes, yellow two hours, blue the day."""
    opened(store, done)
    assert escalate(store, now=EIGHT + term - timedelta(seconds=1)) == []

    (step,) = escalate(store, now=EIGHT + term)

    assert (step.what, step.level, step.reason) == ("escalated", level, "330108")
    alert = the_alert(store)
    assert (alert.level, alert.escalated_to, alert.escalated_at) == (level, "330108", EIGHT + term)
    assert [each.what for each in history(store, root(store), 1)] == ["opened", "escalated"]


def test_once_and_not_when_acknowledged(store: Store) -> None:
    """A second minute does nothing; an acknowledged alert stays where it is."""
    opened(store, 80)
    assert len(escalate(store, now=EIGHT + timedelta(hours=1))) == 1
    assert escalate(store, now=EIGHT + timedelta(hours=9)) == []

    load(store, 0, {OFFICE: 100})
    evaluate(store, CHECKIN, EIGHT)
    opened(store, 80)
    acknowledge(store, staff(store, "值班员"), [2], now=EIGHT)
    assert escalate(store, now=EIGHT + timedelta(days=2)) == []


def test_a_load_keeps_what_was_escalated(store: Store) -> None:
    """The same figure lowers nothing; a figure that rises asks for a new acknowledgement in its own term."""
    opened(store, 94)
    escalate(store, now=EIGHT + timedelta(hours=2))
    load(store, 1, {OFFICE: 94})
    assert evaluate(store, CHECKIN, EIGHT + timedelta(hours=3)) == []
    assert (the_alert(store).level, the_alert(store).escalated_to) == (YELLOW, "330108")

    load(store, 2, {OFFICE: 80})
    (step,) = evaluate(store, CHECKIN, EIGHT + timedelta(hours=4))
    assert (step.what, the_alert(store).escalated_to) == ("raised", "")
    (again,) = escalate(store, now=EIGHT + timedelta(hours=4, minutes=15))
    assert again.reason == "330108"


def test_a_notice_names_the_region_it_was_escalated_to(store: Store) -> None:
    """By the region's code, at the level of its figure."""
    opened(store, 94)
    escalate(store, now=EIGHT + timedelta(hours=2))

    (notice,) = notices(open_alerts(store, root(store)), RULES, store.regions, "330108")

    assert (notice.level, notice.causes[0].escalated_to, notice.is_acknowledged) == (YELLOW, "330108", False)


def test_waiting_does_not_make_an_alert_red(store: Store) -> None:
    """However long an alert is not acknowledged, only its figures can make it red."""
    opened(store, 94)

    for hour in range(0, 72, 3):
        escalate(store, now=EIGHT + timedelta(hours=hour))

    assert open_alerts(store, root(store), RED) == []
    assert len(history(store, root(store), 1)) == 2  # opened, and escalated once
