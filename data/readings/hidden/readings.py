"""Readings without the guarded counts that are hidden, and without those they are compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from data.periods import Period
from data.readings.hidden.days import CountOn, hidden_counts
from data.readings.privacy import is_guarded
from data.readings.reader import Reader
from data.readings.reading import Compare, Reading, Status
from data.store import LoadEntry

Answers = dict[tuple[str, str, Period], Reading]


def hide_small_cells(connection: Connection, entry: LoadEntry, reader: Reader, answers: Answers) -> Answers:
    """Return the readings without small counts of guarded metrics below cities, and without those that would reveal one.

    What is hidden is a function of the figures: the same for every viewer, period and question that shows a count.
    """
    days = {
        key: _days(reader, reading) for key, reading in answers.items() if is_guarded(reading.metric, reading.region)
    }
    wanted = {(key[0], key[1], day) for key, some in days.items() for day in some.values()}
    hidden = hidden_counts(connection, reader.store, entry, wanted) if wanted else ()
    return answers | {key: _without(answers[key], some, hidden) for key, some in days.items()}


def _days(reader: Reader, reading: Reading) -> Mapping[Compare | None, date]:
    """Return the day of whose end a reading is the count, and those of what it is compared with."""
    bases = reader.spans(reading.metric, reading.period, compare=bool(reading.bases)).bases
    return {None: reading.span.last} | {held: pieces.span.last for held, (_, pieces) in bases.items()}


def _without(reading: Reading, days: Mapping[Compare | None, date], hidden: Collection[CountOn]) -> Reading:
    lost = [held for held, day in days.items() if (reading.metric.key, reading.region.code, day) in hidden]
    if None in lost and reading.numerator is not None:
        return _suppressed(reading)
    if not lost and len(reading.atoms) == 1:
        return reading
    bases = {held: None if held in lost else parts for held, parts in reading.bases.items()}
    return replace(
        reading,
        previous=None if Compare.PREVIOUS in lost else reading.previous,
        last_year=None if Compare.LAST_YEAR in lost else reading.last_year,
        bases=bases,
        atoms={},  # 红码 and 橙码 are one count below cities
    )


def _suppressed(reading: Reading) -> Reading:
    return replace(
        reading,
        value=None,
        numerator=None,
        denominator=None,
        previous=None,
        last_year=None,
        bases=dict.fromkeys(reading.bases),
        atoms={},
        status=Status.SUPPRESSED,
    )
