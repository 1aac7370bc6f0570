"""A county of six offices, three of which fall silent in the last week: nothing is judged that they could have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.load import load_files
from data.periods import Grain, Period
from data.readings import Figures, Reading, read
from data.readings.reading import Compare
from data.statistics import Variation, judged
from data.store import Store
from data.viewer import Viewer
from layouts.sentences.ground import focus
from layouts.sentences.sentences import sentence_questions, sentences
from layouts.sentences.topics import EDUCATION
from layouts.words.verdicts import conclusion
from tests.conftest import opened
from tests.data.feeds import write_csv

COUNTY = "330383"
OFFICES = tuple(f"33038300{at}" for at in range(1, 7))
LAST = date(2026, 11, 22)
SUNDAY = date(2026, 10, 4)  # on which two offices send nothing
SILENT_SINCE = date(2026, 11, 14)  # eight days: its stocks are carried over seven
WEEK, YEAR = Period.holding(LAST, Grain.WEEK), Period.holding(LAST, Grain.YEAR)
WEEKS = 16
VIEWER = Viewer("chief", COUNTY)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def reported(silent: tuple[str, ...]) -> Iterator[tuple[date, str, int]]:
    """Yield who reported on which day: nine days a year before, then sixteen weeks; and a number that varies a little."""
    earlier = days(date(2025, 11, 1), date(2025, 11, 9))
    for day in [*earlier, *days(LAST - timedelta(days=7 * WEEKS - 1), LAST)]:
        for at, office in enumerate(OFFICES):
            is_off = day == SUNDAY and at < 2
            if not is_off and (office not in silent or day < SILENT_SINCE):
                yield day, office, (day.toordinal() * 7 + at * 5) % 4


def filled(folder: Path, silent: tuple[str, ...]) -> Store:
    """Return a store of the county whose silent offices send nothing in the last days."""
    store = opened(folder / "cockpit.db", COUNTY)
    sent = list(reported(silent))
    education = [["day", "office_code", "welfare_attend_n"], *([day, office, 2 + n] for day, office, n in sent)]
    columns = ["day", "office_code", "correction_type", "management_level", "registered_eod"]
    roster = [columns, *([day, office, "缓刑", "普管", 50 + n % 2] for day, office, n in sent)]
    files = [write_csv(folder / "welfare.csv", education), write_csv(folder / "roster.csv", roster)]
    report = load_files(store, files, today=date(2026, 11, 23))
    assert report.version, report.text()
    return store


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three of six offices are silent."""
    return filled(tmp_path_factory.mktemp("half"), OFFICES[3:])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All report."""
    return filled(tmp_path_factory.mktemp("whole"), ())


def one(store: Store, metric: str, period: Period = WEEK) -> Reading:
    answers = read(store, [Figures((metric,), (COUNTY,), (period,), compare=True)], viewer=VIEWER)
    return answers.one(metric, COUNTY, period)


def history(store: Store, metric: str) -> list[Reading]:
    weeks = WEEK.back(WEEKS)
    return read(store, [Figures((metric,), (COUNTY,), tuple(weeks))], viewer=VIEWER).series(metric, COUNTY, weeks)


@pytest.mark.parametrize("metric", ["welfare_person_times", "registered_count"])
def test_silence_is_no_verdict(half: Store, whole: Store, metric: str) -> None:
    """The sum and the stock fall to about half, which says nothing of those who reported."""
    course, complete = history(half, metric), history(whole, metric)

    assert (course[-1].value or 0) < 0.6 * (course[-2].value or 0)
    verdict = judged(course)
    assert (verdict.variation, verdict.signals) == (Variation.UNKNOWN, ())
    assert conclusion(verdict, course, "zh") == "本期上报率与往期不同，不可比，不作判断"
    assert judged(complete).variation is Variation.COMMON


@pytest.mark.parametrize("metric", ["welfare_person_times", "registered_count"])
def test_silence_is_no_change(half: Store, whole: Store, metric: str) -> None:
    """No arrow and no colour; the base is still known, with its coverage."""
    made = one(half, metric)

    assert made.previous is not None
    assert not made.is_comparable(Compare.PREVIOUS)
    assert made.change(Compare.PREVIOUS) is None
    assert one(whole, metric).change(Compare.PREVIOUS) is not None


def test_an_office_that_is_carried_over_lacks_nothing(half: Store) -> None:
    """Two of six registers are missing on a Sunday; with Saturday's in their place the week's stock is compared."""
    made = one(half, "registered_count", Period.holding(SUNDAY, Grain.WEEK))

    assert (made.reported, made.due) == (4, 6)
    assert made.is_comparable(Compare.PREVIOUS)
    assert abs(made.change(Compare.PREVIOUS) or 0) < 6


def test_a_year_is_not_compared_with_nine_days(half: Store) -> None:
    """The nine days are known and marked, but not compared."""
    made = one(half, "welfare_person_times", YEAR)

    assert made.last_year is not None
    assert made.base_coverage(Compare.LAST_YEAR) == pytest.approx(9 / 326, abs=1e-3)
    assert made.change(Compare.LAST_YEAR) is None


def test_the_sentence_says_so(half: Store) -> None:
    """The page does not open with a fall, and names the day whose registers are missing."""
    county = half.regions.get(COUNTY)
    of = focus(half.regions, county, half.regions.children(COUNTY, WEEK.first), WEEK, LAST)
    answers = read(half, sentence_questions(EDUCATION, half.catalogue, of, WEEK, LAST), viewer=VIEWER)

    said = " ".join(each.text for each in sentences(EDUCATION, answers, {}, of, WEEK, LAST))

    assert "下降" not in said
    assert "11 月 22 日 3 个司法所名册未上报" in said.replace("\u2009", " ")
