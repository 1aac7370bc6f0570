"""Which columns of which tables a header names, in which units, and what of it is not loaded."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable
from data.load.files.cells import BadCell, clean, read_day
from data.load.files.sheet import Sheet
from data.load.findings import Finding, FindingKind, Severity
from data.load.headers.conversions import CellUnits, conversion, is_figure
from data.load.headers.grammar import Unit
from data.load.headers.headers import Header, SheetColumn, converting
from data.load.headers.vocabulary import ColumnRole, Vocabulary

NAMED = 12
UNSPLIT = {"brand": "NA"}
_FIGURE = re.compile(r"-?[0-9][0-9, ]{0,15}(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of one sheet serve one fact table; `measures` and `dimensions` by key."""

    header: Header
    table: FactTable
    measures: Mapping[str, SheetColumn]
    dimensions: Mapping[str, SheetColumn]


def layouts(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> tuple[list[Layout], list[Finding]]:
    """Return how the sheet serves each table it has columns of, the fullest table first, and what is wrong with it.

    A sheet with an error among the findings must not be loaded.
    """
    catalogue = vocabulary.catalogue
    chosen, findings = _by_table(sheet, header, catalogue)
    dimensions = {column.meaning.keys[0]: column for column in header.of(ColumnRole.DIMENSION)}
    found = []
    for table, measures in chosen.items():
        missing = [key for key in table.dimensions if key not in dimensions and key not in UNSPLIT]
        if missing:
            findings.append(_unsplit(sheet, header, table, measures, missing, catalogue, is_only=len(chosen) == 1))
            continue
        found.append(
            Layout(header, table, measures, {key: dimensions[key] for key in table.dimensions if key in dimensions})
        )
    used = {key for layout in found for key in layout.measures}
    return found, [*findings, *_two_days(sheet, header), *_unused(sheet, header, vocabulary, used)]


def in_units(
    found: Sequence[Layout], units: Sequence[Unit], sheet: Sheet, vocabulary: Vocabulary
) -> tuple[list[Layout], list[Finding]]:
    """Return layouts whose columns are in the units that the title sets, and the errors and remarks about that.

    A column's own unit comes first; a unit of the title that contradicts it, or that no column can be in, is an error.
    """
    findings, left, done = [], {unit for unit in units if unit.times != 1}, []
    for layout in found:
        measures = {}
        for key, column in layout.measures.items():
            fitting = [unit for unit in units if vocabulary.accepted(key, [unit])]
            left -= {*fitting}
            own = column.meaning.unit
            if wrong := _unit_fault(key, column, fitting, units, vocabulary):
                findings.append(_finding(sheet, layout.header, column, wrong, Severity.ERROR))
            unit = column.unit if own or not fitting else converting(fitting[0])
            stated = own or next(iter(fitting), None)
            cells = CellUnits(
                vocabulary.grammar, vocabulary.bases(key), stated, vocabulary.catalogue.measures[key].unit
            )
            measures[key] = replace(column, unit=unit, cells=cells)
            if unit:
                said = f"按 {conversion(unit)} 折算后装载。"
                findings.append(_finding(sheet, layout.header, column, said, Severity.WARNING))
        done.append(replace(layout, measures=measures))
    for unit in left if found and not sheet.shares_title else ():
        reason = f"标题里的单位“{unit.text}”用不到任何一列，分不清说的是什么。请把单位写在列名里，如“金额（{unit.text}）”，或从标题里删去。"
        findings.append(Finding(Severity.ERROR, FindingKind.COLUMN, sheet.file, reason, sheet.name))
    return done, findings


def _unit_fault(
    key: str, column: SheetColumn, fitting: Sequence[Unit], units: Sequence[Unit], vocabulary: Vocabulary
) -> str:
    """Return why the units of the title leave unclear what a column is in, "" when they do not."""
    measure, own = vocabulary.catalogue.measures[key], column.meaning.unit
    times = {unit.times for unit in fitting} | ({own.times} if own else set())
    if len(times) > 1:
        named = "、".join(unit.text for unit in [*([own] if own else []), *fitting])
        return (
            f"列名和标题里的单位不一（{named}），分不清是哪一个。请只留一个，此列按“{measure.unit}”填报。整表未装载。"
        )
    amounts = vocabulary.grammar.data["units"]["amounts"]
    alike = [unit for unit in units if unit.base == measure.unit or not {unit.base, measure.unit} & {*amounts}]
    if alike and not fitting and not own and not vocabulary.counts_itself(column.title):
        return f"标题里的单位“{alike[0].text}”不是此列的单位。此列按“{measure.unit}”填报，请在列名里写明，如“{measure.zh}”。整表未装载。"
    return ""


def _by_table(
    sheet: Sheet, header: Header, catalogue: Catalogue
) -> tuple[dict[FactTable, dict[str, SheetColumn]], list[Finding]]:
    columns = header.of(ColumnRole.MEASURE)
    weights = Counter(catalogue.measures[key].table for column in columns for key in column.meaning.keys)
    given = {column.meaning.keys[0] for column in header.of(ColumnRole.DIMENSION)}
    taken: dict[str, dict[str, SheetColumn]] = defaultdict(dict)
    findings = []
    for column in columns:
        key = _meant(column, given, weights, catalogue)
        measures = taken[catalogue.measures[key].table]
        if key in measures:
            reason = f"与“{measures[key].title}”列都是“{catalogue.measures[key].zh}”（{key}）。请删去或改名其中一列，整表未装载。"
            findings.append(_finding(sheet, header, column, reason, Severity.ERROR))
        measures.setdefault(key, column)
    ordered = sorted(taken, key=lambda table: -weights[table])
    return {catalogue.tables[key]: taken[key] for key in ordered}, findings


def _meant(column: SheetColumn, given: set[str], weights: Mapping[str, int], catalogue: Catalogue) -> str:
    """Return which of the measures that a header can be it is: that of the table with most columns in the sheet.

    Between a column and its detail of the same name the dimensions in the sheet decide: `incident_n` beside
    `incident_type` is by kind.
    """
    keys = column.meaning.keys
    if not any(catalogue.measures[key].column for key in keys):
        return max(keys, key=lambda key: weights[catalogue.measures[key].table])

    def split(key: str) -> tuple[int, bool, int]:
        dimensions = catalogue.tables[catalogue.measures[key].table].dimensions
        fits = len(dimensions) if given.issuperset(dimensions) else -1
        return fits, not catalogue.measures[key].column, weights[catalogue.measures[key].table]

    return max(keys, key=split)


def _unsplit(
    sheet: Sheet,
    header: Header,
    table: FactTable,
    measures: Mapping[str, SheetColumn],
    missing: Sequence[str],
    catalogue: Catalogue,
    *,
    is_only: bool,
) -> Finding:
    lacking = "、".join(f"{catalogue.dimensions[key].zh}（{key}）" for key in missing)
    given = "、".join(column.title for column in list(measures.values())[:NAMED])
    reason = f"“{table.zh}”表按{lacking}分行填报，缺这些列时不能装载：{given}。请用 cockpit template {table.stem} 的表样填报。"
    severity = Severity.ERROR if is_only else Severity.WARNING
    return Finding(severity, FindingKind.COLUMN, sheet.file, reason, sheet.name, header.first + 1, table=table.key)


def _two_days(sheet: Sheet, header: Header) -> Iterator[Finding]:
    """Find the columns that give another day than the first day column: either could be meant."""
    days = header.of(ColumnRole.DAY)
    for first, other in product(days[:1], days[1:]):
        rows = zip(*(sheet.cells[header.below :, column.at].tolist() for column in (first, other)), strict=True)
        for one, two in dict.fromkeys(rows):
            with suppress(BadCell):
                if one != two and read_day(one, sheet.day_zero) != read_day(two, sheet.day_zero):
                    reason = f"与“{first.title}”列的日期不同（{one.strip()}、{two.strip()}），分不清哪个是数据的日子。请只留一列，另一列删去或在列名前加 #。整表未装载。"
                    yield _finding(sheet, header, other, reason, Severity.ERROR)
                    break


def _unused(sheet: Sheet, header: Header, vocabulary: Vocabulary, used: set[str]) -> list[Finding]:
    findings = []
    for column in header.of(ColumnRole.DERIVED):
        findings.append(
            _finding(sheet, header, column, "由其他列推算得出，系统自行计算，此列未装载。", Severity.WARNING)
        )
    for column in header.columns:
        if not any(str(cell).strip() for cell in sheet.cells[header.below :, column.at]):
            continue
        if column.role is ColumnRole.UNKNOWN:
            findings.append(_unknown(sheet, header, column, vocabulary, used))
        if column.role is ColumnRole.REFUSED:
            findings.append(_refused(sheet, header, column, used))
    return findings


def _refused(sheet: Sheet, header: Header, column: SheetColumn, used: set[str]) -> Finding:
    """Say why a column with a known word is not that word; where the word's own column is there too, the rest goes in."""
    meaning, fault = column.meaning, column.meaning.fault
    if meaning.core is not ColumnRole.MEASURE:
        is_spare = meaning.core is not None and bool(header.of(meaning.core))
        severity = Severity.WARNING if is_spare else Severity.ERROR
        return _finding(sheet, header, column, f"{fault}{'此列' if is_spare else '整表'}未装载。", severity)
    if not _holds_figures(sheet, header, column, with_units=True):
        return _finding(sheet, header, column, f"{fault}里面没有数字，此列未装载。", Severity.WARNING)
    if not used.intersection(meaning.keys):
        return _finding(sheet, header, column, f"{fault}整表未装载。", Severity.ERROR)
    if meaning.other_time:
        return _finding(sheet, header, column, "不是当日的数，系统由当日的数自行计算，此列未装载。", Severity.WARNING)
    return _finding(sheet, header, column, f"{fault}此列的数字未装载。", Severity.ERROR, kind=FindingKind.FOREIGN)


def _unknown(sheet: Sheet, header: Header, column: SheetColumn, vocabulary: Vocabulary, used: set[str]) -> Finding:
    nearest = vocabulary.nearest(column.title)
    hint = f"最接近的是“{nearest[0]}”（{nearest[1]}）。" if nearest else ""
    if not _holds_figures(sheet, header, column, with_units=bool(nearest)):
        return _finding(sheet, header, column, f"不是已知列，里面也没有数字，未装载。{hint}", Severity.WARNING)
    if nearest and nearest[1] not in used:
        reason = f"不是已知列。{hint}请改正列名；确是多余的，删去此列或在列名前加 #。整表未装载。"
        return _finding(sheet, header, column, reason, Severity.ERROR)
    reason = f"不是已知列，此列的数字未装载。{hint}确是多余的，删去此列或在列名前加 #；已知列见 cockpit template。"
    return _finding(sheet, header, column, reason, Severity.ERROR, kind=FindingKind.FOREIGN)


def _holds_figures(sheet: Sheet, header: Header, column: SheetColumn, *, with_units: bool) -> bool:
    texts = dict.fromkeys(sheet.cells[header.below :, column.at].tolist())
    return any(_FIGURE.fullmatch(clean(text)) or (with_units and is_figure(text)) for text in texts)


def _finding(
    sheet: Sheet,
    header: Header,
    column: SheetColumn,
    reason: str,
    severity: Severity,
    *,
    kind: FindingKind = FindingKind.COLUMN,
) -> Finding:
    return Finding(severity, kind, sheet.file, reason, sheet.name, header.below, column.title, at=column.at)
