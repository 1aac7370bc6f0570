"""Finds the rows whose cells may not be what they seem: too many or too few, merged counts, struck out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from openpyxl.utils import get_column_letter

from data.load.cells import BadCell, read_count, read_counts
from data.load.findings import Finding, Kind, Severity
from data.load.headers import Column, Header
from data.load.row_keys import Fault
from data.load.sheet import Merge, Sheet
from data.load.vocabulary import Role

_USED = {Role.DAY, Role.OFFICE, Role.COUNTY, Role.DIMENSION, Role.MEASURE}


def misshapen(sheet: Sheet, header: Header) -> Iterator[Fault]:
    """Yield (step below the header, "", kind, reason) of every row with a cell that cannot be trusted."""
    found = {
        **dict(_struck(sheet, header)),
        **dict(_merged_counts(sheet, header)),
        **dict(_too_short(sheet, header)),
        **dict(_too_long(sheet, header)),
    }
    for step, reason in found.items():
        yield step, "", Kind.SHAPE, reason


def titles_struck_out(sheet: Sheet, header: Header) -> list[Finding]:
    """Return the error of each column that is used and has its title struck out."""
    rows = range(header.first, header.below)
    reason = "列名画了删除线。作废的列请删去，有效的请去掉删除线。整表未装载。"
    return [
        Finding(Severity.ERROR, Kind.SHAPE, sheet.path.name, reason, sheet.name, header.below, column.title)
        for column in _used(header)
        if any((row, column.at) in sheet.unseen.struck for row in rows)
    ]


def unseen(sheet: Sheet, header: Header, positions: Sequence[int]) -> Iterator[Finding]:
    """Yield a warning for what is hidden and was read all the same: rows, by position, and columns."""
    above = [row for row in range(sheet.top, header.below) if any(sheet.cells[row])]
    rows = sorted(sheet.unseen.rows & {*above, *positions})
    if rows:
        how = "被筛选掉或隐藏" if sheet.unseen.is_filtered else "被隐藏"
        numbers = "、".join(str(row + 1) for row in rows[:20]) + (f" 等 {len(rows)}" if len(rows) > 20 else "")
        reason = f"第 {numbers} 行{how}，其中的内容照样读取。不要的请删去这些行，再装载一次。"
        yield Finding(Severity.WARNING, Kind.UNSEEN, sheet.path.name, reason, sheet.name)
    columns = [column for column in _used(header) if column.at in sheet.unseen.columns]
    if columns:
        titles = "、".join(f"{get_column_letter(column.at + 1)}（{column.title}）" for column in columns[:20])
        reason = f"{titles}列被隐藏，其中的内容照样读取。不要的请删去这些列，再装载一次。"
        yield Finding(Severity.WARNING, Kind.UNSEEN, sheet.path.name, reason, sheet.name)


def _used(header: Header) -> list[Column]:
    return [column for column in header.columns if column.role in _USED]


def _too_long(sheet: Sheet, header: Header) -> Iterator[tuple[int, str]]:
    """Yield the rows with something under no title: in a CSV it shifts the cells, elsewhere it is a figure of nothing."""
    titled = [column.at for column in header.columns if column.title]
    width = titled[-1] + 1
    body = sheet.cells[header.below :]
    for column in header.columns:
        if column.title or column.at < titled[0]:
            continue
        if sheet.lengths is not None and column.at >= width:
            reason = (
                "这一行有 {cells} 格，表头只有 {width} 格，不知哪一格是哪一列的。数里的千位逗号请去掉，多出的格请删去。"
            )
            steps = np.flatnonzero(body[:, column.at] != "").tolist()
        else:
            counts = read_counts(body[:, column.at])
            steps = np.flatnonzero(~np.asarray(counts.values.isna())).tolist()
            reason = f"{get_column_letter(column.at + 1)} 列没有列名，却有数字“{{text}}”。请写上列名，或删去这个数字。"
        for step in steps:
            cells = int(np.flatnonzero(body[step] != "")[-1]) + 1
            yield step, reason.format(cells=cells, width=width, text=str(body[step, column.at]).strip())


def _too_short(sheet: Sheet, header: Header) -> Iterator[tuple[int, str]]:
    """Yield the lines of a CSV that end before their last count: which cell is missing nobody knows."""
    if sheet.lengths is None:
        return
    width = max(column.at for column in header.columns if column.title) + 1
    last = max(column.at for column in header.of(Role.MEASURE))
    lengths = sheet.lengths[header.below :]
    for step in np.flatnonzero((lengths <= last) & (lengths > 1)).tolist():
        yield (
            step,
            f"这一行只有 {lengths[step]} 格，表头有 {width} 格，不知少的是哪一格。请补齐，没有数据的格留空。",
        )


def _merged_counts(sheet: Sheet, header: Header) -> Iterator[tuple[int, str]]:
    measures = {column.at for column in header.of(Role.MEASURE)}
    for merge in sheet.merges:
        text = str(sheet.cells[merge.top, merge.left]) if _is_inside(merge, sheet) else ""
        covered = measures & {*range(merge.left, merge.right + 1)}
        if merge.top < header.below or not text or not covered:
            continue
        is_count = merge.left in measures or _is_count(text)
        if is_count and (merge.bottom > merge.top or len(covered) > 1 or merge.left not in measures):
            first, last = get_column_letter(merge.left + 1), get_column_letter(merge.right + 1)
            where = f"{first}{merge.top + 1}:{last}{merge.bottom + 1}"
            reason = f"“{text.strip()}”填在合并的单元格 {where} 里，分不清是哪一格的数。请取消合并，每格各填各的。"
            for row in range(merge.top, min(merge.bottom + 1, len(sheet.cells))):
                yield row - header.below, reason


def _is_inside(merge: Merge, sheet: Sheet) -> bool:
    return merge.top < sheet.cells.shape[0] and merge.left < sheet.cells.shape[1]


def _is_count(text: str) -> bool:
    try:
        return read_count(text) is not None
    except BadCell:
        return False


def _struck(sheet: Sheet, header: Header) -> Iterator[tuple[int, str]]:
    titles = {column.at: column.title for column in _used(header)}
    for row, at in sorted(sheet.unseen.struck):
        if header.below <= row < len(sheet.cells) and at in titles and sheet.cells[row, at]:
            text = str(sheet.cells[row, at]).strip()
            reason = f"“{titles[at]}”列的“{text}”画了删除线。作废的请删去内容，有效的请去掉删除线。"
            yield row - header.below, reason
