"""The file of a draft as it is corrected, with what is wrong marked in it: to be corrected elsewhere and given again."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from data.intake.checking import Checked, CheckedSheet
from data.intake.flaws import Flaw, Weight
from data.text.xml import for_xml

RESULT = "核对结果"
LONGEST_NAME = 31  # of a sheet
FILLS = {
    Weight.FAULT: PatternFill("solid", fgColor="F3D6CE"),
    Weight.DOUBT: PatternFill("solid", fgColor="EFE0C6"),
}
_TAKEN_APART = str.maketrans("[]:*?/\\", "（）：＊？、、")


def marked_file(checked: Checked) -> bytes:
    """Return an XLSX of a draft's sheets: faulty cells red, doubtful ones amber, with the reason as a comment and at the end of its row.

    All cells are texts, so that nothing in them is a formula.
    """
    book = Workbook()
    book.remove(book.active)
    for at, sheet in enumerate(checked.sheets, start=1):
        name = f"{at} {sheet.title.translate(_TAKEN_APART)}"[:LONGEST_NAME]
        _write(book.create_sheet(name), sheet)
    if not checked.sheets:
        book.create_sheet(RESULT).append([_said(flaw) for flaw in checked.flaws])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(page: Worksheet, sheet: CheckedSheet) -> None:
    height, width = sheet.cells.shape
    for row in range(height):
        for column in range(width):
            if text := for_xml(str(sheet.cells[row, column])):
                cell = page.cell(row + 1, column + 1)
                cell.value, cell.data_type = text, "s"
    if sheet.header:
        page.cell(sheet.header.stop, width + 1, RESULT)
    said = defaultdict[int, list[str]](list)
    for flaw in sheet.flaws:
        said[0 if flaw.row is None else flaw.row].append(_said(flaw))
        if flaw.row is not None and flaw.column is not None and flaw.weight in FILLS:
            cell = page.cell(flaw.row + 1, flaw.column + 1)
            cell.fill = FILLS[flaw.weight]
            cell.comment = Comment(_said(flaw), "一县一品驾驶舱")
    for row, texts in said.items():
        cell = page.cell(row + 1, width + 1)
        cell.value, cell.data_type = "\n".join(texts), "s"


def _said(flaw: Flaw) -> str:
    return for_xml(f"{flaw.reason}{flaw.way}")
