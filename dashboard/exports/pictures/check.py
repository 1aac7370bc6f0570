"""Checks a paper before it is delivered: each figure is its reading's, each table complete, no picture empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.exports.pictures.ink import Picture, formal
from data.errors import DataError
from data.readings import Reading
from layouts.charts.drawn import Drawn, Leaf
from layouts.charts.twins import Twin, TwinCell, twins
from layouts.pages.document import Document
from layouts.words.language import MINUS, THIN, Language

WRITTEN = re.compile(rf"(?P<sign>[+{MINUS}]?)(?P<whole>\d[\d{THIN}]*)(?P<rest>\.\d+)?[^\d.]*")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A table of a document: the page and the panel it belongs to."""

    leaf: str
    panel: str
    table: Twin

    def wrong(self, figure: str, expected: str, found: str) -> DataError:
        """Return the refusal for a figure of this table."""
        return refusal(self.leaf, self.panel, f"{figure} 应为“{expected}”，写成了“{found}”")


def refusal(leaf: str, panel: str, reason: str) -> DataError:
    """Return the error that stops an export."""
    return DataError(f"“{leaf}”页“{panel}”：{reason}。文件没有交出。请重新导出；再次出现请告知维护人员。")


def places(leaf: Leaf, drawn: Drawn, words: Language) -> list[Place]:
    """Return the tables of a page's panel that have rows."""
    return places_of(leaf.title, drawn, words)


def places_of(title: str, drawn: Drawn, words: Language) -> list[Place]:
    """Return the tables of a panel that have rows, under the title of what it belongs to."""
    return [Place(title, drawn.title, table) for table in twins(drawn.drawing, words) if table.rows]


def written(row: Sequence[TwinCell]) -> list[str]:
    """Return what is written in a row of a table, its empty cells left out."""
    return [text for cell in row if (text := formal(cell.text))]


def check_pictures(pictures: Sequence[Picture], leaf: str, panel: str) -> None:
    """Raise DataError where a picture has nothing written in it: every drawing names what it draws."""
    if not all(any(picture.words) for picture in pictures):
        raise refusal(leaf, panel, "图是空的")


def check_watermark(watermark: str, sheets: Iterable[tuple[str, str]]) -> None:
    """Raise DataError naming the first of some sheets, each with its text, that does not have the watermark in it."""
    for sheet, text in sheets:
        if watermark not in text:
            raise DataError(f"{sheet}没有水印“{watermark}”。文件没有交出。请重新导出；再次出现请告知维护人员。")


def check_figures(document: Document) -> None:
    """Raise DataError where a drawing shows another figure than its reading, or a reading the document has not."""
    known = {_key(reading): reading for reading in document.readings}
    for leaf in document.leaves:
        for drawn in leaf.drawn:
            for place in places(leaf, drawn, document.context.words):
                for row in place.table.rows:
                    for cell in row:
                        _check_cell(cell, row[0].text.strip(), place, known)


def _check_cell(cell: TwinCell, name: str, place: Place, known: Mapping[Key, Reading]) -> None:
    reading, number = cell.reading, WRITTEN.fullmatch(cell.text)
    if reading:
        ours = known.get(_key(reading), reading)
        if (ours.value, ours.status) != (reading.value, reading.status):
            raise place.wrong(f"{name} {reading.id}", str(ours.value), str(reading.value))
    if number is None:
        return
    amounts = [cell.amount.value] if cell.amount else _amounts(reading) if reading else []
    amounts += [] if reading else [-amount for amount in amounts]  # a loss may be written with a minus
    if amounts and not any(_says(number, amount) for amount in amounts):
        raise place.wrong(name, f"{amounts[0]:g}", cell.text)


def _amounts(reading: Reading) -> list[float]:
    return [amount for amount in (reading.value, reading.numerator, reading.denominator) if amount is not None]


def _says(number: re.Match[str], amount: float) -> bool:
    """Say whether a number as written is an amount, rounded to the decimals it is written with."""
    shown = float(number["whole"].replace(THIN, "") + (number["rest"] or ""))
    half = 0.5000001 * 10.0 ** -max(len(number["rest"] or "") - 1, 0)
    return abs((-shown if number["sign"] == MINUS else shown) - amount) <= half


def _key(reading: Reading) -> Key:
    return reading.metric.key, reading.region.code, reading.period.key
