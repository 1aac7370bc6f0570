"""A document: pages drawn for good, in order, with what must be on every sheet of paper, slide or workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data.readings import Reading
from layouts.charts.drawn import Leaf
from layouts.context import Context
from layouts.sentences.topics import REPORTED


@dataclass(frozen=True, slots=True)
class Document:
    """Leaves with the readings they were made from.

    `context` gives region, period, data version, words and whether the figures are demo ones; `readings` are all that
    was asked for, each once; `made_at` is Shanghai time; `edition` says in words of a frozen week when and how often it
    was frozen, and is empty for figures of today; `account` is who asked for the document. `watermark` is written on every sheet, unless
    it is empty.
    """

    context: Context
    title: str
    leaves: tuple[Leaf, ...]
    readings: tuple[Reading, ...]
    made_at: datetime
    program: str
    account: str
    edition: str = ""
    watermark: str = ""

    @property
    def coverage(self) -> str:
        """How much of what was due was reported: the share of reports stated for the period, else the least of any reading."""
        reported = reported_of(self.readings, self.context)
        if reported and reported.value is not None:
            return f"{self.context.words.figure(reported)}\u2009%"
        shares = [reading.coverage for reading in self.own_readings if reading.coverage is not None]
        return f"{self.context.words.percent(min(shares))}\u2009%" if shares else ""

    @property
    def own_readings(self) -> tuple[Reading, ...]:
        """The readings of the document's own region and period."""
        context = self.context
        return tuple(r for r in self.readings if r.region.code == context.region.code and r.period == context.period)


def reported_of(readings: Iterable[Reading], context: Context) -> Reading | None:
    """Return the share of office-days reported in the shown region and period from some readings, None where it is not among them."""
    sought = (REPORTED, context.region.code, context.period)
    return next((each for each in readings if (each.metric.key, each.region.code, each.period) == sought), None)
