"""Readings: what every screen, export and API answer is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import product

from sqlalchemy import Connection

from data.catalogue import Catalogue, Direction, Metric
from data.catalogue.formula import Atom, Operator
from data.errors import OutOfScope, StoreError
from data.periods import ONE_DAY, Period, Span
from data.readings.absent_offices import absent_offices
from data.readings.comparable import Reports, are_comparable
from data.readings.cuts import Cell, Cut, CutOf, read_cuts
from data.readings.fetch import Rows
from data.readings.first_reports import DUE as OFFICES_DUE
from data.readings.first_reports import ROLL_CALL, first_months, first_reports
from data.readings.last_cases import CaseOf, last_cases
from data.readings.open_since import DaysOf, case_days
from data.readings.register import Composition, compose
from data.readings.small_cells import is_small, with_companions
from data.readings.spans import Pieces, booked, pieces_of, pieces_of_base
from data.regions import Level, Region
from data.store.store import LoadEntry, Store
from data.viewer import Viewer

DUE, REPORTED = Atom(Operator.S, OFFICES_DUE), Atom(Operator.S, "office_reported_n")
REGISTER = "registered_count"  # whose rows say that an office reported
FEW_ABSENT = 5  # offices that are named


class Status(StrEnum):
    """Why a reading has the value it has, or none; each has its own look and word everywhere."""

    OK = "ok"
    PARTIAL = "partial"
    MISSING = "missing"
    STALE = "stale"
    SUPPRESSED = "suppressed"
    UNDEFINED = "undefined"
    NOT_APPLICABLE = "not_applicable"


class Compare(StrEnum):
    """What a reading is held against: 环比, 同比 or 目标."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    TARGET = "target"


class Standing(StrEnum):
    """How a value stands against its target: met, missed within the worst colour limit, or past that too."""

    MET = "met"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Parts:
    """The two amounts that a value was made from; a count has no denominator."""

    numerator: float
    denominator: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric of one region in one period, in the metric's displayed unit; `value` None is "no data", never 0.

    `span` is the part of the period that has data; `previous` and `last_year` are the values of the same number
    of days (同期) of the earlier periods, None when not asked for or not known. `bases` are the amounts behind
    those two: absent where not asked for or not reported, None where hidden. `base_reports` is what the two rest on.
    `coverage` is 0..1. `known` says of a stock of how many owners, of those who owe it, its value at the end is known: on the last
    day reported or carried over.
    """

    metric: Metric
    region: Region
    period: Period
    span: Span
    value: float | None
    numerator: float | None
    denominator: float | None
    reported: int
    due: int
    status: Status
    version: int
    atoms: Mapping[Atom, float | None]
    previous: float | None = None
    last_year: float | None = None
    bases: Mapping[Compare, Parts | None] = field(default_factory=dict)
    base_reports: Mapping[Compare, Reports] = field(default_factory=dict)
    known: Reports | None = None

    @property
    def parts(self) -> Parts | None:
        """The amounts behind the value, also where the denominator is empty; None where nothing is known."""
        if self.numerator is None or self.status not in {Status.OK, Status.PARTIAL, Status.UNDEFINED}:
            return None
        return Parts(self.numerator, self.denominator)

    @property
    def id(self) -> str:
        """The key from which `cockpit read --id` computes this figure again: of a running period with its last day."""
        name = f"{self.metric.key}:{self.region.code}:{self.period.key}:v{self.version}"
        return f"{name}:{self.span.last}" if self.span.last < self.period.last else name

    @property
    def coverage(self) -> float | None:
        """Reported ÷ due, 0..1; None where nothing is due."""
        return self.reported / self.due if self.due else None

    @property
    def reports(self) -> Reports:
        """The reports that the value rests on; of a stock also those that are carried over."""
        return self.known or Reports(self.reported, self.due)

    def is_hidden(self, compare: Compare) -> bool:
        """Say whether the amounts of an earlier period are hidden as a small cell."""
        return self.bases.get(compare, self) is None

    def base_coverage(self, compare: Compare) -> float | None:
        """Return the coverage of an earlier period, 0..1; None where it is not known, or nothing was due then."""
        reports = self.base_reports.get(compare)
        return reports.share if reports and reports.due else None

    def is_comparable(self, compare: Compare) -> bool:
        """Say whether the coverage of this value and of its base allow a comparison.

        A target is meant for all: against it a count must be about complete, unless what is lacking could change nothing.
        """
        if compare is not Compare.TARGET:
            earlier = self.base_reports.get(compare)
            return earlier is None or are_comparable(self.reports, earlier)
        return self.metric.is_ratio or self._is_decided or are_comparable(self.reports, Reports(self.due, self.due))

    @property
    def _is_decided(self) -> bool:
        """Whether a count has reached or passed its target already: reports still to come can only add to it."""
        target = self.metric.target
        if target is None or self.value is None:
            return False
        return self.value > target or (self.value == target and self.metric.direction is Direction.UP)

    def base(self, compare: Compare) -> float | None:
        """Return the value this reading is held against."""
        match compare:
            case Compare.PREVIOUS:
                return self.previous
            case Compare.LAST_YEAR:
                return self.last_year
            case Compare.TARGET:
                return self.metric.target

    def change(self, compare: Compare) -> float | None:
        """Return value − base in the metric's unit (percentage points for a percentage).

        None where either lacks, and where the coverage of the two differs too much to compare them.
        """
        base = self.base(compare)
        if self.value is None or base is None or not self.is_comparable(compare):
            return None
        return self.value - base

    def is_better(self, compare: Compare) -> bool | None:
        """Say whether the change is welcome at the shown decimals; None when there is none or no side is taken."""
        change = self.change(compare)
        if change is None or self.metric.direction is Direction.NEUTRAL:
            return None
        rounded = round(change, self.metric.decimals)
        return None if rounded == 0 else (rounded > 0) == (self.metric.direction is Direction.UP)

    @property
    def shortfall(self) -> float:
        """By how much the value misses its target, 0 where it meets it or there is none, in the metric's unit."""
        target = self.metric.target
        if target is None or self.value is None:
            return 0.0
        return max(target - self.value if self.metric.direction is Direction.UP else self.value - target, 0.0)

    @property
    def standing(self) -> Standing | None:
        """How the value stands against the target at the shown decimals; None without either, or for a neutral metric."""
        if self.change(Compare.TARGET) is None or self.metric.direction is Direction.NEUTRAL or self.value is None:
            return None
        if self.is_better(Compare.TARGET) is not False:
            return Standing.MET
        if self.metric.is_bottom_line:  # one case too many is never nearly met
            return Standing.FAR
        bands = self.metric.bands
        limit = bands.red if bands.red is not None else bands.yellow
        if limit is None:
            return Standing.FAR
        room = round(self.value - limit, self.metric.decimals)
        return Standing.NEAR if room == 0 or (room > 0) == (self.metric.direction is Direction.UP) else Standing.FAR


@dataclass(frozen=True, slots=True)
class Question:
    """Metrics × regions × periods to be read; with `compare` the previous period and last year come along.

    With `composed` the register of each region by type and level comes along too, a statement for each; `cuts` are
    columns wanted by their dimensions, of each region and period; with `last_cases` comes the last day up to a period's
    end that each metric was not zero, or its week. Of the counts in `case_days`, which are not read themselves, come the days
    of each region and period on which they were not zero, of those in `open_since` the day since which they have been so without a
    break. With `absent` come the offices whose register of a period's last day is lacking, where they are five or fewer; the
    register must be among the metrics. With `until` the periods are read as if no later day were known, by
    whatever else asks for them in the same read too: a page has one figure for a period. With `count_days` the upper
    counts of the metrics are read alone, over so many days ending with a period's last shown day; nothing else in the
    same read may ask for these metrics and periods.
    """

    metrics: tuple[str, ...]
    regions: tuple[str, ...]
    periods: tuple[Period, ...]
    compare: bool = False
    composed: bool = False
    cuts: tuple[Cut, ...] = ()
    last_cases: bool = False
    open_since: tuple[str, ...] = ()
    case_days: tuple[str, ...] = ()
    absent: bool = False
    until: date | None = None
    count_days: int | None = None

    def metrics_of(self, catalogue: Catalogue) -> list[Metric]:
        """Return the metrics as they are to be read; raises UnknownMetric."""
        found = [catalogue.metric(key) for key in self.metrics]
        if self.count_days is None:
            return found
        return [replace(metric, denominator=None, window_days=self.count_days) for metric in found]


class Readings:
    """The answers to some questions, found by metric key, region code and period."""

    def __init__(
        self,
        readings: Iterable[Reading],
        compositions: Mapping[tuple[str, Period], Composition] | None = None,
        cuts: Mapping[tuple[Cut, str, Period], Mapping[Cell, int]] | None = None,
        hidden_cuts: Iterable[tuple[Cut, str, Period]] = (),
        last_cases: Mapping[tuple[str, str, Period], Period] | None = None,
        open_since: Mapping[tuple[str, str, Period], date] | None = None,
        case_days: Mapping[tuple[str, str, Period], Mapping[date, int]] | None = None,
        absent: Mapping[tuple[str, Period], tuple[Region, ...]] | None = None,
    ) -> None:
        self._by_key = {(r.metric.key, r.region.code, r.period): r for r in readings}
        self._compositions = dict(compositions or {})
        self._cuts = dict(cuts or {})
        self._hidden_cuts = frozenset(hidden_cuts)
        self._last_cases = dict(last_cases or {})
        self._open_since = dict(open_since or {})
        self._case_days = dict(case_days or {})
        self._absent = dict(absent or {})

    def __iter__(self) -> Iterator[Reading]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def one(self, metric: str, region: str, period: Period) -> Reading:
        """Return one reading; raises KeyError when it was not asked for."""
        return self._by_key[metric, region, period]

    def composition(self, region: str, period: Period) -> Composition | None:
        """Return the register at a period's end by type and level; None where the facts are not held."""
        return self._compositions.get((region, period))

    def cut(self, cut: Cut, region: str, period: Period) -> Mapping[Cell, int] | None:
        """Return a column's amounts by its dimensions; None where not fed, no longer held, or hidden."""
        return self._cuts.get((cut, region, period))

    def is_hidden(self, cut: Cut, region: str, period: Period) -> bool:
        """Say whether a cut is hidden for its small cells."""
        return (cut, region, period) in self._hidden_cuts

    def last_case(self, metric: str, region: str, period: Period) -> Period | None:
        """Return the last day up to a period's end that a count was not zero; None where no such day is known.

        It is a week where the days of an office are no longer held.
        """
        return self._last_cases.get((metric, region, period))

    def open_since(self, metric: str, region: str, period: Period) -> date | None:
        """Return the day since which a count has been above zero every day up to a period's end; None where it is not."""
        return self._open_since.get((metric, region, period))

    def case_days(self, metric: str, region: str, period: Period) -> Mapping[date, int]:
        """Return the days of a period on which a count was not zero, in order, with the counts; of an office only those still held."""
        return self._case_days.get((metric, region, period), {})

    def absent(self, region: str, period: Period) -> tuple[Region, ...]:
        """Return the offices whose register of a period's last day is lacking; none where they are more than five."""
        return self._absent.get((region, period), ())

    def series(self, metric: str, region: str, periods: Iterable[Period]) -> list[Reading]:
        """Return the readings of one metric and region in the order of `periods`."""
        return [self._by_key[metric, region, period] for period in periods]

    def across(self, metric: str, regions: Iterable[str], period: Period) -> list[Reading]:
        """Return the readings of one metric and period in the order of `regions`."""
        return [self._by_key[metric, region, period] for region in regions]


@dataclass(frozen=True, slots=True)
class _Spans:
    """The pieces of a period, and of each earlier one that it is compared with."""

    period: Period
    pieces: Pieces
    bases: Mapping[Compare, tuple[Period, Pieces]]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One read: the store, the rows fetched for it, the last day known of each period, that with any figure, the version.

    `began` is the first day with a report, by county, of those that are asked how many offices report.
    `sees_small_cells` says whether figures with few in them are to be shown.
    """

    store: Store
    rows: Rows
    known_to: Mapping[Period, date]
    newest: date
    version: int
    began: Mapping[str, date | None]
    sees_small_cells: bool

    def spans(self, metric: Metric, period: Period, *, compare: bool) -> _Spans:
        """Return what a metric is summed from in a period, whatever the region, and in the two it is compared with."""
        as_of = self.known_to[period]
        bases = {Compare.PREVIOUS: period.previous(), Compare.LAST_YEAR: period.last_year()} if compare else {}
        return _Spans(
            period,
            pieces_of(period, as_of, self.newest, metric),
            {held: (base, pieces_of_base(base, period, as_of, metric)) for held, base in bases.items()},
        )

    def reading(self, metric: Metric, region: Region, spans: _Spans) -> Reading:
        plain = self._at(metric, region, spans.period, spans.pieces)
        if not spans.bases or plain.status is Status.NOT_APPLICABLE:
            return plain
        earlier = {held: self._at(metric, region, base, pieces) for held, (base, pieces) in spans.bases.items()}
        return replace(
            plain,
            previous=earlier[Compare.PREVIOUS].value,
            last_year=earlier[Compare.LAST_YEAR].value,
            bases={held: base.parts for held, base in earlier.items() if base.parts},
            base_reports={held: base.reports for held, base in earlier.items() if base.value is not None},
        )

    def _at(self, metric: Metric, region: Region, period: Period, pieces: Pieces) -> Reading:
        counted, codes = _counted_over(metric, pieces), self._lineage(metric, region)
        existed = any(self.store.regions.get(code).exists_in(counted) for code in codes)
        if region.level.depth > metric.lowest.depth or not existed:
            unknown = (None, None, None, 0, 0, Status.NOT_APPLICABLE)
            return Reading(metric, region, period, pieces.span, *unknown, self.version, {})
        values = {atom: self._atom(metric, atom, codes, pieces) for atom in metric.atoms}
        reports = self._reports(metric, codes, pieces)
        reported, due = reports.reported, reports.due
        called = self._roll_called(metric, codes, pieces) if DUE in values else {}
        values |= called
        numerator = metric.numerator.evaluate(values)
        denominator = metric.denominator.evaluate(values) if metric.denominator else None
        value, status = _judge(metric, numerator, denominator, reported, due, is_known=bool(reported or called))
        if status is Status.MISSING:  # what was left out of the sums is no zero
            numerator = denominator = None
        found = (value, numerator, denominator, reported, due, status)
        known = self._known(metric, codes, pieces) if is_stock(metric) else None
        return Reading(metric, region, period, pieces.span, *found, self.version, values, known=known)

    def _reports(self, metric: Metric, codes: Sequence[str], pieces: Pieces) -> Reports:
        """Return the reports there are and those due: of a monthly duty on its assessment days, where these are kept."""
        days = booked(pieces) if metric.is_monthly else pieces
        if days.summed != pieces.summed and not any(self.rows.is_gone(code, days) for code in codes):
            due = sum(self._due(metric, codes, day.span) for day in days.summed)
        else:
            days, due = pieces, self._due(metric, codes, _counted_over(metric, pieces))
        return Reports(sum(self.rows.reported(metric, code, days) for code in codes), due)

    def _lineage(self, metric: Metric, region: Region) -> tuple[str, ...]:
        """Return the regions whose figures a region's are: its own alone where the sum would give back what is hidden of one."""
        if _is_guarded(metric, region) and not self.sees_small_cells:
            return (region.code,)
        return self.store.regions.lineage(region.code)

    def _known(self, metric: Metric, codes: Sequence[str], pieces: Pieces) -> Reports | None:
        """Return of how many owners the stocks of a metric are known, of that which the most lack.

        None where that is not known, since the offices of the day are not kept any more.
        """
        found = []
        for atom in metric.atoms:
            if atom.operator not in {Operator.E, Operator.B}:
                continue
            counts = [self.rows.owners_known(atom, code, pieces) for code in codes]
            last = (pieces.opening if atom.operator is Operator.B else pieces.closing).last
            due = self._owed(atom, codes, Span(min(last, pieces.span.last), min(last, pieces.span.last)))
            if None in counts:
                return None
            found.append(Reports(sum(filter(None, counts)), due))
        return min(found, key=lambda reports: reports.share)

    def _atom(self, metric: Metric, atom: Atom, codes: Sequence[str], pieces: Pieces) -> float | None:
        """Return what an atom amounts to in a region and those that went into it; None is "no data"."""
        found = [self.rows.atom(metric, atom, code, pieces) for code in codes]
        known = [amount for amount in found if amount is not None]
        if len(known) > 1 and atom.operator is Operator.A:
            return self._mean_of_both(atom, codes, pieces, found)
        if known:
            return sum(known)
        is_before = all(self.store.regions.get(code).valid_from > pieces.span.first - ONE_DAY for code in codes)
        return 0.0 if atom.operator is Operator.B and is_before else None

    def _mean_of_both(
        self, atom: Atom, codes: Sequence[str], pieces: Pieces, means: Sequence[float | None]
    ) -> float | None:
        """Return the mean of the daily totals of a region and of those before it, each over its own days."""
        days = [self.rows.days_known(atom, code, pieces) for code in codes]
        total = sum(mean * count for mean, count in zip(means, days, strict=True) if mean is not None)
        return total / (days[0] + max(days[1:]))

    def _due(self, metric: Metric, codes: Sequence[str], span: Span) -> int:
        return self._owed(metric.primary, codes, span)

    def _owed(self, atom: Atom, codes: Sequence[str], span: Span) -> int:
        """Return the office- and bureau-days that are due of an atom."""
        owner = self.store.catalogue.measures[atom.measure].owner
        return sum(self.store.regions.due(code, span, owner) for code in codes)

    def _roll_called(self, metric: Metric, codes: Sequence[str], pieces: Pieces) -> dict[Atom, float | None]:
        """Return how many offices of a region and its history were due and reported, county by county.

        Nothing where none ever reported.

        What a bureau's rows say counts where all of them arrived. Where one lacks, every office that exists is due, and
        those whose own rows are there have reported.
        """
        due, reported, is_known = 0.0, 0.0, False
        for county in dict.fromkeys(county for code in codes for county in self.store.regions.counties(code)):
            said_due, said = (self.rows.atom(metric, atom, county, pieces) or 0 for atom in (DUE, REPORTED))
            owed = self._offices_due(county, pieces.span)
            is_known = is_known or bool(said_due or owed)
            if self.rows.reported(metric, county, pieces) < self.store.regions.due(county, pieces.span, "bureau"):
                said_due, said = max(said_due, owed), max(said, self.rows.arrived(ROLL_CALL, county, pieces))
            due, reported = due + said_due, reported + said
        return {DUE: due, REPORTED: reported} if is_known else {}

    def _offices_due(self, county: str, span: Span) -> int:
        """Return the office-days due since a county's first report; none of one that never had any."""
        began = self.began.get(county)
        if began is None or began > span.last:
            return 0
        return self.store.regions.due(county, Span(max(began, span.first), span.last), "office")


def _counted_over(metric: Metric, pieces: Pieces) -> Span:
    """Return the days that a metric's coverage counts: of a flow all, of a pure stock the last."""
    return pieces.last if is_stock(metric) else pieces.span


def _is_guarded(metric: Metric, region: Region) -> bool:
    return metric.guarded and region.level.depth > Level.CITY.depth


def is_stock(metric: Metric) -> bool:
    """Say whether a metric's coverage is that of a stock: who reported on the last day."""
    return metric.primary.operator not in {Operator.S, Operator.A}


def _judge(
    metric: Metric,
    numerator: float | None,
    denominator: float | None,
    reported: int,
    due: int,
    *,
    is_known: bool,
) -> tuple[float | None, Status]:
    """Return the value in the metric's unit and the status it carries."""
    is_flow = metric.primary.operator in {Operator.S, Operator.A}
    if numerator is None or (metric.is_ratio and denominator is None) or (is_flow and not is_known):
        return None, Status.MISSING
    if metric.is_ratio and not denominator:
        return None, Status.UNDEFINED
    value = (numerator / denominator if denominator else numerator) * metric.scale
    return value, Status.OK if reported >= due else Status.PARTIAL


def read(store: Store, questions: Sequence[Question], *, viewer: Viewer, as_of: date | None = None) -> Readings:
    """Answer all questions at one moment of the store, with at most one statement a table, plus eight and one a composition.

    The first that asks since a load takes up to four more, for what is the same until the next.

    `as_of` is the day up to which a running period is read, the day the root is shown on where it is not given.

    Raises OutOfScope for a region outside the viewer's scope, UnknownMetric, UnknownRegion, and StoreError while the
    store is empty.
    """
    with store.reading() as connection:
        return _read(connection, store, questions, viewer, as_of)


def _read(
    connection: Connection, store: Store, questions: Sequence[Question], viewer: Viewer, as_of: date | None
) -> Readings:
    entry = store.latest()
    if entry is None:
        raise StoreError("库里还没有数据。先用 cockpit load 装载文件，或用 cockpit demo 生成演示数据。")
    _check_scope(store, questions, viewer)
    rows = Rows(store.catalogue, entry.retained_from)
    asked = [each for question in questions for each in _with_siblings(store, question, viewer)]
    known_to = _known_to(questions, as_of or entry.as_of)
    began = _began(connection, store, entry, asked)
    reader = _Reader(store, rows, known_to, entry.newest, entry.version, began, viewer.sees_small_cells)
    rows.fetch(connection, store.schema, _needs(store, asked, known_to, entry.newest))
    answers = _answers(reader, asked)
    compositions = dict(_compositions(connection, store, questions, known_to, viewer))
    cut_of = dict(_cuts_of(store, questions, known_to))
    cuts = read_cuts(connection, store, list(dict.fromkeys(cut_of.values())), viewer, kept_from=entry.retained_from)
    cases = _cases(connection, store, entry, questions, known_to, viewer)
    hidden = answers if viewer.sees_small_cells else _hide_small_cells(answers)
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
    questions: Sequence[Question],
    known_to: Mapping[Period, date],
    viewer: Viewer,
) -> tuple[
    Mapping[tuple[str, str, Period], Period],
    Mapping[tuple[str, str, Period], date],
    Mapping[tuple[str, str, Period], Mapping[date, int]],
]:
    """Return of the counts of which it is asked the last day of a case, since when one is open, and all days in the period."""
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
    questions: Iterable[Question],
    answers: Mapping[tuple[str, str, Period], Reading],
) -> Iterator[tuple[tuple[str, Period], tuple[Region, ...]]]:
    """Yield the offices that are lacking, where they are few and their own rows of the day are still held."""
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


def _answers(reader: _Reader, asked: Iterable[Question]) -> dict[tuple[str, str, Period], Reading]:
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


def _known_to(questions: Iterable[Question], as_of: date) -> dict[Period, date]:
    """Return the day up to which each period is read: the earliest that any question names, else the shown one."""
    found: dict[Period, date] = {}
    for question in questions:
        for period in question.periods:
            found[period] = min(found.get(period, as_of), question.until or as_of)
    return found


def _cuts_of(
    store: Store, questions: Iterable[Question], known_to: Mapping[Period, date]
) -> Iterator[tuple[tuple[Cut, str, Period], CutOf]]:
    for question in questions:
        for cut, code, period in product(question.cuts, question.regions, question.periods):
            yield (cut, code, period), CutOf(cut, store.regions.get(code), period.to_date(known_to[period]))


def _cases_of(
    store: Store, question: Question, keys: Iterable[str], known_to: Mapping[Period, date]
) -> Iterator[tuple[tuple[str, str, Period], CaseOf]]:
    lasts = [(period, period.to_date(known_to[period]).last) for period in question.periods]
    regions = [store.regions.get(code) for code in question.regions]
    for metric in map(store.catalogue.metric, keys):
        for region, (period, last) in product(regions, lasts):
            yield (metric.key, region.code, period), CaseOf(metric, region, last)


def _compositions(
    connection: Connection, store: Store, questions: Iterable[Question], known_to: Mapping[Period, date], viewer: Viewer
) -> Iterator[tuple[tuple[str, Period], Composition]]:
    wanted = {(code, period) for q in questions if q.composed for code in q.regions for period in q.periods}
    for code, period in sorted(wanted, key=lambda each: (each[0], each[1].key)):
        found = compose(connection, store, store.regions.get(code), period.to_date(known_to[period]).last, viewer)
        if found is not None:
            yield (code, period), found


def _check_scope(store: Store, questions: Iterable[Question], viewer: Viewer) -> None:
    for code in {code for question in questions for code in question.regions}:
        if not store.regions.within(code, viewer.scope):
            scope = store.regions.get(viewer.scope)
            raise OutOfScope(f"当前账号只能查看{scope.zh}及其下级，{code} 不在其中。请从{scope.zh}进入。")


def _with_siblings(store: Store, question: Question, viewer: Viewer) -> Iterator[Question]:
    """Yield a question and, where small cells are hidden, that of the siblings of the asked regions for what is guarded.

    Those of the counties above come too, so that hiding does not depend on what was asked.
    """
    yield question
    guarded = tuple(key for key in question.metrics if store.catalogue.metric(key).guarded)
    if viewer.sees_small_cells or not guarded:
        return
    above = {region for code in question.regions for region in store.regions.ancestors(code)}
    hidden = [region for region in above if region.level.depth > Level.CITY.depth]
    parents = {store.regions.get(code).parent for code in question.regions} | {region.parent for region in hidden}
    siblings = {
        child.code: None for parent in sorted(filter(None, parents)) for child in store.regions.children(parent, None)
    }
    inside = tuple(
        code for code in siblings if code not in set(question.regions) and store.regions.within(code, viewer.scope)
    )
    if inside:
        yield Question(guarded, inside, question.periods, compare=question.compare, until=question.until)


def _needs(
    store: Store, questions: Iterable[Question], known_to: Mapping[Period, date], newest: date
) -> Iterator[tuple[Metric, tuple[str, ...], Pieces]]:
    for question in questions:
        codes = tuple(dict.fromkeys(each for code in question.regions for each in store.regions.lineage(code)))
        for metric in question.metrics_of(store.catalogue):
            needed = [metric]
            if DUE in metric.atoms:  # how many offices report is counted county by county
                needed.append(store.catalogue.metric(REGISTER))
                codes = tuple(dict.fromkeys((*codes, *_counties_of(store, question))))
            for period in question.periods:
                wanted = [pieces_of(period, known_to[period], newest, metric)]
                if question.compare:
                    wanted += (
                        pieces_of_base(base, period, known_to[period], metric)
                        for base in (period.previous(), period.last_year())
                    )
                if metric.is_monthly:
                    wanted += map(booked, [*wanted])
                yield from ((each, codes, pieces) for each in needed for pieces in wanted)


def _counties_of(store: Store, question: Question) -> list[str]:
    """Return the counties in the regions of a question and in those that went wholly into them."""
    lines = (each for code in question.regions for each in store.regions.lineage(code))
    return [county for code in lines for county in store.regions.counties(code)]


def _began(
    connection: Connection, store: Store, entry: LoadEntry, questions: Iterable[Question]
) -> Mapping[str, date | None]:
    """Return the first day with a report of the counties that are asked how many offices report."""
    asked = [q for q in questions if any(DUE in store.catalogue.metric(key).atoms for key in q.metrics)]
    codes = {county for question in asked for county in _counties_of(store, question)}
    return first_reports(connection, store, entry, codes)


def _hide_small_cells(
    answers: dict[tuple[str, str, Period], Reading],
) -> dict[tuple[str, str, Period], Reading]:
    """Hide counts of 1–4 of guarded metrics below city level.

    Where one sibling alone is hidden the next smallest is too, so that the parent's total does not give it back; below a
    region that is hidden at least one is, so that their sum does not.
    """
    shown = dict(answers)
    groups: dict[tuple[str, str | None, Period], list[Reading]] = {}
    for reading in answers.values():
        if _is_guarded(reading.metric, reading.region):
            groups.setdefault((reading.metric.key, reading.region.parent, reading.period), []).append(reading)
    for (metric, parent, period), siblings in sorted(groups.items(), key=lambda group: group[1][0].region.level.depth):
        above = shown.get((metric, parent or "", period))
        counts = [(reading.numerator, reading) for reading in siblings if reading.numerator]
        for reading in _to_be_hidden(counts, is_below_hidden=above is not None and above.status is Status.SUPPRESSED):
            shown[metric, reading.region.code, period] = _suppressed(reading)
        for held in (Compare.PREVIOUS, Compare.LAST_YEAR):
            _hide_small_bases(shown, siblings, held, is_below_hidden=above is not None and above.is_hidden(held))
    return shown


def _to_be_hidden(counts: Sequence[tuple[float, Reading]], *, is_below_hidden: bool) -> list[Reading]:
    """Return of siblings those to be hidden: the small ones, and the next smallest where their sum gives them back.

    Below a region that is hidden itself the sum is not known: one is enough, and there must be one.
    """
    amounts = {reading.region.code: round(count) for count, reading in counts}
    small = {code for code, amount in amounts.items() if is_small(amount)}
    if is_below_hidden:
        hidden = small or set(sorted(amounts, key=lambda code: (amounts[code], code))[:1])
    else:
        hidden = with_companions(small, [amounts])
    return [reading for _, reading in counts if reading.region.code in hidden]


def _hide_small_bases(
    shown: dict[tuple[str, str, Period], Reading], siblings: Sequence[Reading], held: Compare, *, is_below_hidden: bool
) -> None:
    """Hide the earlier counts of siblings by the same rule, so that differences do not give them back either."""
    counts = [
        (parts.numerator, reading) for reading in siblings if (parts := reading.bases.get(held)) and parts.numerator
    ]
    for reading in _to_be_hidden(counts, is_below_hidden=is_below_hidden):
        key = (reading.metric.key, reading.region.code, reading.period)
        known = shown[key]
        shown[key] = replace(
            known,
            previous=None if held is Compare.PREVIOUS else known.previous,
            last_year=None if held is Compare.LAST_YEAR else known.last_year,
            bases={**known.bases, held: None},
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


def _mark_stale(
    connection: Connection, store: Store, entry: LoadEntry, answers: dict[tuple[str, str, Period], Reading]
) -> dict[tuple[str, str, Period], Reading]:
    """Tell a stock that was carried too long from one of which some column was never reported."""
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
