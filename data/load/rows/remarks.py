"""Finds the rows whose remark or period says that their figures are of another day, time, unit or only of some people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from data.load.files.cells import BadCell, read_day
from data.load.findings import Finding, FindingKind
from data.load.headers.grammar import PieceKind, WordList, opened
from data.load.headers.headers import SheetColumn
from data.load.headers.title_days import Dated, dated
from data.load.headers.titles import some_of_a_note
from data.load.headers.vocabulary import ColumnRole, Vocabulary, bare
from data.load.rows.rows import TableRows

_CLAUSES = re.compile(r"[,，;；。\n]")
_OF_THE_ROW = re.compile(r"^(?:系|为|是|均|都|全|只|仅)|(?:数据|数字|数)$")


@dataclass(frozen=True)
class RemarkReader:
    """Reads the columns beside the figures that are not loaded; `rows` are those of one table."""

    rows: TableRows
    vocabulary: Vocabulary

    def doubts(self) -> Iterator[Finding]:
        """Yield an error for each row, not refused yet, that a cell beside its figures gives another meaning."""
        columns = [each for each in self.rows.layout.header.columns if self._is_remark(each) or self._is_period(each)]
        positions, days = ([], []) if not columns else (self.rows.frame[key].tolist() for key in ("position", "day"))
        refused = {row - 1 for row in self.rows.refused}
        for column in columns:
            reasons: dict[tuple[str, date | None], str] = {}
            texts = self.rows.sheet.cells[positions, column.at].tolist()
            for position, text, day in zip(positions, texts, days, strict=True):
                if not text.strip() or day is None or position in refused:
                    continue
                if (text, day) not in reasons:
                    reasons[text, day] = self._reason(column, text.strip(), day)
                if reason := reasons[text, day]:
                    found = self.rows.finding(FindingKind.VALUE, position, "", reason, value=text)
                    yield replace(found, column=column.title, at=column.at)

    def _is_period(self, column: SheetColumn) -> bool:
        return column.role in {ColumnRole.UNKNOWN, ColumnRole.QUIET} and bare(column.title) in self._listed["periods"]

    def _is_remark(self, column: SheetColumn) -> bool:
        title = bare(column.title)
        if column.role is ColumnRole.QUIET:
            return not title or title in self._listed["remarks"]
        is_of_calendar = any(word in title for word in self._listed["calendar"])
        return (
            column.role is ColumnRole.UNKNOWN
            and not is_of_calendar
            and any(word in title for word in self._listed["kinds"])
        )

    def _reason(self, column: SheetColumn, text: str, day: date) -> str:
        if self._is_period(column):
            if not self._other_time(text, day):
                return ""
            return (
                f"这里写的是“{text}”，日期是 {day}，不是同一天，分不清数字是哪一天的。请只留一个日期；"
                "是一段时间的合计的，请改填当日的数。"
            )
        is_remark = column.role is ColumnRole.QUIET
        word = next(
            (word for part in _CLAUSES.split(text) if (word := self._changing(part, day, is_remark=is_remark))), ""
        )
        if not word:
            return ""
        return (
            f"“{text}”里的“{word}”会改变这一行数字的含义。请改填 {day} 当日全部对象的数，单位照列名；"
            "与数字无关的，请改写或清空这一格。"
        )

    def _other_time(self, text: str, day: date) -> str:
        """Return the time other than a day that a text names, "" where it names none."""
        try:
            return "" if read_day(text, self.rows.sheet.day_zero) == day else text
        except BadCell:
            when = dated(text)
        pieces = self.vocabulary.grammar.pieces(opened(bare(when.rest)), self._words)
        return _other_day(when, day) or next((piece.text for piece in pieces if piece.kind is PieceKind.PERIOD), "")

    def _changing(self, clause: str, day: date, is_remark: bool) -> str:
        """Return what in a clause changes the figures beside it; a clause with any other word is about something else."""
        when = dated(clause.strip())
        pieces = self.vocabulary.grammar.pieces(opened(bare(when.rest)), self._words)
        if any(piece.kind is PieceKind.STRANGE or piece.text.startswith(self._comparing) for piece in pieces):
            return some_of_a_note(clause, self.vocabulary)
        if is_remark and (other := _other_day(when, day)):
            return other
        if periods := [piece.text for piece in pieces if piece.kind is PieceKind.PERIOD]:
            return periods[0]
        units = self.vocabulary.grammar.listed_units(piece.text for piece in pieces if piece.kind is PieceKind.UNIT)
        if scaled := [unit.text for unit in units if unit.times != 1]:
            return scaled[0]
        parts = [piece.text for piece in pieces if piece.text in self._parts]
        return parts[0] if parts and _OF_THE_ROW.search(bare(clause)) else ""

    @cached_property
    def _words(self) -> WordList:
        """The words of a clause about the row's figures and nothing else."""
        known = self.vocabulary.grammar.usual.and_harmless([*self._listed["words"], *self._parts])
        others = dict.fromkeys(self._listed["others"], PieceKind.PERIOD)
        return WordList({**known.words, **others}, known.longest)

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(part for part in self.vocabulary.grammar.data["titles"]["parts"] if len(part) > 1)

    @property
    def _listed(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.vocabulary.grammar.data["beside"]
        return found

    @property
    def _comparing(self) -> tuple[str, ...]:
        return tuple(self._listed["comparing"])


def _other_day(when: Dated, day: date) -> str:
    """Return the days that a text names where these are not the one day, as it names them."""
    if when.run:
        return when.run
    if when.day and when.day != day:
        return str(when.day)
    if when.partial and when.partial != (day.month, day.day):
        return f"{when.partial[0]}月{when.partial[1]}日"
    return ""
