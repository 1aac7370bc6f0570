"""Writes an XLSX to fill in for one reference table, with the rows it holds; filled, it loads again as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.catalogue.reference_tables import ReferenceColumn, ReferenceKind, ReferenceTable, Row
from data.load.files.cells import escaped
from data.load.template import BLANK_ROWS, FIRST_ROW, HEAD_FILL, HEADER_ROW, KEY_FILL, TEXT, TITLE_ROW
from data.regions import Regions
from data.schema.reference_rows import SEPARATOR

LONGEST_LISTED = 250  # what a spreadsheet takes as a list of choices
FORMS = {
    ReferenceKind.TEXT: "文字，最多 {longest} 字。",
    ReferenceKind.WHOLE: "不小于 0 的整数。",
    ReferenceKind.NUMBER: "不小于 0 的数。",
    ReferenceKind.DATE: "日期，写成 2026-11-22。",
    ReferenceKind.MONTH: "年月，写成 2022-07。",
    ReferenceKind.WHEN: "年、年月或年月日，写成 2006、2013-03 或 2020-07-31。",
    ReferenceKind.TIME: "时刻，写成 12:00。",
    ReferenceKind.CHOICE: "可填：{choices}。",
    ReferenceKind.FLAG: "填 是 或 否。",
    ReferenceKind.REGION: "名称或代码。",
    ReferenceKind.LIST: "可填几项，用顿号隔开。{choices}",
    ReferenceKind.LINK: "以 https:// 或 http:// 开头的网址。",
    ReferenceKind.TELEPHONE: "座机或短号，写成 0573-88881234、88881234 或 12348；不填手机号。",
}


def write_reference_template(table: ReferenceTable, regions: Regions, rows: Sequence[Row], path: Path) -> None:
    """Write the form of a reference table with the given rows in it to a file."""
    book = Workbook()
    sheet = book.active
    sheet.title = table.zh
    sheet.cell(TITLE_ROW, 1, f"{regions.root.zh}社区矫正{table.zh}").font = Font(size=16, bold=True)
    for at, column in enumerate(table.columns, start=1):
        cell = sheet.cell(HEADER_ROW, at, column.zh)
        cell.font = Font(bold=True)
        cell.fill = KEY_FILL if column.required else HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.comment = Comment(_note(table, column), "一县一品驾驶舱", height=160, width=280)
        sheet.column_dimensions[get_column_letter(at)].width = 24 if column.longest > len(column.zh) * 10 else 15
    for line, row in enumerate(rows, start=FIRST_ROW):
        for at, column in enumerate(table.columns, start=1):
            sheet.cell(line, at, _cell(column, row[column.key])).number_format = TEXT
    _add_checks(sheet, table, FIRST_ROW + len(rows) + BLANK_ROWS - 1)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2).coordinate
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _note(table: ReferenceTable, column: ReferenceColumn) -> str:
    choices = SEPARATOR.join(names.zh for names in column.choices.values())
    unique = SEPARATOR.join(table.column(key).zh for key in table.unique)
    parts = [
        f"{column.zh}（{column.key}）",
        "必填。" if column.required else "可以留空。",
        f"单位：{column.unit}。" if column.unit else "",
        FORMS[column.kind].format(longest=column.longest, choices=choices),
        column.note,
        f"{unique}相同的行，装载后替换原来的行。" if column.key in table.unique else "",
    ]
    return "\n".join(part for part in parts if part)


def _cell(column: ReferenceColumn, value: object) -> str | int | float | None:
    if value in (None, "", ()):
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return escaped(SEPARATOR.join(_name(column, item) for item in value))
    return escaped(_name(column, str(value)))


def _name(column: ReferenceColumn, value: str) -> str:
    return column.choices[value].zh if value in column.choices else value


def _add_checks(sheet: Worksheet, table: ReferenceTable, last: int) -> None:
    """Let the spreadsheet itself take only known choices and no negative numbers."""
    for at, column in enumerate(table.columns, start=1):
        listed = ",".join(names.zh for names in column.choices.values())
        listed = "是,否" if column.kind is ReferenceKind.FLAG else listed
        check: DataValidation | None = None
        if listed and column.kind is not ReferenceKind.LIST and len(listed) <= LONGEST_LISTED:
            check = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
            check.error = f"请从下拉列表里选{column.zh}。"
        elif column.kind in {ReferenceKind.WHOLE, ReferenceKind.NUMBER}:
            kind = "whole" if column.kind is ReferenceKind.WHOLE else "decimal"
            check = DataValidation(
                kind, operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
            )
            check.error = "请填不小于 0 的数；没有统计留空。"
        if check is not None:
            check.errorTitle = column.zh
            check.add(f"{get_column_letter(at)}{FIRST_ROW}:{get_column_letter(at)}{last}")
            sheet.add_data_validation(check)
