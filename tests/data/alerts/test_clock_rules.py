"""Alerts judged by the clock: what grows worse with time alone is noticed without a load."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data.alerts import AlertLevel, evaluate, open_alerts
from data.alerts.alerts import acknowledge, history
from data.alerts.clock_rules import judge_by_clock
from data.clock import SHANGHAI, stored
from data.load import put_partitions
from data.store import Partition, Store
from tests.data.alerts.test_alerts import MONDAY, OFFICE, RULES, store, the_alert
from tests.viewers import root, staff

BLUE, YELLOW, RED = AlertLevel
ABSCONDED = {"absconded": RULES["absconded"]}
COUNTY = "330108"

__all__ = ["store"]


def at(day: date, hour: int = 2) -> datetime:
    """Return an hour of a day in Hangzhou, in UTC without a zone."""
    return stored(datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI))


def absconded(store: Store, counts: dict[date, int]) -> None:
    """Load how many of an office were absconded at the end of some days."""
    rows = [(day, OFFICE, "probation", "strict", 9, count) for day, count in counts.items()]
    columns = ["day", "office_code", "correction_type", "management_level", "registered_eod", "absconded_eod"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[-2:], "Int64"))
    put_partitions(store, [Partition("fact_roster_day", frame)], source="test")


def opened(store: Store, days: int = 8) -> date:
    """Load so many days on which one was absconded, after one with none, and judge them; return the last."""
    last = MONDAY + timedelta(days=days)
    absconded(store, {MONDAY: 0, **{MONDAY + timedelta(days=step): 1 for step in range(1, days + 1)}})
    evaluate(store, ABSCONDED, at(last))
    return last


def test_the_eleventh_day_is_red_at_midnight_without_a_load(store: Store) -> None:
    """Ten days are over on the eleventh; at 02:00 of the twelfth the clock has raised the alert without new figures."""
    last = opened(store)
    assert the_alert(store).level is YELLOW

    assert judge_by_clock(store, at(last + timedelta(days=3), 23)) == []
    (step,) = judge_by_clock(store, at(last + timedelta(days=4), 2))

    assert (step.what, step.level, step.made_at) == ("raised", RED, at(last + timedelta(days=4), 2))
    alert = the_alert(store)
    assert (alert.level, alert.since, alert.raised_at) == (RED, MONDAY + timedelta(days=1), step.made_at)


def test_it_is_raised_once(store: Store) -> None:
    """The next minute does nothing, nor does the next day."""
    last = opened(store)
    judge_by_clock(store, at(last + timedelta(days=4)))

    assert judge_by_clock(store, at(last + timedelta(days=4)) + timedelta(minutes=1)) == []
    assert judge_by_clock(store, at(last + timedelta(days=5))) == []


def test_what_the_clock_raises_must_be_acknowledged_again(store: Store) -> None:
    """Acknowledging the yellow alert does not acknowledge the red one."""
    last = opened(store)
    acknowledge(store, staff(store, "值班员"), [1], now=at(last))

    judge_by_clock(store, at(last + timedelta(days=4)))

    assert the_alert(store).acknowledged_at is None


def test_a_later_load_of_an_earlier_day_does_not_lower_it(store: Store) -> None:
    """A report of the ninth day that still counts one leaves the alert red, and writes no step."""
    last = opened(store)
    judge_by_clock(store, at(last + timedelta(days=4)))

    absconded(store, {last + timedelta(days=1): 1})
    assert evaluate(store, ABSCONDED, at(last + timedelta(days=4), 10)) == []

    assert the_alert(store).level is RED


def test_found_is_known_from_figures_only(store: Store) -> None:
    """A report that counts none closes what the clock raised; the clock itself closes nothing."""
    last = opened(store)
    judge_by_clock(store, at(last + timedelta(days=4)))
    judge_by_clock(store, at(last + timedelta(days=6)))
    assert the_alert(store).level is RED

    absconded(store, {last + timedelta(days=1): 0})
    evaluate(store, ABSCONDED, at(last + timedelta(days=6)))

    assert open_alerts(store, root(store)) == []
    assert [step.what for step in history(store, root(store), 1)] == ["opened", "raised", "closed"]


def test_old_figures_say_nothing_of_today(store: Store) -> None:
    """More than seven days after the last figures it is not known who is still absconded, so the alert stays as it is."""
    last = opened(store)

    assert judge_by_clock(store, at(last + timedelta(days=9))) == []
    assert the_alert(store).level is YELLOW


@pytest.mark.parametrize(("days", "level"), [(62, None), (60, BLUE), (30, YELLOW), (0, YELLOW), (-1, RED)])
def test_a_contract_comes_to_its_end_by_the_clock(store: Store, days: int, level: AlertLevel | None) -> None:
    """Sixty days before, thirty days before and after its last day, counted from today and not from the last load."""
    last = opened(store)
    ends = last + timedelta(days=200)
    contract = {"county": COUNTY, "organisation": "甲社", "first_day": last, "last_day": ends}
    store.put_reference("contract", [contract], "test")

    judge_by_clock(store, at(ends - timedelta(days=days)))

    assert [each.level for each in open_alerts(store, root(store)) if each.rule == "purchase"] == (
        [level] if level else []
    )


def test_a_contract_that_was_extended_is_closed_by_the_clock(store: Store) -> None:
    """And no load opens it again."""
    last = opened(store)
    contract = {"county": COUNTY, "organisation": "甲社", "first_day": last, "last_day": last + timedelta(days=31)}
    store.put_reference("contract", [contract], "test")
    judge_by_clock(store, at(last + timedelta(days=3)))
    assert [each.level for each in open_alerts(store, root(store)) if each.rule == "purchase"] == [YELLOW]
    evaluate(store, {"purchase": RULES["purchase"]}, at(last + timedelta(days=3)))
    assert [each.level for each in open_alerts(store, root(store)) if each.rule == "purchase"] == [YELLOW]

    store.put_reference("contract", [{**contract, "last_day": last + timedelta(days=300)}], "test")
    judge_by_clock(store, at(last + timedelta(days=3)))

    assert [each.level for each in open_alerts(store, root(store)) if each.rule == "purchase"] == []


def test_an_empty_store_has_nothing_to_judge(store: Store) -> None:
    """Before the first load."""
    assert judge_by_clock(store, at(MONDAY)) == []
