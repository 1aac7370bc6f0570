"""Splits a sheet with several tables, one below or beside another, into one sheet a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.errors import LoadError
from data.load.files.cells import BadCell, clean, read_day
from data.load.files.grid import CellGrid
from data.load.files.sheet import Sheet
from data.load.headers.conversions import is_figure
from data.load.headers.headers import SheetColumn, find_header
from data.load.headers.vocabulary import ColumnRole, Vocabulary

MOST_TABLES = 50
_IN_PART, _IN_FULL = 1, 2  # how much of a header a heading is
_KEYS = {ColumnRole.DAY, ColumnRole.OFFICE, ColumnRole.COUNTY}
_HEADINGS = {*_KEYS, ColumnRole.DIMENSION, ColumnRole.MEASURE}
_HALF_HEADINGS = {
    *_HEADINGS,
    ColumnRole.REFUSED,
    ColumnRole.MADE,
}  # 应核查（上周）, 上报日期: words of a header, or of a title
_DATED = re.compile(r"[0-9]\s*[年月./-]\s*[0-9]|[0-9]\s*日|[0-9]{8}")

Flags = NDArray[np.bool_]
Heads = NDArray[np.int8]


def tables(sheet: Sheet, vocabulary: Vocabulary) -> list[Sheet]:
    """Return one sheet for each table in a sheet; a header repeated above more rows of its table begins none.

    Raises LoadError for more tables than a person would put on one sheet.
    """
    return [piece for part in _one_below_another(sheet, vocabulary) for piece in _side_by_side(part, vocabulary)]


@dataclass(frozen=True, slots=True)
class _Span:
    """The rows of one table: its first, those of its header, and the first row after it."""

    start: int
    head: tuple[int, ...]
    end: int


def _one_below_another(sheet: Sheet, vocabulary: Vocabulary) -> list[Sheet]:
    heads, figures = _heads_and_figures(sheet.cells, vocabulary)
    spans = _spans(sheet.cells, heads, figures)
    if len(spans) < 2:
        return [sheet]
    kept, repeated = _without_repeats(sheet.cells, spans)
    if len(kept) > MOST_TABLES:
        raise LoadError(f"一张工作表里有 {len(kept)} 张表（各有表头）。请每张表单独放一张工作表。")
    if repeated:
        cells = sheet.cells.copy()
        cells[repeated] = ""
        sheet = replace(sheet, cells=cells)
    return [_cut(sheet, span, kept[0]) for span in kept] if len(kept) > 1 else [sheet]


def _heads_and_figures(cells: CellGrid, vocabulary: Vocabulary) -> tuple[Heads, Flags]:
    """Flag the rows that are headings (no figure, some known words), and those that hold figures."""
    filled = cells.count_where(bool)
    figures = cells.count_where(is_figure) > 0
    roles: dict[str, ColumnRole] = {"": ColumnRole.QUIET}
    heads = np.zeros(len(cells), dtype=np.int8)
    for row in np.flatnonzero(~figures & (filled > 1)).tolist():
        found = [roles.get(text) or roles.setdefault(text, vocabulary.meaning((text,)).role) for text in cells[row]]
        known = sum(role in _HEADINGS for role in found)
        if known > 1 and ColumnRole.MEASURE in found:
            heads[row] = _IN_FULL
        elif not _HALF_HEADINGS.isdisjoint(found) and not any(_is_day(text) for text in cells[row]):
            heads[row] = _IN_PART
    return heads, figures


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except BadCell:
        return False
    return True


def _spans(cells: CellGrid, heads: Heads, figures: Flags) -> list[_Span]:
    """Return the tables, from the title above each to the next; half a heading needs figures below it."""
    found: list[tuple[int, tuple[int, ...]]] = []
    rows = np.flatnonzero(figures)
    runs = _runs(np.flatnonzero(heads).tolist())
    after = [*(run[0] for run in runs[1:]), len(cells)]
    header_before = -1
    for run, end in zip(runs, after, strict=False):
        first, last = np.searchsorted(rows, [run[0], end]).tolist()
        in_full = heads[list(run)].max() == _IN_FULL
        if in_full or first < last:
            above = int(rows[first - 1]) if first else -1
            found.append((_start(cells, run[0], max(above, header_before)), run))
            header_before = run[-1]
    ends = [*(start for start, _ in found[1:]), len(cells)]
    return [_Span(start, head, end) for (start, head), end in zip(found, ends, strict=False)]


def _runs(rows: Sequence[int]) -> list[tuple[int, ...]]:
    """Return rows that follow one another together."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [tuple(run) for run in runs]


def _start(cells: CellGrid, head: int, last_figure: int) -> int:
    """Return where a table begins: below the last blank row above its header, or below the figures before it."""
    if last_figure < 0:
        return 0
    blank = [row for row in range(last_figure + 1, head) if not any(cells[row])]
    return blank[-1] + 1 if blank else last_figure + 1


def _without_repeats(cells: CellGrid, spans: Sequence[_Span]) -> tuple[list[_Span], list[int]]:
    """Return the spans, those under the same header and no title of their own joined, and the headers left out."""
    kept, repeated = [spans[0]], list[int]()
    for span in spans[1:]:
        before = kept[-1]
        same = len(span.head) == len(before.head) and bool(
            (cells.codes[[*span.head]] == cells.codes[[*before.head]]).all()
        )
        if same and span.start == span.head[0]:
            kept[-1] = replace(before, end=span.end)
            repeated += span.head
        else:
            kept.append(span)
    return kept, repeated


def _cut(sheet: Sheet, span: _Span, first: _Span) -> Sheet:
    """Return the rows of one table, under the title of the whole sheet where its own says no day.

    What follows the table above without a blank row may be the date under that one: then both are the title, and
    where they differ there is no day.
    """
    last = max(row for row in range(span.start, span.end) if any(sheet.cells[row]))
    cells = sheet.cells[: last + 1].copy()
    top = span.start
    if span is not first:
        cells[:top] = ""
        title = sheet.cells[: first.head[0]]
        is_dated = any(_DATED.search(clean(text)) for text in cells[top : span.head[0]].texts() if text)
        if not is_dated or any(sheet.cells[top - 1]):
            top -= len(title)
            cells[top : top + len(title)] = title
    return replace(
        sheet,
        cells=cells,
        top=top,
        merges=tuple(merge for merge in sheet.merges if span.start <= merge.top and merge.bottom < span.end),
        lengths=None if sheet.lengths is None else sheet.lengths[: len(cells)],
        remarks=sheet.remarks if span is first else (),
        shares_title=True,
    )


def _side_by_side(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Sheet]:
    """Yield the tables beside one another: each begins where a key comes again after a measure."""
    header = find_header(sheet, vocabulary)
    cuts = _cuts(header.columns) if header else [0]
    if header is None or len(cuts) < 2:
        yield sheet
        return
    for number, (start, end) in enumerate(zip(cuts, [*cuts[1:], sheet.cells.shape[1]], strict=True)):
        own = {column.role for column in header.columns[start:end]}
        shared = [
            column.at
            for column in header.columns[: cuts[1]]
            if column.role in {ColumnRole.DAY, ColumnRole.COUNTY} - own
        ]
        others = [at for at in range(sheet.cells.shape[1]) if not start <= at < end and at not in shared]
        cells = sheet.cells.copy()
        cells[header.first :, others] = ""
        yield replace(sheet, cells=cells, remarks=() if number else sheet.remarks, shares_title=True)


def _cuts(columns: Sequence[SheetColumn]) -> list[int]:
    cuts = [0]
    for column in columns:
        before = [each.role for each in columns[cuts[-1] : column.at]]
        has_more = any(each.role is ColumnRole.MEASURE for each in columns[column.at :])
        if column.role in _KEYS and column.role in before and ColumnRole.MEASURE in before and has_more:
            cuts.append(column.at)
    return cuts
