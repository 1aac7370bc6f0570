"""A document as a workbook: a front sheet, a sheet a page, every reading with live formulas, and the definitions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dashboard.exports.figures import COLUMNS, Cell, definition_rows, front, reading_rows
from dashboard.exports.pictures.ink import clean
from dashboard.exports.typed import typed
from dashboard.exports.xlsx.check import check
from dashboard.exports.xlsx.watermark import set_watermark, tile
from data.catalogue import Metric
from layouts.charts.amount import Amount
from layouts.charts.drawn import Drawn, Leaf, plain
from layouts.charts.twins import Twin, lines, whole_twins
from layouts.pages.document import Document
from layouts.words.language import Language

LONGEST_NAME = 31  # of a sheet
UNSAFE = re.compile(r"[\[\]:*?/\\']")
WIDEST, NARROWEST = 46, 8  # of a column, in letters
LINE = 110  # of a sentence, in letters
TITLE_HEIGHT, PANEL_HEIGHT, ROW_HEIGHT = 26, 20, 15  # in points
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PLAIN = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
HEADING = {"bold": True, "bg_color": "#1b4d49", "font_color": "#fffdf8", "text_wrap": True}
LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"font_size": 16, "bold": True, "font_color": "#1b4d49"},
    "said": {"font_color": "#3f4e4b"},
    "panel": {"font_size": 12, "bold": True, "font_color": "#1b4d49", "bottom": 2, "bottom_color": "#8cbcaf"},
    "note": {"font_color": "#5f6c68", "font_size": 9},
    "heading": HEADING,
    "heading_right": {**HEADING, "align": "right", "indent": 1},
    "text": {"num_format": "@"},
    "prose": {"num_format": "@", "text_wrap": True},
    "ids": {"num_format": "@", "align": "fill", "font_color": "#5f6c68"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "link": {"font_color": "#2c7468", "underline": 1},
    "demo": {"font_color": "#8f5c0e", "bold": True},
}
VALUE, NUMERATOR, DENOMINATOR = (COLUMNS.index(name) for name in ("value", "numerator", "denominator"))
IN_UNIT = frozenset(COLUMNS.index(name) for name in ("value", "previous", "last_year"))
COVERAGES = frozenset(at for at, name in enumerate(COLUMNS) if name.endswith("coverage"))


def xlsx_file(document: Document) -> bytes:
    """Return a document as a workbook; raises DataError when a figure in it is not that of its reading."""
    filled = BytesIO()
    names = sheet_names(document)
    with xlsxwriter.Workbook(filled, OPTIONS) as book:
        book.set_properties({"title": document.title, "comments": document.program})
        pen = _Pen(book, document)
        _write_front(pen, names)
        for name, leaf in zip(names[1:-2], document.leaves, strict=True):
            _write_leaf(pen, pen.sheet(name), leaf)
        _write_readings(pen, pen.sheet(names[-2]))
        _write_definitions(pen, pen.sheet(names[-1]))
    content = filled.getvalue()
    check(content, document, names)
    return content


def sheet_names(document: Document) -> list[str]:
    """Return the names of the sheets in order: front, one a page, readings, definitions; all different."""
    words = document.context.words
    own = [words("workbook.front"), words("workbook.readings"), words("workbook.definitions")]
    taken = {name.casefold() for name in own}
    names = []
    for leaf in document.leaves:
        stem = UNSAFE.sub(" ", leaf.title).strip()[:LONGEST_NAME] or leaf.key
        name, step = stem, 2
        while name.casefold() in taken:
            name, step = f"{stem[: LONGEST_NAME - 3]} {step}", step + 1
        taken.add(name.casefold())
        names.append(name)
    return [own[0], *names, *own[1:]]


class _Pen:
    """A workbook being written, with its cell formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, document: Document) -> None:
        self.book, self.document = book, document
        self.words: Language = document.context.words
        self._watermark = clean(document.watermark)
        self._tile = tile(self._watermark) if self._watermark else b""
        self._looks: dict[tuple[str, str], Format] = {}

    def look(self, name: str, number: str = "") -> Format:
        """Return a cell format, for a figure with its number format."""
        if (name, number) not in self._looks:
            own = {"num_format": number, "align": "right", "indent": 1} if number else LOOKS[name]
            self._looks[name, number] = self.book.add_format({**PLAIN, **own})
        return self._looks[name, number]

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet that prints on as many pages as it needs, with what it is of on each."""
        document = self.document
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        demo = self.words("shell.demo") if document.context.is_demo else ""
        version = self.words("shell.version", version=self.words.number(document.context.version))
        if self._watermark:
            set_watermark(sheet, self._watermark, self._tile)
        sheet.set_footer(f"&L{demo} {version} {document.edition}&C&A&R&P / &N".replace("\u2009", ""))
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, cell: Cell, look: str = "text") -> None:
        """Write a cell by its type: days and numbers as such, everything else, codes too, as text."""
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.look("day"))
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self.look("number", "General"))
        elif cell:
            sheet.write_string(row, column, cell, self.look(look))


def _write_front(pen: _Pen, names: Sequence[str]) -> None:
    document, words = pen.document, pen.words
    sheet = pen.sheet(names[0])
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 72)
    sheet.write_string(0, 0, document.title, pen.look("title"))
    row = 2
    for label, cell in front(document):
        pen.put(sheet, row, 0, label, "note")
        text = str(cell) if isinstance(cell, int) else cell
        pen.put(sheet, row, 1, text, "demo" if label == words("file.demo") else "prose")
        row += 1
    sheet.write_string(row + 1, 0, words("workbook.contents"), pen.look("panel"))
    sheet.set_row(0, TITLE_HEIGHT)
    for step, name in enumerate(names[1:]):
        sheet.write_url(row + 2 + step, 0, f"internal:'{name}'!A1", pen.look("link"), name)


def _write_leaf(pen: _Pen, sheet: Worksheet, leaf: Leaf) -> None:
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, _sheet_title(pen.document, leaf), pen.look("title"))
    sheet.freeze_panes(1, 1)
    row = _write_lines(pen, sheet, plain(leaf.said), 1)
    widths: dict[int, int] = {}
    for drawn in leaf.drawn:
        row = _write_panel(pen, sheet, drawn, plain(leaf.said), row + 1, widths)
    for column, width in widths.items():
        sheet.set_column(column, column, _fitted(width))
    last = max(widths, default=0)
    while sum(_fitted(widths.get(column, NARROWEST)) for column in range(last + 1)) < LINE:
        last += 1
    sheet.print_area(0, 0, row, last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(row, last)}"})


def _sheet_title(document: Document, leaf: Leaf) -> str:
    return document.title if len(document.leaves) == 1 else f"{document.title} · {leaf.title}"


def _write_panel(
    pen: _Pen, sheet: Worksheet, drawn: Drawn, opening: Sequence[str], row: int, widths: dict[int, int]
) -> int:
    """Write a panel's title, the sentences that the opening has not, and tables from a row on; return the row after."""
    sheet.set_row(row, PANEL_HEIGHT)
    sheet.write_string(row, 0, drawn.title, pen.look("panel"))
    row = _write_lines(pen, sheet, [drawn.note], row + 1, "note")
    said = lines(drawn.drawing)
    row = _write_lines(pen, sheet, [line for line in said if line not in opening], row)
    for twin in whole_twins(drawn.drawing, pen.words):
        row = _write_lines(pen, sheet, [] if twin.caption in said else [twin.caption], row, "note")
        row = _write_twin(pen, sheet, twin, row, widths)
    return row


def _write_lines(pen: _Pen, sheet: Worksheet, texts: Sequence[str], row: int, look: str = "said") -> int:
    """Write sentences, a long one on several rows; return the row after."""
    for line in (part for text in texts if text for part in broken(text, LINE)):
        sheet.write_string(row, 0, line, pen.look(look))
        row += 1
    return row


def broken(text: str, room: int) -> list[str]:
    """Return a text in lines of at most `room` letters, a Chinese one counting two, broken after signs where it can be."""
    found = [""]
    for part in re.findall(r".+?(?:[，。；、：,;.\s]+|$)", text):
        if found[-1] and _width(found[-1] + part) > room:
            found.append("")
        found[-1] += part
    return [line.rstrip() for line in found]


def _write_twin(pen: _Pen, sheet: Worksheet, twin: Twin, top: int, widths: dict[int, int]) -> int:
    """Write a table with the ids of its figures; return the row after."""
    shown = [[cell.text if not at else typed(cell, pen.words) for at, cell in enumerate(cells)] for cells in twin.rows]
    for column, heading in enumerate(twin.headings):
        is_figures = any(isinstance(cells[column], Amount) for cells in shown)
        sheet.write_string(top, column, heading, pen.look("heading_right" if is_figures else "heading"))
        _widen(widths, column, heading)
    for row, cells in enumerate(shown, start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Amount):
                sheet.write_number(row, column, cell.value, pen.look("number", _written(cell)))
            else:
                pen.put(sheet, row, column, cell, "prose" if _width(cell) > WIDEST else "text")
            _widen(widths, column, _written(cell) if isinstance(cell, Amount) else cell)
        _heighten(sheet, row, [cell for cell in cells if isinstance(cell, str)])
    _write_ids(pen, sheet, twin, top)
    return top + 1 + len(shown)


def _heighten(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    """Give a row the height of its longest text; not every program computes that when it opens a file."""
    most = max(map(_width, texts), default=0)
    if most > WIDEST:
        sheet.set_row(row, -(-most // (WIDEST - 4)) * ROW_HEIGHT)


def _write_ids(pen: _Pen, sheet: Worksheet, twin: Twin, top: int) -> None:
    """Write at the end of each row the ids of its figures, where there are any."""
    ids = [" ".join(dict.fromkeys(cell.reading.id for cell in cells if cell.reading)) for cells in twin.rows]
    if any(ids):
        sheet.write_string(top, len(twin.headings), pen.words("file.id"), pen.look("heading"))
    for row, own in enumerate(ids, start=top + 1):
        pen.put(sheet, row, len(twin.headings), own, "ids")


def _write_readings(pen: _Pen, sheet: Worksheet) -> None:
    heading, *rows = reading_rows(pen.document)
    _write_heading(pen, sheet, heading, len(rows), frozen=2)
    for at, (row, reading) in enumerate(zip(rows, pen.document.readings, strict=True), start=1):
        decimals = reading.metric.decimals
        for column, cell in enumerate(row):
            if column == VALUE and cell is None:
                pen.put(sheet, at, column, pen.words.status(reading))
            elif column == VALUE and reading.denominator is not None:
                shape = pen.look("number", _decimal_places(decimals))
                sheet.write_formula(at, column, _ratio(at, reading.metric), shape, reading.value)
            elif column in IN_UNIT and isinstance(cell, int | float):
                sheet.write_number(at, column, cell, pen.look("number", _decimal_places(decimals)))
            elif column in COVERAGES and isinstance(cell, int | float):
                sheet.write_number(at, column, cell, pen.look("number", "0.0%"))
            elif column in {NUMERATOR, DENOMINATOR} and isinstance(cell, int | float):
                sheet.write_number(at, column, cell, pen.look("number", "#,##0.###"))
            else:
                pen.put(sheet, at, column, cell)
    _fit(sheet, [heading, *rows])


def _write_definitions(pen: _Pen, sheet: Worksheet) -> None:
    heading, *rows = definition_rows(pen.document)
    _write_heading(pen, sheet, heading, len(rows), frozen=2)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            pen.put(sheet, at, column, cell, "prose")
        _heighten(sheet, at, [_shown(cell) for cell in row])
    _fit(sheet, [heading, *rows])


def _write_heading(pen: _Pen, sheet: Worksheet, heading: Sequence[Cell], count: int, *, frozen: int) -> None:
    for column, label in enumerate(heading):
        sheet.write_string(0, column, str(label), pen.look("heading"))
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)
    if count:
        sheet.autofilter(0, 0, count, len(heading) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(count, len(heading) - 1)}"})


def _ratio(row: int, metric: Metric) -> str:
    """Return the formula that computes a row's value from its own amounts."""
    above, below = xl_rowcol_to_cell(row, NUMERATOR), xl_rowcol_to_cell(row, DENOMINATOR)
    return f"={above}/{below}*{metric.scale:.12g}"


def _written(amount: Amount) -> str:
    """Return the number format of an amount."""
    unit = f'" {amount.unit}"' if amount.unit else ""
    places = f"{_decimal_places(amount.decimals)}{unit}"
    return f"+{places};-{places};{places}" if amount.is_signed else places


def _decimal_places(decimals: int) -> str:
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _fit(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
    for column in range(len(rows[0])):
        sheet.set_column(column, column, _fitted(max(_width(_shown(row[column])) for row in rows)))


def _shown(cell: Cell) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else "" if cell is None else str(cell)


def _widen(widths: dict[int, int], column: int, text: str) -> None:
    widths[column] = max(widths.get(column, 0), _width(text))


def _fitted(width: int) -> int:
    return min(max(width + 2, NARROWEST), WIDEST)


@lru_cache(maxsize=10_000)  # names and dates are in many cells
def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
