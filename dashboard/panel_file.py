"""One panel as a file to keep: its figures as CSV and XLSX with what they mean, zipped."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from callbacks.cockpit import Cockpit, page_of
from data.catalogue import Metric
from data.errors import DataError
from data.readings import Question, Reading, Readings
from data.store import SHANGHAI
from layouts.chart import Chart, ChartKind, Table
from layouts.panel import Panel, Scene
from layouts.view import View
from layouts.words import Language

Cell = str | float | date | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def panel_file(cockpit: Cockpit, view: View, panel_key: str) -> tuple[str, bytes]:
    """Return the name and bytes of a zip of one panel's figures; raises DataError for an unknown page, region or panel."""
    scene = cockpit.scene(view)
    panel = _panel(scene, panel_key)
    questions = panel.needs(scene)
    readings = cockpit.read(scene, questions)
    tables: dict[str, list[list[Cell]]] = {"data": [_heading(scene.words), *_figures(readings, questions, scene.words)]}
    drawn = panel.draw(readings, scene)
    if isinstance(drawn, Table):
        tables["table"] = _table(drawn)
    elif isinstance(drawn, Chart) and drawn.kind is ChartKind.MATRIX:
        tables["table"] = _matrix(drawn)
    elif isinstance(drawn, Chart) and not questions:
        tables["table"] = _points(drawn)
    about = _about(cockpit, panel, scene, readings, questions)
    stem = f"{view.page}-{panel_key}-{scene.region.code}-{scene.period.key}-v{scene.version}"
    return f"{stem}.zip", _zip(tables, about, scene.words)


def _panel(scene: Scene, key: str) -> Panel:
    placed = {place.panel.key: place.panel for place in page_of(scene.view, scene.own_wall).placed}
    if key not in placed:
        raise DataError(f"页面 /{scene.view.page} 上没有“{key}”这个面板。可用：{'、'.join(placed)}。")
    return placed[key]


def _asked(readings: Readings, questions: Sequence[Question]) -> list[Reading]:
    """Return the readings asked for, each once, in the order of the questions."""
    keys = {(m, r, p): None for q in questions for m in q.metrics for p in q.periods for r in q.regions}
    return [readings.one(*key) for key in keys]


def _table(drawn: Table) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[column.label for column in drawn.columns]]
    rows += [[row.get(column.key) for column in drawn.columns] for row in drawn.rows]
    return rows


def _matrix(drawn: Chart) -> list[list[Cell]]:
    """Return a matrix as it is shown; a cell without a number has its text."""
    rows: list[list[Cell]] = [["", *(point.label for point in drawn.series[0].points)]]
    for series in drawn.series:
        rows.append([series.label, *(p.text if p.value is None else p.value for p in series.points)])
    return rows


def _points(drawn: Chart) -> list[list[Cell]]:
    """Return the points of a chart that no readings stand behind: series, label, figure and note."""
    return [
        [series.label, point.label, point.text if point.value is None else point.value, point.note]
        for series in drawn.series
        for point in series.points
    ]


def _heading(words: Language) -> list[Cell]:
    return [words(f"file.{name}") for name in COLUMNS]


COLUMNS = (
    "metric", "name", "region", "region_name", "period", "from", "to", "value", "unit", "numerator", "denominator",
    "coverage", "status", "previous", "last_year", "id",
)  # fmt: skip


def _figures(readings: Readings, questions: Sequence[Question], words: Language) -> Iterable[list[Cell]]:
    for reading in _asked(readings, questions):
        yield [
            reading.metric.key,
            words.name(reading.metric),
            reading.region.code,
            words.name(reading.region),
            reading.period.key,
            reading.span.first,
            reading.span.last,
            reading.value,
            words.unit(reading.metric),
            reading.numerator,
            reading.denominator,
            reading.coverage,
            words.status(reading),
            reading.previous,
            reading.last_year,
            reading.id,
        ]


def _about(
    cockpit: Cockpit, panel: Panel, scene: Scene, readings: Readings, questions: Sequence[Question]
) -> list[list[Cell]]:
    words = scene.words
    facts: list[list[Cell]] = [
        [
            words("file.title"),
            f"{cockpit.title_in(words)} · {page_of(scene.view, scene.own_wall).title(scene)} · {panel.title(scene)}",
        ],
        [words("file.view"), scene.view.href],
        [
            words("file.scope"),
            f"{words.name(scene.region)} · {words.period(scene.period, scene.period.to_date(scene.as_of))}",
        ],
        [words("file.as_of"), scene.as_of],
        [words("file.version"), scene.version],
        [words("file.made"), f"{datetime.now(SHANGHAI):%Y-%m-%d %H:%M}"],
    ]
    if scene.is_demo:
        facts.append([words("file.demo"), words("shell.demo_note")])
    metrics = {reading.metric.key: reading.metric for reading in _asked(readings, questions)}
    return [*facts, *(_definition(metric, words) for metric in metrics.values())]


def _definition(metric: Metric, words: Language) -> list[Cell]:
    is_zh = words.tongue == "zh"
    formula = (
        metric.numerator.text if metric.denominator is None else f"{metric.numerator.text} ÷ {metric.denominator.text}"
    )
    meaning, basis = (metric.definition_zh, metric.basis_zh) if is_zh else (metric.definition_en, metric.basis_en)
    return [words.name(metric), f"{meaning} {formula} · {basis}"]


def _zip(tables: dict[str, list[list[Cell]]], about: list[list[Cell]], words: Language) -> bytes:
    book = Workbook(write_only=True)
    filled = BytesIO()
    with ZipFile(filled, "w", ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", _csv(rows))
            _fill(book.create_sheet(words(f"file.sheet_{name}")), rows, has_heading=True)
        archive.writestr("about.csv", _csv(about))
        _fill(book.create_sheet(words("file.sheet_about")), about, has_heading=False)
        workbook = BytesIO()
        book.save(workbook)
        archive.writestr("data.xlsx", workbook.getvalue())
    return filled.getvalue()


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in rows])
    return "\ufeff" + text.getvalue()


def _plain(cell: Cell) -> Cell:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def _fill(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[Cell]], *, has_heading: bool) -> None:
    """Write rows with typed cells: numbers and days as such, everything else, codes too, as text."""
    for step, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.number_format = "@"
            if has_heading and step == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
