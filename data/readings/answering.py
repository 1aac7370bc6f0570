"""Answers questions: the one function behind screen, command line and API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from sqlalchemy import Connection

from data.catalogue import Metric
from data.catalogue.formula import Operator
from data.periods import Period
from data.readings.answers import Readings
from data.readings.ask import Figures
from data.readings.cases import CaseOf, DaysOf, case_days, last_cases
from data.readings.cuts import Cut, CutOf, read_cuts
from data.readings.feed.absent_offices import absent_offices
from data.readings.feed.first_reports import first_months, first_reports
from data.readings.fetch import RollupRows
from data.readings.hidden.readings import hide_small_cells
from data.readings.privacy import check_scope, check_totals
from data.readings.reader import DUE, Reader
from data.readings.reading import Reading, Status
from data.readings.register import Composition, compose
from data.readings.shown_day import shown_load
from data.readings.spans import Pieces, booked, pieces_of, pieces_of_base
from data.regions import Region
from data.store import LoadEntry, Store
from data.viewer import Viewer

REGISTER = "registered_count"  # whose rows say that an office reported
FEW_ABSENT = 5  # offices that are named


def read(store: Store, questions: Sequence[Figures], *, viewer: Viewer, as_of: date | None = None) -> Readings:
    """Answer all questions at one moment of the store, in at most one statement a table, plus eight, plus one a composition.

    The first call after a load takes up to four statements more, for what stays the same until the next load, and the first
    about guarded counts of a city and day one a table and one more, for what is hidden of them.

    `as_of` is the day up to which a running period is read, by default the day the root is shown on.

    Of a region above the viewer's scope its metrics are answered, and nothing of how they came about.

    Raises OutOfScope for a region outside the viewer's scope, UnknownMetric, UnknownRegion, and StoreError while the
    store is empty.
    """
    with store.reading() as connection:
        return _read(connection, store, questions, viewer, as_of)


def _read(
    connection: Connection, store: Store, questions: Sequence[Figures], viewer: Viewer, as_of: date | None
) -> Readings:
    entry = shown_load(store)
    for question in questions:
        (check_totals if question.is_plain else check_scope)(store.regions, question.regions, viewer)
    rows = RollupRows(store.catalogue, entry.retained_from)
    known_to = _known_to(questions, as_of or entry.as_of)
    began = _began(connection, store, entry, questions)
    reader = Reader(store, rows, known_to, entry.newest, entry.version, began, viewer.sees_small_cells)
    rows.fetch(connection, store.schema, _needs(store, questions, known_to, entry.newest))
    answers = _answers(reader, questions)
    compositions = dict(_compositions(connection, store, questions, known_to, viewer))
    cut_of = dict(_cuts_of(store, questions, known_to))
    cuts = read_cuts(connection, store, list(dict.fromkeys(cut_of.values())), viewer, kept_from=entry.retained_from)
    cases = _cases(connection, store, entry, questions, known_to, viewer)
    hidden = answers if viewer.sees_small_cells else hide_small_cells(connection, entry, reader, answers)
    return Readings(
        _mark_stale(connection, store, entry, hidden).values(),
        compositions,
        {asked: cuts.known[cut] for asked, cut in cut_of.items() if cut in cuts.known},
        [asked for asked, cut in cut_of.items() if cut in cuts.hidden],
        *cases,
        dict(_absent(connection, store, questions, answers)),
    )


def _cases(
    connection: Connection,
    store: Store,
    entry: LoadEntry,
    questions: Sequence[Figures],
    known_to: Mapping[Period, date],
    viewer: Viewer,
) -> tuple[
    Mapping[tuple[str, str, Period], Period],
    Mapping[tuple[str, str, Period], date],
    Mapping[tuple[str, str, Period], Mapping[date, int]],
]:
    """Return, of the counts that a question asks it of, the day of the last case, since when one is open, and the days with cases."""
    asked_last, asked_open, asked_days = (
        {asked: case for each, keys in wanted for asked, case in _cases_of(store, each, keys, known_to)}
        for wanted in (
            [(each, each.metrics) for each in questions if each.last_cases],
            [(each, each.open_since) for each in questions],
            [(each, each.case_days) for each in questions],
        )
    )
    within = {asked: DaysOf(case, asked[2]) for asked, case in asked_days.items()}
    shows = viewer.sees_small_cells
    last = last_cases(
        connection,
        store,
        dict.fromkeys(asked_last.values()),
        kept_from=entry.retained_from,
        shows_small_cells=shows,
    )
    days, since = case_days(connection, store, within, asked_open, shows_small_cells=shows)
    return {asked: last[case] for asked, case in asked_last.items() if case in last}, since, days


def _absent(
    connection: Connection,
    store: Store,
    questions: Iterable[Figures],
    answers: Mapping[tuple[str, str, Period], Reading],
) -> Iterator[tuple[tuple[str, Period], tuple[Region, ...]]]:
    """Yield the offices that did not report, where they are few and the offices' rows of the day are still kept."""
    wanted = {(code, period) for each in questions if each.absent for code in each.regions for period in each.periods}
    looked_up: dict[tuple[str, date], tuple[Region, ...]] = {}  # a day, a week and a month may end on one day
    for code, period in sorted(wanted, key=lambda each: (each[0], each[1].key)):
        register = answers[REGISTER, code, period]
        lacking, last = register.due - register.reported, register.span.last
        if 0 < lacking <= FEW_ABSENT:
            if (code, last) not in looked_up:
                looked_up[code, last] = absent_offices(connection, store, register.region, last)
            if len(looked_up[code, last]) == lacking:
                yield (code, period), looked_up[code, last]


def _answers(reader: Reader, asked: Iterable[Figures]) -> dict[tuple[str, str, Period], Reading]:
    """Read each metric, region and period once, with its comparisons where any question wants them."""
    answers: dict[tuple[str, str, Period], Reading] = {}
    for question in sorted(asked, key=lambda each: not each.compare):
        for metric in question.metrics_of(reader.store.catalogue):
            for period in question.periods:
                spans = reader.spans(metric, period, compare=question.compare)
                for region in map(reader.store.regions.get, question.regions):
                    key = (metric.key, region.code, period)
                    if key not in answers:
                        answers[key] = reader.reading(metric, region, spans)
    return answers


def _known_to(questions: Iterable[Figures], as_of: date) -> dict[Period, date]:
    """Return the day up to which each period is read: the earliest that any question names, else the shown one."""
    found: dict[Period, date] = {}
    for question in questions:
        for period in question.periods:
            found[period] = min(found.get(period, as_of), question.until or as_of)
    return found


def _cuts_of(
    store: Store, questions: Iterable[Figures], known_to: Mapping[Period, date]
) -> Iterator[tuple[tuple[Cut, str, Period], CutOf]]:
    for question in questions:
        for cut, code, period in product(question.cuts, question.regions, question.periods):
            yield (cut, code, period), CutOf(cut, store.regions.get(code), period.to_date(known_to[period]))


def _cases_of(
    store: Store, question: Figures, keys: Iterable[str], known_to: Mapping[Period, date]
) -> Iterator[tuple[tuple[str, str, Period], CaseOf]]:
    lasts = [(period, period.to_date(known_to[period]).last) for period in question.periods]
    regions = [store.regions.get(code) for code in question.regions]
    for metric in map(store.catalogue.metric, keys):
        for region, (period, last) in product(regions, lasts):
            yield (metric.key, region.code, period), CaseOf(metric, region, last)


def _compositions(
    connection: Connection, store: Store, questions: Iterable[Figures], known_to: Mapping[Period, date], viewer: Viewer
) -> Iterator[tuple[tuple[str, Period], Composition]]:
    wanted = {(code, period) for q in questions if q.composed for code in q.regions for period in q.periods}
    for code, period in sorted(wanted, key=lambda each: (each[0], each[1].key)):
        found = compose(connection, store, store.regions.get(code), period.to_date(known_to[period]).last, viewer)
        if found is not None:
            yield (code, period), found


def _needs(
    store: Store, questions: Iterable[Figures], known_to: Mapping[Period, date], newest: date
) -> Iterator[tuple[Metric, tuple[str, ...], Sequence[Pieces]]]:
    for question in questions:
        codes = tuple(dict.fromkeys(each for code in question.regions for each in store.regions.lineage(code)))
        for metric in question.metrics_of(store.catalogue):
            needed = [metric]
            if DUE in metric.atoms:  # how many offices report is counted county by county
                needed.append(store.catalogue.metric(REGISTER))
                codes = tuple(dict.fromkeys((*codes, *_counties_of(store, question))))
            wanted: list[Pieces] = []
            for period in question.periods:
                wanted.append(pieces_of(period, known_to[period], newest, metric))
                if question.compare:
                    wanted += (
                        pieces_of_base(base, period, known_to[period], metric)
                        for base in (period.previous(), period.last_year())
                    )
            if metric.is_monthly:
                wanted += map(booked, [*wanted])
            yield from ((each, codes, wanted) for each in needed)


def _counties_of(store: Store, question: Figures) -> list[str]:
    """Return the counties in the regions of a question and in the former regions that were merged into them as a whole."""
    lines = (each for code in question.regions for each in store.regions.lineage(code))
    return [county for code in lines for county in store.regions.counties(code)]


def _began(
    connection: Connection, store: Store, entry: LoadEntry, questions: Iterable[Figures]
) -> Mapping[str, date | None]:
    """Return the first day with a report of each county whose number of reporting offices is asked for."""
    asked = [q for q in questions if any(DUE in store.catalogue.metric(key).atoms for key in q.metrics)]
    codes = {county for question in asked for county in _counties_of(store, question)}
    return first_reports(connection, store, entry, codes)


def _mark_stale(
    connection: Connection, store: Store, entry: LoadEntry, answers: dict[tuple[str, str, Period], Reading]
) -> dict[tuple[str, str, Period], Reading]:
    """Separate a stock that was carried too long from one with a column that was never reported."""
    stocks = {
        key: reading
        for key, reading in answers.items()
        if reading.status is Status.MISSING and reading.metric.primary.operator in {Operator.E, Operator.B}
    }
    if not stocks:
        return answers
    columns = {
        key: {(each, reading.region.code) for each in _stocks_of(reading.metric)} for key, reading in stocks.items()
    }
    seen = first_months(connection, store, entry, {column for each in columns.values() for column in each})
    stale = {
        key: replace(reading, status=Status.STALE)
        for key, reading in stocks.items()
        if all((seen[column] or date.max) <= reading.span.last for column in columns[key])
    }
    return answers | stale


def _stocks_of(metric: Metric) -> set[str]:
    return {atom.measure for atom in metric.atoms if atom.operator in {Operator.E, Operator.B}}
