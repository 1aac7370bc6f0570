"""Finds the lines of text between the rows of a table that may change what the rows below them mean."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from data.load.files.cells import BadCell, clean, read_day
from data.load.findings import Finding, FindingKind
from data.load.headers.conversions import is_figure
from data.load.headers.grammar import opened
from data.load.headers.titles import Title, read_title, some_of_all
from data.load.headers.vocabulary import ColumnRole, Vocabulary, bare, unbracketed
from data.load.rows.row_keys import KeyReader
from data.load.rows.rows import TableRows, places_in

_PLACES = (
    "所",
    "街道",
    "镇",
    "乡",
    "局",
    "本级",
)  # an office without figures whose name is not known changes no row below


@dataclass(frozen=True)
class LineReader:
    """Reads what is written between the rows of a table, beside what its title and its keys are."""

    rows: TableRows
    keys: KeyReader
    vocabulary: Vocabulary

    def doubts(self) -> Iterator[Finding]:
        """Yield an error for each row below a line that names a day, a time, a unit or people, or is not understood."""
        has_figures = self.rows.frame[self.rows.measures].notna().any(axis=1)
        frame = self.rows.frame.loc[has_figures, ["position", "day"]]
        filled, days = frame["position"].to_numpy(), frame["day"].to_numpy()
        if not len(filled):
            return
        lines = {
            line: word
            for line in self._lines(filled)
            if (word := self._changing(line, {day for day in days[filled > line] if day is not None}))
        }
        starts = [*lines]
        for position in filled.tolist() if starts else ():
            if above := bisect(starts, position):
                line = starts[above - 1]
                yield self.rows.finding(FindingKind.SHAPE, position, "", self._reason(line, lines[line]))

    def _lines(self, filled: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Iterator[int]:
        """Yield the rows above the last one with figures that hold text, and neither a figure nor a key of their own."""
        header, cells = self.rows.layout.header, self.rows.sheet.cells
        body = cells[header.below : int(filled.max())]
        is_open = body.count_where(lambda text: bool(text.strip())) > 0
        is_open[filled[:-1] - header.below] = False
        for step in np.flatnonzero(is_open).tolist():
            texts = body[step].tolist()
            if not any(is_figure(texts[column.at]) for column in header.of(ColumnRole.MEASURE)) and not self._has_key(
                texts
            ):
                yield header.below + step

    def _has_key(self, texts: Sequence[str]) -> bool:
        """Say whether one of the columns of days, offices and kinds holds what it should: then it is a row left blank."""
        layout, keys = self.rows.layout, self.keys
        if any(
            _reads(partial(read_day, zero=keys.day_zero), texts[column.at])
            for column in layout.header.of(ColumnRole.DAY)
        ):
            return True
        if any(
            isinstance(keys.office(texts[column.at], self.keys.context.county), str)
            for column in layout.header.of(ColumnRole.OFFICE)
        ):
            return True
        if any(_reads(keys.places.county, texts[column.at]) for column in layout.header.of(ColumnRole.COUNTY)):
            return True
        dimensions = keys.catalogue.dimensions
        return any(dimensions[key].lookup(clean(texts[column.at])) for key, column in layout.dimensions.items())

    def _changing(self, line: int, below: set[date]) -> str:
        """Return the words of a line that may change the rows below it, "" where none does."""
        aliases, header = self.vocabulary.aliases["rows"], self.rows.layout.header
        texts = [text for cell in self.rows.sheet.cells[line] if (text := str(cell).strip())]
        whole = "　".join(texts)
        known = [*places_in(whole, self.keys.places), *self.vocabulary.names(self.rows.layout.measures)]
        known += [*aliases["numbering"], *(word for word in aliases["totals"] if word != "累计")]
        title = read_title(texts, self.vocabulary, known)
        if word := self._other_time(title, below) or self._other_place(whole):
            return word
        units = [unit for unit in title.units if not self._is_own(unit.text, title)]
        if units:
            return units[0].text
        is_aside = bare(texts[0]).startswith((*aliases["notes"], *aliases["averages"]))
        has_measures = any(self.rows.sheet.cells[line, column.at].strip() for column in header.of(ColumnRole.MEASURE))
        is_name = any(unbracketed(opened(bare(text))).endswith(_PLACES) for text in texts)
        if is_name or self.keys.places.office_in(whole, self.keys.context.county):
            return some_of_all(whole, self.vocabulary, known)
        return "" if is_aside or has_measures else title.strange

    def _other_time(self, title: Title, below: set[date]) -> str:
        """Return the words of a line for another time than that of the rows below it."""
        said = title.said
        day, month_day = said.dated.day, said.dated.partial
        if word := said.dated.run or said.span or said.other_time:
            return word
        if day is not None and below != {day}:
            return str(day)
        if month_day and day is None and {(each.month, each.day) for each in below} != {month_day}:
            return f"{month_day[0]}月{month_day[1]}日"
        if said.is_daily:
            return ""
        until = "" if said.dated.is_end_of_day else said.dated.until
        return until or next((text for *_, text in said.loose), "")

    def _other_place(self, text: str) -> str:
        """Return the county or office that a line names where only the title says whose the rows are."""
        header, places = self.rows.layout.header, self.keys.places
        county = places.county_in(text)
        if (
            self.keys.context.county
            and county not in {"", self.keys.context.county}
            and not header.of(ColumnRole.COUNTY)
        ):
            return places.label(county)
        office = places.office_in(text, self.keys.context.county)
        if (
            self.keys.context.office
            and office not in {"", self.keys.context.office}
            and not header.of(ColumnRole.OFFICE)
        ):
            return places.label(office)
        return ""

    def _is_own(self, text: str, title: Title) -> bool:
        units = [unit for unit in title.units if unit.text == text and unit.times == 1]
        return any(self.vocabulary.accepted(key, units) for key in self.rows.layout.measures)

    def _reason(self, line: int, word: str) -> str:
        text = next(text for cell in self.rows.sheet.cells[line] if (text := str(cell).strip()))
        return (
            f"上面第 {line + 1} 行“{text}”夹在各行之间，其中的“{word}”可能改变下面各行的含义。请把这些行另放一张表，"
            f"写上自己的标题和列名，或填“日期”列；不改变含义的，请删去第 {line + 1} 行，或在它的开头加 #。"
        )


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except BadCell:
        return False
    return True
