"""Notes of a meeting: one text a page of the agenda, region and week; two who write at once do not lose their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from data import clock
from data.errors import DataError
from data.free_text import checked
from data.periods import Period
from data.store import Store

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class MeetingNote:
    """One note; `number` grows with every change, `made_at` is UTC without a zone."""

    text: str
    number: int
    made_by: str
    made_at: datetime


class NoteChanged(DataError):
    """Somebody else wrote meanwhile; nothing was written. `now` is what the store holds."""

    def __init__(self, now: MeetingNote | None) -> None:
        super().__init__(
            "您打开之后，另一人已经改过这一页的记录，本次未写入。您的文字还在框里，请对照现有记录后再保存。"
        )
        self.now = now


def note_of(store: Store, region: str, week: Period, agenda: str) -> MeetingNote | None:
    """Return the note of a page of a region's meeting, None where nobody wrote one."""
    table = store.schema.review_notes
    which = (table.c.region_code == region, table.c.first_day == week.first, table.c.agenda == agenda)
    with store.reading() as connection:
        row = connection.execute(select(table).where(*which)).one_or_none()
    return MeetingNote(row.note, row.edition_no, row.made_by, row.made_at) if row else None


def notes_of(store: Store, region: str, week: Period) -> dict[str, MeetingNote]:
    """Return the notes of a region's meeting by page of the agenda."""
    table = store.schema.review_notes
    asked = select(table).where(table.c.region_code == region, table.c.first_day == week.first)
    with store.reading() as connection:
        return {
            row.agenda: MeetingNote(row.note, row.edition_no, row.made_by, row.made_at)
            for row in connection.execute(asked)
        }


def save_note(store: Store, region: str, week: Period, agenda: str, text: str, *, seen: int, post: str) -> MeetingNote:
    """Keep a note in place of the one with the number `seen`, 0 for none; raises NoteChanged, TextRefused."""
    text = checked(text, "会议记录", LONGEST_NOTE)
    table = store.schema.review_notes
    note = MeetingNote(text, seen + 1, post, clock.utc_now())
    fields = {"edition_no": note.number, "note": text, "made_by": post, "made_at": note.made_at}
    which = {"region_code": region, "first_day": week.first, "agenda": agenda}
    try:
        with store.engine.begin() as connection:
            if seen == 0:
                connection.execute(insert(table).values(**which, **fields))
            else:
                held = update(table).where(
                    *(table.c[key] == value for key, value in which.items()), table.c.edition_no == seen
                )
                if connection.execute(held.values(**fields)).rowcount != 1:
                    raise NoteChanged(note_of(store, region, week, agenda))
    except IntegrityError as error:
        raise NoteChanged(note_of(store, region, week, agenda)) from error
    return note
