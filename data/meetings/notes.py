"""Notes of a meeting: one text a page of the agenda, region and week; two who write at once do not lose their texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select

from data import clock
from data.audit import Action, record
from data.errors import SavedMeanwhile
from data.periods import Period
from data.reasons import InterfaceWord
from data.regions.scope import region_in_scope
from data.schema.operations import ReviewNoteRow
from data.store import Store
from data.store.editions import editing
from data.text.free import checked
from data.viewer import Viewer

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class MeetingNote:
    """One note; `number` grows with every change, `made_at` is UTC without a zone."""

    text: str
    number: int
    made_by: str
    made_at: datetime


def note_of(store: Store, viewer: Viewer, region: str, week: Period, agenda: str) -> MeetingNote | None:
    """Return the note of a page of a region's meeting, None where there is none; raises OutOfScope."""
    region_in_scope(store.regions, region, viewer)
    with store.reading_rows() as session:
        row = session.get(ReviewNoteRow, (region, week.first, agenda))
        return _note(row) if row else None


def notes_of(store: Store, viewer: Viewer, region: str, week: Period) -> dict[str, MeetingNote]:
    """Return the notes of a region's meeting by page of the agenda; raises OutOfScope."""
    region_in_scope(store.regions, region, viewer)
    asked = select(ReviewNoteRow).where(ReviewNoteRow.region_code == region, ReviewNoteRow.first_day == week.first)
    with store.reading_rows() as session:
        return {row.agenda: _note(row) for row in session.scalars(asked)}


def save_note(
    store: Store, viewer: Viewer, region: str, week: Period, agenda: str, text: str, *, seen: int
) -> MeetingNote:
    """Keep a note in place of the one with the number `seen`, 0 for none; raises OutOfScope, SavedMeanwhile, TextRefused."""
    region_in_scope(store.regions, region, viewer)
    text = checked(text, InterfaceWord("会议记录", "request.texts.note"), LONGEST_NOTE)
    with editing(store.writing_briefly(), partial(_meanwhile, store, viewer, region, week, agenda)) as session:
        held = session.get(ReviewNoteRow, (region, week.first, agenda))
        before = held.note if held else None
        row = session.merge(
            ReviewNoteRow(
                region_code=region,
                first_day=week.first,
                agenda=agenda,
                edition=seen,
                note=text,
                made_by=viewer.signature,
                made_at=clock.utc_now(),
            )
        )
        session.flush()
        about = f"{region} {week.key} {agenda}"
        record(store, session.connection(), Action.NOTE, about, region=region, before=before, after=text)
        return _note(row)


def _note(row: ReviewNoteRow) -> MeetingNote:
    return MeetingNote(row.note, row.edition, row.made_by, row.made_at)


def _meanwhile(store: Store, viewer: Viewer, region: str, week: Period, agenda: str) -> SavedMeanwhile:
    now = note_of(store, viewer, region, week, agenda)
    by, at = (now.made_by, clock.shanghai(now.made_at)) if now else ("", None)
    return SavedMeanwhile("note", "这一页的记录", by=by, at=at)
