"""Who gives and confirms figures in these tests: clerks and reviewers of a county and of one of its offices."""

from __future__ import annotations

from datetime import datetime

from data.intake.draft import Draft, Origin
from data.intake.drafts import create
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import BINJIANG, XIXING

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
