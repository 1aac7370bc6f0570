"""An area alert says since which day what it found has lasted, counted from the figures."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data.alerts import AlertLevel, evaluate, open_alerts
from data.alerts.notices import notices
from data.load import put_partitions
from data.store import Partition, Store
from tests.data.alerts.test_alerts import CHECKIN, MONDAY, OFFICE, OTHER, RULES, load, store, the_alert
from tests.data.alerts.test_clock_rules import ABSCONDED, absconded
from tests.viewers import root

__all__ = ["store"]


def test_a_count_is_followed_to_its_first_day(store: Store) -> None:
    """Fifteen days of one absconded, judged for the first time on the last of them: since the first, red by the eleventh."""
    first = MONDAY
    absconded(store, {first + timedelta(days=step): int(step >= 0) for step in range(-1, 15)})

    evaluate(store, ABSCONDED)

    alert = the_alert(store)
    assert (alert.since, alert.opened_day) == (first, first + timedelta(days=14))
    (notice,) = notices([alert], RULES, store.regions, "330108")
    assert notice.causes[0].days == 15


def test_a_day_with_none_begins_the_count_again(store: Store) -> None:
    """One found and another gone two days later is open since the later."""
    days = {0: 1, 1: 1, 2: 0, 3: 1, 4: 1}
    absconded(store, {MONDAY + timedelta(days=step): count for step, count in days.items()})

    evaluate(store, ABSCONDED)

    assert the_alert(store).since == MONDAY + timedelta(days=3)


def test_a_share_is_followed_as_long_as_it_was_beyond_the_limit_of_its_level(store: Store) -> None:
    """Under 90 % on the last three days; on the day before it was 93 %, which is not red."""
    for step, done in enumerate((80, 93, 88, 85, 80)):
        load(store, step, {OFFICE: done})

    evaluate(store, CHECKIN)

    assert (the_alert(store).level, the_alert(store).since) == (AlertLevel.RED, MONDAY + timedelta(days=2))


def test_a_share_is_followed_past_the_first_look(store: Store) -> None:
    """Nine days under 90 % are nine, not the four of the first look."""
    load(store, 0, {OFFICE: 97})
    for step in range(1, 10):
        load(store, step, {OFFICE: 85})

    evaluate(store, CHECKIN)

    assert the_alert(store).since == MONDAY + timedelta(days=1)


def test_a_week_begins_on_its_monday(store: Store) -> None:
    """Two weeks in a row under 95 % last since the Monday of the first, although they are judged on a Saturday."""
    for week, (due, done) in enumerate(((100, 99), (100, 90), (100, 94))):
        day = MONDAY + timedelta(weeks=week)
        rows = [(day, OFFICE, "missed_checkin", "red", due, done)]
        columns = ["day", "office_code", "alert_type", "alert_level", "alert_close_due_n", "alert_close_ontime_n"]
        frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[-2:], "Int64"))
        put_partitions(store, [Partition("fact_alert_day", frame)], source="test")

    evaluate(store, {"alert_closing": RULES["alert_closing"]})

    assert the_alert(store).since == MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize("gone", [OFFICE, OTHER])
def test_the_alerts_of_one_rule_in_a_county_are_since_the_oldest(store: Store, gone: str) -> None:
    """As one cause of two offices."""
    for step, done in enumerate((100, 80, 80)):
        load(store, step, {gone: done, **dict.fromkeys({OFFICE, OTHER} - {gone}, 100 if step < 2 else 80)})
    evaluate(store, CHECKIN)

    (notice,) = notices(open_alerts(store, root(store)), RULES, store.regions, "330108")

    assert (notice.causes[0].offices, notice.causes[0].since) == (2, MONDAY + timedelta(days=1))


def test_an_alert_keeps_its_first_day_while_it_lasts(store: Store) -> None:
    """The next load adds a day to it, not a new first one."""
    days: dict[date, int] = {MONDAY: 0, MONDAY + timedelta(days=1): 1}
    absconded(store, days)
    evaluate(store, ABSCONDED)
    absconded(store, {MONDAY + timedelta(days=2): 1})
    evaluate(store, ABSCONDED)

    assert the_alert(store).since == MONDAY + timedelta(days=1)
