"""What a county's page opens with, from facts: who absconded when, since when somebody is gone, and who has not reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.periods import Grain, Period
from data.readings import Figures, Readings, read
from data.store import Store
from data.viewer import Viewer
from layouts.sentences.ground import focus
from layouts.sentences.sentences import sentence_questions, sentences
from layouts.sentences.topics import OVERVIEW
from tests.data.feeds import BINJIANG, CHANGHE, DAY, PUYAN, XIXING, binjiang_store, load, write_csv

WEEK = Period.holding(DAY, Grain.WEEK)
VIEWER = Viewer("chief", BINJIANG)
GONE = {"西兴": range(10, 31), "长河": (17, 18)}  # days of November that ended with somebody gone
LOST = {"西兴": 10, "长河": 17}  # the day they went
MONDAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A county in which one has been gone since the 10th and one went on the 17th and was found on the 19th.

    浦沿 sends nothing on the last day.
    """
    folder = tmp_path_factory.mktemp("headlines")
    store = binjiang_store(folder)
    days = [DAY - timedelta(days=back) for back in range(20)]
    heading = ["日期", "司法所", "矫正类别", "管理等级", "在册人数", "脱管未查获人数", "漏管人数", "电子定位超期人数"]
    roster = [
        [day, office, "缓刑", "普管", 9, int(day.day in GONE.get(office, ())), 0, 0]
        for day in days
        for office in ("西兴", "长河", "浦沿")
        if (office, day) != ("浦沿", DAY)
    ]
    lost = [[day, office, int(LOST.get(office) == day.day), 0] for day in days for office in ("西兴", "长河", "浦沿")]
    report = load(
        store,
        write_csv(folder / "a.csv", [heading, *roster]),
        write_csv(folder / "b.csv", [["日期", "司法所", "新发生脱管人数", "新发生漏管人数"], *lost]),
    )
    assert report.ok, report.text()
    return store


def answers(store: Store, code: str = BINJIANG, period: Period = WEEK) -> Readings:
    """Read what the opening asks for."""
    return read(
        store, sentence_questions(OVERVIEW, store.catalogue, of(store, code, period), period, DAY), viewer=VIEWER
    )


def of(store: Store, code: str, period: Period):  # type: ignore[no-untyped-def]
    """Return whose sentences they are."""
    return focus(store.regions, store.regions.get(code), store.regions.children(code), period, DAY)


def said(store: Store, code: str = BINJIANG, period: Period = WEEK) -> list[str]:
    """Return the sentences with plain spaces."""
    found = sentences(OVERVIEW, answers(store, code, period), {}, of(store, code, period), period, DAY)
    return [each.text.replace("\u2009", " ") for each in found]


def test_who_absconded_in_the_week_is_said_though_found_by_its_end(store: Store) -> None:
    """When and where, since when no one is gone, and who has been gone for how long: never 脱管为零."""
    first = said(store)[0]

    assert first.startswith("本周新发生脱管 1 人（长河司法所，11 月 17 日，19 日起未查获数为 0）；")
    assert "脱管未查获 1 人（西兴司法所，自 11 月 10 日起已 13 天）" in first
    assert first.endswith("漏管、电子定位超期均为零。")
    assert "脱管为零" not in first


def test_an_office_that_found_its_own_closes_at_zero(store: Store) -> None:
    """Its page says what happened, and that no one is gone at the end."""
    assert said(store, CHANGHE)[0] == (
        "本周新发生脱管 1 人（11 月 17 日，19 日起未查获数为 0）；期末脱管未查获、漏管、电子定位超期均为零。"
    )


def test_an_office_in_which_nothing_happened_says_none(store: Store) -> None:
    """Both what began and what is open are none."""
    assert said(store, PUYAN)[0].endswith("脱管、漏管、电子定位超期均为零。")


def test_a_day_needs_no_date(store: Store) -> None:
    """The day itself is that of which the page speaks."""
    day = Period(Grain.DAY, MONDAY + timedelta(days=1))

    assert said(store, period=day)[0].startswith("当日新发生脱管 1 人（长河司法所）；脱管未查获 2 人（")


def test_a_month_names_all_that_happened(store: Store) -> None:
    """Each with its day, the largest first."""
    month = Period.holding(DAY, Grain.MONTH)

    assert said(store, period=month)[0].startswith(
        "本月新发生脱管 2 人（西兴司法所，11 月 10 日；长河司法所，11 月 17 日，19 日起未查获数为 0）；"
    )


def test_the_office_that_has_not_reported_is_named(store: Store) -> None:
    """Of the last day, by its name."""
    assert said(store)[-1] == "11 月 22 日 1 个司法所名册未上报：浦沿司法所。"


@pytest.mark.parametrize(
    ("region", "days"),
    [(CHANGHE, ("2026-11-17", "2026-11-18")), (PUYAN, ()), (XIXING, tuple(f"2026-11-{day}" for day in range(16, 23)))],
)
def test_the_days_of_cases_are_those_of_the_facts(store: Store, region: str, days: tuple[str, ...]) -> None:
    """Within the period alone, a stock on each day that ended with some."""
    question = Figures((), (region,), (WEEK,), case_days=("absconded_count",))

    found = read(store, [question], viewer=VIEWER).case_days("absconded_count", region, WEEK)

    assert found == {date.fromisoformat(day): 1 for day in days}


def test_who_reported_is_not_named(store: Store) -> None:
    """On a day on which all reported no one is missing."""
    day = Period(Grain.DAY, MONDAY)
    question = Figures(("registered_count",), (BINJIANG,), (day, WEEK), absent=True)
    found = read(store, [question], viewer=VIEWER)

    assert found.absent(BINJIANG, day) == ()
    assert [office.code for office in found.absent(BINJIANG, WEEK)] == [PUYAN]
