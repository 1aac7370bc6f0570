"""Fills in days, offices and kinds that are written once and left blank below, where the meaning is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data.load.files.cells import clean
from data.load.files.grid import CellGrid
from data.load.headers.layouts import UNSPLIT, Layout
from data.load.headers.vocabulary import ColumnRole

DITTO = {"", "〃", "同上"}

Flags = NDArray[np.bool_]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the rows' keys: its title, its columns (an office has a code and a name), and what it is."""

    title: str
    at: tuple[int, ...]
    role: ColumnRole


def filled_down(body: CellGrid, layout: Layout, given: Flags, breaks: Flags) -> tuple[CellGrid, dict[str, list[int]]]:
    """Return the body with blank keys taken from above, and the steps where that was done, by the column's title.

    `given` are the rows with figures, `breaks` those that end a section (小计). A blank is filled only where its key is
    not written row by row, and where no two rows become the same by it; otherwise it is a gap and stays one. A county
    is always the one above.
    """
    parts = [*_parts(layout)]
    gaps = [part for part in parts if (_blank(body, part) & given).any()]
    if not gaps:
        return body, {}
    known: dict[Key, Key] = {}
    own = {part: [known.setdefault(key, key) for key in _keys(body, part)] for part in parts}
    whole = {part: _from_above(keys, breaks) for part, keys in own.items()}
    steps = np.flatnonzero(given).tolist()
    found = {part: [*_fillable(part, own[part], whole, steps)] for part in gaps}
    body = body.copy()
    for part, filled in found.items():
        for step in filled:
            body[step, list(part.at)] = whole[part][step]
    return body, {part.title: filled for part, filled in found.items() if filled and part.role is not ColumnRole.COUNTY}


def _parts(layout: Layout) -> Iterator[_Part]:
    for role in (ColumnRole.DAY, ColumnRole.OFFICE, ColumnRole.COUNTY):
        if columns := layout.header.of(role):
            yield _Part(columns[0].title, tuple(column.at for column in columns), role)
    for key, column in layout.dimensions.items():
        if key not in UNSPLIT:
            yield _Part(column.title, (column.at,), ColumnRole.DIMENSION)


def _blank(body: CellGrid, part: _Part) -> Flags:
    blank = np.ones(len(body), dtype=bool)
    for at in part.at:
        blank &= body.rows_where(at, lambda text: clean(text) in DITTO)
    return blank


def _keys(body: CellGrid, part: _Part) -> Iterator[Key]:
    return (tuple("" if clean(text) in DITTO else text for text in row) for row in body[:, list(part.at)])


def _from_above(keys: Sequence[Key], breaks: Flags) -> list[Key]:
    above: Key = ()
    found = []
    for key, ends in zip(keys, breaks.tolist(), strict=True):
        above = () if ends else key if any(key) else above
        found.append(above)
    return found


def _fillable(
    part: _Part, own: Sequence[Key], whole: Mapping[_Part, Sequence[Key]], steps: Sequence[int]
) -> Iterator[int]:
    """Yield the rows whose blank can only mean what is written above it."""
    is_county = part.role is ColumnRole.COUNTY
    if not is_county and _is_written_row_by_row(part, own, whole, steps):
        return
    for run in _runs(own, whole[part], steps):
        rows = [tuple(keys[step] for keys in whole.values()) for step in run]
        if is_county or len(set(rows)) == len(rows):
            yield from (step for step in run if not any(own[step]) and whole[part][step])


def _runs(own: Sequence[Key], whole: Sequence[Key], steps: Sequence[int]) -> Iterator[list[int]]:
    """Yield the rows that one written key reaches over."""
    run: list[int] = []
    for step in steps:
        if run and not any(own[step]) and whole[step] == whole[run[0]]:
            run.append(step)
            continue
        if run:
            yield run
        run = [step]
    if run:
        yield run


def _is_written_row_by_row(
    part: _Part, own: Sequence[Key], whole: Mapping[_Part, Sequence[Key]], steps: Sequence[int]
) -> bool:
    """Say whether a key comes twice in a row (a kind: for one office), as where it is written in every row."""
    outer = (
        [whole[each] for each in whole if each.role is not ColumnRole.DIMENSION]
        if part.role is ColumnRole.DIMENSION
        else []
    )
    return any(
        any(own[above]) and own[above] == own[below] and all(keys[above] == keys[below] for keys in outer)
        for above, below in pairwise(steps)
    )
