"""Makes a file of what was pasted or typed at the desk, so that it is kept, checked and loaded like a file that was sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.intake.drafts import LONGEST_CELL, DraftFault
from data.reasons import Reason

MOST_CELLS = 100_000


def pasted(block: str) -> bytes:
    """Return the CSV of a block that was copied out of a spreadsheet: columns parted by tabs, cells with breaks in quotes.

    Raises DraftFault for one without figures, or with more cells or longer ones than anyone would paste.
    """
    rows = csv.reader(io.StringIO(block.replace("\0", "")), dialect="excel-tab")
    try:
        return typed(rows)
    except csv.Error:
        raise DraftFault(Reason("draft.block")) from None


def typed(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the CSV of the rows of a grid or form, the titles first; raises DraftFault as `pasted` does."""
    text, cells, lines = io.StringIO(), 0, 0
    writer = csv.writer(text)
    for row in rows:
        cells += len(row)
        if cells > MOST_CELLS or any(len(cell) > LONGEST_CELL for cell in row):
            raise DraftFault(Reason("draft.large_block", {"most": MOST_CELLS, "longest": LONGEST_CELL}))
        if any(cell.strip() for cell in row):
            writer.writerow([cell.strip() for cell in row])
            lines += 1
    if lines < 2:
        raise DraftFault(Reason("draft.block"))
    return text.getvalue().encode()
