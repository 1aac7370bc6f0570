"""New baselines and notes of meetings: kept with reason and post, refused with a reason, never overwritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.errors import AlreadyThere, DataError, SavedMeanwhile
from data.meetings import baseline_steps
from data.meetings.baselines import remove_step, set_step, steps_in
from data.meetings.notes import note_of, save_note
from data.periods import Period
from data.statistics.control import LimitStep
from data.store import Store
from tests.data.feeds import BINJIANG, DAY, HEADER, XIXING, binjiang_store, csv_text, load
from tests.viewers import root, staff

METRIC, FIRST = "checkin_completion_rate", date(2026, 11, 2)
WEEK = Period.parse("2026-W46")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of one county with one day of figures."""
    made = binjiang_store(tmp_path)
    file = tmp_path / "one.csv"
    file.write_text(csv_text([HEADER, [DAY, XIXING, 100, 99]]), "utf-8")
    load(made, file)
    return made


def test_a_baseline_is_kept_and_taken_back(store: Store) -> None:
    """Metric, region, day, reason and post come back as they were given."""
    set_step(store, staff(store, "矫正科"), METRIC, BINJIANG, FIRST, " 改用新办法 ")

    (kept,) = baseline_steps(store, root(store))
    assert (kept.metric, kept.region, kept.first, kept.reason, kept.made_by) == (
        METRIC, BINJIANG, FIRST, "改用新办法", "矫正科",
    )  # fmt: skip
    remove_step(store, staff(store), METRIC, BINJIANG, FIRST)
    assert baseline_steps(store, root(store)) == []
    with pytest.raises(DataError, match="没有什么可撤销"):
        remove_step(store, staff(store), METRIC, BINJIANG, FIRST)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": "  "}, "须写明理由"),
        ({"reason": "长" * 201}, "最多 200 个字"),
        ({"first": date(2027, 1, 1)}, "还没有数据"),
        ({"metric": "no_such_rate"}, "no_such_rate"),
        ({"region": "999999"}, "999999"),
    ],
)
def test_a_wrong_baseline_is_refused(store: Store, given: dict[str, object], said: str) -> None:
    """The message names what is wrong; nothing is kept."""
    asked = {"metric": METRIC, "region": BINJIANG, "first": FIRST, "reason": "改用新办法"} | given
    with pytest.raises(DataError, match=said):
        set_step(store, staff(store), **asked)  # type: ignore[arg-type]
    assert baseline_steps(store, root(store)) == []


def test_the_same_baseline_is_set_once(store: Store) -> None:
    """The second is refused; the first is kept."""
    set_step(store, staff(store, "矫正科"), METRIC, BINJIANG, FIRST, "甲")
    with pytest.raises(AlreadyThere, match="已经设过"):
        set_step(store, staff(store, "办公室"), METRIC, BINJIANG, FIRST, "乙")
    assert [step.reason for step in baseline_steps(store, root(store))] == ["甲"]


def test_a_baseline_begins_with_the_first_whole_period(store: Store) -> None:
    """A baseline set within a week begins with the next week; one before or after the series does not split it."""
    weeks = list(Period.parse("2026-W47").back(6))  # W42 to W47
    for first, reason in ((date(2026, 11, 4), "周三起"), (date(2020, 1, 1), "很早"), (DAY, "还没满一周")):
        set_step(store, staff(store, "矫正科"), METRIC, BINJIANG, first, reason)

    assert steps_in(weeks, baseline_steps(store, root(store))) == (LimitStep(4, "周三起"),)


def test_notes_of_two_who_write_at_once_are_not_lost(store: Store) -> None:
    """The second writer is shown the note that was saved, and may write after having seen it."""
    assert note_of(store, staff(store), BINJIANG, WEEK, "alerts") is None
    first = save_note(store, staff(store, "甲岗"), BINJIANG, WEEK, "alerts", "先写", seen=0)
    with pytest.raises(SavedMeanwhile, match=r"甲岗已于 .*本次未写入"):
        save_note(store, staff(store, "乙岗"), BINJIANG, WEEK, "alerts", "后写", seen=0)
    assert note_of(store, staff(store), BINJIANG, WEEK, "alerts") == first
    second = save_note(store, staff(store, "乙岗"), BINJIANG, WEEK, "alerts", "先写；后写", seen=first.number)
    with pytest.raises(SavedMeanwhile):
        save_note(store, staff(store, "甲岗"), BINJIANG, WEEK, "alerts", "旧的", seen=first.number)

    assert note_of(store, staff(store), BINJIANG, WEEK, "alerts") == second
    assert note_of(store, staff(store), BINJIANG, WEEK, "signals") is None


def test_a_note_that_is_too_long_is_refused(store: Store) -> None:
    """The message says how long it may be."""
    with pytest.raises(DataError, match="最多 4000 个字"):
        save_note(store, staff(store, "甲岗"), BINJIANG, WEEK, "alerts", "长" * 4001, seen=0)
