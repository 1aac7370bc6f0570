"""Goes over the records of an XLS workbook for what its cells do not say: a password, links, formulas never computed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from data.errors import LoadError
from data.load.files.hazards import LOCKED, MACROS, file_named, linked

_BOF, _FORMULA, _EXTERNSHEET, _FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x809, 0x06, 0x17, 0x2F, 0x85, 0x1AE
_INTERNAL = (0x0401, 0x3A01)  # what a link to the workbook itself, or to functions, has in place of a name
_REFERENCES = (0x3A, 0x5A, 0x7A, 0x3B, 0x5B, 0x7B)  # a cell or an area of a sheet, which a number names
_NAMES = (0x39, 0x59, 0x79)
_ON_LOAD = 0x2
_MACRO_SHEET = 1


@dataclass
class _Found:
    """What was read so far: names of sheets by where they begin, links by the numbers that formulas use."""

    titles: dict[int, str] = field(default_factory=dict)
    books: list[str | None] = field(default_factory=list)
    links: dict[int, str] = field(default_factory=dict)
    title: str = ""


def scan(stream: bytes) -> frozenset[tuple[str, int, int]]:
    """Return the cells (sheet, row and column from 0) whose formula has no result: a program wrote it and never computed it.

    Raises LoadError for a password, for sheets of macros and for a cell that takes its figure from another workbook.
    """
    found = _Found()
    uncomputed = set()
    for at, kind, data in _records(stream):
        if kind == _FORMULA:
            row, column = struct.unpack_from("<HH", data)
            if found.links and (other := _other_book(data[22:], found.links)) is not None:
                raise LoadError(linked(found.title, f"{get_column_letter(column + 1)}{row + 1}", other))
            if data[14] & _ON_LOAD and data[6:14] == bytes(8):
                uncomputed.add((found.title, row, column))
        elif kind == _FILEPASS:
            raise LoadError(LOCKED)
        elif kind == _BOUNDSHEET:
            _note_sheet(data, found)
        elif kind == _SUPBOOK:
            found.books.append(_book(data))
        elif kind == _EXTERNSHEET:
            _note_links(data, found)
        elif kind == _BOF:
            found.title = found.titles.get(at, "")
    return frozenset(uncomputed)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _note_sheet(data: bytes, found: _Found) -> None:
    at, _, kind = struct.unpack_from("<IBB", data)
    if kind == _MACRO_SHEET:
        raise LoadError(MACROS)
    found.titles[at] = _letters(data[6:], data[7], 2)


def _note_links(data: bytes, found: _Found) -> None:
    for number in range(struct.unpack_from("<H", data)[0]):
        (book,) = struct.unpack_from("<H", data, 2 + 6 * number)
        name = found.books[book] if book < len(found.books) else None
        if name is not None:
            found.links[number] = name


def _book(data: bytes) -> str | None:
    """Return the name of the workbook that a link leads to, None for this one and for functions."""
    if len(data) == 4 and struct.unpack_from("<H", data, 2)[0] in _INTERNAL:
        return None
    length = struct.unpack_from("<H", data, 2)[0]
    return file_named(_letters(data[2:], data[4], 3)) if length > 1 else None


def _letters(data: bytes, flags: int, start: int) -> str:
    """Return a text of a record, of which `flags` says whether each letter takes two bytes, from where its letters start."""
    return data[start:].decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _other_book(formula: bytes, links: dict[int, str]) -> str | None:
    """Return the name of a workbook that a formula refers to, None where it stays in its own."""
    for number, name in links.items():
        for mark in (*_REFERENCES, *_NAMES):
            if struct.pack("<BH", mark, number) in formula:
                return name
    return None
