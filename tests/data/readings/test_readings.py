"""The core rules of readings: each status, small cells, scope, and week 53."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.errors import OutOfScope
from data.load import load_files
from data.periods import Grain, Period
from data.readings import Figures, Reading, Status, read
from data.readings.reading import Compare
from data.store import Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.data.feeds import write_csv

CITY = "330100"
XIHU, GONGSHU, BINJIANG = "330106", "330105", "330108"  # counties of the city
X, C, P = "330108001", "330108002", "330108003"  # the offices of Binjiang
DAY = date(2026, 11, 22)
TODAY = Period(Grain.DAY, DAY)
ROSTER = ["day", "office_code", "correction_type", "management_level", "registered_eod", "female_eod"]
CHECKINS = ["day", "office_code", "checkin_due_n", "checkin_done_n"]


def empty(folder: Path, root: str = CITY) -> Store:
    """Return an empty store."""
    return opened(folder / "cockpit.db", root)


def put(
    store: Store, folder: Path, columns: list[str], *rows: tuple[Any, ...], today: date = date(2026, 11, 23)
) -> None:
    """Load rows of a table; raises AssertionError where they were not taken."""
    report = load_files(store, [write_csv(folder / "feed.csv", [columns, *rows])], today=today)
    assert report.version, report.text()


def women(store: Store, folder: Path, counts: dict[str, int], day: date = DAY) -> None:
    """Load how many women each office has on its register of 50."""
    put(store, folder, ROSTER, *((day, code, "缓刑", "普管", 50, count) for code, count in counts.items()))


def one(store: Store, metric: str, region: str, period: Period = TODAY, *, compare: bool = False) -> Reading:
    """Return one reading as a viewer without the right to small cells sees it."""
    scope = store.regions.root.code
    question = Figures((metric,), (region,), (period,), compare=compare)
    return read(store, [question], viewer=Viewer("chief", scope)).one(metric, region, period)


def values(store: Store, metric: str, *codes: str) -> list[float | None]:
    return [one(store, metric, code).value for code in codes]


# --- each status ---


def test_all_reported_is_ok(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, *((DAY, office, 20, 19) for office in (X, C, P)))

    made = one(store, "checkin_completion_rate", BINJIANG)

    assert (made.status, made.value, made.reported, made.due) == (Status.OK, 95.0, 3, 3)


def test_some_lacking_is_partial(tmp_path: Path) -> None:
    """The rate is that of those who reported, with its coverage."""
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19), (DAY, C, 10, 8))

    made = one(store, "checkin_completion_rate", BINJIANG)

    assert (made.status, made.value, made.coverage) == (Status.PARTIAL, 90.0, 2 / 3)


def test_nothing_reported_is_missing_and_no_zero(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19))

    made = one(store, "checkin_completion_rate", P)

    assert (made.status, made.value, made.numerator, made.denominator) == (Status.MISSING, None, None, None)


def test_a_stock_carried_too_long_is_stale(tmp_path: Path) -> None:
    """Seven days it is carried, on the eighth it is old."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 9}, DAY - timedelta(days=8))
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19))

    carried, old = (one(store, "registered_count", X, Period(Grain.DAY, DAY - timedelta(days=n))) for n in (1, 0))

    assert (carried.status, carried.value, carried.coverage) == (Status.PARTIAL, 50, 0)
    assert (old.status, old.value) == (Status.STALE, None)


def test_a_stock_never_reported_is_missing(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 9})
    assert one(store, "registered_count", C).status is Status.MISSING


def test_a_figure_of_which_a_column_was_never_reported_is_missing(tmp_path: Path) -> None:
    """The register is there, who is screened was never said: not 过期, since there was nothing to grow old."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 9})
    assert one(store, "screening_coverage_rate", X).status is Status.MISSING


def test_an_empty_denominator_is_undefined(tmp_path: Path) -> None:
    """None due and none done is no 0 % and no 100 %."""
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, *((DAY, office, 0, 0) for office in (X, C, P)))

    made = one(store, "checkin_completion_rate", BINJIANG)

    assert (made.status, made.value, made.denominator) == (Status.UNDEFINED, None, 0)


def test_a_metric_of_counties_is_not_applicable_to_an_office(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19))

    made = one(store, "reoffence_count", X, compare=True)

    assert (made.status, made.value, made.previous, made.due) == (Status.NOT_APPLICABLE, None, None, 0)


def test_a_small_cell_is_suppressed_with_all_its_amounts(tmp_path: Path) -> None:
    """Value, amounts and what they are made of."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 3, C: 2, P: 9})

    made = one(store, "female_count", X, compare=True)

    assert made.status is Status.SUPPRESSED
    assert (made.value, made.numerator, made.denominator, made.previous, dict(made.atoms)) == (None,) * 4 + ({},)


@pytest.mark.parametrize("status", list(Status))
def test_only_ok_and_partial_have_a_value(tmp_path: Path, status: Status) -> None:
    """Of every status the readings function gives, no other shows a figure."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 3, C: 2, P: 9}, DAY - timedelta(days=8))
    women(store, tmp_path, {X: 3, C: 2})
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19), (DAY, C, 0, 0))
    metrics = (
        "checkin_completion_rate",
        "female_count",
        "registered_count",
        "reoffence_count",
        "screening_ontime_rate",
    )
    days = tuple(Period(Grain.DAY, DAY - timedelta(days=n)) for n in (0, 8))

    found = list(read(store, [Figures(metrics, (BINJIANG, X, C, P), days)], viewer=Viewer("chief", BINJIANG)))

    assert {reading.status for reading in found} == set(Status)
    assert all((r.value is not None) == (status in {Status.OK, Status.PARTIAL}) for r in found if r.status is status)


# --- small cells ---


@pytest.mark.parametrize("count", [1, 4])
def test_one_to_four_are_hidden_below_city_level(tmp_path: Path, count: int) -> None:
    """With the next smallest, for their parent's total is known."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: count, C: 7, P: 30})

    assert values(store, "female_count", X, C, P) == [None, None, 30]
    assert one(store, "female_count", BINJIANG).value == 37 + count


def test_zero_and_five_are_shown(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 0, C: 5, P: 30})
    assert values(store, "female_count", X, C, P) == [0, 5, 30]


def test_two_small_ones_hide_each_other(tmp_path: Path) -> None:
    """The third need not be hidden."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 1, C: 4, P: 5})
    assert values(store, "female_count", X, C, P) == [None, None, 5]


def test_ones_are_not_given_back_by_their_sum(tmp_path: Path) -> None:
    """Of 32 with 30 shown and two hidden each would be one; a third is hidden with them."""
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 1, C: 1, P: 30})
    assert values(store, "female_count", X, C, P) == [None, None, None]


def test_who_may_see_small_cells_does(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    women(store, tmp_path, {X: 1, C: 7, P: 30})
    question = Figures(("female_count",), (X,), (TODAY,))
    found = read(store, [question], viewer=Viewer("chief", BINJIANG, sees_small_cells=True))
    assert found.one("female_count", X, TODAY).value == 1


def test_a_city_shows_its_small_count(tmp_path: Path) -> None:
    store = empty(tmp_path)
    women(store, tmp_path, {X: 3, C: 0, P: 0})
    assert one(store, "female_count", CITY).value == 3
    assert one(store, "female_count", BINJIANG).value is None


def test_a_plain_metric_has_no_small_cells(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, (DAY, X, 3, 2))
    assert one(store, "checkin_completion_rate", X).numerator == 2


def test_what_hides_a_sibling_is_not_given_back_by_its_parts(tmp_path: Path) -> None:
    """Binjiang has 3, hidden with Gongshu's 6: were Gongshu's only office shown, the city's sum would give Binjiang away."""
    store = empty(tmp_path)
    gongshu, xihu = (store.regions.offices(county)[0] for county in (GONGSHU, XIHU))
    women(store, tmp_path, {X: 3, gongshu: 6, xihu: 40})

    assert one(store, "female_count", CITY).value == 49
    assert values(store, "female_count", BINJIANG, GONGSHU, XIHU) == [None, None, 40]
    assert values(store, "female_count", X, gongshu, xihu) == [None, None, 40]


def test_hiding_does_not_depend_on_what_was_asked(tmp_path: Path) -> None:
    """A region asked alone is hidden as it is among its siblings."""
    store = empty(tmp_path)
    offices = {code: at for at, code in enumerate([*store.regions.offices(GONGSHU)[:9], X, C, P])}
    women(store, tmp_path, offices)
    codes = (CITY, GONGSHU, BINJIANG, *offices)
    viewer = Viewer("chief", CITY)

    together = read(store, [Figures(("female_count",), codes, (TODAY,))], viewer=viewer)

    assert values(store, "female_count", *codes) == [together.one("female_count", code, TODAY).value for code in codes]


def test_no_hidden_cell_is_what_is_left_of_its_parent(tmp_path: Path) -> None:
    """Under a parent that is shown there is never one hidden cell alone among those that are not zero."""
    store = empty(tmp_path, BINJIANG)
    for counts in ((1, 9, 9), (4, 5, 0), (2, 2, 9), (9, 9, 3), (3, 0, 0), (0, 0, 0)):
        women(store, tmp_path, dict(zip((X, C, P), counts, strict=True)))
        shown = values(store, "female_count", X, C, P)
        whole = one(store, "female_count", BINJIANG).value
        assert whole is None or shown.count(None) != 1


# --- scope ---


def test_an_ancestors_total_is_answered(tmp_path: Path) -> None:
    """And nothing of what it is made of, or when it happened."""
    store, viewer = empty(tmp_path), Viewer("clerk", X)
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19), (DAY, C, 20, 11))
    total = Figures(("checkin_completion_rate",), (BINJIANG,), (TODAY,))

    assert read(store, [total], viewer=viewer).one("checkin_completion_rate", BINJIANG, TODAY).value == 75
    for detail in ({"composed": True}, {"last_cases": True}, {"absent": True}, {"case_days": ("absconded_count",)}):
        with pytest.raises(OutOfScope):
            read(store, [replace(total, **detail)], viewer=viewer)


@pytest.mark.parametrize("code", [XIHU, "330109001", "999999", "330300"])
def test_a_plain_metric_from_outside_the_scope_is_refused(tmp_path: Path, code: str) -> None:
    """Beside, below what is beside, and where there is no such region; nothing is read."""
    store = empty(tmp_path)
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19))

    with pytest.raises(OutOfScope, match="当前账号只能查看滨江区"):
        read(store, [Figures(("checkin_completion_rate",), (code,), (TODAY,))], viewer=Viewer("chief", BINJIANG))


def test_one_region_outside_refuses_the_whole_question(tmp_path: Path) -> None:
    store = empty(tmp_path)
    put(store, tmp_path, CHECKINS, (DAY, X, 20, 19))
    question = Figures(("checkin_completion_rate",), (X, XIHU), (TODAY,))

    with pytest.raises(OutOfScope):
        read(store, [question], viewer=Viewer("chief", BINJIANG))


def test_siblings_outside_the_scope_are_not_read_along(tmp_path: Path) -> None:
    """What hides a small cell is looked for inside the scope only."""
    store = empty(tmp_path)
    women(store, tmp_path, {X: 3, C: 9, P: 9})
    found = read(store, [Figures(("female_count",), (BINJIANG,), (TODAY,))], viewer=Viewer("chief", BINJIANG))
    assert {reading.region.code for reading in found} == {BINJIANG}


# --- week 53 ---


def weekly(tmp_path: Path) -> Store:
    """Return a store of one office with as many check-ins due a day as its week's number, from 2025-W51 to 2027-W02."""
    store = empty(tmp_path, BINJIANG)
    first, last = date(2025, 12, 15), date(2027, 1, 17)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    near = [day for day in days if day.isocalendar().week in {1, 2, 51, 52, 53}]
    rows = [(day, X, day.isocalendar().week, day.isocalendar().week) for day in near]
    put(store, tmp_path, CHECKINS, *rows, today=date(2027, 1, 18))
    return store


def test_new_years_day_2027_is_in_week_53_of_2026() -> None:
    week = Period.holding(date(2027, 1, 1), Grain.WEEK)
    assert (week.key, week.first, week.last) == ("2026-W53", date(2026, 12, 28), date(2027, 1, 3))
    assert Period.parse("2026-W53") == week


def test_the_weeks_around_week_53() -> None:
    week = Period.parse("2026-W53")
    assert (week.previous().key, week.next().key, week.last_year().key) == ("2026-W52", "2027-W01", "2025-W52")
    assert Period.parse("2020-W53").last_year().key == "2019-W52"
    assert Period.parse("2027-W52").last_year().key == "2026-W52"
    assert [each.key for each in Period.parse("2027-W01").back(3)] == ["2026-W52", "2026-W53", "2027-W01"]


def test_figures_of_week_53_are_those_of_its_seven_days(tmp_path: Path) -> None:
    """Four of them in 2026, three in 2027; compared with week 52 of either year."""
    store = weekly(tmp_path)
    week = one(store, "checkin_completion_rate", X, Period.parse("2026-W53"), compare=True)
    after = one(store, "checkin_completion_rate", X, Period.parse("2027-W01"), compare=True)

    assert (week.denominator, week.reported, week.due) == (7 * 53, 7, 7)
    assert {held: parts and parts.denominator for held, parts in week.bases.items()} == {
        Compare.PREVIOUS: 7 * 52,
        Compare.LAST_YEAR: 7 * 52,
    }
    assert {held: parts and parts.denominator for held, parts in after.bases.items()} == {
        Compare.PREVIOUS: 7 * 53,
        Compare.LAST_YEAR: 7 * 1,
    }


def test_year_and_month_cut_week_53_by_the_calendar(tmp_path: Path) -> None:
    """2026 takes four days of it, January 2027 three."""
    store = weekly(tmp_path)
    january = one(store, "checkin_completion_rate", X, Period.parse("2027-01"))
    december = one(store, "checkin_completion_rate", X, Period.parse("2026-12"))

    assert january.denominator == 3 * 53 + 7 * 1 + 7 * 2
    assert december.denominator == 7 * 51 + 7 * 52 + 4 * 53


# --- as if no later day were known ---


def test_a_year_read_until_a_day_knows_no_later_one(tmp_path: Path) -> None:
    """Of the year to 15 November, against the same days of the year before; and its id computes it again."""
    store = empty(tmp_path, BINJIANG)
    days = [date(2026, 11, 14), date(2026, 11, 16), date(2025, 11, 15), date(2025, 11, 16)]
    put(store, tmp_path, CHECKINS, *((day, X, 10, 9) for day in days))
    year, until = Period.parse("2026"), date(2026, 11, 15)
    question = Figures(("checkin_completion_rate",), (X,), (year,), compare=True, until=until)

    made = read(store, [question], viewer=Viewer("chief", BINJIANG)).one("checkin_completion_rate", X, year)

    assert (made.denominator, made.span.last, made.due) == (10, until, 319)
    assert (made.bases[Compare.LAST_YEAR] or made).denominator == 10
    assert made.id == "checkin_completion_rate:330108001:2026:v1:2026-11-15"


def test_a_period_that_was_over_is_read_as_ever(tmp_path: Path) -> None:
    store = empty(tmp_path, BINJIANG)
    put(store, tmp_path, CHECKINS, (DAY, X, 10, 9), (DAY - timedelta(days=7), X, 10, 9))
    week = Period.parse("2026-W46")
    plain, until = (
        read(
            store,
            [Figures(("checkin_completion_rate",), (X,), (week,), until=last)],
            viewer=Viewer("chief", BINJIANG),
        ).one("checkin_completion_rate", X, week)
        for last in (None, week.last)
    )
    assert plain == until
