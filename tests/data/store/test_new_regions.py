"""Regions that begin, end, or come out of others: what they had before, and what they must report after."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data.alerts import evaluate, open_alerts
from data.catalogue import load_catalogue
from data.load import put_partitions
from data.periods import Grain, Period, Span
from data.readings import Figures, Reading, Status, read
from data.readings.cuts import Cut
from data.readings.reading import Compare
from data.regions import Regions, load_regions
from data.store import Partition, Store, open_store
from data.store.rebuilding import rebuild
from data.viewer import Viewer
from tests.product import copy_database
from tests.viewers import root

HEADER = "code,level,parent,zh,short_zh,en,initials,lon,lat,valid_from,valid_to,predecessors,kind"
FOUNDED = date(2026, 11, 9)
CITY, OLD, NEW, GONE, MERGED, SPLIT = "120100", "120101", "120102", "120103", "120104", "120105"
TREE = [
    "120000,province,,津海省,津海,Jinhai,jhs,,,2003-01-01,,,",
    f"{CITY},city,120000,海城市,海城,Haicheng,hcs,,,2003-01-01,,,",
    f"{OLD},county,{CITY},老城区,老城,Laocheng,lcq,,,2003-01-01,,,",
    f"{NEW},county,{CITY},新港区,新港,Xingang,xgq,,,2026-11-09,,,",
    f"{GONE},county,{CITY},东港县,东港,Donggang,dgx,,,2003-01-01,2026-11-08,,",
    f"{MERGED},county,{CITY},东山区,东山,Dongshan,dsq,,,2026-11-09,,{GONE};120199,",
    f"{SPLIT},county,{CITY},西山区,西山,Xishan,xsq,,,2026-11-09,,{OLD},",
]
OFFICES = [
    f"{code}{number:03d},office,{code},{name}{number}司法所,{name}{number},Office,sfs,,,{first},{last},,town"
    for code, name, first, last in (
        (OLD, "老城", "2003-01-01", ""),
        (NEW, "新港", "2026-11-09", ""),
        (GONE, "东港", "2003-01-01", "2026-11-08"),
        (MERGED, "东山", "2026-11-09", ""),
        (SPLIT, "西山", "2026-11-09", ""),
    )
    for number in (1, 2)
]


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Regions:
    """A city with a new county, one merged into another, and one split off."""
    folder = tmp_path_factory.mktemp("places")
    for name, rows in (("regions.csv", TREE), ("offices.csv", OFFICES)):
        (folder / name).write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return load_regions(folder, "120000")


@pytest.fixture
def store(tmp_path: Path, filled: Store) -> Store:
    """A copy of what is filled."""
    url = copy_database(filled, tmp_path / "cockpit.db")
    return open_store(url, catalogue=filled.catalogue, regions=filled.regions)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, regions: Regions) -> Store:
    """Three weeks in which every office that exists reports ten registered, and two received on Mondays."""
    path = tmp_path_factory.mktemp("filled") / "cockpit.db"
    store = open_store(f"sqlite:///{path}", catalogue=load_catalogue(), regions=regions)
    rows, moves = [], []
    for step in range(21):
        day = date(2026, 11, 2) + timedelta(days=step)
        for office in regions.offices("120000"):
            if regions.get(office).is_valid(day):
                rows.append((day, office, "probation", "ordinary", 10, 2 * (day.weekday() == 0), 0, 0))
                moves.append((day, office, 0, 0, 0))
    keys = ["day", "office_code", "correction_type", "management_level"]
    measures = ["registered_eod", "received_n", "transfer_in_n", "transfer_out_n"]
    roster = pd.DataFrame(rows, columns=[*keys, *measures]).astype(dict.fromkeys(measures, "Int64"))
    counts = ["abscond_new_n", "reoffend_n", "admonish_n"]
    other = pd.DataFrame(moves, columns=["day", "office_code", *counts])
    other = other.astype(dict.fromkeys(counts, "Int64"))
    put_partitions(
        store, [Partition("fact_roster_day", roster), Partition("fact_supervision_day", other)], source="test"
    )
    return store


def reading(store: Store, metric: str, code: str, period: str) -> Reading:
    """Return one reading with its comparisons."""
    question = Figures((metric,), (code,), (Period.parse(period),), compare=True)
    (found,) = read(store, [question], viewer=Viewer("test", "120000", sees_small_cells=True))
    return found


@pytest.mark.parametrize(("metric", "value"), [("managed_total", 4), ("abscond_rate", 0), ("reoffence_rate", 0)])
def test_before_it_existed_its_stock_was_nothing(store: Store, metric: str, value: float) -> None:
    """A county in its first week has the figures that start from the register of the day before."""
    found = reading(store, metric, NEW, "2026-W46")

    assert (found.value, found.status) == (value, Status.OK)


@pytest.mark.parametrize("period", ["2026-W45", "2026-11-08", "2026-10", "2025"])
@pytest.mark.parametrize("metric", ["registered_count", "received_count", "managed_total"])
def test_before_it_existed_nothing_is_asked_of_it(store: Store, metric: str, period: str) -> None:
    """It is neither late nor carried too long: it does not apply."""
    found = reading(store, metric, NEW, period)

    assert (found.value, found.status, found.reported, found.due) == (None, Status.NOT_APPLICABLE, 0, 0)


@pytest.mark.parametrize("period", ["2026-W46", "2026-W47", "2026-11-09", "2026-11-22"])
@pytest.mark.parametrize("metric", ["registered_count", "received_count"])
def test_after_it_ended_nothing_is_asked_of_it(store: Store, metric: str, period: str) -> None:
    """A stock of it is not carried either."""
    found = reading(store, metric, GONE, period)

    assert (found.value, found.status, found.due) == (None, Status.NOT_APPLICABLE, 0)


def test_in_the_month_it_ended_its_flows_are_there_and_its_stock_does_not_apply(store: Store) -> None:
    """Two offices, one Monday, the first eight days due of each and seven there."""
    received = reading(store, "received_count", GONE, "2026-11")

    assert (received.value, received.due, received.reported) == (4, 16, 14)
    assert reading(store, "registered_count", GONE, "2026-11").status is Status.NOT_APPLICABLE


def test_a_county_has_the_history_of_those_that_went_wholly_into_it(store: Store) -> None:
    """The week before is that of the county it was: compared with it, and drawn in its course."""
    found = reading(store, "received_count", MERGED, "2026-W46")

    assert (found.value, found.previous, found.change(Compare.PREVIOUS)) == (4, 4, 0)
    assert reading(store, "registered_count", MERGED, "2026-W45").value == 20
    assert reading(store, "managed_total", MERGED, "2026-W46").value == 24


def test_a_mean_over_both_is_over_all_their_days(store: Store) -> None:
    """Twenty a day before and after: the mean register of November is twenty, not forty."""
    received, rate = (reading(store, key, MERGED, "2026-11") for key in ("received_count", "admonition_per_1000"))

    assert (received.value, received.reported, received.due) == (12, 42, 44)
    assert rate.denominator == 20


@pytest.mark.parametrize(
    ("code", "period", "due"),
    [(MERGED, "2026-11", 42), (MERGED, "2026-W45", 14), (MERGED, "2026-W46", 14), (GONE, "2026-11", 14)],
)
def test_who_reported_is_counted_with_those_that_went_into_it(store: Store, code: str, period: str, due: int) -> None:
    """Two offices a day from 2 November on, under one code and then the other; all of them sent their register."""
    found = reading(store, "office_reporting_rate", code, period)

    assert (found.value, found.numerator, found.denominator) == (100, due, due)


def test_a_late_report_of_a_county_that_is_gone_is_judged_where_it_went(store: Store) -> None:
    """Two lost on 5 November under the old code, sent late, are the new county's within thirty days."""
    evaluate(store)
    lost = pd.DataFrame([(date(2026, 11, 5), f"{GONE}001", 2)], columns=["day", "office_code", "abscond_new_n"])
    put_partitions(store, [Partition("fact_supervision_day", lost.astype({"abscond_new_n": "Int64"}))], source="late")

    evaluate(store, touched={f"{GONE}001"})

    assert ("absconded_two", MERGED) in {(alert.rule, alert.region) for alert in open_alerts(store, root(store))}


def test_a_part_of_a_county_has_no_history(store: Store) -> None:
    """Nothing says which of its figures were of the part: no comparison rather than a wrong one."""
    found = reading(store, "received_count", SPLIT, "2026-W46")

    assert (found.value, found.previous) == (4, None)
    assert Compare.PREVIOUS not in found.bases


def test_the_city_is_the_sum_of_what_existed(store: Store) -> None:
    """Two counties before, four after, all of what was due."""
    before, after = (reading(store, "registered_count", CITY, week) for week in ("2026-W45", "2026-W46"))

    assert (before.value, before.due, before.reported) == (40, 4, 4)
    assert (after.value, after.due, after.reported) == (80, 8, 8)


@pytest.mark.parametrize("period", ["2026-11-08", "2026-11-09", "2026-11-15", "2026-W45", "2026-W46"])
@pytest.mark.parametrize("code", [CITY, MERGED, OLD])
def test_the_register_by_type_and_level_is_that_of_those_who_exist(store: Store, code: str, period: str) -> None:
    """Its sum is the register: offices that ended are not carried on beside those that took over, and are in their history."""
    when = Period.parse(period)
    by_level, viewer = Cut("registered_eod", ("management_level",)), Viewer("test", "120000", sees_small_cells=True)

    found = read(
        store, [Figures(("registered_count",), (code,), (when,), composed=True, cuts=(by_level,))], viewer=viewer
    )

    whole = found.one("registered_count", code, when).value
    composition = found.composition(code, when)
    assert composition is not None
    assert composition.cells == {("probation", "ordinary"): whole}
    assert found.cut(by_level, code, when) == {("ordinary",): whole}


def test_a_flow_by_its_kinds_is_that_of_both(store: Store) -> None:
    """In the month of the merger: three Mondays, two offices, two received each, as the reading says."""
    by_type, month = Cut("received_n", ("correction_type",)), Period.parse("2026-11")

    found = read(
        store,
        [Figures(("received_count",), (MERGED,), (month,), cuts=(by_type,))],
        viewer=Viewer("test", "120000", sees_small_cells=True),
    )

    assert found.one("received_count", MERGED, month).value == 12
    assert found.cut(by_type, MERGED, month) == {("probation",): 12}


def reopened(store: Store, folder: Path, tree: list[str], offices: list[str]) -> Store:
    """Open the database again with other region files."""
    for name, rows in (("regions.csv", tree), ("offices.csv", offices)):
        (folder / name).write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    store.engine.dispose()
    found = load_regions(folder, "120000")
    return open_store(f"sqlite:///{folder / 'cockpit.db'}", catalogue=load_catalogue(), regions=found)


def rolled(store: Store) -> list[tuple[object, ...]]:
    """Return all roll-ups of the register."""
    rollup = store.schema.rollups["fact_roster_day"]
    with store.engine.connect() as connection:
        return sorted(tuple(map(str, row)) for row in connection.execute(select(rollup)))


@pytest.mark.parametrize(
    ("before", "after", "city"),
    [
        (f"{OLD}002,office,{OLD},老城2司法所,老城2,Office,sfs,,,2003-01-01,", "2026-11-15", 70),
        (f"{NEW}001,office,{NEW},新港1司法所,新港1,Office,sfs,,,2026-11-09,", "2026-11-09", 70),
    ],
)
def test_a_life_that_is_put_right_later_is_counted_at_once(
    store: Store, tmp_path: Path, before: str, after: str, city: int
) -> None:
    """Reports of days on which an office turns out not to exist leave the sums when the files say so, as in a rebuild."""
    offices = [line.replace(before, before + after) for line in OFFICES]

    other = reopened(store, tmp_path, TREE, offices)

    found = reading(other, "registered_count", CITY, "2026-W47")
    assert offices != OFFICES
    assert (found.value, found.reported, found.due) == (city, 7, 7)
    known = rolled(other)
    rebuild(other)
    assert rolled(other) == known


def test_what_is_hidden_of_an_office_is_not_given_back_by_the_one_it_went_into(store: Store, tmp_path: Path) -> None:
    """3 of one office and 10 of another would be 13 of their heir, before it began and as what it is compared with."""
    heir = f"{OLD}003,office,{OLD},老城3司法所,老城3,Office,sfs,,,2026-11-16,,{OLD}001;{OLD}002,town"
    ended = [line.replace("2003-01-01,", "2003-01-01,2026-11-15") if line.startswith(OLD) else line for line in OFFICES]
    four, five = (f"{OLD}00{at},office,{OLD},老城{at}司法所,老城{at},Office,sfs,,,2003-01-01,,,town" for at in (4, 5))
    other = reopened(store, tmp_path, TREE, [*ended, heir, four, five])
    women = [(date(2026, 11, 15), f"{OLD}00{at}", count) for at, count in ((1, 3), (2, 10), (4, 6), (5, 40))]
    women += [(date(2026, 11, 16), f"{OLD}00{at}", count) for at, count in ((3, 13), (4, 6), (5, 40))]
    frame = pd.DataFrame(
        [(day, code, "probation", "ordinary", 60, count) for day, code, count in women],
        columns=["day", "office_code", "correction_type", "management_level", "registered_eod", "female_eod"],
    )
    put_partitions(
        other,
        [Partition("fact_roster_day", frame.astype({"registered_eod": "Int64", "female_eod": "Int64"}))],
        source="women",
    )
    days = (Period.parse("2026-11-15"), Period.parse("2026-11-16"))
    codes = tuple(f"{OLD}00{at}" for at in range(1, 6))

    found = read(other, [Figures(("female_count",), codes, days, compare=True)], viewer=Viewer("test", "120000"))

    assert [found.one("female_count", code, days[0]).value for code in codes] == [None, 10, None, None, 40]
    assert found.one("female_count", codes[2], days[1]).value == 13
    assert found.one("female_count", codes[2], days[1]).previous is None


def test_the_same_files_roll_nothing_up_again(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nor does a cockpit of one county on the database of its province, or the province's after it."""
    reopened(store, tmp_path, TREE, OFFICES).engine.dispose()
    for top in (OLD, "120000"):
        regions = load_regions(tmp_path, top)
        open_store(f"sqlite:///{tmp_path / 'cockpit.db'}", catalogue=load_catalogue(), regions=regions).engine.dispose()

    assert "正在重新汇总" not in caplog.text


def test_a_county_that_is_put_elsewhere_is_counted_there_at_once(store: Store, tmp_path: Path) -> None:
    """And no more where it was."""
    tree = [line.replace(f"{NEW},county,{CITY},", f"{NEW},county,120200,") for line in TREE]
    tree.insert(2, "120200,city,120000,江城市,江城,Jiangcheng,jcs,,,2003-01-01,,,")

    other = reopened(store, tmp_path, tree, OFFICES)

    codes = ("120000", CITY, "120200", NEW)
    assert [reading(other, "registered_count", code, "2026-W47").value for code in codes] == [80, 60, 20, 20]


def test_lineage(regions: Regions) -> None:
    """Whole predecessors, of those in the files; not what still exists."""
    assert regions.lineage(MERGED) == (MERGED, GONE)
    assert regions.lineage(SPLIT) == (SPLIT,)
    assert regions.lineage(OLD) == (OLD,)
    assert [region.code for region in regions.successors(GONE)] == [MERGED]


def test_a_list_of_counties_holds_those_that_existed_in_the_period(regions: Regions) -> None:
    """In the week before the old ones, in the month both, on a day after the new ones."""
    week = Period.holding(FOUNDED - timedelta(days=1), Grain.WEEK).span

    assert {r.code for r in regions.children(CITY, week)} == {OLD, GONE}
    assert {r.code for r in regions.children(CITY, Span(date(2026, 11, 1), date(2026, 11, 30)))} == {
        *(OLD, NEW, GONE, MERGED, SPLIT)
    }
    assert {r.code for r in regions.children(CITY, FOUNDED)} == {OLD, NEW, MERGED, SPLIT}
