"""What every data file says of a document: its front matter, its readings and their definitions, as typed cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from data.catalogue import Direction, Metric
from data.load.files.cells import escaped
from data.periods import Grain, Period
from data.readings import Reading
from data.readings.reading import Compare
from layouts.pages.document import Document
from layouts.words.language import Language

Cell = str | float | date | None
COLUMNS = (
    "metric", "name", "region", "region_name", "period", "from", "to", "value", "unit", "numerator", "denominator",
    "coverage", "status", "previous", "last_year", "previous_coverage", "last_year_coverage", "id",
)  # fmt: skip
DEFINED = (
    "metric", "name", "definition", "formula", "columns", "unit", "direction", "target", "yellow", "red", "basis",
    "lowest", "proposed",
)  # fmt: skip


def front(document: Document) -> list[tuple[str, Cell]]:
    """Return the facts at the head of a file: region, period, data version, program, completeness."""
    context, words = document.context, document.context.words
    facts: list[tuple[str, Cell]] = [
        (words("file.heading"), document.title),
        (words("file.region"), context.region.code),
        (words("file.region_name"), words.name(context.region)),
        (words("file.period"), words.period(context.period, context.period.to_date(context.as_of))),
        (words("file.edition"), document.edition or words("file.live")),
        (words("file.as_of"), context.as_of),
        (words("file.version"), context.version),
        (words("file.program"), document.program),
        (words("file.account"), document.account),
        (words("file.coverage"), document.coverage or words("file.nothing_due")),
        (words("file.made"), f"{document.made_at:%Y-%m-%d %H:%M}"),
        (words("file.view"), context.view.on(region=context.region.code, period=context.period).href),
    ]
    return [*facts, (words("file.demo"), words("shell.demo_note"))] if context.is_demo else facts


def origin(document: Document) -> dict[str, str]:
    """Return in words the last day of the figures, their coverage, whether and when they were frozen, and the data version."""
    context, words = document.context, document.context.words
    return {
        "day": words.period(Period(Grain.DAY, context.period.to_date(context.as_of).last)),
        "coverage": document.coverage or words("file.nothing_due"),
        "edition": document.edition or words("file.live"),
        "version": words("shell.version", version=words.number(context.version)),
    }


def reading_rows(document: Document) -> list[list[Cell]]:
    """Return the heading and a row for each reading, under COLUMNS."""
    words = document.context.words
    return [
        [words(f"file.{name}") for name in COLUMNS],
        *(_reading_row(reading, words) for reading in document.readings),
    ]


def _reading_row(reading: Reading, words: Language) -> list[Cell]:
    return [
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
        reading.base_coverage(Compare.PREVIOUS),
        reading.base_coverage(Compare.LAST_YEAR),
        reading.id,
    ]


def definition_rows(document: Document) -> list[list[Cell]]:
    """Return the heading and a row for each metric of a document, under DEFINED."""
    words = document.context.words
    metrics = {reading.metric.key: reading.metric for reading in document.readings}
    return [
        [words(f"file.{name}") for name in DEFINED],
        *(_definition_row(metric, words) for metric in metrics.values()),
    ]


def _definition_row(metric: Metric, words: Language) -> list[Cell]:
    is_zh = words.tongue == "zh"
    parts = (metric.numerator_zh, metric.denominator_zh) if is_zh else (metric.numerator_en, metric.denominator_en)
    return [
        metric.key,
        words.name(metric),
        metric.definition_zh if is_zh else metric.definition_en,
        " ÷ ".join(filter(None, parts)),
        " ÷ ".join(filter(None, (metric.numerator_text, metric.denominator_text))),
        words.unit(metric),
        words(f"file.directions.{metric.direction}") if metric.direction is not Direction.NEUTRAL else "",
        metric.target,
        metric.bands.yellow,
        metric.bands.red,
        metric.basis_zh if is_zh else metric.basis_en,
        words(f"drawer.level.{metric.lowest}"),
        words("file.is_proposed") if metric.is_proposed else "",
    ]


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV that spreadsheets open correctly: marked as UTF-8, no text taken for a formula."""
    text = StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in rows])
    return "\ufeff" + text.getvalue()


def _plain(cell: Cell) -> Cell:
    return escaped(cell) if isinstance(cell, str) else cell
