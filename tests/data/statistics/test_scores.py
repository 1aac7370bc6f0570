"""The score of a county's data, from the files of its bureau to points worked out by hand."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from data.periods import Grain, Period
from data.readings import read
from data.statistics.scores import Score, score, score_parts, score_question
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, DAY, binjiang_store, load, write_csv

WEEK = Period.holding(DAY, Grain.WEEK)
EVE = DAY - timedelta(days=1)
COLUMNS = (
    "office_due_n", "office_reported_n", "feed_expected_n", "feed_ontime_n", "field_required_n",
    "field_filled_n", "row_received_n", "row_rejected_n", "balance_break_n",
)  # fmt: skip
GOOD: tuple[Any, ...] = (3, 3, 5, 5, 50, 50, 100, 0, 0)


def scored(folder: Path, *days: Sequence[Any]) -> Score:
    """Load a bureau's rows of the newest days, the last one first, and read the score of its week."""
    store = binjiang_store(folder)
    rows = [[DAY - timedelta(days=back), BINJIANG + "000", *values] for back, values in enumerate(days)]
    report = load(store, write_csv(folder / "运行.csv", [["day", "office_code", *COLUMNS], *rows]))
    assert report.ok, report.text()
    viewer = Viewer("chief", BINJIANG)
    return score(read(store, [score_question([BINJIANG], [WEEK])], viewer=viewer), BINJIANG, WEEK)


def test_nothing_lacking_is_a_hundred(tmp_path: Path) -> None:
    """Weights add up to a hundred, and so does a week in which everything came."""
    assert sum(part.weight for part in score_parts()) == 100
    assert scored(tmp_path, GOOD, GOOD).points == pytest.approx(100)


def test_points_are_lost_in_proportion(tmp_path: Path) -> None:
    """5 of 6 office-days: a sixth of 40; 9 of 10 feeds: half of 20; 98 of 100 fields: 16 of 20; 2 of 200 rows: 8 of 10."""
    found = scored(tmp_path, GOOD, (3, 2, 5, 4, 50, 48, 100, 2, 0))

    assert [each.points for each in found.parts] == pytest.approx([40 / 6, 10, 16, 8, 10])
    assert [each.lost for each in found.parts] == pytest.approx([40 * 5 / 6, 10, 4, 2, 0])
    assert [each.base for each in found.parts] == [6, 10, 100, 200, 6]
    assert found.points == pytest.approx(40 / 6 + 44)


def test_a_count_is_judged_by_its_base(tmp_path: Path) -> None:
    """One office-day of six that does not add up is far over two per cent, and costs no more than its weight."""
    found = scored(tmp_path, GOOD, (*GOOD[:-1], 1))

    assert found.parts[-1].points == 0
    assert found.points == pytest.approx(90)


def test_what_was_not_due_weighs_nothing(tmp_path: Path) -> None:
    """Without a row received the reject rate has no base: the other 90 points are made a hundred."""
    found = scored(tmp_path, (3, 3, 5, 4, 50, 50, 0, 0, 0))

    assert found.parts[3].points is None
    assert found.points == pytest.approx(100 * 70 / 90)


def test_what_was_not_reported_is_not_zero(tmp_path: Path) -> None:
    """An empty column leaves the score open, for any other parts."""
    found = scored(tmp_path, (3, 3, 5, "", 50, 50, 100, 0, 0))

    assert found.points is None
    assert [each.points for each in found.parts] == pytest.approx([40, None, 20, 10, 10])
