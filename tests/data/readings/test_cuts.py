"""Cuts: a column by its dimensions, straight from the facts; details that no one feeds are not zero."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import event, select

from data.errors import OutOfScope
from data.periods import Period
from data.readings import Figures, Readings, read
from data.readings.cuts import Cut
from data.store import Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.data.feeds import BINJIANG, CHANGHE, PUYAN, XIXING, binjiang_store, load, write_csv
from tests.product import copy_database

WEEK = Period.parse("2026-W46")
VIEWER = Viewer("chief", "330900")


def cells(store: Store, cut: Cut, region: str, period: Period = WEEK) -> dict[tuple[str, ...], int] | None:
    """Read one cut."""
    answers = read(store, [Figures(("alert_count",), (region,), (period,), cuts=(cut,))], viewer=VIEWER)
    found = answers.cut(cut, region, period)
    return None if found is None else dict(found)


def facts(store: Store, table: str) -> pd.DataFrame:
    """Return a fact table by the keys of its columns."""
    held = store.schema.facts[table]
    with store.engine.connect() as connection:
        return pd.DataFrame(connection.execute(select(held)).all(), columns=[column.key for column in held.c])


def test_a_flow_is_summed_over_the_days(city_store: Store) -> None:
    """Alerts by rule and level of one county equal a plain group-by."""
    rows = facts(city_store, "fact_alert_day")
    mine = rows[rows["office_code"].str.startswith("330902") & rows["day"].between(WEEK.first, WEEK.last)]
    sums = mine.groupby(["alert_type", "alert_level"])["alert_n"].sum()

    assert cells(city_store, Cut("alert_n", ("alert_type", "alert_level")), "330902") == sums[sums > 0].to_dict()


@pytest.mark.parametrize("looked_up", [0, 500])
def test_some_values_alone_are_summed(city_store: Store, monkeypatch: pytest.MonkeyPatch, looked_up: int) -> None:
    """Red and yellow alerts equal a plain group-by, whether offices are looked up one by one or days are read through."""
    monkeypatch.setattr("data.readings.cuts.LOOKED_UP", looked_up)
    rows = facts(city_store, "fact_alert_day")
    mine = rows[rows["day"].between(WEEK.first, WEEK.last) & rows["alert_level"].isin(["red", "yellow"])]
    sums = mine.groupby("alert_level")["alert_acked_n"].sum()

    found = cells(city_store, Cut("alert_acked_n", ("alert_level",), only=("red", "yellow")), "330900")

    assert found == {(level,): amount for level, amount in sums[sums > 0].items()}


def test_a_county_as_root_counts_no_other_county_s_cells(city_store: Store, tmp_path: Path) -> None:
    """The cockpit of one county on its city's database cuts the county's own facts."""
    copy_database(city_store, tmp_path / "cockpit.db")
    own, cut = opened(tmp_path / "cockpit.db", "330902"), Cut("alert_n", ("alert_type",))
    question = Figures(("alert_count",), ("330902",), (WEEK,), cuts=(cut,))

    found = read(own, [question], viewer=Viewer("chief", "330902")).cut(cut, "330902", WEEK)

    assert found == cells(city_store, cut, "330902")


def test_a_stock_counts_on_the_last_day(city_store: Store) -> None:
    """Open alerts of the city are those of the week's last day."""
    rows = facts(city_store, "fact_alert_day")
    sums = rows[rows["day"] == WEEK.last].groupby("alert_level")["alert_open_eod"].sum()

    assert cells(city_store, Cut("alert_open_eod", ("alert_level",)), "330900") == {
        (level,): amount for level, amount in sums[sums > 0].items()
    }


def test_hours_and_services_add_up(city_store: Store) -> None:
    """The details' sums are those of the tables with the same totals, county by county."""
    for county in city_store.regions.counties("330900"):
        hours = cells(city_store, Cut("alert_hour_n", ("alert_hour",)), county) or {}
        raised = cells(city_store, Cut("alert_n", ()), county) or {}
        assert sum(hours.values()) == sum(raised.values())
        kinds = cells(city_store, Cut("attendance_n", ("service_type",)), county) or {}
        served = cells(city_store, Cut("brand_served_n", ()), county) or {}
        assert sum(kinds.values()) == sum(served.values())


def test_days_past_their_keeping_are_not_zero(city_store: Store) -> None:
    """A period whose first day is gone has no cut, however much of it is left."""
    assert cells(city_store, Cut("alert_n", ("alert_type",)), "330900", Period.parse("2026")) is None


# --- not fed is not zero; what is small is hidden ---

DAY = Period.parse("2026-11-22")
KINDS = Cut("incident_type_n", ("incident_type",))
HOURS = Cut("alert_hour_n", ("alert_hour",))


def answers_for(store: Store, cut: Cut, region: str, *, sees_small_cells: bool = False) -> Readings:
    """Read one cut of one day for the county's chief."""
    viewer = Viewer("chief", BINJIANG, sees_small_cells=sees_small_cells)
    return read(store, [Figures((), (region,), (DAY,), cuts=(cut,))], viewer=viewer)


@pytest.fixture
def fed(tmp_path: Path) -> Store:
    """Two offices of three have said which incidents they had: one petition, none."""
    store = binjiang_store(tmp_path)
    heading = ["日期", "司法所", "突发事件类型", "突发事件数"]
    kinds = [[DAY.first, "西兴", "非正常上访", 1], [DAY.first, "长河", "其他", 0]]
    assert load(store, write_csv(tmp_path / "a.csv", [heading, *kinds])).version == 1
    return store


def test_not_fed_is_not_zero(fed: Store) -> None:
    """An office with a row of 0 had none; of one without a row, and of a table without any, nothing is known."""
    assert answers_for(fed, KINDS, CHANGHE).cut(KINDS, CHANGHE, DAY) == {}
    assert answers_for(fed, KINDS, PUYAN).cut(KINDS, PUYAN, DAY) is None
    assert answers_for(fed, HOURS, BINJIANG).cut(HOURS, BINJIANG, DAY) is None
    assert answers_for(fed, KINDS, BINJIANG).cut(KINDS, BINJIANG, DAY) == {("petition",): 1}


def test_an_office_does_not_show_its_few_by_kind(fed: Store) -> None:
    """1–4 incidents of an office are hidden, from all but those who may see small cells."""
    hidden, shown = answers_for(fed, KINDS, XIXING), answers_for(fed, KINDS, XIXING, sees_small_cells=True)

    assert (hidden.cut(KINDS, XIXING, DAY), hidden.is_hidden(KINDS, XIXING, DAY)) == (None, True)
    assert (shown.cut(KINDS, XIXING, DAY), shown.is_hidden(KINDS, XIXING, DAY)) == ({("petition",): 1}, False)


def test_kinds_of_an_office_are_not_what_the_others_leave_of_the_county(tmp_path: Path) -> None:
    """One petition of Xixing, six of Changhe and the county's seven: both offices are hidden, who had none is not."""
    store = binjiang_store(tmp_path)
    heading = ["日期", "司法所", "突发事件类型", "突发事件数"]
    rows = [[DAY.first, "西兴", "非正常上访", 1], [DAY.first, "长河", "非正常上访", 6], [DAY.first, "浦沿", "其他", 0]]
    load(store, write_csv(tmp_path / "a.csv", [heading, *rows]))

    assert answers_for(store, KINDS, BINJIANG).cut(KINDS, BINJIANG, DAY) == {("petition",): 7}
    assert [answers_for(store, KINDS, office).cut(KINDS, office, DAY) for office in (XIXING, CHANGHE, PUYAN)] == [
        *(None, None),
        {},
    ]


def test_another_county_is_out_of_scope(city_store: Store) -> None:
    """A cut is answered inside the viewer's scope only."""
    with pytest.raises(OutOfScope):
        read(city_store, [Figures((), ("330900",), (WEEK,), cuts=(KINDS,))], viewer=Viewer("chief", "330902"))


def test_a_stock_of_an_office_that_is_late_is_carried(tmp_path: Path) -> None:
    """Alerts open on an office's last reported day count until the office reports again, as in readings."""
    store = binjiang_store(tmp_path)
    heading = ["日期", "司法所", "预警类型", "预警等级", "alert_open_eod"]
    eve = DAY.first - timedelta(days=1)
    rows = [[eve, "西兴", "越界", "红", 3], [eve, "长河", "越界", "红", 9], [DAY.first, "长河", "越界", "红", 1]]
    load(store, write_csv(tmp_path / "a.csv", [heading, *rows]))
    cut = Cut("alert_open_eod", ("alert_type", "alert_level"))

    answers = read(
        store, [Figures(("red_alert_open_count",), (BINJIANG,), (DAY,), cuts=(cut,))], viewer=Viewer("chief", BINJIANG)
    )

    assert sum((answers.cut(cut, BINJIANG, DAY) or {}).values()) == 4
    assert answers.one("red_alert_open_count", BINJIANG, DAY).value == 4


def test_any_number_of_cuts_is_one_statement(city_store: Store) -> None:
    """Cuts of several tables, dimensions, regions and periods are read at once."""
    asked = (KINDS, HOURS, Cut("alert_n", ("alert_type", "alert_level")), Cut("alert_open_eod", ("alert_type",)))
    codes, weeks = ("330900", "330902", city_store.regions.offices("330902")[0]), (WEEK, WEEK.previous())
    read(city_store, [Figures((), codes, weeks)], viewer=VIEWER)  # which finds the shown day, kept until the next load
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(city_store.engine, "before_cursor_execute", note)
    together = read(city_store, [Figures((), codes, weeks, cuts=asked)], viewer=VIEWER)
    event.remove(city_store.engine, "before_cursor_execute", note)

    assert sum("fact_" in statement for statement in sent) == 1
    for cut, code, week in product(asked, codes, weeks):
        alone = read(city_store, [Figures((), (code,), (week,), cuts=(cut,))], viewer=VIEWER)
        assert together.cut(cut, code, week) == alone.cut(cut, code, week)
