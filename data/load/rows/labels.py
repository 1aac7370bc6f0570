"""Finds the rows that are totals or averages, and of which rows; an office's row is never taken for one without notice.

A row says what it is in its own place, left of the figures where it names no office, or in a key column: 合计 for an
office, 小计 for a kind. Beside a named office it must add up rows of that office, day and kinds. 累计 or 全区 in a column
that is not known changes what the figures of an office are: the row is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data.load.files.cells import BadCell, clean, is_empty, read_day
from data.load.files.grid import CellGrid
from data.load.headers.grammar import Grammar, PieceKind, opened
from data.load.headers.headers import SheetColumn
from data.load.headers.vocabulary import ColumnRole, bare
from data.load.headers.written_once import DITTO, filled_down
from data.load.rows.row_keys import KeyReader
from data.regions.owners import county_of, is_bureau

Flags = NDArray[np.bool_]

_REMARK = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_HOW_MANY = re.compile(r"共?[0-9]+[个家]?(?:司法)?所?$")
_RUN = re.compile(r"[-~至到—–][0-9]{1,2}[月日]|^近")  # 1-11月, 近7日
_LONGEST = 12
_SUMS = ("合计", "小计", "总计", "共计", "总和", "total", "sum")  # are sums wherever they are written


@dataclass(frozen=True, slots=True)
class Labelled:
    """Which rows below a header are totals and averages, by their steps.

    `parts` are the rows that a total beside a named office adds up, `doubts` why a row may not be read.
    """

    totals: Flags
    averages: Flags
    parts: Mapping[int, Sequence[int]]
    doubts: Mapping[int, str]


@dataclass(frozen=True)
class Labels:
    """Reads the labels of the rows of one table; `words` are those of the alias file about rows."""

    keys: KeyReader
    grammar: Grammar
    words: Mapping[str, Sequence[str]]
    _known: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    def read(self, given: Flags, is_zero: Flags, aside: Flags) -> Labelled:
        """Return what the rows are; `given` are those with figures, `is_zero` those with none above 0, `aside` no rows."""
        anywhere = self._where([*self._places, *self._all_keys], self._label) & ~aside
        of_office = self._where(self._offices, lambda text: bool(self._label(text)) and not self._office_in(text))
        in_key = self._where(self._kinds, lambda text: clean(text) not in self.keys.brands and self._label(text))
        in_key |= self._where(self._offices, self._office_in)
        in_key |= self.named & self._where(self._days, self._label)
        asked = given & anywhere & in_key & ~of_office
        certain = anywhere & (~given | of_office | (~in_key & ~self.named))
        doubts = dict(self._doubts(np.flatnonzero(given & ~aside & ~asked & ~of_office)))
        certain[list(doubts)] = False
        parts = {}
        if asked.any():
            parts = dict(self._parts(asked, ~(asked | certain | aside), is_zero))
            doubts |= {step: self._lone(step) for step in np.flatnonzero(asked).tolist() if step not in parts}
        totals = certain.copy()
        totals[list(parts)] = True
        parts = {step: rows for step, rows in parts.items() if self.named[step]}
        averages = totals & self._where([*self._places, *self._all_keys], self._is_average)
        return Labelled(totals & ~averages, averages, parts, doubts)

    @cached_property
    def named(self) -> Flags:
        """Say which rows name an office."""
        aside = {*self.words["numbering"]}

        def names(text: str) -> bool:
            plain = bare(text)
            if is_empty(text) or clean(text) in DITTO or plain in aside or plain.startswith(tuple(self.words["notes"])):
                return False
            is_number = plain.isdigit() and len(plain) < len("330108001")
            return not is_number and (not self._label(text) or bool(self._office_in(text)))

        return self._where(self._offices, names)

    @property
    def body(self) -> CellGrid:
        """The cells below the header."""
        return self.keys.body

    @cached_property
    def _offices(self) -> list[SheetColumn]:
        return self.keys.layout.header.of(ColumnRole.OFFICE)

    @cached_property
    def _days(self) -> list[SheetColumn]:
        return [*self.keys.layout.header.of(ColumnRole.DAY), *self.keys.layout.header.of(ColumnRole.COUNTY)]

    @cached_property
    def _kinds(self) -> list[SheetColumn]:
        return self.keys.layout.header.of(ColumnRole.DIMENSION)

    @cached_property
    def _all_keys(self) -> list[SheetColumn]:
        return [*self._offices, *self._days, *self._kinds]

    @cached_property
    def _places(self) -> list[SheetColumn]:
        """The columns left of the first count that are no keys."""
        header = self.keys.layout.header
        first = min(column.at for column in header.of(ColumnRole.MEASURE))
        keys = {column.at for column in self._all_keys}
        return [column for column in header.columns[:first] if column.at not in keys]

    def _where(self, columns: Sequence[SheetColumn], says: Callable[[str], object]) -> Flags:
        found = np.zeros(len(self.body), dtype=bool)
        for column in columns:
            found |= self.body.rows_where(column.at, lambda text: bool(text.strip()) and bool(says(text)))
        return found

    def _label(self, text: str) -> str:
        """Return the word of totals or averages that a short label ends with: 合计, 合计（3个所）, 各所平均; "" without one."""
        words = (*self.words["totals"], *self.words["averages"])
        return next((word for form in _forms(bare(text)) for word in words if form.endswith(word)), "")

    def _is_average(self, text: str) -> bool:
        return any(form.endswith(tuple(self.words["averages"])) for form in _forms(bare(text)))

    def _office_in(self, text: str) -> str:
        """Return the one office that a label in the column of offices is about: 西兴司法所合计; "" for 合计, 滨江区合计."""
        word = self._label(text)
        rest = clean(text).removesuffix(word).strip() if word else ""
        code = self._office(rest, self.keys.context.county) if rest else None
        return code if code and not is_bureau(code) else ""

    def _office(self, text: str, county: str) -> str | None:
        asked = (text, county)
        if asked not in self._known:
            found = self.keys.office(text, county)
            self._known[asked] = None if isinstance(found, BadCell) else found
        return self._known[asked]

    def _parts(self, asked: Flags, rows: Flags, is_zero: Flags) -> Iterator[tuple[int, list[int]]]:
        """Yield totals of an office, a day or a kind with the rows they are of; a total of nothing needs none."""
        body, _ = filled_down(self.body, self.keys.layout, rows, np.zeros(len(rows), dtype=bool))
        steps = np.flatnonzero(rows & self._where(self._all_keys, bool))
        own = replace(self.keys, body=body, faults=[]).keys(steps)
        index: dict[tuple[object, object], list[int]] = {(None, None): [*range(len(steps))]}
        for place, (office, day) in enumerate(zip(own["office_code"], own["day"], strict=True)):
            for key in ((office, day), (office, None), (None, day)):
                if key != (None, None):
                    index.setdefault(key, []).append(place)
        for step in np.flatnonzero(asked).tolist():
            above = int(np.searchsorted(steps, step)) - 1
            wanted = self._wanted(step, {key: values[above] for key, values in own.items()} if above >= 0 else {})
            code = wanted.get("office_code")
            is_of_many = code is None or is_bureau(str(code))  # of a county, or of all
            near = index.get((None if is_of_many else code, wanted.get("day")), [])
            places = [place for place in near if all(_agrees(own[key][place], value) for key, value in wanted.items())]
            if places or is_zero[step]:
                yield step, [int(steps[place]) for place in places]

    def _wanted(self, step: int, above: Mapping[str, object]) -> dict[str, object]:
        """Return the keys of the rows that a total is of: those that it names; its office and day are else those above it."""
        wanted: dict[str, object] = {}
        county = next(
            (
                found
                for each in self._days
                if each.role is ColumnRole.COUNTY
                if (found := self._county(self._text(step, each)))
            ),
            "",
        )
        offices = [text for each in self._offices if (text := self._text(step, each)) and not self._label(text)]
        inside = [found for each in self._offices if (found := self._office_in(self._text(step, each)))]
        if offices or inside:
            wanted["office_code"] = (
                inside[0] if inside else self._office(offices[0], county or self.keys.context.county) or ""
            )
        elif self._offices and "office_code" in above:
            wanted["office_code"] = above["office_code"] or ""
        day = next((text for each in self._days if each.role is ColumnRole.DAY if (text := self._text(step, each))), "")
        if day and not self._label(day):
            wanted["day"] = self._day(day)
        elif not day and self.keys.layout.header.of(ColumnRole.DAY) and "day" in above:
            wanted["day"] = above["day"]
        for key, column in self.keys.layout.dimensions.items():
            text = self._text(step, column)
            if text and not self._label(text):
                wanted[key] = self.keys.kind(key, text)
        return wanted

    def _text(self, step: int, column: SheetColumn) -> str:
        text = str(self.body[step, column.at]).strip()
        return "" if is_empty(text) or clean(text) in DITTO else text

    def _day(self, text: str) -> object:
        with suppress(BadCell):
            return read_day(text, self.keys.day_zero)
        return text

    def _county(self, text: str) -> str:
        with suppress(BadCell):
            return self.keys.places.county(text) if text and not self._label(text) else ""
        return ""

    def _lone(self, step: int) -> str:
        """Say that a row looks like a total and is of no other rows."""
        column = next(
            each for each in [*self._kinds, *self._days, *self._offices] if self._label(self._text(step, each))
        )
        return (
            f"“{column.title}”列写着“{self._label(self._text(step, column))}”，像是合计，却没有它所合计的行，不知是哪一项的数。"
            f"请写明{column.title}，或补上各行；多余的请删去这一行。"
        )

    def _doubts(self, steps: NDArray[np.intp]) -> Iterator[tuple[int, str]]:
        """Yield why rows of an office may not be read: a word beside them says that their figures are something else."""
        header = self.keys.layout.header
        unknown = [each for each in header.columns if each.role is ColumnRole.UNKNOWN or not each.title.strip()]
        before_offices = min(
            (each.at for each in self._offices), default=min((each.at for each in self._all_keys), default=0)
        )
        for column in dict.fromkeys([*self._places, *unknown]):
            is_unknown = column in unknown
            changing = {
                text: word
                for text in dict.fromkeys(self.body[steps, column.at].tolist())
                if (word := self._changing(text, is_unknown=is_unknown))
            }
            if not changing:
                continue
            for step in steps.tolist():
                text = str(self.body[step, column.at])
                word = changing.get(text, "")
                is_sum = word in _SUMS or not is_unknown or column.at < before_offices
                is_own_place = column in self._places and is_sum and self._label(text)
                if word and (self.named[step] or not is_own_place):
                    yield step, _why(column, word)

    def _changing(self, text: str, *, is_unknown: bool) -> str:
        """Return the word of a cell that says that the figures beside it are a sum, of another time or void; "" without one."""
        plain = opened(bare(text))
        if not plain or len(plain) > _LONGEST:
            return ""
        word = self._label(text)
        if plain == word:
            return word
        if is_unknown and (
            plain in self.words["changing"] or self._is_foreign_unit(plain) or self._is_of_another_time(plain)
        ):
            return plain
        return word if word in {*_SUMS, "累计"} or self._is_average(text) else ""

    def _is_of_another_time(self, plain: str) -> bool:
        """Say whether a text has only words for another time than the day: 月累计, 1-11月, 上周."""
        others = self.grammar.data["periods"]["others"]
        pieces = self.grammar.pieces(plain, self.grammar.usual)
        times = [
            piece.text for piece in pieces if piece.kind is PieceKind.PERIOD and piece.text not in self.words["trends"]
        ]
        is_other = any(time in others or time in self.words["stretches"] or _RUN.search(time) for time in times)
        return is_other and all(piece.kind is not PieceKind.STRANGE for piece in pieces)

    def _is_foreign_unit(self, plain: str) -> bool:
        """Say whether a word is a unit that changes the figures of some column, or is the unit of none: 小时, 万元."""
        unit = self.grammar.unit(plain)
        cells = [each.cells for each in self.keys.layout.measures.values() if each.cells]
        if unit is None or not cells:
            return False
        fitting = [each for each in cells if unit.base in each.bases]
        return not fitting or any(unit.times != (each.stated.times if each.stated else 1) for each in fitting)


def _agrees(own: object, wanted: object) -> bool:
    """Say whether a key of a row is the wanted one; the bureau's code covers all offices of its county."""
    if isinstance(wanted, str) and is_bureau(wanted):
        return county_of(str(own)) == county_of(wanted)
    return own == wanted


def _why(column: SheetColumn, word: str) -> str:
    where = f"“{column.title}”列" if column.title else f"第 {column.at + 1} 列（没有列名）"
    return (
        f"{where}写着“{word}”，这一行的数可能不是本单位当日的数。是合计、累计或作废的，请删去这一行；"
        f"确是当日的数，请删去“{word}”，或在列名前加 #。"
    )


def _forms(text: str) -> tuple[str, ...]:
    """Return the forms of a short label: as it is, without its brackets, without how many offices it counts."""
    if len(text) > 2 * _LONGEST:
        return ()
    plain = _REMARK.sub("", text)
    forms = (text.strip("()【】[]"), plain, _HOW_MANY.sub("", plain))
    return tuple(form for form in forms if 0 < len(form) <= _LONGEST)


def subtotals(body: CellGrid, at: NDArray[np.intp]) -> list[bool]:
    """Say of each total row whether it sums a section only (小计)."""
    return [any("小计" in bare(str(cell)) for cell in body[step]) for step in at.tolist()]
