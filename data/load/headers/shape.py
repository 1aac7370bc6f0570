"""Finds the rows whose cells are doubtful: too many or too few, merged figures, struck out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.load.files.sheet import Merge, Sheet
from data.load.findings import Finding, FindingKind, Severity
from data.load.headers.conversions import is_figure
from data.load.headers.headers import Header
from data.load.headers.vocabulary import ColumnRole

_READ = {ColumnRole.DAY, ColumnRole.OFFICE, ColumnRole.COUNTY, ColumnRole.DIMENSION, ColumnRole.MEASURE}
_LISTED = 20

Doubt = tuple[int, str]


@dataclass(frozen=True, slots=True)
class SheetForm:
    """The form of a table: its header, the titles of the columns that are read, and which of these hold figures."""

    header: Header
    read: Mapping[int, str]
    figures: frozenset[int]


def form_of(header: Header) -> SheetForm:
    """Return the form of a table of counts."""
    read = {column.at: column.title for column in header.columns if column.role in _READ}
    return SheetForm(header, read, frozenset(column.at for column in header.of(ColumnRole.MEASURE)))


def misshapen(sheet: Sheet, form: SheetForm) -> dict[int, str]:
    """Return why a row cannot be trusted, by its step below the header."""
    return {
        **dict(_struck(sheet, form)),
        **dict(_merged_figures(sheet, form)),
        **dict(_too_short(sheet, form)),
        **dict(_too_long(sheet, form)),
    }


def with_merged_keys(sheet: Sheet, form: SheetForm) -> Sheet:
    """Return a sheet with the merged cells of the columns that are no figures written into each row."""
    keys = form.read.keys() - form.figures
    merges = [merge for merge in sheet.merges if merge.left in keys and merge.top >= form.header.below]
    if not merges:
        return sheet
    cells = sheet.cells.copy()
    for merge in merges:
        cells[merge.top : merge.bottom + 1, merge.left] = cells[merge.top : merge.top + 1, merge.left]
    return replace(sheet, cells=cells)


def titles_struck_out(sheet: Sheet, form: SheetForm) -> list[Finding]:
    """Return the error of each column that is read and has its title struck out."""
    rows = range(form.header.first, form.header.below)
    reason = "列名画了删除线。作废的列请删去，有效的请去掉删除线。整表未装载。"
    return [
        Finding(Severity.ERROR, FindingKind.SHAPE, sheet.file, reason, sheet.name, form.header.below, title, at=at)
        for at, title in form.read.items()
        if any((row, at) in sheet.unseen.struck for row in rows)
    ]


def unseen(sheet: Sheet, form: SheetForm, positions: Iterable[int]) -> Iterator[Finding]:
    """Yield a warning for what is hidden and was read all the same: rows, by position, and columns."""
    above = [row for row in range(sheet.top, form.header.below) if any(sheet.cells[row])]
    hidden = sheet.unseen.rows
    rows = sorted(hidden.intersection(above) | hidden.intersection(positions)) if hidden else []
    if rows:
        how = "被筛选掉或隐藏" if sheet.unseen.is_filtered else "被隐藏"
        reason = f"第 {_listed([str(row + 1) for row in rows])} 行{how}，其中的内容照样读取。不要的请删去这些行，再装载一次。"
        yield Finding(Severity.WARNING, FindingKind.UNSEEN, sheet.file, reason, sheet.name)
    columns = [f"{_letters(at + 1)}（{title}）" for at, title in form.read.items() if at in sheet.unseen.columns]
    if columns:
        reason = f"{_listed(columns)} 列被隐藏，其中的内容照样读取。不要的请删去这些列，再装载一次。"
        yield Finding(Severity.WARNING, FindingKind.UNSEEN, sheet.file, reason, sheet.name)


def _too_long(sheet: Sheet, form: SheetForm) -> Iterator[Doubt]:
    """Yield the rows with something under no title: in a CSV cells are shifted, elsewhere it is a figure without a title."""
    titled = [column.at for column in form.header.columns if column.title]
    width = titled[-1] + 1
    body = sheet.cells[form.header.below :]
    for column in form.header.columns:
        if column.title or column.at < titled[0]:
            continue
        if sheet.lengths is not None and column.at >= width:
            reason = (
                "这一行有 {cells} 格，表头只有 {width} 格，不知哪一格是哪一列的。数里的千位逗号请去掉，多出的格请删去。"
            )
            steps = np.flatnonzero(body.rows_where(column.at, bool)).tolist()
        else:
            reason = f"{_letters(column.at + 1)} 列没有列名，却有数字“{{text}}”。请写上列名，或删去这个数字。"
            steps = np.flatnonzero(body.rows_where(column.at, is_figure)).tolist()
        for step in steps:
            cells = int(np.flatnonzero(body[step] != "")[-1]) + 1
            yield step, reason.format(cells=cells, width=width, text=str(body[step, column.at]).strip())


def _too_short(sheet: Sheet, form: SheetForm) -> Iterator[Doubt]:
    """Yield the lines of a CSV that end before the last column that is read: which cell is missing is unknown."""
    if sheet.lengths is None:
        return
    width = max(column.at for column in form.header.columns if column.title) + 1
    last = max(form.read)
    lengths = sheet.lengths[form.header.below :]
    for step in np.flatnonzero((lengths <= last) & (lengths > 1)).tolist():
        yield (
            step,
            f"这一行只有 {lengths[step]} 格，表头有 {width} 格，不知少的是哪一格。请补齐，没有数据的格留空。",
        )


def _merged_figures(sheet: Sheet, form: SheetForm) -> Iterator[Doubt]:
    below, (height, width) = form.header.below, sheet.cells.shape
    for merge in sheet.merges:
        covered = form.figures & {*range(merge.left, merge.right + 1)}
        if not covered or not below <= merge.top < height or merge.left >= width:
            continue
        text = str(sheet.cells[merge.top, merge.left]).strip()
        if text and _is_of_several(merge, form, covered, text):
            first, last = _letters(merge.left + 1), _letters(merge.right + 1)
            where = f"{first}{merge.top + 1}:{last}{merge.bottom + 1}"
            reason = f"“{text}”填在合并的单元格 {where} 里，分不清是哪一格的数。请取消合并，每格各填各的。"
            for row in range(merge.top, min(merge.bottom + 1, height)):
                yield row - below, reason


def _is_of_several(merge: Merge, form: SheetForm, covered: frozenset[int], text: str) -> bool:
    """Say whether a merged cell is, or replaces, a figure of several rows or columns, or of another column."""
    if merge.left not in form.figures:
        return is_figure(text)
    return merge.bottom > merge.top or len(covered) > 1


def _struck(sheet: Sheet, form: SheetForm) -> Iterator[Doubt]:
    for row, at in sorted(sheet.unseen.struck):
        if form.header.below <= row < len(sheet.cells) and at in form.read and sheet.cells[row, at]:
            text = str(sheet.cells[row, at]).strip()
            reason = f"“{form.read[at]}”列的“{text}”画了删除线。作废的请删去内容，有效的请去掉删除线。"
            yield row - form.header.below, reason


def _letters(number: int) -> str:
    """Return what spreadsheets call a column, counted from 1: A, Z, AA."""
    above, last = divmod(number - 1, 26)
    return (_letters(above) if above else "") + chr(ord("A") + last)


def _listed(texts: Sequence[str]) -> str:
    return "、".join(texts[:_LISTED]) + (f" 等 {len(texts)} 处" if len(texts) > _LISTED else "")
