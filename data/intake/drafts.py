"""Drafts in the store: given, corrected while typing, submitted, returned, discarded; two browsers do not lose their texts.

A draft is seen by who gave it. Who may confirm for its region sees it as well once it was submitted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Annotated

from pydantic import BaseModel, StringConstraints
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data import clock
from data.audit import Action, record
from data.errors import DataError, SavedMeanwhile
from data.intake.draft import Corrections, Draft, DraftState, Origin
from data.reasons import InterfaceWord, Reason
from data.regions.scope import is_within, region_in_scope
from data.schema.intake import DraftRow
from data.store import Store
from data.store.editions import editing, opened
from data.text.free import checked, text_fault
from data.viewer import Right, Viewer

LONGEST_TITLE, LONGEST_CELL, LONGEST_REASON = 200, 200, 200
MOST_CORRECTIONS = 20_000  # cells, columns, reasons and offices of one draft
SUBMITTED = frozenset({DraftState.WAITING, DraftState.RETURNED, DraftState.CONFIRMED})
CLOSED = frozenset({DraftState.CONFIRMED, DraftState.DISCARDED})
CELL = InterfaceWord("单元格", "request.texts.cell")
REASON = InterfaceWord("原因", "request.texts.intake_reason")
NOTE = InterfaceWord("退回说明", "request.texts.intake_note")
_Place = Annotated[int, "counted from 0"]


class UnknownDraft(DataError):
    """A number that no draft has which the viewer may see."""


class DraftFault(DataError):
    """Something that a draft cannot take, or that cannot be done with it as it is now; the reason says the way out."""


class OtherEdition(SavedMeanwhile):
    """A draft was saved in another browser after it was opened here; `held` is what it holds by now."""

    def __init__(self, held: Draft) -> None:
        super().__init__("draft", "这份草稿", by=held.post, at=clock.shanghai(held.saved_at))
        self.held = held


class _Body(BaseModel):
    """Corrections as they are kept in JSON: a cell is sheet, row, column and text."""

    cells: list[tuple[_Place, _Place, _Place, str]] = []
    columns: dict[Annotated[str, StringConstraints(max_length=LONGEST_TITLE)], str] = {}
    reasons: dict[str, str] = {}
    left_out: list[str] = []
    is_whole: bool = False


def create(
    store: Store,
    viewer: Viewer,
    region: str,
    *,
    origin: Origin,
    title: str,
    file_key: str,
    sha256: str,
    now: datetime | None = None,
) -> Draft:
    """Keep a new draft for a region within the viewer's scope and return it.

    `file_key` names its file in the folder of uploads, `title` is what its sender calls it. Raises NotAllowed, OutOfScope,
    TextRefused for a title that names a person, StoreError while another process writes for too long.
    """
    viewer.require(Right.LOAD)
    code = region_in_scope(store.regions, region, viewer).code
    name = checked(title[-LONGEST_TITLE:], InterfaceWord("文件名", "request.texts.file_name"), LONGEST_TITLE)
    moment, version = now or clock.utc_now(), store.version()
    with editing(store.writing_briefly(), _collided) as session:
        newest = session.execute(select(func.coalesce(func.max(DraftRow.draft_no), 0))).scalar_one()
        row = DraftRow(
            draft_no=newest + 1,
            edition=1,
            region_code=code,
            account=viewer.account,
            post=viewer.signature[:40],
            state=DraftState.OPEN,
            origin=origin,
            title=name,
            file_key=file_key,
            sha256=sha256,
            body=_Body().model_dump_json(),
            checked_no=version,
            made_at=moment,
            saved_at=moment,
        )
        session.add(row)
        session.flush()
        after = {"state": DraftState.OPEN.value, "file": name}
        record(store, session.connection(), Action.DRAFT, _about(row), region=code, after=after)
        return draft_of(row)


def _collided() -> DataError:
    return DraftFault(Reason("draft.collided"))


def find(store: Store, viewer: Viewer, number: int) -> Draft:
    """Return a draft that the viewer may see; raises UnknownDraft, for another's as for one that is not there."""
    with store.reading_rows() as session:
        row = session.get(DraftRow, number)
        found = draft_of(row) if row else None
    if found is None or not sees(store, viewer, found):
        raise UnknownDraft(Reason("draft.unknown", {"number": number}))
    return found


def sees(store: Store, viewer: Viewer, draft: Draft) -> bool:
    """Say whether a viewer may see a draft: its sender, and once it was submitted who may confirm it."""
    if not is_within(store.regions, draft.region, viewer.scope):
        return False
    is_own = draft.account == viewer.account and viewer.may(Right.LOAD)
    return is_own or (viewer.may(Right.CONFIRM) and draft.state in SUBMITTED)


def own_drafts(store: Store, viewer: Viewer, region: str = "") -> list[Draft]:
    """Return the viewer's drafts that are not closed, of one region where it is given, the newest first."""
    is_own = DraftRow.account == viewer.account
    found = _listed(store, viewer, is_own, DraftRow.state.not_in([state.value for state in CLOSED]))
    return [draft for draft in reversed(found) if region in {"", draft.region}]


def waiting_drafts(store: Store, viewer: Viewer) -> list[Draft]:
    """Return what waits within the viewer's scope for somebody who may confirm it, the oldest first."""
    if not viewer.may(Right.CONFIRM):
        return []
    return _listed(store, viewer, DraftRow.state == DraftState.WAITING.value)


def _listed(store: Store, viewer: Viewer, *which: ColumnElement[bool]) -> list[Draft]:
    """Return those drafts that the viewer may see, the oldest first."""
    with store.reading_rows() as session:
        found = map(draft_of, session.scalars(select(DraftRow).where(*which).order_by(DraftRow.draft_no)))
        return [draft for draft in found if sees(store, viewer, draft)]


def save(
    store: Store,
    viewer: Viewer,
    number: int,
    corrections: Corrections,
    *,
    seen: int,
    known: int | None = None,
    now: datetime | None = None,
) -> Draft:
    """Keep the corrections of the viewer's own draft in place of the edition `seen`; return the draft.

    What is the same makes no new edition. `known` is the data version up to which its sender looked at other loads. Raises UnknownDraft, DraftFault for one that is closed or submitted or for more
    than a draft can take, TextRefused for a text that names a person, OtherEdition where another browser saved it.
    """
    _check(corrections, _own(store, viewer, number).corrections)
    with editing(store.writing_briefly(), partial(_other, store, viewer, number)) as session:
        row = opened(session, DraftRow, number, seen)
        if not draft_of(row).is_open:
            raise DraftFault(_closed(draft_of(row)))
        body, checked_no = _body(corrections), max(row.checked_no, known or 0)
        if (body, checked_no) != (row.body, row.checked_no):
            row.body, row.checked_no, row.saved_at = body, checked_no, now or clock.utc_now()
            session.flush()
        return draft_of(row)


def discard(store: Store, viewer: Viewer, number: int, *, seen: int, now: datetime | None = None) -> Draft:
    """Close the viewer's own draft without loading it and return it; its file is the caller's to remove.

    Raises as `save`; one that was submitted may be discarded as well.
    """
    _own(store, viewer, number)
    return _move(store, viewer, number, seen, DraftState.DISCARDED, "", now)


def submit(store: Store, viewer: Viewer, number: int, *, seen: int, now: datetime | None = None) -> Draft:
    """Give the viewer's own draft to who may confirm it; raises as `save`."""
    if not _own(store, viewer, number).is_open:
        raise DraftFault(_closed(find(store, viewer, number)))
    return _move(store, viewer, number, seen, DraftState.WAITING, "", now)


def send_back(
    store: Store, viewer: Viewer, number: int, *, seen: int, note: str = "", now: datetime | None = None
) -> Draft:
    """Return a submitted draft to its sender with a note, or take back one's own without one.

    Raises UnknownDraft, DraftFault where it is not submitted or the note is missing, TextRefused for a note that names a
    person, OtherEdition.
    """
    known = find(store, viewer, number)
    if known.state is not DraftState.WAITING:
        raise DraftFault(Reason("draft.not_waiting", {"number": number}) if known.is_open else _closed(known))
    said = checked(note, NOTE, LONGEST_REASON)
    is_own = known.account == viewer.account
    if not said and not is_own:
        raise DraftFault(Reason("draft.no_note", {"most": LONGEST_REASON}))
    return _move(store, viewer, number, seen, DraftState.OPEN if is_own else DraftState.RETURNED, said, now)


def _move(
    store: Store, viewer: Viewer, number: int, seen: int, state: DraftState, note: str, now: datetime | None
) -> Draft:
    with editing(store.writing_briefly(), partial(_other, store, viewer, number)) as session:
        row = opened(session, DraftRow, number, seen)
        if DraftState(row.state) in CLOSED:
            raise DraftFault(_closed(draft_of(row)))
        moment = now or clock.utc_now()
        before, row.state, row.saved_at, row.note = row.state, state.value, moment, note or None
        if state in CLOSED:
            row.closed_at, row.closed_by = moment, viewer.signature[:40]
        session.flush()
        about, place, after = _about(row), row.region_code, {"state": state.value, "note": note or None}
        record(store, session.connection(), Action.DRAFT, about, region=place, before={"state": before}, after=after)
        return draft_of(row)


def close_confirmed(store: Store, session: Session, row: DraftRow, viewer: Viewer, load_no: int) -> None:
    """Write within the transaction of a load that a draft became it."""
    before = row.state
    row.state, row.load_no = DraftState.CONFIRMED.value, load_no
    row.closed_at = row.saved_at = clock.utc_now()
    row.closed_by = viewer.signature[:40]
    session.flush()
    after = {"state": row.state, "version": load_no}
    about, place = _about(row), row.region_code
    record(store, session.connection(), Action.DRAFT, about, region=place, before={"state": before}, after=after)


def _about(row: DraftRow) -> str:
    return f"{row.draft_no} {row.title}"


def _own(store: Store, viewer: Viewer, number: int) -> Draft:
    """Return the viewer's own draft; raises NotAllowed, UnknownDraft."""
    viewer.require(Right.LOAD)
    found = find(store, viewer, number)
    if found.account != viewer.account:
        raise UnknownDraft(Reason("draft.unknown", {"number": number}))
    return found


def _other(store: Store, viewer: Viewer, number: int) -> OtherEdition:
    return OtherEdition(find(store, viewer, number))


def _closed(draft: Draft) -> Reason:
    """Return why a draft can no longer be changed."""
    match draft.state:
        case DraftState.CONFIRMED:
            return Reason("draft.confirmed", {"number": draft.number, "version": draft.load_no or 0})
        case DraftState.DISCARDED:
            return Reason("draft.discarded", {"number": draft.number})
    return Reason("draft.waiting", {"number": draft.number})


def _check(corrections: Corrections, held: Corrections) -> None:
    """Raise DraftFault, TextRefused for corrections that cannot be kept; texts that are kept already are not read again."""
    counts = (len(corrections.cells), len(corrections.columns), len(corrections.reasons), len(corrections.left_out))
    if sum(counts) > MOST_CORRECTIONS:
        raise DraftFault(Reason("draft.corrections", {"most": MOST_CORRECTIONS}))
    _check_texts(CELL, corrections.cells.values(), held.cells.values(), LONGEST_CELL)
    _check_texts(REASON, corrections.reasons.values(), held.reasons.values(), LONGEST_REASON)
    named = [*corrections.columns, *corrections.columns.values(), *corrections.reasons, *corrections.left_out]
    if any(len(name) > LONGEST_TITLE for name in named):
        raise DraftFault(Reason("draft.corrections", {"most": MOST_CORRECTIONS}))


def _check_texts(what: InterfaceWord, texts: Iterable[str], held: Iterable[str], longest: int) -> None:
    for text in {*texts} - {*held}:
        if fault := text_fault(text, what, longest):
            raise DraftFault(fault)


def _body(corrections: Corrections) -> str:
    return _Body(
        cells=[(*place, text) for place, text in sorted(corrections.cells.items())],
        columns=dict(corrections.columns),
        reasons=dict(corrections.reasons),
        left_out=sorted(corrections.left_out),
        is_whole=corrections.is_whole,
    ).model_dump_json()


def corrections_from(text: str) -> Corrections:
    """Return corrections out of JSON as they are kept and as browsers send them; raises DraftFault for any other text."""
    try:
        body = _Body.model_validate_json(text)
    except ValueError:
        raise DraftFault(Reason("draft.unread")) from None
    cells = {(sheet, row, column): value for sheet, row, column, value in body.cells}
    return Corrections(cells, body.columns, body.reasons, frozenset(body.left_out), body.is_whole)


def draft_of(row: DraftRow) -> Draft:
    """Return a row as a draft."""
    return Draft(
        number=row.draft_no,
        edition=row.edition,
        region=row.region_code,
        account=row.account,
        post=row.post,
        state=DraftState(row.state),
        origin=Origin(row.origin),
        title=row.title,
        file_key=row.file_key,
        sha256=row.sha256,
        corrections=corrections_from(row.body),
        checked_no=row.checked_no,
        made_at=row.made_at,
        saved_at=row.saved_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by or "",
        load_no=row.load_no,
        note=row.note or "",
    )
