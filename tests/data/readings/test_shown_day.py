"""Which day a region is shown on: the last on which at least half of what is due has arrived."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from data.alerts import evaluate, open_alerts
from data.alerts.rules import load_area_rules
from data.catalogue import load_catalogue
from data.load import put_partitions
from data.periods import Grain, Period, Span
from data.readings import Figures, Reading, Status, read
from data.readings.reading import Compare
from data.readings.shown_day import latest_load
from data.store import Partition, Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.product import copy_database
from tests.viewers import root

CITY, DINGHAI, PUTUO, DAISHAN, SHENGSI = "330900", "330902", "330903", "330921", "330922"
MONDAY = date(2026, 11, 16)
WEEK = Period.parse("2026-W47")
RATE = "checkin_completion_rate"


def day(step: int) -> date:
    """Return the day `step` days after Monday."""
    return MONDAY + timedelta(days=step)


def send(store: Store, step: int, offices: dict[str, tuple[int, int]]) -> None:
    """Load check-ins due and done of some offices on one day."""
    rows = [(day(step), office, due, done) for office, (due, done) in offices.items()]
    frame = pd.DataFrame(rows, columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
    types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
    put_partitions(store, [Partition("fact_supervision_day", frame.astype(types))], source="test")


def all_of(store: Store, *codes: str, due: int = 100, done: int = 99) -> dict[str, tuple[int, int]]:
    """Return the same figures for every office of some regions."""
    return {office: (due, done) for code in codes for office in store.regions.offices(code)}


def reading(store: Store, code: str, period: Period, compare: bool = False) -> Reading:
    """Return the check-ins of a region up to its own shown day."""
    entry = latest_load(store, code)
    assert entry is not None
    question = Figures((RATE,), (code,), (period,), compare=compare)
    return read(store, [question], viewer=Viewer("test", CITY, sees_small_cells=True), as_of=entry.as_of).one(
        RATE, code, period
    )


def shown(store: Store, code: str | None = None) -> date:
    """Return the day a region is shown on."""
    entry = latest_load(store, code)
    assert entry is not None
    return entry.as_of


@pytest.fixture(scope="module")
def two_weeks(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Every office of Zhoushan, from Monday to Friday, and all of the week before."""
    store = opened(tmp_path_factory.mktemp("weeks") / "cockpit.db", CITY)
    for step in range(-7, 5):
        send(store, step, all_of(store, CITY))
    return store


@pytest.fixture
def filled(two_weeks: Store, tmp_path: Path) -> Store:
    """A copy of the two weeks."""
    copy_database(two_weeks, tmp_path / "filled.db")
    return opened(tmp_path / "filled.db", CITY)


def test_one_office_does_not_make_a_day(filled: Store) -> None:
    """One office sends Saturday's row: every region is still shown on Friday, and Saturday is marked as coming in."""
    office = filled.regions.offices(DINGHAI)[0]
    send(filled, 5, {office: (10, 9)})

    entry = latest_load(filled)
    assert entry is not None
    assert (entry.as_of, entry.newest) == (day(4), day(5))
    assert entry.coming is not None
    assert (entry.coming.day, entry.coming.arrived, entry.coming.due) == (day(5), 1, 36)


def test_a_running_week_ends_with_the_shown_day(filled: Store) -> None:
    """The figures of the day that is coming in are left out, and five days are compared with five."""
    before = reading(filled, CITY, WEEK, compare=True)
    send(filled, 5, {filled.regions.offices(DINGHAI)[0]: (10, 0)})

    after = reading(filled, CITY, WEEK, compare=True)

    assert after.span == Span(MONDAY, day(4))
    assert (after.numerator, after.denominator) == (before.numerator, before.denominator) == (36 * 5 * 99, 36 * 5 * 100)
    assert after.bases[Compare.PREVIOUS] == before.bases[Compare.PREVIOUS]
    assert after.coverage == 1


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR])
def test_every_running_period_leaves_out_what_is_coming_in(filled: Store, grain: Grain) -> None:
    """Week, month, quarter and year: what was there before the first row of the new day is what is there after."""
    period = Period.holding(MONDAY, grain)
    before = reading(filled, CITY, period)
    send(filled, 5, {filled.regions.offices(DINGHAI)[0]: (10, 0)})

    after = reading(filled, CITY, period)

    assert (after.numerator, after.denominator, after.span) == (before.numerator, before.denominator, before.span)


def test_half_is_enough(filled: Store) -> None:
    """With eighteen of thirty-six offices the day is the city's, with seventeen it is not."""
    offices = filled.regions.offices(CITY)
    send(filled, 5, dict.fromkeys(offices[:17], (100, 99)))
    assert shown(filled) == day(4)

    send(filled, 5, {offices[17]: (100, 99)})
    assert shown(filled) == day(5)


def test_each_region_has_its_own_day(filled: Store) -> None:
    """A county that is complete is on Saturday, its city on Friday; so is an office that has reported."""
    send(filled, 5, all_of(filled, SHENGSI))
    office, other = filled.regions.offices(SHENGSI)[0], filled.regions.offices(DINGHAI)[0]

    assert [shown(filled, code) for code in (SHENGSI, office)] == [day(5), day(5)]
    assert [shown(filled, code) for code in (CITY, DINGHAI, other)] == [day(4), day(4), day(4)]
    assert reading(filled, SHENGSI, WEEK).span == Span(MONDAY, day(5))


def test_a_silent_county_keeps_its_day_while_a_stock_is_carried(filled: Store) -> None:
    """It is shown on its last day and said to be behind; after seven days it has the city's day, and nothing for it."""
    for step in range(5, 13):
        send(filled, step, all_of(filled, DINGHAI, DAISHAN, SHENGSI))
    entry = latest_load(filled, PUTUO)
    assert entry is not None
    assert (entry.as_of, entry.behind) == (day(12), 0)
    assert reading(filled, PUTUO, Period(Grain.DAY, day(12))).status is Status.MISSING

    send(filled, 11, all_of(filled, PUTUO))
    entry = latest_load(filled, PUTUO)
    assert entry is not None
    assert (entry.as_of, entry.behind) == (day(11), 1)


def test_a_late_office_moves_nothing_back(filled: Store) -> None:
    """Somebody sends a day of last week again: the shown day stays."""
    send(filled, 5, all_of(filled, CITY))
    send(filled, -3, {filled.regions.offices(DINGHAI)[0]: (50, 50)})

    assert shown(filled) == day(5)


def test_two_of_three_who_usually_send_are_not_moved_back_by_the_third(tmp_path: Path) -> None:
    """A county where one office never sends; it sends an old day, and the shown day stays where it was."""
    store = opened(tmp_path / "county.db", "330108")
    first, second, third = store.regions.offices("330108")
    for step in range(4):
        send(store, step, {first: (10, 9), second: (10, 9)})
    before = shown(store)

    send(store, 1, {third: (10, 9)})

    assert (before, shown(store)) == (day(3), day(3))


def test_a_province_in_which_one_county_has_begun_is_shown_on_its_days(store: Store) -> None:
    """Never half of what is due arrives: what usually comes is due then, and the coverage says how little it is."""
    for step in range(3):
        send(store, step, all_of(store, SHENGSI))
    offices = store.regions.offices(SHENGSI)

    assert [shown(store, code) for code in (CITY, SHENGSI)] == [day(2), day(2)]
    assert reading(store, CITY, WEEK).coverage == len(offices) / 36

    send(store, 3, {offices[0]: (10, 9)})
    assert [shown(store, code) for code in (CITY, SHENGSI)] == [day(2), day(2)]
    send(store, 3, all_of(store, SHENGSI))
    assert [shown(store, code) for code in (CITY, SHENGSI)] == [day(3), day(3)]


def test_after_a_holiday_the_first_row_is_no_day(filled: Store) -> None:
    """Nothing for eight days, then one office: still the day before the holiday."""
    send(filled, 13, {filled.regions.offices(DINGHAI)[0]: (10, 9)})

    assert shown(filled) == day(4)


def test_the_first_row_ever_is_shown(store: Store) -> None:
    """There is nothing else to go by."""
    send(store, 0, {store.regions.offices(DINGHAI)[0]: (10, 9)})

    assert shown(store) == MONDAY


def test_many_tables_are_one_day(filled: Store) -> None:
    """Of four tables that usually come one is there: a quarter of the day has arrived."""
    tables = {
        "fact_psych_day": "screen_due_n",
        "fact_education_day": "edu_due_n",
        "fact_roster_day": "received_n",
    }
    for step in range(-7, 5):
        parts = []
        for table, column in tables.items():
            dimensions = dict.fromkeys(filled.catalogue.tables[table].dimensions, "NA")
            rows = [{"day": day(step), "office_code": o, **dimensions, column: 1} for o in filled.regions.offices(CITY)]
            if table == "fact_roster_day":
                rows = [{**row, "correction_type": "probation", "management_level": "strict"} for row in rows]
            parts.append(Partition(table, pd.DataFrame(rows).astype({column: "Int64"})))
        put_partitions(filled, parts, source="test")

    send(filled, 5, all_of(filled, CITY))

    assert shown(filled) == day(4)


def test_alerts_wait_for_a_day_that_is_coming_in(filled: Store) -> None:
    """A red alert of Friday neither closes nor does another open by what one office sends of Saturday."""
    rules = load_area_rules(load_catalogue())
    checkin = {"checkin": rules["checkin"]}
    bad, other = filled.regions.offices(DINGHAI)[:2]
    send(filled, 4, {bad: (100, 50)})
    assert [step.what for step in evaluate(filled, checkin)] == ["opened"]

    send(filled, 5, {other: (100, 99)})

    assert evaluate(filled, checkin) == []
    assert [(alert.region, alert.period) for alert in open_alerts(filled, root(filled))] == [(bad, "2026-11-20")]


def test_an_office_that_has_sent_its_day_is_judged_on_it(filled: Store) -> None:
    """Red does not wait until half the city has reported."""
    checkin = {"checkin": load_area_rules(load_catalogue())["checkin"]}
    bad = filled.regions.offices(DINGHAI)[0]
    send(filled, 5, {bad: (100, 50)})

    assert [step.what for step in evaluate(filled, checkin)] == ["opened"]
    assert [(alert.region, alert.period) for alert in open_alerts(filled, root(filled))] == [(bad, "2026-11-21")]


def test_a_period_of_the_day_that_is_coming_in_can_be_read(filled: Store) -> None:
    """A question about that day gets what has arrived, with its coverage."""
    office = filled.regions.offices(DINGHAI)[0]
    send(filled, 5, {office: (10, 9)})

    question = Figures((RATE,), (CITY,), (Period(Grain.DAY, day(5)),))
    (found,) = read(filled, [question], viewer=Viewer("test", CITY), as_of=day(5))

    assert (found.numerator, found.denominator, found.status) == (9, 10, Status.PARTIAL)
    assert found.coverage == 1 / 36


def test_the_id_of_a_running_figure_names_its_last_day(filled: Store) -> None:
    """So that it is computed again for the same days; a closed period needs none."""
    assert reading(filled, CITY, WEEK).id == f"{RATE}:{CITY}:2026-W47:v{filled.version()}:2026-11-20"
    assert reading(filled, CITY, WEEK.previous()).id == f"{RATE}:{CITY}:2026-W46:v{filled.version()}"
