"""Finds the header in a sheet, under title rows and over several merged lines, and what each column is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.load.files.cells import Counts, Texts
from data.load.files.sheet import Sheet
from data.load.headers.conversions import CellUnits, is_figure, read_column
from data.load.headers.grammar import Grammar, Unit, opened
from data.load.headers.vocabulary import ColumnRole, Meaning, Vocabulary, bare

HIGHEST_HEADER = 30
DEEPEST_HEADER = 3
_UNIT_LABELS = {"单位", "计量单位", "金额单位"}
_LONGEST_UNIT = 8  # letters of a unit in a row of units
_KEY_ROLES = {ColumnRole.DAY, ColumnRole.OFFICE, ColumnRole.COUNTY, ColumnRole.DIMENSION}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet: where it is, its title as in the file, what it means, and the unit its figures are in.

    `unit` is None where that is the measure's own; `cells` are the units that may be beside its figures.
    """

    at: int
    title: str
    meaning: Meaning
    unit: Unit | None = None
    cells: CellUnits | None = None

    @property
    def role(self) -> ColumnRole:
        """What the column is for."""
        return self.meaning.role

    def counts(self, texts: Texts) -> Counts:
        """Read cells of the column as counts in the measure's own unit."""
        return read_column(texts, self.unit, self.cells)


@dataclass(frozen=True, slots=True)
class Header:
    """A sheet's header: its first row and the first row below it (from 0), the columns, the cells above."""

    first: int
    below: int
    columns: tuple[SheetColumn, ...]
    above: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What is written above the header."""
        return "　".join(self.above)

    def of(self, role: ColumnRole) -> list[SheetColumn]:
        """Return the columns of one role, from the left."""
        return [column for column in self.columns if column.role is role]


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """Return the sheet's header, None when no row holds a known measure.

    A row with figures is no line of it; a row of units under it is its last line.
    """
    lines = [[str(cell) for cell in row] for row in sheet.cells[sheet.top :][: HIGHEST_HEADER + DEEPEST_HEADER]]
    lines = _without_unit_labels(lines, vocabulary.grammar)
    has_figures = [any(map(is_figure, line)) for line in lines]
    best: tuple[tuple[int, int, int, int], int] | None = None
    meanings: tuple[Meaning, ...] = ()
    for first in range(min(HIGHEST_HEADER, len(lines))):
        for depth in range(1, min(DEEPEST_HEADER, len(lines) - first) + 1):
            if any(has_figures[first : first + depth]):
                break
            found = tuple(vocabulary.meaning(parts) for parts in _stacked(lines[first : first + depth]))
            more = sum(_unit_of(cell, vocabulary.grammar) is not None for cell in lines[first + depth - 1])
            more += sum(meaning.role is ColumnRole.REFUSED for meaning in found)
            score = (*_score(found), more, -depth)
            if score[0] and (best is None or score > best[0]):
                best, meanings = (score, first), found
    if best is None:
        return None
    depth, first = -best[0][-1], best[1]
    if first + depth < len(lines) and _is_unit_row(lines[first + depth], meanings, vocabulary.grammar):
        lines[first + depth] = ["" if _is_unit_label(cell) else cell for cell in lines[first + depth]]
        depth += 1
        meanings = tuple(vocabulary.meaning(parts) for parts in _stacked(lines[first : first + depth]))
    titles = [_title(parts) for parts in _stacked(lines[first : first + depth])]
    columns = tuple(
        SheetColumn(at, title, meaning, converting(meaning.unit))
        for at, (title, meaning) in enumerate(zip(titles, meanings, strict=True))
    )
    above = dict.fromkeys(cell.strip() for line in lines[:first] for cell in line if cell.strip())
    return Header(sheet.top + first, sheet.top + first + depth, columns, tuple(above))


def units_in(line: Sequence[str], grammar: Grammar) -> dict[int, Unit]:
    """Return the units in a row that holds nothing else but the word 单位, by where they are; none for another row."""
    words = {at: cell for at, cell in enumerate(line) if cell.strip() and not _is_unit_label(cell)}
    units = {at: unit for at, cell in words.items() if (unit := _unit_of(cell, grammar))}
    return units if len(units) == len(words) else {}


def _unit_of(cell: str, grammar: Grammar) -> Unit | None:
    return grammar.unit(opened(bare(cell)).strip("()"))


def _is_unit_label(cell: str) -> bool:
    return opened(bare(cell)).strip("():") in _UNIT_LABELS


def _without_unit_labels(lines: Sequence[list[str]], grammar: Grammar) -> list[list[str]]:
    """Return lines in which the word 单位 before a row of units, below another word, is blank: there it is not an office."""
    found = [*lines[:1]]
    for above, line in pairwise(lines):
        is_of_units = bool(units_in(line, grammar))
        found.append(
            [
                "" if is_of_units and over.strip() and _is_unit_label(cell) else cell
                for over, cell in zip(above, line, strict=True)
            ]
        )
    return found


def _is_unit_row(line: Sequence[str], meanings: Sequence[Meaning], grammar: Grammar) -> bool:
    """Say whether a row under a header says units, of which some may not be known: 单位, blank, （课时）, （人次）.

    Under keys there is nothing in it but the word 单位, under measures there are words.
    """
    filled = [(cell.strip(), meaning) for cell, meaning in zip(line, meanings, strict=True) if cell.strip()]
    words = [(cell, meaning) for cell, meaning in filled if not _is_unit_label(cell)]
    if not any(ColumnRole.MEASURE in {meaning.role, meaning.core} for _, meaning in words):
        return False
    if any(
        meaning.role in _KEY_ROLES or len(cell) > _LONGEST_UNIT or any(map(str.isdigit, cell))
        for cell, meaning in words
    ):
        return False
    is_said = len(words) < len(filled) or all(opened(bare(cell)).startswith("(") for cell, _ in words)
    return is_said or any(_unit_of(cell, grammar) for cell, _ in words)


def converting(unit: Unit | None) -> Unit | None:
    """Return a unit by which figures are multiplied; None for one that changes nothing."""
    return unit if unit and unit.times != 1 else None


def _stacked(lines: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return each column's header lines; a group heading reaches right over the columns that have lines below it.

    It ends where a column has a heading of its own above.
    """
    width = len(lines[0])
    stacked: list[list[str]] = [[] for _ in range(width)]
    for depth, line in enumerate(lines):
        group = ""
        for at in range(width):
            below = any(lower[at].strip() for lower in lines[depth + 1 :])
            if line[at].strip():
                group = line[at] if below else ""
                stacked[at].append(line[at])
            else:
                is_under_another = any(upper[at].strip() for upper in lines[:depth])
                group = group if below and not is_under_another else ""
                stacked[at].append(group)
    return [tuple(parts) for parts in stacked]


def _title(parts: Sequence[str]) -> str:
    return "·".join(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _score(meanings: Sequence[Meaning]) -> tuple[int, int]:
    """Count the known headers of a row, and those known in full; a row without a measure scores zero.

    A refused measure counts: the lines that change what a column is belong to its header.
    """
    known = {meaning.keys for meaning in meanings if meaning.role is ColumnRole.MEASURE}
    refused = {(meaning.keys, meaning.fault) for meaning in meanings if meaning.core is ColumnRole.MEASURE}
    keys = sum(
        meaning.role in {ColumnRole.DAY, ColumnRole.OFFICE, ColumnRole.COUNTY, ColumnRole.DIMENSION}
        for meaning in meanings
    )
    return (len(known) + len(refused) + keys, len(known) + keys) if known or refused else (0, 0)
