"""Which cells of a table are hidden whose rows and columns are shown with their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

Column = tuple[str, str]
Place = tuple[str, Column]  # row and column


@dataclass(frozen=True, slots=True)
class SummedTable:
    """The counts of a table by row and column, a cell not among them being zero, of whose lines the sums are known.

    A hidden cell can have another value when persons can be moved around a ring of hidden cells: one more here, one less in
    the same row, one more in that column, and so on back. A zero may be in such a ring, so that it is hidden too.
    """

    amounts: Mapping[Place, int]
    _rows: list[str] = field(init=False)
    _columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", sorted({row for row, _ in self.amounts}))
        object.__setattr__(self, "_columns", sorted({column for _, column in self.amounts}))

    def hidden(self, first: Collection[Place]) -> set[Place]:
        """Return the cells to hide: some, and those with which they make rings, few and small ones where there is a choice.

        A cell outside whose row and column there is no one stays as it is: the sums that are shown say what it is.
        """
        found = set(first)
        for cell in sorted(first, key=lambda each: (self.amounts[each], each)):
            if not self._is_in_ring(cell, found):
                found |= self._companions(cell, found)
        return found

    def _is_in_ring(self, cell: Place, hidden: Collection[Place]) -> bool:
        """Say whether a person can leave a hidden cell so that all sums stay as they are."""
        row, column = cell
        of_rows: dict[str, list[Column]] = defaultdict(list)
        of_columns: dict[Column, list[str]] = defaultdict(list)
        for other in hidden:
            if other != cell:
                of_columns[other[1]].append(other[0])
                if self.amounts.get(other, 0):
                    of_rows[other[0]].append(other[1])
        columns, seen = [column], {column}
        while columns:
            for taken in of_columns[columns.pop()]:
                if taken == row:
                    return True
                new = set(of_rows[taken]) - seen
                seen |= new
                columns += new
        return False

    def _companions(self, cell: Place, hidden: Collection[Place]) -> set[Place]:
        """Return the three cells of the ring that hides least beside a cell."""
        rings = [set(ring) - set(hidden) for ring in self._rings(cell)]
        return min(rings, key=lambda ring: (self._weight(ring), sorted(ring)), default=set())

    def _rings(self, cell: Place) -> Iterator[tuple[Place, ...]]:
        row, column = cell
        for other_row, other_column in product(self._rows, self._columns):
            if other_row != row and other_column != column and self.amounts.get((other_row, other_column), 0):
                yield (other_row, other_column), (other_row, column), (row, other_column)

    def _weight(self, cells: Collection[Place]) -> tuple[int, int, int]:
        counts = [self.amounts.get(each, 0) for each in cells]
        return sum(map(bool, counts)), sum(counts), len(counts)
