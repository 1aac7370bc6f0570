"""Since which day a count has been above zero without a break."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import event, select

from data.periods import Grain, Period
from data.readings import Figures, Readings, read
from data.readings.cases import CaseOf
from data.readings.cases.open_since import open_since
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, XIXING, binjiang_store, load, write_csv

WEEK = Period.holding(DAY, Grain.WEEK)
COUNTS = ("absconded_count", "red_alert_open_count", "minor_count")


def back(days: int) -> date:
    """Return the day some days back."""
    return DAY - timedelta(days=days)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """In 西兴 one has been gone for twenty days, in 长河 one for two after a break; a minor every day."""
    tmp_path = tmp_path_factory.mktemp("open")
    store = binjiang_store(tmp_path)
    heading = ["日期", "司法所", "矫正类别", "管理等级", "在册人数", "脱管未查获人数", "未成年在册"]
    gone = {"西兴": range(20), "长河": (0, 1, 5, 6)}
    rows = [
        [back(days), office, "缓刑", "严管", 9, int(days in gone[office]), 1] for office in gone for days in range(25)
    ]
    report = load(store, write_csv(tmp_path / "roster.csv", [heading, *rows]))
    assert report.ok, report.text()
    return store


def answers_for(store: Store, region: str, period: Period = WEEK, *, sees_small_cells: bool = False) -> Readings:
    """Ask since when all counts are above zero."""
    viewer = Viewer("chief", BINJIANG, sees_small_cells=sees_small_cells)
    return read(store, [Figures((), (region,), (period,), open_since=COUNTS)], viewer=viewer)


@pytest.mark.parametrize(("region", "days"), [(XIXING, 19), (CHANGHE, 1), (BINJIANG, 19)])
def test_the_first_day_of_the_run_is_found(store: Store, region: str, days: int) -> None:
    """A case before a break does not count, a county's run is that of whichever office had one."""
    assert answers_for(store, region).open_since("absconded_count", region, WEEK) == back(days)


def test_what_is_zero_on_the_last_day_is_not_open(store: Store) -> None:
    """A past day on which no one was gone has no first day, although somebody was gone before and after it."""
    day = Period(Grain.DAY, back(2))

    assert answers_for(store, CHANGHE, day).open_since("absconded_count", CHANGHE, day) is None


def test_a_past_day_is_shown_as_it_was(store: Store) -> None:
    """Later days do not lengthen its run, and earlier days are not forgotten."""
    day = Period(Grain.DAY, back(5))

    assert answers_for(store, CHANGHE, day).open_since("absconded_count", CHANGHE, day) == back(6)


def test_the_days_of_a_hidden_count_are_hidden(store: Store) -> None:
    """Since when there is a minor is shown only to those who may see small cells."""
    assert answers_for(store, XIXING).open_since("minor_count", XIXING, WEEK) is None
    assert answers_for(store, XIXING, sees_small_cells=True).open_since("minor_count", XIXING, WEEK) == back(24)


def test_all_of_them_are_two_statements(store: Store) -> None:
    """However many counts, regions and days are asked for: one for which are open, one for since when."""
    metrics, regions = map(store.catalogue.metric, COUNTS), (BINJIANG, XIXING, CHANGHE)
    wanted = [
        CaseOf(metric, store.regions.get(code), last)
        for metric in metrics
        for code in regions
        for last in (DAY, back(7))
    ]
    sent: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: sent.append(statement))

    with store.engine.connect() as connection:
        found = open_since(connection, store, wanted, shows_small_cells=True)

    assert len(sent) == 2
    assert len({case.last for case in found}) == 2


@pytest.mark.parametrize("code", ["330900", "330902", "330902004", "330921"])
def test_it_is_the_day_that_the_facts_name(city_store: Store, code: str) -> None:
    """Pandas alone finds the same first day in the facts, a stock being carried over a week's silence."""
    facts = city_store.schema.facts["fact_roster_day"]
    with city_store.engine.connect() as connection:
        frame = pd.read_sql(select(*facts.c), connection, parse_dates=["day"])
    frame = frame[frame["office_code"].isin(city_store.regions.offices(code))]
    grid = frame.groupby(["day", "office_code"])["absconded_eod"].sum().unstack().asfreq("D").ffill(limit=7)
    above = grid.sum(axis=1) > 0
    lasts = [day.date() for day in above.index]
    metric, region = city_store.catalogue.metric("absconded_count"), city_store.regions.get(code)

    with city_store.engine.connect() as connection:
        cases = [CaseOf(metric, region, last) for last in lasts]
        found = open_since(connection, city_store, cases, shows_small_cells=True)

    run = above.groupby((~above).cumsum()).cumsum()
    expected = {day.date(): (day - timedelta(days=int(run[day]) - 1)).date() for day in above.index if run[day]}
    assert {case.last: first for case, first in found.items()} == expected
