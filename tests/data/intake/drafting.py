"""Drafts of files as these tests check them, with corrections, and the cells in which something is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from data.intake import Checked, Corrections, Draft, DraftState, Origin, check
from data.intake.flaws import Flaw, Weight
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import BINJIANG, TODAY

MOMENT = datetime(2026, 11, 23, 1)  # noqa: DTZ001 - as it is kept
CLERK = Viewer("clerk", BINJIANG, frozenset({Right.VIEW, Right.LOAD}), "滨江填报员")
DRAFT = Draft(
    number=1,
    edition=1,
    region=BINJIANG,
    account=CLERK.account,
    post=CLERK.post,
    state=DraftState.OPEN,
    origin=Origin.FILE,
    title="",
    file_key="k" * 32,
    sha256="0" * 64,
    corrections=Corrections(),
    checked_no=0,
    made_at=MOMENT,
    saved_at=MOMENT,
)


def draft_of(path: Path, corrections: Corrections | None = None, title: str = "") -> Draft:
    """Return a draft of a file under its own name or another."""
    return replace(DRAFT, title=title or path.name, corrections=corrections or Corrections())


def checked(
    store: Store,
    path: Path,
    corrections: Corrections | None = None,
    *,
    viewer: Viewer = CLERK,
    today: date = TODAY,
    title: str = "",
) -> Checked:
    """Check a file with corrections as on the day after the feeds' day."""
    return check(store, draft_of(path, corrections, title), path, viewer=viewer, today=today)


def flaws(found: Checked, weight: Weight = Weight.FAULT) -> list[Flaw]:
    """Return the flaws of one weight."""
    return [flaw for flaw in found.every_flaw if flaw.weight is weight]


def places(found: Checked, weight: Weight = Weight.FAULT) -> list[tuple[int | None, int | None]]:
    """Return the cells (row, column from 0) of the flaws of one weight."""
    return [(flaw.row, flaw.column) for flaw in flaws(found, weight)]
