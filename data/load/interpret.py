"""Turns one sheet into the rows of each table in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from data.catalogue.catalogue import Owner
from data.load.checks import checks
from data.load.files.cells import BadCell
from data.load.files.sheet import Sheet
from data.load.findings import Finding, FindingKind, Severity, few
from data.load.headers.headers import Header, find_header
from data.load.headers.layouts import Layout, in_units, layouts
from data.load.headers.shape import form_of, titles_struck_out, with_merged_keys
from data.load.headers.vocabulary import ColumnRole, Vocabulary
from data.load.rows.lines import LineReader
from data.load.rows.places import Places
from data.load.rows.reader import TableReader
from data.load.rows.remarks import RemarkReader
from data.load.rows.row_keys import KeyReader
from data.load.rows.rows import SheetContext, TableRows, by_days, sheet_context
from data.store import Store


@dataclass(frozen=True, slots=True)
class Known:
    """What a load knows beforehand, the same for all of its sheets."""

    store: Store
    vocabulary: Vocabulary
    places: Places
    brands: Mapping[str, str]
    today: date
    floor: date | None


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A sheet with its header, the rows of each table in it, and what is wrong with the sheet itself."""

    sheet: Sheet
    header: Header | None
    rows: tuple[TableRows, ...]
    findings: tuple[Finding, ...]

    @property
    def all_findings(self) -> list[Finding]:
        """The findings of the sheet and of its rows; the same finding from two tables of a sheet counts once."""
        found = [*self.findings, *(finding for rows in self.rows for finding in rows.findings)]
        return [*{finding.text: finding for finding in found}.values()]

    def refused(self, error: Finding) -> Interpreted:
        """Return the sheet without its rows, for an error that stops them all."""
        return replace(self, rows=(), findings=(*self.findings, error))


def interpret(sheet: Sheet, known: Known) -> Interpreted:
    """Return the tables of a sheet; an error of the sheet itself leaves it without rows."""
    header = find_header(sheet, known.vocabulary)
    if header is None:
        error = _sheet_error(sheet, _unrecognised(sheet, known.vocabulary))
        return Interpreted(sheet, None, (), (replace(error, row=fullest_row(sheet) + 1 if sheet.top else None),))
    found, findings = layouts(sheet, header, known.vocabulary)
    findings += titles_struck_out(sheet, form_of(header))
    bare_sheet = Interpreted(sheet, header, (), tuple(findings))
    if any(finding.severity is Severity.ERROR and finding.kind is not FindingKind.FOREIGN for finding in findings):
        return bare_sheet
    try:
        context = sheet_context(sheet, header, known.places, known.vocabulary, known.brands)
    except BadCell as fault:
        return bare_sheet.refused(_sheet_error(sheet, str(fault), FindingKind.DAY))
    found, in_other_units = in_units(found, context.units, sheet, known.vocabulary)
    findings += in_other_units
    bare_sheet = Interpreted(sheet, header, (), tuple(findings))
    lacking = [lacking_error(sheet, layout, said) for layout in found if (said := _lacking(layout, context))]
    if lacking or any(finding.severity is Severity.ERROR for finding in in_other_units):
        return replace(bare_sheet, findings=(*findings, *lacking[:1]))
    rows = tuple(_checked(sheet, layout, context, known) for layout in found)
    if not any(len(each.frame) for each in rows):
        reason = "只有表头，没有数据行。" if len(sheet.cells) == header.below else "没有一行填了数字，未写入。"
        empty = _sheet_error(sheet, f"{reason}请核对是否导出完整。", FindingKind.EMPTY)
        return bare_sheet.refused(empty if found else _sheet_error(sheet, _unrecognised(sheet, known.vocabulary)))
    return Interpreted(sheet, header, tuple(each for each in rows if len(each.frame)), tuple(findings))


def lacking_error(sheet: Sheet, layout: Layout, lacking: str) -> Finding:
    """Return the error of a sheet that does not say the day or the office of its rows."""
    return replace(
        _sheet_error(sheet, lacking, FindingKind.COLUMN), table=layout.table.key, row=layout.header.first + 1
    )


def _checked(sheet: Sheet, layout: Layout, context: SheetContext, known: Known) -> TableRows:
    body = with_merged_keys(sheet, form_of(layout.header)).cells[layout.header.below :]
    keys = KeyReader(body, layout, context, known.store.catalogue, known.places, known.brands, sheet.day_zero)
    rows = TableReader(sheet, layout, keys, known.vocabulary).read()
    if rows.frame.empty:
        return rows
    found = few(
        finding
        for (part,) in by_days([rows])
        for finding in checks.errors(part, today=known.today, floor=known.floor, places=known.places)
    )
    beside = (LineReader(rows, keys, known.vocabulary), RemarkReader(rows, known.vocabulary))
    doubts = few(finding for reader in beside for finding in reader.doubts())
    odd = few(checks.warnings(rows, known.store))
    return replace(rows, findings=(*rows.findings, *found, *doubts, *odd))


def _lacking(layout: Layout, context: SheetContext) -> str:
    if not layout.header.of(ColumnRole.DAY) and context.day is None:
        made = [*(column.title for column in layout.header.of(ColumnRole.MADE)), context.made]
        hint = f"“{made[0]}”是填报、制表的日子，不是数据的日子。" if made[0] else ""
        hint += f"标题里的“{context.yearless}”没有写年份。" if context.yearless else ""
        return f"找不到日期。{hint}请加一列“日期”，或在表头上方的标题里写明，如“社区矫正日报 2026年11月22日”。"
    if context.brand and "brand" in layout.table.dimensions and "brand" not in layout.dimensions:
        return (
            f"标题、工作表名或文件名里有品牌“{context.brand}”，表里却没有“品牌”列，分不清这些数是不是只算这个品牌的。"
            "请加一列“品牌”，或删去品牌名。"
        )
    if layout.header.of(ColumnRole.OFFICE) or context.office:
        return ""
    owners = {measure.owner for measure in layout.table.measures if measure.key in layout.measures}
    has_county = bool(layout.header.of(ColumnRole.COUNTY) or context.county)
    if has_county and owners <= {Owner.BUREAU, Owner.BOTH}:
        return ""
    return "找不到“司法所”列。请加一列，填司法所的代码或名称；县级本级的行填“本级”。"


def _sheet_error(sheet: Sheet, reason: str, kind: FindingKind = FindingKind.FILE) -> Finding:
    return Finding(Severity.ERROR, kind, sheet.file, reason, sheet.name)


def fullest_row(sheet: Sheet) -> int:
    """Return where among the first rows of a table its header would be: the row with most words."""
    rows = range(sheet.top, min(sheet.top + 10, len(sheet.cells)))
    return max(rows, key=lambda row: sum(any(map(str.isalpha, str(cell))) for cell in sheet.cells[row]))


def _unrecognised(sheet: Sheet, vocabulary: Vocabulary) -> str:
    titles = [" ".join(str(cell).split()) for cell in sheet.cells[fullest_row(sheet)] if str(cell).strip()]
    unknown = [title for title in titles if vocabulary.meaning((title,)).role is ColumnRole.UNKNOWN]
    near = {title: found for title in unknown if (found := vocabulary.nearest(title))}
    hints = "；".join(f"“{title}”最接近“{name}”（{key}）" for title, (name, key) in list(near.items())[:3])
    tables = _listed(f"{table.zh} {table.stem}" for table in vocabulary.catalogue.tables.values())
    derived = [title for title in titles if vocabulary.meaning((title,)).role is ColumnRole.DERIVED]
    if derived:
        hints = "；".join(
            filter(None, (hints, f"“{derived[0]}”由系统推算，请提供它的分子和分母，如应完成数、已完成数"))
        )
    shown = "、".join(titles[:6])
    return (
        f"认不出是哪张表：没有一列是已知的数据列。读到的列有“{shown}”。{f'{hints}。' if hints else ''}"
        f"已知的表：{tables}；表样见 cockpit template。"
    )


def _listed(texts: Iterable[str]) -> str:
    return "、".join(texts)
