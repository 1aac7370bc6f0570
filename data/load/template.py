"""Writes an XLSX to fill in for one fact table; filled, it loads again as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.catalogue import Catalogue, Measure
from data.catalogue.catalogue import Dimension, FactTable, Kind, Owner
from data.regions import Level, Regions
from data.regions.owners import is_bureau

TITLE_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3
BLANK_ROWS = 60
TEXT = "@"
OWNERS = {Owner.OFFICE: "司法所", Owner.BUREAU: "县级本级", Owner.BOTH: "司法所和县级本级"}
KINDS = {Kind.FLOW: "当日发生数，可按日相加", Kind.STOCK: "当日 24 时的存量，不可按日相加"}
_LINE = Side(style="thin", color="D9D2C0")
KEY_FILL = PatternFill("solid", fgColor="F3F0E7")
HEAD_FILL = PatternFill("solid", fgColor="DCEAE5")
_NOT_OWED = PatternFill("solid", fgColor="E0DACA")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: its title, the note on it, and the measure or dimension in it."""

    title: str
    note: str
    measure: Measure | None = None
    dimension: Dimension | None = None


def write_template(
    catalogue: Catalogue,
    regions: Regions,
    table_key: str,
    path: Path,
    *,
    county: str | None = None,
    day: date | None = None,
) -> None:
    """Write the form of a table (by key or stem) to a file.

    `county` (code or name) fills in its offices and, where the table asks for it, its bureau row; `day` the date.
    Raises DataError for an unknown table, UnknownRegion for an unknown county.
    """
    table = catalogue.table(table_key)
    code = regions.named(county, level=Level.COUNTY) if county else None
    book = Workbook()
    sheet = book.active
    sheet.title = table.zh.replace("/", "、")
    headings = _headings(catalogue, table)
    place = regions.get(code).zh if code else regions.root.zh
    on_day = f" {day.year}年{day.month}月{day.day}日" if day else ""
    _write_head(sheet, f"{place}社区矫正{table.zh}日报{on_day}", headings)
    owners = _owners(regions, table, code) if code else []
    _write_rows(sheet, regions, headings, owners, day)
    last = FIRST_ROW + max(len(owners), BLANK_ROWS) - 1
    _add_checks(sheet, headings, last)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3 + 1).coordinate
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _headings(catalogue: Catalogue, table: FactTable) -> list[TemplateColumn]:
    dimensions = [catalogue.dimensions[key] for key in table.dimensions]
    return [
        TemplateColumn("日期", "数据所属的日子，写成 2026-11-22、2026/11/22 或 2026年11月22日。"),
        TemplateColumn("司法所代码", "九位代码；县级本级的行为县代码加 000。代码和名称填一个即可。"),
        TemplateColumn("司法所", "司法所名称，如 西兴司法所；县级本级的行填 本级。"),
        *(TemplateColumn(dimension.zh, _dimension_note(dimension), dimension=dimension) for dimension in dimensions),
        *(TemplateColumn(measure.zh, _measure_note(table, measure), measure=measure) for measure in table.measures),
    ]


def _dimension_note(dimension: Dimension) -> str:
    if dimension.is_open:
        return f"{dimension.zh}的代码；不属于任何{dimension.zh}的填 NA。"
    return f"可填：{'、'.join(names.zh for names in dimension.values.values())}。每种一行。"


def _measure_note(table: FactTable, measure: Measure) -> str:
    names = {each.key: each.zh for each in table.measures}
    limits = [
        f"不大于“{names[limit.whole]}”{f'的 {limit.times} 倍' if limit.times > 1 else ''}。"
        for limit in table.limits
        if limit.part == measure.key
    ]
    parts = [
        f"{measure.zh}（{measure.key}）",
        f"单位：{measure.unit}。{KINDS[measure.kind]}。",
        f"由{OWNERS[measure.owner]}填报。",
        f"{measure.note.rstrip('。')}。" if measure.note else "",
        *limits,
        "没有发生填 0，没有统计留空。",
    ]
    return "\n".join(part for part in parts if part)


def _write_head(sheet: Worksheet, title: str, headings: list[TemplateColumn]) -> None:
    sheet.cell(TITLE_ROW, 1, title).font = Font(size=16, bold=True)
    sheet.row_dimensions[TITLE_ROW].height = 30
    sheet.row_dimensions[HEADER_ROW].height = 48
    for at, heading in enumerate(headings, start=1):
        cell = sheet.cell(HEADER_ROW, at, heading.title)
        cell.font = Font(bold=True)
        cell.fill = HEAD_FILL if heading.measure else KEY_FILL
        cell.border = Border(bottom=_LINE)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.comment = Comment(heading.note, "一县一品驾驶舱", height=160, width=280)
        sheet.column_dimensions[get_column_letter(at)].width = 12 if heading.measure else 15


def _owners(regions: Regions, table: FactTable, county: str) -> list[str]:
    has_bureau = any(measure.owner is not Owner.OFFICE for measure in table.measures)
    return [*(regions.bureaus(county) if has_bureau else ()), *regions.offices(county)]


def _write_rows(
    sheet: Worksheet, regions: Regions, headings: list[TemplateColumn], owners: Iterable[str], day: date | None
) -> None:
    for row, owner in enumerate(owners, start=FIRST_ROW):
        is_of_bureau = is_bureau(owner)
        if day is not None:
            sheet.cell(row, 1, day).number_format = "yyyy-mm-dd"
        sheet.cell(row, 2, owner).number_format = TEXT
        sheet.cell(row, 3, "本级" if is_of_bureau else regions.get(owner).zh)
        for at, heading in enumerate(headings, start=1):
            if heading.measure and not heading.measure.owner.includes(bureau=is_of_bureau):
                sheet.cell(row, at).fill = _NOT_OWED


def _add_checks(sheet: Worksheet, headings: list[TemplateColumn], last: int) -> None:
    """Let the spreadsheet itself take only known values and whole numbers."""
    for at, heading in enumerate(headings, start=1):
        cells = f"{get_column_letter(at)}{FIRST_ROW}:{get_column_letter(at)}{last}"
        check: DataValidation | None = None
        if heading.dimension is not None and not heading.dimension.is_open:
            listed = ",".join(names.zh for names in heading.dimension.values.values())
            check = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
            check.error = f"请从下拉列表里选{heading.title}。"
        elif heading.measure is not None:
            check = DataValidation(
                "whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
            )
            check.error = "请填不小于 0 的整数；没有统计留空。"
        if check is not None:
            check.errorTitle = heading.title
            check.add(cells)
            sheet.add_data_validation(check)
    for row in range(FIRST_ROW, last + 1):
        sheet.cell(row, 2).number_format = TEXT
