"""The last day that something happened, of flows and stocks, in all and by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import event, select

from data.load.trimming import forget_before
from data.periods import Grain, Period
from data.readings import Figures, Readings, read
from data.readings.shown_day import latest_load
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, XIXING, binjiang_store, load, write_csv
from tests.product import copy_database

WEEK = Period.holding(DAY, Grain.WEEK)
PLAIN = [  # a count, the facts it comes from, and the kind of those that is meant
    ("absconded_count", "fact_roster_day", "absconded_eod", ""),
    ("incident_count", "fact_ops_day", "incident_n", ""),
    ("petition_incident_count", "fact_incident_day", "incident_n", "petition"),
    ("other_incident_count", "fact_incident_day", "incident_n", "other"),
]
COUNTS = ("incident_count", "petition_incident_count", "group_incident_count", "absconded_count", "minor_count")


def day(back: int) -> Period:
    """Return the day some days back."""
    return Period(Grain.DAY, DAY - timedelta(days=back))


@pytest.fixture
def store(filled: Store, tmp_path: Path) -> Store:
    """A copy of what is filled."""
    copy_database(filled, tmp_path / "cockpit.db")
    return binjiang_store(tmp_path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two weeks ago one petition and one gone, found after two days; a minor every day."""
    tmp_path = tmp_path_factory.mktemp("cases")
    store = binjiang_store(tmp_path)
    long_ago = DAY - timedelta(days=14)
    kinds = [[DAY, "西兴", "其他", 0], [long_ago, "西兴", "非正常上访", 1], [long_ago, "长河", "群体性事件", 0]]
    every = [[DAY, "西兴", 0], [long_ago, "西兴", 1], [DAY - timedelta(days=5), "长河", 2]]
    heading = ["日期", "司法所", "矫正类别", "管理等级", "在册人数", "脱管未查获人数", "未成年在册"]
    days = [(long_ago, 1), (long_ago + timedelta(days=1), 1), (long_ago + timedelta(days=2), 0), (DAY, 0)]
    roster = [[day, "西兴", "缓刑", "严管", 9, gone, 1] for day, gone in days]
    report = load(
        store,
        write_csv(tmp_path / "a.csv", [["日期", "司法所", "突发事件类型", "突发事件数"], *kinds]),
        write_csv(tmp_path / "b.csv", [["日期", "司法所", "突发事件数"], *every]),
        write_csv(tmp_path / "c.csv", [heading, *roster]),
    )
    assert report.ok, report.text()
    return store


def answers_for(store: Store, region: str, period: Period = WEEK, *, sees_small_cells: bool = False) -> Readings:
    """Ask for the last days of all counts."""
    viewer = Viewer("chief", BINJIANG, sees_small_cells=sees_small_cells)
    return read(store, [Figures(COUNTS, (region,), (period,), last_cases=True)], viewer=viewer)


@pytest.mark.parametrize(
    ("key", "region", "back"),
    [
        ("incident_count", BINJIANG, 5),
        ("incident_count", XIXING, 14),
        ("incident_count", CHANGHE, 5),
        ("petition_incident_count", BINJIANG, 14),
        ("petition_incident_count", CHANGHE, None),
        ("group_incident_count", BINJIANG, None),
        ("absconded_count", BINJIANG, 13),
        ("minor_count", BINJIANG, None),
    ],
)
def test_the_last_day_is_found(store: Store, key: str, region: str, back: int | None) -> None:
    """A case of before counts, a row of 0 does not, a stock counts while it lasts, a hidden count is not shown."""
    assert answers_for(store, region).last_case(key, region, WEEK) == (None if back is None else day(back))


def test_what_comes_after_the_period_is_not_known_yet(store: Store) -> None:
    """A past week is shown as it was at its end."""
    before = WEEK.previous()

    assert answers_for(store, BINJIANG, before).last_case("incident_count", BINJIANG, before) == day(14)


def test_small_cells_are_shown_to_those_who_may_see_them(store: Store) -> None:
    """The day a guarded count was not zero is hidden with the count."""
    answers = answers_for(store, BINJIANG, sees_small_cells=True)

    assert answers.last_case("minor_count", BINJIANG, WEEK) == day(0)


@pytest.mark.parametrize(("code", "shown_as"), [(XIXING, "2026-W46"), (BINJIANG, "2026-11-09")])
def test_an_office_whose_days_are_forgotten_is_shown_by_the_week(store: Store, code: str, shown_as: str) -> None:
    """A week that closed at zero is shown where somebody was gone in it; the county's days are kept for ever."""
    with store.writing() as connection:
        forget_before(store, connection, store.next_version(connection) - 1, DAY + timedelta(days=1))

    answers = answers_for(store, code)

    assert answers.one("absconded_count", code, WEEK).value == 0
    assert answers.last_case("absconded_count", code, WEEK) == Period.parse(shown_as)


@pytest.mark.parametrize("code", ["330900", "330902", "330902004"])
@pytest.mark.parametrize(("key", "table", "column", "kind"), PLAIN)
def test_it_is_the_day_that_the_facts_name(
    city_store: Store, code: str, key: str, table: str, column: str, kind: str
) -> None:
    """Pandas alone finds the same day in the facts that are held, a stock being carried over a week's silence."""
    entry = latest_load(city_store)
    assert entry
    facts, regions = city_store.schema.facts[table], city_store.regions
    with city_store.engine.connect() as connection:
        frame = pd.read_sql(select(*facts.c), connection, parse_dates=["day"])
    frame = frame[frame["office_code"].isin(regions.offices(code))]
    amounts = frame[column] if not kind else frame[column].where(frame["incident_type"] == kind, 0)
    grid = amounts.groupby([frame["day"], frame["office_code"]]).sum().unstack().asfreq("D")
    found = (grid.ffill(limit=7) if column.endswith("_eod") else grid).sum(axis=1)
    days = found[found > 0].index
    week = Period.holding(entry.as_of, Grain.WEEK)
    question = Figures((key,), (code,), (week,), last_cases=True)

    last = read(city_store, [question], viewer=Viewer("chief", "330900")).last_case(key, code, week)

    if len(days):
        assert last == Period(Grain.DAY, days[-1].date())
    else:
        assert last is None or last.first < grid.index[0].date()


def test_all_of_them_are_one_statement(store: Store) -> None:
    """However many counts and periods, the days come in one statement more."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    question = Figures(COUNTS, (BINJIANG, XIXING), (WEEK, WEEK.previous()))
    read(store, [question], viewer=Viewer("chief", BINJIANG))  # what is looked up once a load is remembered
    event.listen(store.engine, "before_cursor_execute", note)
    for last_cases in (False, True):
        sent.append("")
        read(store, [replace(question, last_cases=last_cases)], viewer=Viewer("chief", BINJIANG))
    event.remove(store.engine, "before_cursor_execute", note)

    plain = sent[1 : sent.index("", 1)]
    assert len(sent) - sent.index("", 1) - 1 == len(plain) + 1
