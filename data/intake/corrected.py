"""Reads the file of a draft with what was corrected in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from data.errors import LoadError
from data.intake.columns import remembered, shape_of
from data.intake.draft import Corrections, Draft
from data.load.checks.persons import refuse_persons
from data.load.files.sheet import Sheet
from data.load.headers.matches import title_key, with_matches
from data.load.reading import Found, Read, interpreted, known_of, sheets_of, unread, without_owners
from data.regions.scope import region_in_scope
from data.store import Store
from data.viewer import Viewer

MOST_CELLS = 2_000_000  # checked in about five seconds


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft's file, opened: what was read of it with the corrections, and beside it what it was before.

    `sheets` are the sheets as the file has them, none where it cannot be read; `found` is what was read of all owners,
    those left out among them. `matches` and `kept` are what columns mean by `title_key`, `kept` as it was remembered.
    """

    read: Read
    found: tuple[Found, ...]
    sheets: tuple[Sheet, ...] = ()
    shape: str = ""
    matches: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def read_draft(store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date) -> Read:
    """Return what a draft's file holds with its corrections, rows outside the draft's region refused.

    `path` is where the file is kept; messages call it by the draft's title. Raises OutOfScope where the region is
    outside the viewer's scope.
    """
    return open_draft(store, draft, path, viewer=viewer, today=today).read


def open_draft(store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date) -> OpenedDraft:
    """Return a draft's file as it is and as it is with the corrections; raises as `read_draft` does."""
    region = region_in_scope(store.regions, draft.region, viewer)
    known = known_of(store, region.code, today)
    corrections, called = draft.corrections, Path(draft.title)
    try:
        sheets = sheets_of(path, called)
        if sum(sheet.cells.size for sheet in sheets) > MOST_CELLS:
            raise LoadError(
                f"文件太大（超过 {MOST_CELLS // 10_000} 万格），在网页上核对不了。请按日期或按县拆开；"
                "确要整份装载的，请管理员用 cockpit load。"
            )
        shape = shape_of(sheets, known.vocabulary)
        kept = remembered(store, draft.account, shape)
        matches = kept | {title_key(title.split("·")): known for title, known in corrections.columns.items()}
        known = replace(known, vocabulary=with_matches(known.vocabulary, matches))
        found = interpreted(_corrected(sheets, called, corrections), known)
    except LoadError as error:
        file = unread(called, error)
        return OpenedDraft(Read(known, [file]), (file,))
    taken = [without_owners(each, corrections.left_out) for each in found]
    return OpenedDraft(Read(known, taken, corrections.is_whole), tuple(found), tuple(sheets), shape, matches, kept)


def _corrected(sheets: Sequence[Sheet], called: Path, corrections: Corrections) -> list[Sheet]:
    """Return sheets with corrected cells; raises LoadError where a correction names a person."""
    done = [corrected(sheet, corrections) for sheet in sheets]
    if corrections.cells:
        refuse_persons(called, done)
    return done


def corrected(sheet: Sheet, corrections: Corrections) -> Sheet:
    """Return a sheet with the corrected cells; a place that the sheet does not have is passed over.

    A corrected cell is neither struck out nor merged with others any more, and its line is as long as it reaches.
    """
    height, width = sheet.cells.shape
    given = {
        (row, column): text
        for (number, row, column), text in corrections.cells.items()
        if number == sheet.number and row < height and column < width
    }
    if not given:
        return sheet
    cells, lengths = sheet.cells.copy(), None if sheet.lengths is None else sheet.lengths.copy()
    for (row, column), text in given.items():
        cells[row, column] = text
        if lengths is not None and text:
            lengths[row] = max(int(lengths[row]), column + 1)
    merges = tuple(
        merge
        for merge in sheet.merges
        if not any(merge.top <= row <= merge.bottom and merge.left <= column <= merge.right for row, column in given)
    )
    unseen = replace(sheet.unseen, struck=sheet.unseen.struck - given.keys())
    return replace(sheet, cells=cells, lengths=lengths, merges=merges, unseen=unseen)
