"""The columns of a reference sheet: their units, and those that are not of its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from data.catalogue.reference_tables import (
    ReferenceColumn,
    ReferenceTable,
)
from data.load.files.sheet import Sheet
from data.load.findings import Finding, FindingKind, Severity
from data.load.headers.conversions import CellUnits
from data.load.headers.grammar import Grammar, PieceKind, opened
from data.load.headers.headers import SheetColumn, units_in
from data.load.headers.titles import read_title
from data.load.headers.vocabulary import ColumnRole, Vocabulary, bare
from data.load.references.recognition import Recognised, own_names
from data.load.rows.rows import notes_below

CLEAR = 3  # letters of a name that cannot be a part of another word by chance


def in_units(found: Recognised, vocabulary: Vocabulary) -> tuple[Recognised, list[Finding]]:
    """Return the sheet with its columns in the units that the title or a row under the header sets.

    A unit that fits no column, or not the one above it, is an error.
    """
    grammar, table = vocabulary.grammar, found.table
    found, findings = _under_units(found, grammar)
    units = [
        unit
        for unit in read_title(
            [*found.header.above, *notes_below(found.sheet, found.header, vocabulary)], vocabulary, ()
        ).units
        if unit.times != 1
    ]
    columns = dict(found.columns)
    left = set(units)
    for key, column in found.columns.items():
        for unit in units if table.column(key).unit and column.unit is None else ():
            if unit.base in grammar.same(table.column(key).unit):
                columns[key] = replace(column, unit=unit)
                left.discard(unit)
    findings += [
        finding_at(
            found.sheet, table, f"标题里的单位“{unit.text}”用不到任何一列。请把单位写在列名里，或从标题里删去。", None
        )
        for unit in left
    ]
    for key, column in columns.items():
        if own := table.column(key).unit:
            columns[key] = replace(column, cells=CellUnits(grammar, grammar.same(own), column.unit, own))
    return replace(found, columns=columns), findings


def _under_units(found: Recognised, grammar: Grammar) -> tuple[Recognised, list[Finding]]:
    """Return the sheet with a row of units right under the header taken into it."""
    header, table = found.header, found.table
    line = [str(cell) for cell in found.sheet.cells[header.below]] if header.below < len(found.sheet.cells) else []
    units = units_in(line, grammar)
    if not units:
        return found, []
    columns, findings = dict(found.columns), []
    for key, column in found.columns.items():
        unit = units.pop(column.at, None)
        if unit is None:
            continue
        own = table.column(key).unit
        if not own or unit.base not in grammar.same(own) or (column.unit and column.unit.times != unit.times):
            reason = f"下面一行的单位“{unit.text}”不是此列的单位。" + (
                f"请按“{own}”填报，并改正或删去这一行。" if own else "请删去。"
            )
            findings.append(finding_at(found.sheet, table, f"{reason}整表未装载。", header.below, column))
        columns[key] = replace(column, unit=unit)
    return replace(found, header=replace(header, below=header.below + 1), columns=columns), findings


def strange_columns(sheet: Sheet, found: Recognised, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Find the columns that are not of the table: an error where one may be meant for a column of it."""
    used = {column.at for column in found.columns.values()}
    open_names = {
        opened(bare(word)): column
        for column in found.table.columns
        if column.key not in found.columns
        for word in (*own_names(column), *column.aliases)
    }
    for column in found.header.columns:
        if column.at in used or vocabulary.meaning((column.title,)).role in {ColumnRole.QUIET, ColumnRole.MADE}:
            continue
        if not any(str(cell).strip() for cell in sheet.cells[found.header.below :, column.at]):
            continue
        near = get_close_matches(bare(column.title), open_names, n=1, cutoff=0.6)
        if reason := _other_meaning(column.title, open_names, vocabulary.grammar):
            near = [reason]
        elif near:
            reason = f"不是已知列。最接近的是“{open_names[near[0]].zh}”。请改正列名；确是多余的，删去此列或在列名前加 #。整表未装载。"
        else:
            reason = f"不是“{found.table.zh}”的列，未装载。"
        severity = Severity.ERROR if near else Severity.WARNING
        yield replace(finding_at(sheet, found.table, reason, found.header.first, column), severity=severity)


def _other_meaning(title: str, names: Mapping[str, ReferenceColumn], grammar: Grammar) -> str:
    """Return why a title that holds the name of a column is not that column, "" when it holds none."""
    reading = grammar.read(bare(title), {name for name in names if len(name) >= CLEAR})
    if reading is None:
        return ""
    column = names[reading.word]
    unit = f"，按“{column.unit}”填报" if column.unit else ""
    beside = [piece.text for piece in reading.pieces if piece.kind is not PieceKind.PLAIN]
    said = f"其中的“{beside[0]}”没有读懂，或不能折算。" if beside else ""
    return f"{said}若就是“{column.zh}”，请把列名写成“{column.zh}”{unit}；确是另一回事，删去此列或在列名前加 #。整表未装载。"


def finding_at(
    sheet: Sheet,
    table: ReferenceTable,
    reason: str,
    position: int | None,
    column: SheetColumn | str = "",
    value: str = "",
) -> Finding:
    """Return an error at a position of a sheet, of a column where one is named, of the sheet itself without either.

    A column that the sheet does not have is given by its name.
    """
    row = None if position is None else position + 1
    kind = FindingKind.VALUE if column else FindingKind.FILE
    title, at = (column, None) if isinstance(column, str) else (column.title, column.at)
    name = sheet.file
    return Finding(Severity.ERROR, kind, name, reason, sheet.name, row, title, value.strip(), table.key, at)
