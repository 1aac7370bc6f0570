"""Recognises which reference table a sheet holds, by the names of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from data.catalogue.reference_tables import (
    ReferenceColumn,
    ReferenceKind,
    ReferenceTable,
    load_references,
)
from data.load.files.sheet import Sheet
from data.load.headers.grammar import Grammar, PieceKind, Unit, opened
from data.load.headers.headers import HIGHEST_HEADER, Header, SheetColumn, find_header
from data.load.headers.shape import SheetForm
from data.load.headers.vocabulary import UNKNOWN, Vocabulary, bare

_FIGURES = {ReferenceKind.WHOLE, ReferenceKind.NUMBER}
LONGEST_TITLE = 30
FEWEST = 2  # columns of a table that a header must name to be taken for it


@dataclass(frozen=True, slots=True)
class Recognised:
    """The reference table a sheet holds, its header, and the sheet's column of each of the table's columns."""

    sheet: Sheet
    table: ReferenceTable
    header: Header
    columns: Mapping[str, SheetColumn]

    @property
    def lacking(self) -> list[ReferenceColumn]:
        """The columns that must be there and are not."""
        return [column for column in self.table.columns if column.required and column.key not in self.columns]

    @property
    def form(self) -> SheetForm:
        """Which columns are read, and which of them hold figures."""
        kinds = {column.key: column.kind for column in self.table.columns}
        read = {column.at: column.title for column in self.columns.values()}
        return SheetForm(
            self.header, read, frozenset(at.at for key, at in self.columns.items() if kinds[key] in _FIGURES)
        )


def recognise(sheet: Sheet, vocabulary: Vocabulary) -> Recognised | None:
    """Return the reference table that a sheet holds, None when it holds none.

    A sheet with some of a table's columns is one unless it can be read as figures; one with all that must be there
    is one in any case.
    """
    found = max(_candidates(sheet, vocabulary), key=_fitness, default=None)
    if found is None or (found.lacking and find_header(sheet, vocabulary) is not None):
        return None
    return found


def _candidates(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Recognised]:
    for at, line in enumerate(sheet.cells[:HIGHEST_HEADER]):
        titles = [" ".join(str(cell).split()) for cell in line]
        read = [_read_title(vocabulary.meaning((title,)).match or title, vocabulary.grammar) for title in titles]
        above = tuple(str(cell).strip() for row in sheet.cells[:at] for cell in row if str(cell).strip())
        for table in load_references().values():
            found = _named_columns(table, read, vocabulary.grammar)
            if len(found) >= FEWEST:
                everything = tuple(SheetColumn(step, title, UNKNOWN) for step, title in enumerate(titles))
                columns = {key: SheetColumn(step, titles[step], UNKNOWN, read[step][1]) for key, step in found.items()}
                yield Recognised(sheet, table, Header(at, at + 1, everything, above), columns)


def _read_title(title: str, grammar: Grammar) -> tuple[str, Unit | None]:
    """Return the known word that a title is, with the unit that it states; a title that is more than that by itself."""
    plain = opened(bare(title))
    is_exact = plain in _every_word() or len(plain) > LONGEST_TITLE or not any(map(str.isalpha, plain))
    reading = None if is_exact else grammar.read(plain, _every_word())
    if reading is None or any(piece.kind in {PieceKind.STRANGE, PieceKind.PERIOD} for piece in reading.pieces):
        return plain, None
    units = grammar.listed_units(reading.of(PieceKind.UNIT))
    return (reading.word, units[0]) if units else (reading.word, None)


def _named_columns(table: ReferenceTable, read: Sequence[tuple[str, Unit | None]], grammar: Grammar) -> dict[str, int]:
    """Return where each table column is; a column's own names win over the aliases of another."""
    found: dict[str, int] = {}
    for words in _words()[table.key]:
        for key, forms in words.items():
            same = grammar.same(table.column(key).unit)
            free = {at for at, (word, unit) in enumerate(read) if word in forms and (unit is None or unit.base in same)}
            if free - {*found.values()} and key not in found:
                found[key] = min(free - {*found.values()})
    return found


@cache
def _every_word() -> frozenset[str]:
    return frozenset(
        word for table in _words().values() for words in table for forms in words.values() for word in forms
    )


@cache
def _words() -> Mapping[str, Sequence[Mapping[str, frozenset[str]]]]:
    """Return by table the bare own names of each column, and its bare aliases."""
    return {
        table.key: (
            {column.key: _forms(own_names(column)) for column in table.columns},
            {column.key: _forms(column.aliases) for column in table.columns},
        )
        for table in load_references().values()
    }


def _forms(names: Iterable[str]) -> frozenset[str]:
    return frozenset(opened(bare(name)) for name in names)


def own_names(column: ReferenceColumn) -> tuple[str, ...]:
    """Return a column's own names, without aliases."""
    return (column.key, column.zh, column.en)


def _fitness(found: Recognised) -> tuple[bool, int, int]:
    titled = sum(bool(column.title) for column in found.header.columns)
    return not found.lacking, len(found.columns) * 2 - titled, -found.header.first
