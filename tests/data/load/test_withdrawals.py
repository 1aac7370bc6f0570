"""A wrong office-day is taken back: recorded with who and why, its figures are missing again."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from data.alerts import open_alerts
from data.errors import DataError, TextRefused
from data.load import withdraw
from data.periods import Period
from data.readings import Figures, Reading, Status, read
from data.readings.feed import read_feed
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import CHANGHE, DAY, HEADER, SUPERVISION, XIXING, binjiang_store, held, load, write_csv
from tests.viewers import root

COUNTY = "330108"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two offices of a county on one day: one is fine, one did a fifth of what was due."""
    store = binjiang_store(tmp_path)
    load(
        store, write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", XIXING, 100, 20], ["2026-11-22", CHANGHE, 50, 50]])
    )
    return store


def take_back(store: Store, region: str = XIXING, first: date = DAY, last: date = DAY, reason: str = "误报") -> None:
    withdraw(store, Viewer("test", COUNTY, post="值班长"), "supervision", region, first, last, reason=reason)


def reading(store: Store, region: str) -> Reading:
    metric, day = "checkin_completion_rate", Period.parse("2026-11-22")
    found = read(store, [Figures((metric,), (region,), (day,))], viewer=Viewer("test", COUNTY))
    return found.one(metric, region, day)


def test_its_figures_are_missing_again(store: Store) -> None:
    """The office is 未上报, and the county is what the other office reported."""
    take_back(store)

    assert set(held(store)) == {(DAY, CHANGHE)}
    assert reading(store, XIXING).status is Status.MISSING
    assert reading(store, COUNTY).value == 100


def test_it_is_a_load_of_its_own_with_who_and_why(store: Store) -> None:
    """The data version moves, and the load log says what, of where, by whom and why."""
    take_back(store)

    with store.engine.connect() as connection:
        log = connection.execute(select(store.schema.loads).where(store.schema.loads.c.load_no == 2)).one()
    assert store.version() == 2
    assert (log.region_code, log.post, log.reason, log.office_days) == (XIXING, "值班长", "误报", 1)
    assert log.source == "撤回 监督管理 2026-11-22"


def test_area_alerts_are_judged_again(store: Store) -> None:
    """The alert that the wrong figure opened does not stay red for a county that is whole without it."""
    assert {alert.region for alert in open_alerts(store, root(store)) if alert.rule == "checkin"} == {XIXING}

    load_again = write_csv(
        Path(str(store.engine.url.database)).parent / "b.csv", [HEADER, ["2026-11-22", XIXING, 9, 9]]
    )
    take_back(store)
    load(store, load_again)

    assert not [alert for alert in open_alerts(store, root(store)) if alert.rule == "checkin"]


def test_it_is_listed_with_the_feed(store: Store) -> None:
    """For the office and for the county, not for another office."""
    take_back(store)

    def listed(code: str) -> list[str]:
        feed = read_feed(store, store.regions.get(code), DAY, viewer=Viewer("test", COUNTY))
        return [f"{each.what}：{each.reason}（{each.post}）" for each in feed.withdrawals]

    assert listed(XIXING) == listed(COUNTY) == ["撤回 监督管理 2026-11-22：误报（值班长）"]
    assert listed(CHANGHE) == []


def test_a_county_is_taken_back_whole(store: Store) -> None:
    """Every office and the bureau row within it."""
    take_back(store, "滨江区")

    assert held(store) == {}
    assert reading(store, COUNTY).status is Status.MISSING


@pytest.mark.parametrize(
    ("region", "first", "last", "reason", "said"),
    [
        (XIXING, date(2026, 11, 1), date(2026, 11, 2), "误报", "无可撤回"),
        (XIXING, DAY, DAY, " ", "没有写撤回的原因"),
        (XIXING, DAY, date(2026, 11, 1), "误报", "早于起日"),
        (XIXING, date(2020, 1, 1), DAY, "误报", "一次最多撤回"),
        ("330106001", DAY, DAY, "误报", "330106001"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    store: Store, region: str, first: date, last: date, reason: str, said: str
) -> None:
    """Nothing to take back, no reason, days in the wrong order, too many days, a place outside: nothing changes."""
    with pytest.raises(DataError, match=said):
        take_back(store, region, first, last, reason)

    assert store.version() == 1


def test_a_reason_names_no_person(store: Store) -> None:
    """Why something was taken back is free text like any other."""
    with pytest.raises(TextRefused, match="形似电话号码"):
        take_back(store, reason="联系 13812345678")
    assert store.version() == 1


def test_only_the_named_table_is_taken_back(store: Store, tmp_path: Path) -> None:
    """What the office reported in other tables stays."""
    load(store, write_csv(tmp_path / "c.csv", [["day", "office_code", "screen_due_n"], ["2026-11-22", XIXING, 4]]))

    take_back(store)

    assert held(store, "fact_psych_day")[DAY, XIXING] == {"screen_due_n": 4}
    assert (DAY, XIXING) not in held(store, SUPERVISION)
