"""Makes of one sheet the rows of a reference table: recognised by its columns, each bad row refused with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from data.load.cells import BadCell
from data.load.findings import Finding, Kind, Severity
from data.load.headers import HIGHEST_HEADER, Column, Header, find_header
from data.load.places import Places
from data.load.reference_cells import ReferenceReader
from data.load.shape import Form, misshapen, titles_struck_out, unseen, with_merged_keys
from data.load.sheet import Sheet
from data.load.vocabulary import UNKNOWN, Role, Vocabulary, bare, unbracketed
from data.partitions import Reject
from data.references import ReferenceColumn, ReferenceKind, ReferenceTable, Row, closing, load_references, opening

_HARMLESS = {"必填", "选填", "可空", "整数"}
_FIGURES = {ReferenceKind.WHOLE, ReferenceKind.NUMBER}
FEWEST = 2  # columns of a table that a header must name to be taken for it


@dataclass(frozen=True, slots=True)
class ReferenceSheet:
    """A sheet read as a reference table: its rows by position in the file, and what is wrong with it."""

    sheet: Sheet
    table: ReferenceTable
    header: Header
    rows: Mapping[int, Row]
    read: int
    findings: tuple[Finding, ...]
    form: Form

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
            _finding(self.sheet, self.table, reason, position, self.table.column(self.table.unique[0]).zh)
            for position, reason in doubled.items()
        ]
        kept = {position: row for position, row in self.rows.items() if position not in doubled}
        return replace(self, rows=kept, findings=(*self.findings, *found))


@dataclass(frozen=True, slots=True)
class Recognised:
    """The reference table a sheet holds, its header, and the sheet's column of each of the table's columns."""

    sheet: Sheet
    table: ReferenceTable
    header: Header
    columns: Mapping[str, Column]

    @property
    def lacking(self) -> list[ReferenceColumn]:
        """The columns that must be there and are not."""
        return [column for column in self.table.columns if column.required and column.key not in self.columns]

    @property
    def form(self) -> Form:
        """Which columns are read, and which of them hold figures."""
        kinds = {column.key: column.kind for column in self.table.columns}
        read = {column.at: column.title for column in self.columns.values()}
        return Form(self.header, read, frozenset(at.at for key, at in self.columns.items() if kinds[key] in _FIGURES))


def recognise(sheet: Sheet, vocabulary: Vocabulary) -> Recognised | None:
    """Return the reference table that a sheet holds, None when it holds none.

    A sheet with some of a table's columns is one unless it can be read as figures; one with all that must be there
    is one in any case.
    """
    found = max(_candidates(sheet), key=_fitness, default=None)
    if found is None or (found.lacking and find_header(sheet, vocabulary) is not None):
        return None
    return found


def _read_reference(found: Recognised, reader: ReferenceReader, vocabulary: Vocabulary) -> ReferenceSheet:
    """Return the rows of a sheet; an error of the whole sheet leaves it without any."""
    sheet, table, header = with_merged_keys(found.sheet, found.form), found.table, found.header
    strange = [*titles_struck_out(sheet, found.form), *_other_units(found), *_strange_columns(sheet, found, vocabulary)]
    lacking = "、".join(column.zh for column in found.lacking)
    if lacking:
        reason = (
            f"像是“{table.zh}”，但缺少必填的列：{lacking}。请补上，表样见 cockpit template {table.key}。整表未装载。"
        )
        strange.append(_finding(sheet, table, reason, header.first))
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
            wrong.append(_finding(sheet, table, doubts[position], position))
        findings += wrong
        if not wrong:
            rows[position] = row
    if not positions:
        findings.append(_finding(sheet, table, "只有表头，没有数据行。请核对是否导出完整。", None))
    return ReferenceSheet(sheet, table, header, rows, len(positions), (*strange, *findings), found.form)


def _doubts(sheet: Sheet, found: Recognised, vocabulary: Vocabulary) -> dict[int, str]:
    """Return why rows are no rows of the table, or cannot be trusted, by position."""
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
    """Return the sheets without the rows that name the same thing twice in one load: which is right cannot be told."""
    places: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for position, row in sheet.rows.items():
            places[sheet.table.key, *sheet.table.key_of(row)].append((number, position))
    doubled: dict[int, dict[int, str]] = defaultdict(dict)
    for same in places.values():
        for at, (number, position) in enumerate(same if len(same) > 1 else ()):
            other, where = same[0 if at else 1]
            names = "、".join(sheets[number].table.column(key).zh for key in sheets[number].table.unique)
            file = "" if other == number else f"“{sheets[other].sheet.name or sheets[other].sheet.path.name}”"
            doubled[number][position] = f"与{file}第 {where + 1} 行重复：{names}相同。请只留一行，两行均未写入。"
    return [sheet.without(doubled[number]) if number in doubled else sheet for number, sheet in enumerate(sheets)]


def _candidates(sheet: Sheet) -> Iterator[Recognised]:
    for at, line in enumerate(sheet.cells[:HIGHEST_HEADER]):
        titles = [" ".join(str(cell).split()) for cell in line]
        places = _places(titles)
        for table in load_references().values():
            found = _named_columns(table, places)
            if len(found) >= FEWEST:
                everything = tuple(Column(step, title, UNKNOWN) for step, title in enumerate(titles))
                columns = {key: Column(step, titles[step], UNKNOWN) for key, step in found.items()}
                yield Recognised(sheet, table, Header(at, at + 1, everything, ""), columns)


def _places(titles: Sequence[str]) -> Mapping[str, list[int]]:
    """Return where each form of the titles stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, title in enumerate(titles):
        for form in {bare(title), unbracketed(bare(title))} if title else ():
            places[form].append(at)
    return places


def _named_columns(table: ReferenceTable, places: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """Return where each table column stands; a column's own names win over the aliases of another."""
    found: dict[str, int] = {}
    for words in _words()[table.key]:
        for key, forms in words.items():
            free = {at for form in forms for at in places.get(form, ())} - {*found.values()}
            if free and key not in found:
                found[key] = min(free)
    return found


@cache
def _words() -> Mapping[str, Sequence[Mapping[str, frozenset[str]]]]:
    """Return by table the bare own names of each column, and its bare aliases."""
    return {
        table.key: (
            {column.key: frozenset(map(bare, _own_names(column))) for column in table.columns},
            {column.key: frozenset(map(bare, column.aliases)) for column in table.columns},
        )
        for table in load_references().values()
    }


def _own_names(column: ReferenceColumn) -> tuple[str, ...]:
    return (column.key, column.zh, column.en)


def _fitness(found: Recognised) -> tuple[bool, int, int]:
    titled = sum(bool(column.title) for column in found.header.columns)
    return not found.lacking, len(found.columns) * 2 - titled, -found.header.first


def _other_units(found: Recognised) -> Iterator[Finding]:
    """Find the columns of figures whose title says another unit, or something else that may change the figure."""
    for column in found.table.columns:
        at = found.columns.get(column.key)
        if at is None or at.at not in found.form.figures:
            continue
        title = bare(at.title)
        remark = title.removeprefix(unbracketed(title)).strip("()")
        known = {form for words in _words()[found.table.key] for form in words[column.key]}
        if remark and title not in known and remark not in {bare(column.unit), *_HARMLESS}:
            unit = f"，单位是{column.unit}" if column.unit else ""
            reason = f"看不懂列名里的“{remark}”。这一列是“{column.zh}”{unit}，请换算后改正列名。整表未装载。"
            yield _finding(found.sheet, found.table, reason, found.header.first, at.title)


def _strange_columns(sheet: Sheet, found: Recognised, vocabulary: Vocabulary) -> Iterator[Finding]:
    used = {column.at for column in found.columns.values()}
    open_names = {
        bare(word): column
        for column in found.table.columns
        if column.key not in found.columns
        for word in (*_own_names(column), *column.aliases)
    }
    for column in found.header.columns:
        if column.at in used or vocabulary.meaning((column.title,)).role is Role.QUIET:
            continue
        if not any(str(cell).strip() for cell in sheet.cells[found.header.below :, column.at]):
            continue
        near = get_close_matches(bare(column.title), open_names, n=1, cutoff=0.6)
        if near:
            reason = f"不是已知列。最接近的是“{open_names[near[0]].zh}”。请改正列名；确是多余的，删去此列或在列名前加 #。整表未装载。"
        else:
            reason = f"不是“{found.table.zh}”的列，未装载。"
        severity = Severity.ERROR if near else Severity.WARNING
        yield replace(_finding(sheet, found.table, reason, found.header.first, column.title), severity=severity)


def _positions(sheet: Sheet, header: Header, notes: Sequence[str]) -> Iterator[int]:
    for position in range(header.below, len(sheet.cells)):
        filled = [str(cell).strip() for cell in sheet.cells[position] if str(cell).strip()]
        is_note = len(filled) == 1 and bare(filled[0]).startswith(tuple(notes))
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
            row[column.key] = reader.value(column, text)
        except BadCell as fault:
            wrong.append(_finding(sheet, found.table, str(fault), position, at.title if at else column.zh, text))
    if not wrong:
        wrong = [
            _finding(sheet, found.table, reason, position, column.zh, str(row[column.key]))
            for column, reason in against_one_another(found.table, row)
        ]
    return row, wrong


def against_one_another(table: ReferenceTable, row: Row) -> Iterator[tuple[ReferenceColumn, str]]:
    """Find the columns of a row that contradict another one, each with its reason."""
    if table.in_order:
        first, last = (str(row[name] or "") for name in table.in_order)
        if first and last and closing(last) < opening(first):
            column, before = table.column(table.in_order[1]), table.column(table.in_order[0])
            yield column, f"{column.zh} {last} 早于{before.zh} {first}。请核对先后。"
    for part, whole in table.parts:
        few, many = row[part], row[whole]
        if isinstance(few, int) and isinstance(many, int) and few > many:
            column = table.column(part)
            yield column, f"{column.zh} {few} 大于{table.column(whole).zh} {many}。请核对。"


def _finding(
    sheet: Sheet, table: ReferenceTable, reason: str, position: int | None, column: str = "", value: str = ""
) -> Finding:
    row = None if position is None else position + 1
    kind = Kind.VALUE if column else Kind.FILE
    name = sheet.path.name
    return Finding(Severity.ERROR, kind, name, reason, sheet.name, row, column, value.strip(), table.key)
