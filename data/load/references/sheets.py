"""Makes of one sheet the rows of a reference table: recognised by its columns, each bad row refused with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from data.catalogue.reference_tables import (
    ReferenceColumn,
    ReferenceKind,
    ReferenceTable,
    Row,
    closing,
    load_references,
    opening,
)
from data.load.files.cells import BadCell
from data.load.files.sheet import Sheet
from data.load.findings import Finding, Kind, Severity
from data.load.headers.conversions import CellUnits, converted, worded
from data.load.headers.grammar import Grammar, Sort, Unit, opened
from data.load.headers.headers import HIGHEST_HEADER, Column, Header, find_header, units_in
from data.load.headers.shape import Form, misshapen, titles_struck_out, unseen, with_merged_keys
from data.load.headers.titles import UNITS_SAID, read_title
from data.load.headers.vocabulary import UNKNOWN, Role, Vocabulary, bare
from data.load.references.cells import ReferenceReader
from data.load.rows.places import Places
from data.load.rows.rows import notes_below
from data.store.partitions import Reject

_FIGURES = {ReferenceKind.WHOLE, ReferenceKind.NUMBER}
LONGEST_TITLE = 30
CLEAR = 3  # letters of a name that cannot be a part of another word by chance
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
    found = max(_candidates(sheet, vocabulary), key=_fitness, default=None)
    if found is None or (found.lacking and find_header(sheet, vocabulary) is not None):
        return None
    return found


def _read_reference(found: Recognised, reader: ReferenceReader, vocabulary: Vocabulary) -> ReferenceSheet:
    """Return the rows of a sheet; an error of the whole sheet leaves it without any."""
    sheet, table = with_merged_keys(found.sheet, found.form), found.table
    found, in_other_units = _in_units(found, vocabulary)
    header = found.header
    strange = [*titles_struck_out(sheet, found.form), *in_other_units, *_strange_columns(sheet, found, vocabulary)]
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


def _in_units(found: Recognised, vocabulary: Vocabulary) -> tuple[Recognised, list[Finding]]:
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
        _finding(
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
            findings.append(_finding(found.sheet, table, f"{reason}整表未装载。", header.below, column.title))
        columns[key] = replace(column, unit=unit)
    return replace(found, header=replace(header, below=header.below + 1), columns=columns), findings


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


def _candidates(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Recognised]:
    for at, line in enumerate(sheet.cells[:HIGHEST_HEADER]):
        titles = [" ".join(str(cell).split()) for cell in line]
        read = [_read_title(title, vocabulary.grammar) for title in titles]
        above = tuple(str(cell).strip() for row in sheet.cells[:at] for cell in row if str(cell).strip())
        for table in load_references().values():
            found = _named_columns(table, read, vocabulary.grammar)
            if len(found) >= FEWEST:
                everything = tuple(Column(step, title, UNKNOWN) for step, title in enumerate(titles))
                columns = {key: Column(step, titles[step], UNKNOWN, read[step][1]) for key, step in found.items()}
                yield Recognised(sheet, table, Header(at, at + 1, everything, above), columns)


def _read_title(title: str, grammar: Grammar) -> tuple[str, Unit | None]:
    """Return the known word that a title is, with the unit that it states; a title that is more than that by itself."""
    plain = opened(bare(title))
    is_exact = plain in _every_word() or len(plain) > LONGEST_TITLE or not any(map(str.isalpha, plain))
    reading = None if is_exact else grammar.read(plain, _every_word())
    if reading is None or any(piece.sort in {Sort.STRANGE, Sort.PERIOD} for piece in reading.pieces):
        return plain, None
    units = grammar.listed_units(reading.of(Sort.UNIT))
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
            {column.key: _forms(_own_names(column)) for column in table.columns},
            {column.key: _forms(column.aliases) for column in table.columns},
        )
        for table in load_references().values()
    }


def _forms(names: Iterable[str]) -> frozenset[str]:
    return frozenset(opened(bare(name)) for name in names)


def _own_names(column: ReferenceColumn) -> tuple[str, ...]:
    return (column.key, column.zh, column.en)


def _fitness(found: Recognised) -> tuple[bool, int, int]:
    titled = sum(bool(column.title) for column in found.header.columns)
    return not found.lacking, len(found.columns) * 2 - titled, -found.header.first


def _strange_columns(sheet: Sheet, found: Recognised, vocabulary: Vocabulary) -> Iterator[Finding]:
    used = {column.at for column in found.columns.values()}
    open_names = {
        opened(bare(word)): column
        for column in found.table.columns
        if column.key not in found.columns
        for word in (*_own_names(column), *column.aliases)
    }
    for column in found.header.columns:
        if column.at in used or vocabulary.meaning((column.title,)).role in {Role.QUIET, Role.MADE}:
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
        yield replace(_finding(sheet, found.table, reason, found.header.first, column.title), severity=severity)


def _other_meaning(title: str, names: Mapping[str, ReferenceColumn], grammar: Grammar) -> str:
    """Return why a title that holds the name of a column is not that column, "" when it holds none."""
    reading = grammar.read(bare(title), {name for name in names if len(name) >= CLEAR})
    if reading is None:
        return ""
    column = names[reading.word]
    unit = f"，按“{column.unit}”填报" if column.unit else ""
    beside = [piece.text for piece in reading.pieces if piece.sort is not Sort.PLAIN]
    said = f"其中的“{beside[0]}”没有读懂，或不能折算。" if beside else ""
    return f"{said}若就是“{column.zh}”，请把列名写成“{column.zh}”{unit}；确是另一回事，删去此列或在列名前加 #。整表未装载。"


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
            wrong.append(_finding(sheet, found.table, str(fault), position, at.title if at else column.zh, text))
    if not wrong:
        wrong = [
            _finding(sheet, found.table, reason, position, column.zh, str(row[column.key]))
            for column, reason in against_one_another(found.table, row)
        ]
    return row, wrong


def _converted(text: str, column: Column) -> int | None:
    """Return the number that a cell is by a unit in it or in its column's title; None where it has neither."""
    if column.cells and (cell := worded(text)):
        return column.cells.read(cell)
    return converted(text, column.unit) if column.unit else None


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
