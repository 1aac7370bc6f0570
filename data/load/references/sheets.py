"""Turns one sheet into the rows of a reference table: recognised by its columns, each bad row refused with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data.catalogue.reference_tables import (
    ReferenceColumn,
    ReferenceTable,
    Row,
    closing,
    opening,
)
from data.load.files.cells import BadCell
from data.load.files.sheet import Sheet
from data.load.findings import Finding, Severity
from data.load.headers.conversions import converted, worded
from data.load.headers.headers import Header, SheetColumn
from data.load.headers.shape import SheetForm, misshapen, titles_struck_out, unseen, with_merged_keys
from data.load.headers.titles import UNITS_SAID
from data.load.headers.vocabulary import Vocabulary, bare
from data.load.references.cells import ReferenceReader
from data.load.references.columns import finding_at, in_units, strange_columns
from data.load.references.recognition import Recognised
from data.load.rows.places import Places
from data.reasons import Reason
from data.store.partitions import Reject


@dataclass(frozen=True, slots=True)
class ReferenceSheet:
    """A sheet read as a reference table: its rows by position in the file, and what is wrong with it."""

    sheet: Sheet
    table: ReferenceTable
    header: Header
    rows: Mapping[int, Row]
    read: int
    findings: tuple[Finding, ...]
    form: SheetForm

    @property
    def refused(self) -> dict[int, list[str]]:
        """Why rows are refused, by position."""
        reasons: dict[int, list[str]] = defaultdict(list)
        for finding in self.errors:
            if finding.row is not None and finding.row > self.header.below:
                reasons[finding.row - 1].append(f"{finding.column}：{finding.reason}")
        return dict(reasons)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops a row or the sheet."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def rejects(self) -> list[Reject]:
        """Every refusal of a row, for the store's log."""
        return [
            Reject(self.table.key, finding.row, finding.column, finding.value, finding.reason, finding.file)
            for finding in self.errors
            if finding.row is not None
        ]

    def without(self, doubled: Mapping[int, str]) -> ReferenceSheet:
        """Return the sheet without some rows, refused for the given reasons."""
        found = [
            finding_at(self.sheet, self.table, reason, position, self.table.column(self.table.unique[0]).zh)
            for position, reason in doubled.items()
        ]
        kept = {position: row for position, row in self.rows.items() if position not in doubled}
        return replace(self, rows=kept, findings=(*self.findings, *found))


def _read_reference(found: Recognised, reader: ReferenceReader, vocabulary: Vocabulary) -> ReferenceSheet:
    """Return the rows of a sheet; an error of the sheet itself leaves it without any."""
    sheet, table = with_merged_keys(found.sheet, found.form), found.table
    found, in_other_units = in_units(found, vocabulary)
    header = found.header
    strange = [*titles_struck_out(sheet, found.form), *in_other_units, *strange_columns(sheet, found, vocabulary)]
    lacking = "、".join(column.zh for column in found.lacking)
    if lacking:
        reason = (
            f"像是“{table.zh}”，但缺少必填的列：{lacking}。请补上，表样见 cockpit template {table.key}。整表未装载。"
        )
        strange.append(finding_at(sheet, table, reason, header.first))
    if any(finding.severity is Severity.ERROR for finding in strange):
        return ReferenceSheet(sheet, table, header, {}, 0, tuple(strange), found.form)
    rows: dict[int, Row] = {}
    findings: list[Finding] = []
    positions = [*_positions(sheet, header, vocabulary.aliases["rows"]["notes"])]
    doubts = _doubts(sheet, found, vocabulary)
    strange += unseen(sheet, found.form, positions)
    for position in positions:
        row, wrong = _row(sheet, found, reader, position)
        if position in doubts:
            wrong.append(finding_at(sheet, table, doubts[position], position))
        findings += wrong
        if not wrong:
            rows[position] = row
    if not positions:
        findings.append(finding_at(sheet, table, "只有表头，没有数据行。请核对是否导出完整。", None))
    return ReferenceSheet(sheet, table, header, rows, len(positions), (*strange, *findings), found.form)


def _doubts(sheet: Sheet, found: Recognised, vocabulary: Vocabulary) -> dict[int, str]:
    """Return why rows do not belong to the table, or are doubtful, by position."""
    below = found.header.below
    doubts = {below + step: why for step, why in misshapen(sheet, found.form).items()}
    totals = vocabulary.aliases["rows"]["totals"]
    first = min(found.form.read)
    for position in range(below, len(sheet.cells)):
        if bare(sheet.cells[position, first]) in totals:
            doubts[position] = "这是合计行，不是一行资料。请删去。"
    return doubts


def read_references(
    found: Sequence[Recognised], places: Places, held: Mapping[str, frozenset[str]], vocabulary: Vocabulary
) -> list[ReferenceSheet]:
    """Return the rows of the sheets of one load; `held` are the names that the store knows, by table.

    A name may also be one that another sheet of the load brings.
    """
    read = {}
    reader = ReferenceReader(places, held)
    for each in sorted(found, key=lambda each: any(column.known for column in each.table.columns)):
        zoned = replace(reader, day_zero=each.sheet.day_zero)
        sheet = read[id(each)] = _read_reference(each, zoned, vocabulary)
        names = frozenset(str(row[sheet.table.unique[0]]) for row in sheet.rows.values())
        reader = ReferenceReader(
            places, {**reader.known, sheet.table.key: reader.known.get(sheet.table.key, frozenset()) | names}
        )
    return _without_doubles([read[id(each)] for each in found])


def _without_doubles(sheets: Sequence[ReferenceSheet]) -> list[ReferenceSheet]:
    """Return the sheets without the rows that name the same thing twice in one load: which is right is unknown."""
    places: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for position, row in sheet.rows.items():
            places[sheet.table.key, *sheet.table.key_of(row)].append((number, position))
    doubled: dict[int, dict[int, str]] = defaultdict(dict)
    for same in places.values():
        for at, (number, position) in enumerate(same if len(same) > 1 else ()):
            other, where = same[0 if at else 1]
            names = "、".join(sheets[number].table.column(key).zh for key in sheets[number].table.unique)
            file = "" if other == number else f"“{sheets[other].sheet.name or sheets[other].sheet.file}”"
            doubled[number][position] = f"与{file}第 {where + 1} 行重复：{names}相同。请只留一行，两行均未写入。"
    return [sheet.without(doubled[number]) if number in doubled else sheet for number, sheet in enumerate(sheets)]


def _positions(sheet: Sheet, header: Header, notes: Sequence[str]) -> Iterator[int]:
    for position in range(header.below, len(sheet.cells)):
        filled = [str(cell).strip() for cell in sheet.cells[position] if str(cell).strip()]
        is_note = len(filled) == 1 and bare(filled[0]).strip("()").startswith((*notes, *UNITS_SAID))
        is_header_again = bool((sheet.cells[position] == sheet.cells[header.first]).all())
        if filled and not is_note and not is_header_again:
            yield position


def _row(sheet: Sheet, found: Recognised, reader: ReferenceReader, position: int) -> tuple[Row, list[Finding]]:
    row: dict[str, object] = {}
    wrong = []
    for column in found.table.columns:
        at = found.columns.get(column.key)
        text = str(sheet.cells[position, at.at]) if at else ""
        try:
            number = _converted(text, at) if at else None
            row[column.key] = reader.value(column, text if number is None else str(number))
        except BadCell as fault:
            wrong.append(finding_at(sheet, found.table, str(fault), position, at or column.zh, text))
    if not wrong:
        wrong = [
            replace(
                finding_at(sheet, found.table, str(reason), position, column.zh, str(row[column.key])),
                at=found.columns[column.key].at if column.key in found.columns else None,
            )
            for column, reason in against_one_another(found.table, row)
        ]
    return row, wrong


def _converted(text: str, column: SheetColumn) -> int | None:
    """Return the number that a cell is by a unit in it or in its column's title; None where it has neither."""
    if column.cells and (cell := worded(text)):
        return column.cells.read(cell)
    return converted(text, column.unit) if column.unit else None


def against_one_another(table: ReferenceTable, row: Row) -> Iterator[tuple[ReferenceColumn, Reason]]:
    """Find the columns of a row that contradict another one, each with its reason."""
    if table.in_order:
        first, last = (str(row[name] or "") for name in table.in_order)
        if first and last and closing(last) < opening(first):
            column, before = table.column(table.in_order[1]), table.column(table.in_order[0])
            yield column, Reason("cell.order", {"column": column, "last": last, "before": before, "first": first})
    for each in table.parts:
        few, many = row[each.part], row[each.whole]
        if isinstance(few, int) and isinstance(many, int) and few > many:
            column, whole = table.column(each.part), table.column(each.whole)
            yield column, Reason("cell.part", {"column": column, "few": few, "whole": whole, "many": many})
