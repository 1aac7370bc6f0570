"""A server killed in the middle of confirming leaves the store before or after, never between, and the draft with its file."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.intake import confirming, drafts
from data.intake.draft import DraftState
from data.intake.drafts import find
from data.load import load as loading
from data.store import Store
from tests.data.feeds import DAY, XIXING, binjiang_store, held
from tests.data.intake.accounts import CLERK, confirmed, day_file, given

# Where it is killed: a function of a module, which is called or has returned then.
BEFORE = [(confirming, "turn"), (confirming, "check_overtaken"), (drafts, "close_confirmed")]
AFTER = [(loading, "judge_areas")]


def killed_at(module: Any, name: str, folder: Path, *, is_called: bool) -> None:
    """Confirm the first draft in a process that is killed where a function is called, or has returned."""
    child = os.fork()
    if child == 0:
        whole: Callable[..., Any] = getattr(module, name)

        def kill(*given: Any, **named: Any) -> None:
            if is_called:
                whole(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(module, name, kill)
        try:
            store = binjiang_store(folder)
            confirmed(store, find(store, CLERK, 1), folder / "day.csv")
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """A folder with a store that holds a draft, which no process has open, and the draft's file."""
    store = binjiang_store(tmp_path)
    given(store)
    day_file(tmp_path)
    store.engine.dispose()
    return tmp_path


def loads_of(store: Store) -> tuple[int, bool]:
    """Return how many loads there are, and whether the figures are in."""
    return store.version(), (DAY, XIXING) in held(store)


@pytest.mark.parametrize(("module", "name"), BEFORE)
@pytest.mark.parametrize("is_called", [False, True])
def test_killed_before_the_end_nothing_counts_and_it_can_be_confirmed_again(
    waiting: Path, module: Any, name: str, *, is_called: bool
) -> None:
    killed_at(module, name, waiting, is_called=is_called)
    store = binjiang_store(waiting)
    assert (find(store, CLERK, 1).state, loads_of(store)) == (DraftState.OPEN, (0, False))

    done = confirmed(store, find(store, CLERK, 1), waiting / "day.csv")
    assert (done.load_no, loads_of(store)) == (1, (1, True))


@pytest.mark.parametrize(("module", "name"), AFTER)
def test_killed_after_it_was_written_it_counts_and_is_not_loaded_again(waiting: Path, module: Any, name: str) -> None:
    killed_at(module, name, waiting, is_called=False)
    store = binjiang_store(waiting)
    draft = find(store, CLERK, 1)
    assert (draft.state, draft.load_no, loads_of(store)) == (DraftState.CONFIRMED, 1, (1, True))

    assert confirmed(store, draft, waiting / "day.csv") == draft
    assert loads_of(store) == (1, True)
