"""The outbox of webhooks: what goes into it, once for each receiver, and when it is sent again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from data import clock
from data.alerts import evaluate, open_alerts
from data.load import put_partitions
from data.meetings import Edition
from data.meetings.frozen import freeze
from data.periods import Period
from data.store import Partition, Store
from data.webhooks import Delivery, deliveries_due, put_events
from data.webhooks.outbox import MOST_ATTEMPTS, claim, count, put_delivered, put_failed, try_again
from tests.conftest import opened
from tests.viewers import root

CITY, COUNTY, BESIDE, HUB = "330900", "330902", "330903", "hub"
DAY = date(2026, 11, 22)
LATER = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A city whose receiver `hub` was named just now."""
    found = opened(tmp_path / "cockpit.db")
    put_events(found, {HUB: CITY}, clock.utc_now())
    return found


def put_day(store: Store, day: date, done: int) -> None:
    """Load a day on which every office of a county did so many of a hundred check-ins, and judge it."""
    rows = [(office, day, 100, done) for office in store.regions.offices(COUNTY)]
    frame = pd.DataFrame(rows, columns=["office_code", "day", "checkin_due_n", "checkin_done_n"])
    frame = frame.astype({"checkin_due_n": "Int64", "checkin_done_n": "Int64"})
    put_partitions(store, [Partition("fact_supervision_day", frame)], source="test")
    evaluate(store)


def freeze_week(store: Store) -> None:
    """Freeze the week of a county with an empty body."""
    moment = clock.utc_now().replace(microsecond=0)
    freeze(store, Edition(COUNTY, Period.parse("2026-W47"), 1, moment, 7, "test", "值班员"), {})


def due(store: Store, after: timedelta = LATER) -> list[Delivery]:
    """Return what `hub` should be sent after a while."""
    now = clock.utc_now()
    put_events(store, {HUB: CITY}, now)
    return deliveries_due(store, HUB, now + after, 1000)


def sent(store: Store) -> list[dict[str, object]]:
    """Return the bodies of what `hub` should be sent."""
    return [json.loads(each.body) for each in due(store)]


def test_an_alert_that_opens_and_closes_is_two_events(store: Store) -> None:
    """One of each for each alert, with rule, metric, period, level and number."""
    put_day(store, DAY, 66)
    opened_ones = {alert.number: alert for alert in open_alerts(store, root(store))}
    put_day(store, DAY + timedelta(days=1), 100)

    found = sent(store)

    assert opened_ones
    assert sorted(each["number"] for each in found if each["event"] == "alert.opened") == sorted(opened_ones)  # type: ignore[type-var]
    closed = {each["number"]: each for each in found if each["event"] == "alert.closed"}
    assert closed.keys() <= opened_ones.keys()
    assert all(each["rule"] == opened_ones[int(str(number))].rule for number, each in closed.items())


def test_an_event_names_the_county_and_no_figure(store: Store) -> None:
    """An office is known by its number alone, so that a forwarded message names nobody's own."""
    put_day(store, DAY, 66)

    found = sent(store)

    assert {each["region"] for each in found} <= {COUNTY, "330900"}
    assert {key for each in found for key in each} == {
        "event", "id", "time", "region", "rule", "metric", "period", "level", "number",
    }  # fmt: skip


def test_a_week_that_is_frozen_is_an_event(store: Store) -> None:
    """With region, week, edition and data version."""
    freeze_week(store)

    (found,) = sent(store)

    assert {key: found[key] for key in ("event", "region", "period", "edition", "version")} == {
        "event": "week.frozen", "region": COUNTY, "period": "2026-W47", "edition": 1, "version": 7,
    }  # fmt: skip


def seen_from(store: Store, region: str) -> list[dict[str, object]]:
    """Return the bodies of what a receiver of a region should be sent of all that happened so far."""
    earlier = clock.utc_now() - timedelta(minutes=1)
    put_events(store, {HUB: CITY, region: region}, earlier)
    put_events(store, {HUB: CITY, region: region}, clock.utc_now())
    return [json.loads(each.body) for each in deliveries_due(store, region, clock.utc_now() + LATER, 1000)]


def test_a_receiver_of_a_region_gets_what_happened_there_and_below(store: Store) -> None:
    """The alerts of the county's offices and its frozen week are the county's."""
    put_day(store, DAY, 66)
    freeze_week(store)

    found = seen_from(store, COUNTY)

    assert {each["event"] for each in found} == {"alert.opened", "week.frozen"}
    assert {each["region"] for each in found} == {COUNTY}


def test_a_receiver_gets_nothing_of_the_regions_beside_and_above(store: Store) -> None:
    """Neither an alert nor a week, and no sign that there was one."""
    put_day(store, DAY, 66)
    freeze_week(store)

    assert seen_from(store, BESIDE) == []


def test_a_receiver_of_an_office_gets_its_own_alerts_alone(store: Store) -> None:
    """Those of the county and of the offices beside it are others', although all of them name the county."""
    put_day(store, DAY, 66)
    office = store.regions.offices(COUNTY)[0]
    own = {alert.number for alert in open_alerts(store, office)}

    found = seen_from(store, office)

    assert own
    assert {each["number"] for each in found} == own


def test_an_event_is_added_once(store: Store) -> None:
    """However often it is looked for, also after it was delivered."""
    freeze_week(store)
    (delivery,) = due(store)
    assert len(due(store)) == 1

    put_delivered(store, delivery, clock.utc_now())

    assert due(store) == []
    assert count(store)[HUB] == (0, 0)


def test_a_new_receiver_gets_nothing_of_before(store: Store) -> None:
    """Naming one more address sends it no history."""
    moment = clock.utc_now().replace(microsecond=0) - timedelta(days=1)
    freeze(store, Edition(COUNTY, Period.parse("2026-W46"), 1, moment, 7, "test", "值班员"), {})

    put_events(store, {HUB: CITY, "late": CITY}, clock.utc_now())

    assert deliveries_due(store, "late", clock.utc_now() + LATER, 10) == []


def test_what_waits_is_there_after_a_restart(store: Store, tmp_path: Path) -> None:
    """It is in the database, not in a process."""
    freeze_week(store)
    due(store)
    store.engine.dispose()

    again = opened(tmp_path / "cockpit.db")

    assert len(deliveries_due(again, HUB, clock.utc_now() + LATER, 10)) == 1


def delays(store: Store) -> list[timedelta]:
    """Fail a delivery until it is given up; return how long it waited each time."""
    (delivery,) = due(store)
    now, found = clock.utc_now(), list[timedelta]()
    for attempts in range(MOST_ATTEMPTS):
        is_over = put_failed(store, Delivery(HUB, delivery.event, delivery.body, attempts), now, "503")
        waits = (minutes for minutes in range(500) if deliveries_due(store, HUB, now + timedelta(minutes=minutes), 1))
        found += [timedelta(minutes=next(waits))] if not is_over else []
    return found


def test_it_is_sent_again_after_growing_delays(store: Store) -> None:
    """From a minute to six hours, about a day in all; then it is given up and counted."""
    freeze_week(store)

    found = delays(store)

    assert found[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert max(found) == timedelta(hours=6)
    assert timedelta(hours=14) < sum(found, timedelta()) < timedelta(hours=30)
    assert count(store)[HUB] == (0, 1)


def test_what_was_given_up_can_be_tried_again(store: Store) -> None:
    """After the receiver was put right."""
    freeze_week(store)
    (delivery,) = due(store)
    put_failed(store, delivery, clock.utc_now(), "410", is_final=True)
    assert due(store) == []

    assert try_again(store, clock.utc_now()) == 1
    assert len(due(store)) == 1


def test_two_servers_send_a_delivery_once(store: Store) -> None:
    """One claims it; if that ends before it has sent it, it is due again."""
    freeze_week(store)
    (delivery,) = due(store)
    now = clock.utc_now()

    assert (claim(store, delivery, now), claim(store, delivery, now)) == (True, False)
    assert deliveries_due(store, HUB, now, 10) == []
    assert deliveries_due(store, HUB, now + timedelta(minutes=3), 10) == [delivery]


def test_a_receiver_that_is_no_longer_named_is_forgotten(store: Store) -> None:
    """Named again later, it gets what happens from then on."""
    freeze_week(store)
    due(store)

    put_events(store, {}, clock.utc_now())

    assert count(store) == {}
