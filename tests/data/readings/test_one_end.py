"""That a read has one last day for each period, whichever of its questions named it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest

from data.periods import Grain, Period
from data.readings import Figures, read
from data.readings.reading import Compare, Parts
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, HEADER, XIXING, binjiang_store, load, write_csv

RATE = "checkin_completion_rate"
YEAR = Period.parse("2026")
SUNDAY = date(2026, 11, 15)
ASKED = (
    Figures((RATE,), (BINJIANG,), (YEAR,), compare=True),
    Figures((RATE,), (BINJIANG,), (YEAR,)),
    Figures((RATE,), (BINJIANG,), (YEAR,), until=SUNDAY),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Ten check-ins a day of one office for the three weeks to Sunday 22 November, and for as many days of 2025."""
    tmp_path = tmp_path_factory.mktemp("days")
    store = binjiang_store(tmp_path)
    days = [date(year, 11, 2) + timedelta(days=step) for year in (2025, 2026) for step in range(21)]
    load(store, write_csv(tmp_path / "days.csv", [HEADER, *([day, XIXING, 10, 9] for day in days)]))
    return store


@pytest.mark.parametrize("questions", list(permutations(ASKED)))
def test_a_period_ends_where_the_earliest_question_says(store: Store, questions: tuple[Figures, ...]) -> None:
    """The year to the Sunday, asked for in any order with and without, and last year to the same day."""
    (found,) = read(store, questions, viewer=Viewer("test", BINJIANG))

    assert (found.span.last, found.denominator) == (SUNDAY, 140)
    assert found.bases[Compare.LAST_YEAR] == Parts(126, 140)
    assert found.id.endswith(f":{SUNDAY}")


def test_other_periods_of_the_read_go_on(store: Store) -> None:
    """The week after is asked for by its own name, and is whole."""
    week = Period.holding(SUNDAY + timedelta(days=1), Grain.WEEK)
    asked = [*ASKED, Figures((RATE,), (BINJIANG,), (week,))]

    assert read(store, asked, viewer=Viewer("test", BINJIANG)).one(RATE, BINJIANG, week).denominator == 70
