"""A version and its figures are of one moment, even if a load runs meanwhile."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pandas as pd
import pytest

from callbacks.cockpit import Cockpit
from data.load import put_partitions
from data.periods import Period
from data.readings import Figures, read
from data.store import Partition, Store
from data.viewer import Viewer

DAY = date(2026, 11, 16)
OFFICE = "330922201"
QUESTION = Figures(("checkin_completion_rate",), (OFFICE,), (Period.parse("2026-11-16"),))
VIEWER = Viewer("test", "330900", sees_small_cells=True)


def load(store: Store, done: int) -> int:
    """Load the check-ins of one office; return the version."""
    frame = pd.DataFrame([(DAY, OFFICE, 1000, done)], columns=["day", "office_code", "checkin_due_n", "checkin_done_n"])
    types = {"checkin_due_n": "Int64", "checkin_done_n": "Int64"}
    return put_partitions(store, [Partition("fact_supervision_day", frame.astype(types))], source="test").version


def one(store: Store) -> tuple[int, float | None]:
    """Return version and figure of the office."""
    (found,) = read(store, [QUESTION], viewer=VIEWER)
    return found.version, found.numerator


def test_what_is_read_inside_is_of_one_moment(store: Store) -> None:
    """A load in between is seen after, not inside."""
    load(store, 1)
    with store.reading():
        assert store.version() == 1
        loading = Thread(target=load, args=(store, 2))
        loading.start()
        loading.join()
        assert (store.version(), one(store)) == (1, (1, 1))

    assert (store.version(), one(store)) == (2, (2, 2))


def test_a_version_never_comes_with_the_figures_of_another(store: Store) -> None:
    """While somebody loads forty times, each answer has the figure that its version was loaded with."""
    load(store, 1)
    loading = Thread(target=lambda: [load(store, number) for number in range(2, 42)])
    loading.start()
    answers = set()
    while loading.is_alive():
        answers.add(one(store))
    loading.join()

    assert answers
    assert all(version == figure for version, figure in answers)


def test_after_a_write_the_next_reading_sees_it(store: Store) -> None:
    """Also inside a block that began before."""
    load(store, 1)
    with store.reading():
        assert one(store) == (1, 1)
        load(store, 2)
        assert one(store) == (2, 2)


def test_readings_nest(store: Store) -> None:
    """The inner one is the outer one's moment, and the outer one goes on after it."""
    load(store, 1)
    with store.reading() as outer:
        with store.reading() as inner:
            assert inner is outer
        assert one(store) == (1, 1)


@pytest.mark.parametrize("later", [0, 1])
def test_a_cache_keeps_figures_under_their_own_version(store: Store, later: int) -> None:
    """A page that began before a load and reads after it does not leave the new figures under the old version."""
    kept: dict[str, object] = {}

    class Kept:
        def get(self, key: str) -> object:
            return kept.get(key)

        def set(self, key: str, value: object) -> None:
            kept[key] = value

    from callbacks.memory import Memory
    from layouts.view import View
    from tests.layouts.fabricate import boundaries

    load(store, 1)
    cockpit = Cockpit(store, boundaries(), Memory(Kept()))
    context = cockpit.context(VIEWER, View(period=QUESTION.periods[0]))
    for number in range(later):
        load(store, 2 + number)

    (found,) = cockpit.read(context, [QUESTION])

    assert found.version == found.numerator == 1 + later
    assert [key for key in kept if f":v{1 + later}@" in key]
