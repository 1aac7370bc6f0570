"""Confirming a draft: it becomes one load with one data version, in one transaction, once.

The draft is closed in the transaction that writes its figures: whenever the process ends, either both are there or
neither. Those who confirm at the same time take turns (`turns.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from data.errors import NotAllowed
from data.intake import drafts
from data.intake.checking import check_opened
from data.intake.corrected import open_draft
from data.intake.draft import Draft, DraftState
from data.intake.drafts import DraftFault, OtherEdition, find, save
from data.intake.flaws import Weight, flaws_of
from data.intake.overtaking import CellKey, check_overtaken, yielding
from data.intake.turns import turn
from data.load import load_sheets
from data.load.findings import FileReport
from data.load.load import Written
from data.load.reading import Read
from data.reasons import Reason
from data.regions import Level
from data.schema.intake import DraftRow
from data.store import Store
from data.viewer import Right, Viewer


class SecondReview(StrEnum):
    """Who confirms: the sender alone, or somebody else of the county or above for whatever is given."""

    OFF = "off"
    COUNTY = "county"


def confirm(
    store: Store,
    viewer: Viewer,
    number: int,
    path: Path,
    *,
    seen: int,
    today: date,
    queue: Path,
    second_review: SecondReview = SecondReview.OFF,
) -> Draft:
    """Load a draft as it was saved in the edition `seen`, and return it confirmed, with the number of its load.

    One that is confirmed already is returned as it is, so that a second click or a retry makes no second load. `path` is
    where its file is kept, `queue` the folder of those who take turns. Nothing is written and an error raised where the
    viewer may not confirm it (NotAllowed, UnknownDraft, DraftFault), where it was saved since (OtherEdition), has a fault or a doubt
    without a reason (DraftFault), where other loads gave other figures for its office-days since its sender looked
    (Overtaken), or where others write for too long (StoreError).
    """
    draft = find(store, viewer, number)
    if draft.state is DraftState.CONFIRMED:
        return draft
    check_confirmer(store, draft, viewer, second_review)
    if draft.edition != seen:
        raise OtherEdition(draft)
    read = _ready(store, draft, path, viewer=viewer, today=today)
    with turn(queue, number):
        if (now := find(store, viewer, number)).state is DraftState.CONFIRMED:
            return now
        load_sheets(store, read, source=draft.title, viewer=viewer, inspect=partial(_close, store, draft, viewer, read))
    return find(store, viewer, number)


def _ready(store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date) -> Read:
    """Return what is to be loaded of a draft; raises DraftFault where its file is gone or it is not ready."""
    if not path.is_file():
        raise DraftFault(Reason("draft.no_file"))
    opened = open_draft(store, draft, path, viewer=viewer, today=today)
    checked = check_opened(store, draft, opened, viewer, today)
    _refuse(checked.faults, checked.doubts, goes_in=checked.is_ready)
    return opened.read


def _refuse(faults: int, doubts: int, *, goes_in: bool) -> None:
    """Raise DraftFault where something is wrong or doubtful, or nothing would be written."""
    if faults or doubts:
        raise DraftFault(Reason("draft.not_ready", {"faults": faults, "doubts": doubts}))
    if not goes_in:
        raise DraftFault(Reason("draft.nothing"))


def _close(store: Store, draft: Draft, viewer: Viewer, read: Read, connection: Connection, written: Written) -> None:
    """Close a draft in the transaction that wrote its figures; raises, which takes them back, where it must not become a load.

    What was checked before its turn is checked again as the store is now.
    """
    flaws = [
        flaw
        for file, found in zip(written.files, read.found, strict=True)
        for flaw in flaws_of(
            file, 0 if isinstance(found, FileReport) else found.sheet.number, {}, draft.corrections.reasons
        )
    ]
    faults = sum(flaw.weight is Weight.FAULT for flaw in flaws)
    version = written.version or 0
    _refuse(faults, sum(flaw.is_open for flaw in flaws), goes_in=version > 0)
    check_overtaken(store, connection, draft, written)
    with Session(connection) as session:
        row = session.get(DraftRow, draft.number)
        if row is None or row.edition != draft.edition:
            raise OtherEdition(find(store, viewer, draft.number))
        drafts.close_confirmed(store, session, row, viewer, version)
    loads = store.schema.loads
    signed = {"region_code": draft.region, "post": draft.post[:40], "account": draft.account}
    connection.execute(update(loads).where(loads.c.load_no == version).values(signed))


def check_confirmer(store: Store, draft: Draft, viewer: Viewer, second_review: SecondReview) -> None:
    """Raise NotAllowed or DraftFault where a viewer may not confirm a draft as it is now.

    Without a second review it is the sender's to confirm. With it somebody else confirms what was submitted, who has the
    right and whose scope is that of a county or above.
    """
    is_own = draft.account == viewer.account
    if draft.state is DraftState.DISCARDED:
        raise DraftFault(Reason("draft.discarded", {"number": draft.number}))
    if second_review is SecondReview.OFF:
        if not is_own:
            raise NotAllowed(Right.LOAD.word)
        viewer.require(Right.LOAD)
        return
    if is_own:
        raise DraftFault(Reason("draft.second_needed" if draft.is_open else "draft.own"))
    viewer.require(Right.CONFIRM)
    if store.regions.get(viewer.scope).level.depth > Level.COUNTY.depth:
        raise DraftFault(Reason("draft.too_low"))
    if draft.state is not DraftState.WAITING:
        raise DraftFault(Reason("draft.not_waiting", {"number": draft.number}))


def merge(
    store: Store,
    viewer: Viewer,
    number: int,
    path: Path,
    *,
    seen: int,
    today: date,
    theirs: Mapping[CellKey, int | None],
    known: int,
    now: datetime | None = None,
) -> Draft:
    """Save for the viewer's own draft what was chosen of an overtaking load's figures; return the draft.

    `theirs` are the cells in which those figures stay, with their values; in all others the draft's go in. `known` is the
    data version up to which its sender has looked by now. Raises as `save` does.
    """
    draft = find(store, viewer, number)
    chosen = yielding(store, draft, path, viewer=viewer, today=today, theirs=theirs)
    return save(store, viewer, number, chosen, seen=seen, known=known, now=now)


def give(
    store: Store,
    viewer: Viewer,
    number: int,
    path: Path,
    *,
    seen: int,
    today: date,
    second_review: SecondReview,
) -> Draft:
    """Submit the viewer's own draft to who may confirm it; return the draft.

    Raises DraftFault where its sender confirms it or it is not ready, else as `submit` does.
    """
    if second_review is SecondReview.OFF:
        raise DraftFault(Reason("draft.no_second"))
    _ready(store, find(store, viewer, number), path, viewer=viewer, today=today)
    return drafts.submit(store, viewer, number, seen=seen)
