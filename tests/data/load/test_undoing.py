"""Taking a load back: what comes back, what is said where it cannot be done, and what is kept about it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from data import clock
from data.errors import DataError, LaterLoads, OutOfScope
from data.load import undo
from data.store import Store
from data.store.history import forget_loads
from data.viewer import EVERYTHING, Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, XIXING, binjiang_store, held, load, write_csv

VIEWER = Viewer("test", BINJIANG, EVERYTHING, post="值班长")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of one county."""
    return binjiang_store(tmp_path)


def give(store: Store, folder: Path, office: str, due: int, done: int) -> int:
    """Load one office's figures of a day; return the data version."""
    version = load(store, write_csv(folder / f"{office}-{due}.csv", [HEADER, [DAY, office, due, done]])).version
    assert version is not None
    return version


def test_figures_that_were_replaced_come_back(store: Store, tmp_path: Path) -> None:
    """The office-day holds again what it held before the load that is taken back."""
    give(store, tmp_path, XIXING, 10, 9)
    wrong = give(store, tmp_path, XIXING, 100, 90)

    undo(store, VIEWER, wrong, reason="多打了一个零")

    assert held(store)[DAY, XIXING] == {"checkin_due_n": 10, "checkin_done_n": 9}


def test_an_office_that_had_nothing_has_nothing_again(store: Store, tmp_path: Path) -> None:
    """Its figures are not zero but not reported."""
    give(store, tmp_path, CHANGHE, 10, 9)
    wrong = give(store, tmp_path, XIXING, 10, 9)

    undo(store, VIEWER, wrong, reason="不是本所的数")

    assert (DAY, XIXING) not in held(store)


def test_taking_back_is_a_new_data_version(store: Store, tmp_path: Path) -> None:
    """No number is used twice: screens notice the change by it."""
    wrong = give(store, tmp_path, XIXING, 10, 9)

    assert undo(store, VIEWER, wrong, reason="误报").version == wrong + 1


def test_a_load_of_other_offices_does_not_matter(store: Store, tmp_path: Path) -> None:
    """What was given later for another office stays as it is."""
    wrong = give(store, tmp_path, XIXING, 10, 9)
    give(store, tmp_path, CHANGHE, 20, 19)

    undo(store, VIEWER, wrong, reason="误报")

    assert [*held(store)] == [(DAY, CHANGHE)]


def test_later_loads_of_the_same_office_day_are_named(store: Store, tmp_path: Path) -> None:
    """Nothing is written until one has chosen what becomes of them."""
    first = give(store, tmp_path, XIXING, 10, 9)
    second = give(store, tmp_path, XIXING, 20, 19)

    with pytest.raises(LaterLoads, match=rf"第 {second} 次.*1 个单位·日.*西兴司法所"):
        undo(store, VIEWER, first, reason="误报")


def test_later_loads_may_be_kept(store: Store, tmp_path: Path) -> None:
    """What they gave stays; of the load that is taken back nothing comes back later."""
    first = give(store, tmp_path, XIXING, 10, 9)
    second = give(store, tmp_path, XIXING, 20, 19)
    undo(store, VIEWER, first, reason="误报", keep_later=True)

    undo(store, VIEWER, second, reason="误报")

    assert held(store) == {}


def test_a_trial_changes_nothing(store: Store, tmp_path: Path) -> None:
    """The figures and the data version are as before."""
    wrong = give(store, tmp_path, XIXING, 10, 9)

    undo(store, VIEWER, wrong, reason="误报", dry_run=True)

    assert (store.version(), [*held(store)]) == (wrong, [(DAY, XIXING)])


def test_an_undoing_can_be_undone(store: Store, tmp_path: Path) -> None:
    """Then its load counts again."""
    wrong = give(store, tmp_path, XIXING, 10, 9)
    undoing = undo(store, VIEWER, wrong, reason="误报").version

    undo(store, VIEWER, undoing, reason="其实没有报错")

    assert held(store)[DAY, XIXING] == {"checkin_due_n": 10, "checkin_done_n": 9}


def test_nothing_is_undone_twice(store: Store, tmp_path: Path) -> None:
    """The message names the load that did it."""
    wrong = give(store, tmp_path, XIXING, 10, 9)
    undoing = undo(store, VIEWER, wrong, reason="误报").version

    with pytest.raises(DataError, match=f"已由第 {undoing} 次撤回"):
        undo(store, VIEWER, wrong, reason="误报")


def test_a_load_that_is_not_there(store: Store, tmp_path: Path) -> None:
    """The message says where the loads are listed."""
    give(store, tmp_path, XIXING, 10, 9)

    with pytest.raises(DataError, match="没有第 77 次装载"):
        undo(store, VIEWER, 77, reason="误报")


def test_a_reason_is_needed(store: Store, tmp_path: Path) -> None:
    """It is kept beside the load."""
    wrong = give(store, tmp_path, XIXING, 10, 9)

    with pytest.raises(DataError, match="没有写撤回的原因"):
        undo(store, VIEWER, wrong, reason=" ")


def test_another_s_figures_are_not_taken_back(store: Store, tmp_path: Path) -> None:
    """An office's account undoes what touched that office alone."""
    wrong = give(store, tmp_path, CHANGHE, 10, 9)

    with pytest.raises(OutOfScope):
        undo(store, Viewer("clerk", XIXING, EVERYTHING), wrong, reason="误报")


def test_a_load_from_before_the_history_cannot_be_undone(store: Store, tmp_path: Path) -> None:
    """After as many days as the setting says, what it replaced is forgotten."""
    wrong, loads = give(store, tmp_path, XIXING, 10, 9), store.schema.loads
    with store.writing() as connection:
        long_ago = clock.utc_now() - timedelta(days=401)
        connection.execute(update(loads).where(loads.c.load_no == wrong).values(loaded_at=long_ago))
        forget_loads(connection, store.schema, 400)

    with pytest.raises(DataError, match="没有留存"):
        undo(store, VIEWER, wrong, reason="误报")


def test_the_log_says_who_undid_what_and_why(store: Store, tmp_path: Path) -> None:
    """With the number of the load, the region, the post and the reason."""
    wrong, loads = give(store, tmp_path, XIXING, 10, 9), store.schema.loads.c
    number = undo(store, VIEWER, wrong, reason="误报了次日的数").version

    with store.engine.connect() as connection:
        asked = select(loads.undoes, loads.region_code, loads.post, loads.reason).where(loads.load_no == number)
        line = connection.execute(asked).one()

    assert tuple(line) == (wrong, XIXING, "值班长", "误报了次日的数")
