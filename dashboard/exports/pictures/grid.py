"""Tables fitted to a width: empty columns left out, short rows side by side, wide columns made narrower."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from dashboard.exports.pictures.ink import formal
from layouts.charts.geometry.labels import text_width
from layouts.charts.twins import Twin

FIGURE = re.compile(r"[+\u2212<≥≤▲▼]?\u2009?\d[\d\u2009.]*[\u2009 ]?[%‰]?(（[^）]+）)?|[—·▒]|")
LATIN = re.compile(r"[\x21-\x7e]+")
WIDEST = 24.0  # ems
GAP = 1.5  # ems between columns
ALLEY = 1.6  # ems more between folds
NAME = 8.0  # ems that the names of rows keep in a wide table
HEAD = 3.0  # ems of a heading that are not broken
SHORT = 9  # tables of fewer rows are not folded
FEW_ROWS = 20  # tables of more rows are not tried with other widths
DATE = 6.0  # ems of 11月29日, and of what else is not worth two lines
MOVES = (1.0, 2.0, 4.0)  # ems that one column may give another at once


@dataclass(frozen=True, slots=True)
class Field:
    """A cell as written; `shade` is the colour behind it, empty for none."""

    text: str
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as set: `folds` rows of the original are side by side in each row.

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
    """Lay a table out: empty columns left out and, where `is_folded`, short rows side by side if several fit.

    Columns come closer by half their gap where that saves lines. A column is given `widest` ems at most before its text
    is set over several lines.
    """
    texts = [[formal(cell.text) for cell in row] for row in table.rows]
    kept = [at for at in range(len(table.headings)) if at == 0 or any(row[at] for row in texts)]
    headings = tuple(formal(table.headings[at]) for at in kept)
    rows = [tuple(Field(row[at], shades[down][at] if shades else "") for at in kept) for down, row in enumerate(texts)]
    widths = _wanted(headings, rows, widest)
    closest = sum(widths) - len(widths) * GAP / 2
    folds = (
        1 if len(rows) < SHORT or shades or not is_folded else max(min(int((room + ALLEY) / (closest + ALLEY)), 4), 1)
    )
    words = [
        max(min(text_width(heading), HEAD), *(_longest_word(row[at].text) for row in rows), 0.0) + GAP
        for at, heading in enumerate(headings)
    ]
    least = [max(words[0], min(widths[0], NAME)), *words[1:]]
    widths = _within(widths, least, (room + ALLEY) / folds - ALLEY)
    if len(rows) <= FEW_ROWS:
        widths = _balanced(widths, least, [[text_width(field.text) for field in row] for row in rows if row])
    is_figure = tuple(
        bool(at) and bool(rows) and all(FIGURE.fullmatch(row[at].text) for row in rows) for at in range(len(headings))
    )
    return Grid(formal(table.caption), headings, _folded(rows, folds), widths, is_figure, folds)


def _wanted(headings: Sequence[str], rows: Sequence[Sequence[Field]], widest: float) -> tuple[float, ...]:
    """Return in ems how wide each column would be with every text on one line, `widest` at most."""
    if not rows:
        return tuple(text_width(heading) + GAP for heading in headings)
    return tuple(
        min(max(text_width(heading), *(text_width(row[at].text) for row in rows)) + GAP, widest)
        for at, heading in enumerate(headings)
    )


def _folded(rows: Sequence[tuple[Field, ...]], folds: int) -> tuple[tuple[Field, ...], ...]:
    """Return rows set side by side, so many at a time, the last filled up with empty fields."""
    groups = (rows[at : at + folds] for at in range(0, len(rows), folds))
    empty = tuple(Field("") for _ in rows[0]) if rows else ()
    return tuple(
        tuple(field for row in (*group, *(empty,) * (folds - len(group))) for field in row) for group in groups
    )


def _within(widths: Sequence[float], least: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths that fit the room: narrow columns keep theirs, wide ones shrink, none below its `least`."""
    if sum(widths) <= room:
        return tuple(widths)
    fixed: dict[int, float] = {}
    while len(fixed) < len(widths):
        left = room - sum(fixed.values())
        open_ones = [at for at in range(len(widths)) if at not in fixed]
        share, whole = left / len(open_ones), sum(widths[at] for at in open_ones)
        kept = {at: widths[at] for at in open_ones if widths[at] <= share} or {
            at: least[at] for at in open_ones if widths[at] * left / whole < least[at]
        }
        if not kept:
            return tuple(fixed.get(at, width * left / whole) for at, width in enumerate(widths))
        fixed |= kept
    return tuple(fixed[at] for at in range(len(widths)))


def _balanced(widths: Sequence[float], least: Sequence[float], texts: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return widths of the same sum with which the rows take fewest lines, moving width between columns.

    A text as short as a date stays on one line.
    """
    short = [max([0.0, *(text + GAP for text in column if text <= DATE)]) for column in zip(*texts, strict=True)]
    least = [min(width, max(pair)) for width, *pair in zip(widths, least, short or least, strict=True)]
    best, lines = tuple(widths), _line_count(widths, texts)
    while True:
        tried = [
            _moved(best, give, take, ems)
            for ems in MOVES
            for give in range(len(best))
            for take in range(len(best))
            if give != take and best[give] - ems >= least[give]
        ]
        found = min(tried, key=lambda each: _line_count(each, texts), default=best)
        fewer = _line_count(found, texts)
        if fewer >= lines:
            return best
        best, lines = found, fewer


def _moved(widths: Sequence[float], give: int, take: int, ems: float) -> tuple[float, ...]:
    return tuple(width + ems * ((at == take) - (at == give)) for at, width in enumerate(widths))


def _line_count(widths: Sequence[float], texts: Sequence[Sequence[float]]) -> int:
    return sum(
        max(ceil(text / max(width - GAP, 1.0)) for text, width in zip(row, widths, strict=True)) for row in texts
    )


def _longest_word(text: str) -> float:
    """Return the width of the longest run of letters that no line can break."""
    return max((text_width(run) for run in LATIN.findall(text)), default=0.0)
