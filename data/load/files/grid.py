"""The cells of a sheet as codes of texts: a text that comes again takes two bytes a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from data.errors import LoadError
from data.load.files.cells import Texts

MOST_CELLS = 20_000_000
MOST_ROWS = 2_000_000
_BLOCK = 10_000

Codes = NDArray[np.unsignedinteger[Any]]  # two bytes each while they are enough


class CellGrid:
    """A rectangle of texts, read and written by row and column like a NumPy array of two dimensions.

    One cell is a text, a row or a column an array of texts, a part of rows and columns a grid that shares the codes of
    this one, as slices of arrays do.
    """

    __slots__ = ("codes", "known", "numbers")

    def __init__(self, codes: Codes, known: Texts) -> None:
        """Make a grid of codes: the numbers of texts in `known`."""
        self.codes = codes
        self.known = known
        self.numbers: dict[str, int] | None = None  # of the texts, made when one is first written

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return self.codes.shape[0], self.codes.shape[1]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return int(self.codes.size)

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Texts]:
        return (self.known[row] for row in self.codes)

    @overload
    def __getitem__(self, at: tuple[int, int]) -> str: ...
    @overload
    def __getitem__(self, at: int | tuple[slice | list[int] | NDArray[Any], int]) -> Texts: ...
    @overload
    def __getitem__(self, at: slice | list[int] | tuple[slice, list[int]]) -> CellGrid: ...
    def __getitem__(self, at: Any) -> str | Texts | CellGrid:
        codes = self.codes[at]
        return self.known[codes] if codes.ndim < 2 else CellGrid(codes, self.known)

    def __setitem__(self, at: Any, texts: str | Sequence[str] | Texts | CellGrid) -> None:
        wanted = texts.known[texts.codes] if isinstance(texts, CellGrid) else np.asarray(texts, dtype=object)
        if self.numbers is None:
            self.numbers = {text: number for number, text in enumerate(self.known.tolist())}
        new = [text for text in dict.fromkeys(wanted.ravel().tolist()) if text not in self.numbers]
        if new:
            self.known = np.array([*self.known.tolist(), *new], dtype=object)
            self.numbers |= {text: number for number, text in enumerate(new, start=len(self.numbers))}
            self.codes = self.codes.astype(_width(len(self.known)), copy=False)
        numbers = [self.numbers[text] for text in wanted.ravel().tolist()]
        self.codes[at] = np.array(numbers, dtype=self.codes.dtype).reshape(wanted.shape)

    def copy(self) -> CellGrid:
        """Return a grid that can be written to without changing this one."""
        return CellGrid(self.codes.copy(), self.known)

    def texts(self) -> set[str]:
        """Return the different texts in it."""
        is_used = np.zeros(len(self.known), dtype=bool)
        for first in range(0, len(self), _BLOCK):
            is_used[self.codes[first : first + _BLOCK]] = True
        return set(self.known[is_used].tolist())

    def rows_where(self, column: int, says: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return for each row whether its text in a column passes a test; each text is tested once."""
        codes = self.codes[:, column]
        used = np.unique(codes)
        answers = np.zeros(len(self.known), dtype=bool)
        answers[used] = [says(text) for text in self.known[used].tolist()]
        return answers[codes]

    def count_where(self, says: Callable[[str], bool]) -> NDArray[np.int32]:
        """Return for each row how many cells pass a test; each text is tested once."""
        answers = np.fromiter(map(says, self.known), dtype=bool, count=len(self.known))
        found = np.zeros(len(self), dtype=np.int32)
        for first in range(0, len(self), _BLOCK):
            found[first : first + _BLOCK] = answers[self.codes[first : first + _BLOCK]].sum(axis=1)
        return found

    def where(self, texts: Iterable[str]) -> list[tuple[int, int]]:
        """Return (row, column) of the cells with one of some texts, row by row."""
        wanted = set(texts)
        is_wanted = np.fromiter((text in wanted for text in self.known), dtype=bool, count=len(self.known))
        return [(int(at), int(column)) for at, column in np.argwhere(is_wanted[self.codes])]


def _width(count: int) -> type[np.unsignedinteger[Any]]:
    return np.uint16 if count <= np.iinfo(np.uint16).max else np.uint32


def grid(rows: Iterable[Sequence[str]]) -> CellGrid:
    """Return rows of unlike length as one rectangle of text, without the empty rows and columns at its end.

    Raises LoadError for more than `MOST_ROWS` or `MOST_CELLS`.
    """
    numbers = {"": 0}
    blocks: list[Codes] = []
    block: list[list[int]] = []
    width = 0
    for count, row in enumerate(rows, start=1):
        filled = _without_end(row)
        width = max(width, len(filled))
        check_size(count, width)
        block.append([numbers.setdefault(text, len(numbers)) for text in filled])
        if len(block) == _BLOCK:
            blocks.append(_rectangle(block, _width(len(numbers))))
            block = []
    if block:
        blocks.append(_rectangle(block, _width(len(numbers))))
    known: Texts = np.array([*numbers], dtype=object)
    return CellGrid(_joined(blocks, width, _width(len(known))), known)


def check_size(rows: int, columns: int) -> None:
    """Raise LoadError for a table of more rows or cells than a load has memory for."""
    if rows > MOST_ROWS:
        raise LoadError(f"表格太长（超过 {MOST_ROWS // 10_000} 万行）。请按日期或按县拆开。")
    if rows * columns > MOST_CELLS:
        raise LoadError(f"表格太大（超过 {MOST_CELLS // 10_000} 万格）。请删去空白行列，或按日期、按县拆开。")


def of_columns(columns: Sequence[tuple[str, tuple[NDArray[np.int32], list[str]]]]) -> CellGrid:
    """Return a grid of titled columns, each of them numbers of texts, and the texts."""
    numbers = {"": 0}
    found = []
    for title, (codes, texts) in columns:
        own = np.array([numbers.setdefault(text, len(numbers)) for text in (title, *texts)], dtype=np.uint32)
        found.append(np.concatenate([own[:1], own[1:][codes]]))
    codes = np.stack(found, axis=1) if found else np.empty((0, 0), dtype=np.uint32)
    return CellGrid(codes.astype(_width(len(numbers)), copy=False), np.array([*numbers], dtype=object))


def _without_end(row: Sequence[str]) -> Sequence[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _rectangle(rows: Sequence[Sequence[int]], width: type[np.unsignedinteger[Any]]) -> Codes:
    codes: Codes = np.zeros((len(rows), max(map(len, rows))), dtype=width)
    for at, row in enumerate(rows):
        codes[at, : len(row)] = row
    return codes


def _joined(blocks: list[Codes], width: int, code: type[np.unsignedinteger[Any]]) -> Codes:
    """Return blocks one below the other without the blank rows at the end, giving back each as it is copied."""
    while blocks and not blocks[-1].any():
        blocks.pop()
    if not blocks:
        return np.empty((0, 0), dtype=code)
    count = sum(map(len, blocks)) - len(blocks[-1]) + int(np.flatnonzero(blocks[-1].any(axis=1))[-1]) + 1
    codes: Codes = np.zeros((count, width), dtype=code)  # takes its memory as it is filled
    blocks.reverse()
    first = 0
    while blocks:
        block = blocks.pop()[: count - first]
        codes[first : first + len(block), : block.shape[1]] = block
        first += len(block)
    return codes
