"""Reads the file of a draft with what was corrected in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from data.intake.draft import Corrections, Draft
from data.load import Changes, Read, read_changed
from data.load.files.sheet import Sheet
from data.regions.scope import region_in_scope
from data.store import Store
from data.viewer import Viewer


def read_draft(store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date) -> Read:
    """Return what a draft's file holds with its corrections, rows outside the draft's region refused.

    `path` is where the file is kept; messages call it by the draft's title. Raises OutOfScope where the region is
    outside the viewer's scope.
    """
    region = region_in_scope(store.regions, draft.region, viewer)
    corrections = draft.corrections
    changes = Changes(lambda sheet: corrected(sheet, corrections), corrections.columns, corrections.left_out)
    return read_changed(
        store,
        path,
        name=draft.title,
        today=today,
        scope=region.code,
        changes=changes,
        is_whole=corrections.is_whole,
    )


def corrected(sheet: Sheet, corrections: Corrections) -> Sheet:
    """Return a sheet with the corrected cells; a place that the sheet does not have is passed over."""
    height, width = sheet.cells.shape
    given = {
        (row, column): text
        for (number, row, column), text in corrections.cells.items()
        if number == sheet.number and row < height and column < width
    }
    if not given:
        return sheet
    cells = sheet.cells.copy()
    for place, text in given.items():
        cells[place] = text
    return replace(sheet, cells=cells)
