"""Who gives and confirms figures in these tests: clerks and reviewers of a county and of one of its offices."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data.intake.confirming import SecondReview, confirm
from data.intake.draft import Draft, Origin
from data.intake.drafts import create
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, HEADER, PUYAN, TODAY, XIXING, write_csv

REPORTS, REVIEWS = frozenset({Right.VIEW, Right.LOAD}), frozenset({Right.VIEW, Right.CONFIRM})
CLERK = Viewer("clerk", BINJIANG, REPORTS, "滨江填报员")
COLLEAGUE = Viewer("colleague", BINJIANG, REPORTS, "滨江内勤")
OFFICE = Viewer("office", XIXING, REPORTS, "西兴填报员")
REVIEWER = Viewer("reviewer", BINJIANG, REVIEWS, "滨江复核员")
NOW = datetime(2026, 11, 23, 1)  # noqa: DTZ001 - as it is kept


def given(
    store: Store, viewer: Viewer = CLERK, region: str = "", title: str = "日报.csv", key: str = "a" * 32
) -> Draft:
    """Return a new draft of a viewer, by default for its own region."""
    return create(
        store, viewer, region or viewer.scope, origin=Origin.FILE, title=title, file_key=key, sha256="0" * 64, now=NOW
    )


def day_file(folder: Path, done: int = 118, name: str = "day.csv") -> Path:
    """Write a county's day, of which one office completed `done` of 120 checks."""
    rows = [[DAY, XIXING, 120, done], [DAY, CHANGHE, 80, 79], [DAY, PUYAN, 95, 95]]
    return write_csv(folder / name, [HEADER, *rows])


def confirmed(
    store: Store, draft: Draft, path: Path, viewer: Viewer = CLERK, review: SecondReview = SecondReview.OFF
) -> Draft:
    """Confirm a draft as it was last saved, on the day after the feeds' day."""
    queue = path.parent / "queue"
    return confirm(
        store, viewer, draft.number, path, seen=draft.edition, today=TODAY, queue=queue, second_review=review
    )
