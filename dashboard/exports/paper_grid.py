"""Tables set out for the room there is: empty columns left out, short rows side by side, wide columns giving way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.exports.paper_ink import clean
from layouts.labels import text_width
from layouts.twins import Twin

FIGURE = re.compile(r"[+\u2212<≥≤▲▼]?\u2009?\d[\d\u2009.]*\u2009?[%‰]?|[—·▒]|")
WIDEST = 24.0  # ems
GAP = 1.2  # ems between columns
SHORT = 9  # tables of fewer rows are not folded


@dataclass(frozen=True, slots=True)
class Field:
    """A cell as written; `shade` is the colour behind it, empty for none."""

    text: str
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as set: `folds` rows of the original stand side by side in each row.

    `widths` are the columns' shares in ems and `is_figure` says which hold figures, both for one fold.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Field, ...], ...]
    widths: tuple[float, ...]
    is_figure: tuple[bool, ...]
    folds: int = 1

    @property
    def all_headings(self) -> tuple[str, ...]:
        """The headings, once for each fold."""
        return self.headings * self.folds


def set_out(
    table: Twin,
    room: float,
    shades: Sequence[Sequence[str]] = (),
    *,
    is_folded: bool = True,
    widest: float = WIDEST,
) -> Grid:
    """Lay a table out: empty columns left out, short rows side by side where several fit, unless told not to be.

    A column is given `widest` ems at most before its text is set over several lines.
    """
    texts = [[clean(cell.text) for cell in row] for row in table.rows]
    kept = [at for at in range(len(table.headings)) if at == 0 or any(row[at] for row in texts)]
    headings = tuple(clean(table.headings[at]) for at in kept)
    rows = [tuple(Field(row[at], shades[down][at] if shades else "") for at in kept) for down, row in enumerate(texts)]
    widths = tuple(
        min(max(text_width(heading), *(text_width(row[at].text) for row in rows)) + GAP, widest)
        if rows
        else text_width(heading) + GAP
        for at, heading in enumerate(headings)
    )
    folds = 1 if len(rows) < SHORT or shades or not is_folded else max(min(int(room / sum(widths)), 4), 1)
    widths = _within(widths, room / folds)
    empty = tuple(Field("") for _ in headings)
    folded = tuple(
        tuple(field for row in (*group, *(empty,) * (folds - len(group))) for field in row)
        for group in (rows[at : at + folds] for at in range(0, len(rows), folds))
    )
    is_figure = tuple(
        bool(at) and bool(rows) and all(FIGURE.fullmatch(row[at].text) for row in rows) for at in range(len(headings))
    )
    return Grid(clean(table.caption), headings, folded, widths, is_figure, folds)


def _within(widths: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths that fill the room: narrow columns keep theirs, only wide ones give way."""
    wide: set[int] = set(range(len(widths)))
    while len(wide) > 1:
        share = (room - sum(width for at, width in enumerate(widths) if at not in wide)) / len(wide)
        narrow = {at for at in wide if widths[at] <= share}
        if not narrow or narrow == wide:
            break
        wide -= narrow
    if sum(widths) <= room:
        return tuple(widths)
    left = room - sum(width for at, width in enumerate(widths) if at not in wide)
    whole = sum(widths[at] for at in wide)
    return tuple(width * left / whole if at in wide else width for at, width in enumerate(widths))
