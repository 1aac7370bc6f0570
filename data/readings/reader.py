"""One reading out of the rows that were fetched: amounts, coverage, comparisons, status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.catalogue import Metric
from data.catalogue.formula import Atom, Operator
from data.periods import ONE_DAY, Period, Span
from data.readings.feed.first_reports import DUE as OFFICES_DUE
from data.readings.feed.first_reports import ROLL_CALL
from data.readings.fetch import RollupRows
from data.readings.privacy import is_guarded
from data.readings.reading import Compare, Reading, Status
from data.readings.reports import Reports
from data.readings.spans import Pieces, booked, pieces_of, pieces_of_base
from data.regions import Region
from data.store import Store

DUE, REPORTED = Atom(Operator.S, OFFICES_DUE), Atom(Operator.S, "office_reported_n")


@dataclass(frozen=True, slots=True)
class Spans:
    """The pieces of a period, and of each earlier one that it is compared with."""

    period: Period
    pieces: Pieces
    bases: Mapping[Compare, tuple[Period, Pieces]]


@dataclass(frozen=True, slots=True)
class Reader:
    """One read: the store, the rows fetched for it, the last day known of each period, the last day with any figure, the version.

    `began` is the first day with a report of each county whose number of reporting offices is asked for.
    `sees_small_cells` says whether small cells are shown.
    """

    store: Store
    rows: RollupRows
    known_to: Mapping[Period, date]
    newest: date
    version: int
    began: Mapping[str, date | None]
    sees_small_cells: bool

    def spans(self, metric: Metric, period: Period, *, compare: bool) -> Spans:
        """Return what a metric is summed from in a period, for any region, and in the two it is compared with."""
        as_of = self.known_to[period]
        bases = {Compare.PREVIOUS: period.previous(), Compare.LAST_YEAR: period.last_year()} if compare else {}
        return Spans(
            period,
            pieces_of(period, as_of, self.newest, metric),
            {held: (base, pieces_of_base(base, period, as_of, metric)) for held, base in bases.items()},
        )

    def reading(self, metric: Metric, region: Region, spans: Spans) -> Reading:
        """Return the reading of a metric and region, with what it is compared with."""
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
        if status is Status.MISSING:  # what was left out of the sums is not zero
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
        """Return the regions whose figures make up a region's: its own alone where the sum would reveal a hidden one."""
        if is_guarded(metric, region) and not self.sees_small_cells:
            return (region.code,)
        return self.store.regions.lineage(region.code)

    def _known(self, metric: Metric, codes: Sequence[str], pieces: Pieces) -> Reports | None:
        """Return for how many owners the stocks of a metric are known, taking the stock known for the fewest.

        None where that is not known, since the offices of the day are not kept any more.
        """
        found = []
        for atom in metric.atoms:
            if atom.operator not in {Operator.E, Operator.B}:
                continue
            counts = [self.rows.owners_known(atom, code, pieces) for code in codes]
            last = (pieces.opening if atom.operator is Operator.B else pieces.closing).last
            due = self._due_of(atom, codes, Span(min(last, pieces.span.last), min(last, pieces.span.last)))
            if None in counts:
                return None
            found.append(Reports(sum(filter(None, counts)), due))
        return min(found, key=lambda reports: reports.share)

    def _atom(self, metric: Metric, atom: Atom, codes: Sequence[str], pieces: Pieces) -> float | None:
        """Return the amount of an atom in a region and those merged into it; None is "no data"."""
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
        return self._due_of(metric.primary, codes, span)

    def _due_of(self, atom: Atom, codes: Sequence[str], span: Span) -> int:
        """Return the office- and bureau-days due for an atom."""
        owner = self.store.catalogue.measures[atom.measure].owner
        return sum(self.store.regions.due(code, span, owner) for code in codes)

    def _roll_called(self, metric: Metric, codes: Sequence[str], pieces: Pieces) -> dict[Atom, float | None]:
        """Return how many offices of a region and its history were due and reported, county by county.

        Nothing where none ever reported.

        A bureau's rows count where all of them arrived. Where one is missing, every office that exists is due, and
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
        """Return the office-days due since a county's first report; none where it never reported."""
        began = self.began.get(county)
        if began is None or began > span.last:
            return 0
        return self.store.regions.due(county, Span(max(began, span.first), span.last), "office")


def _counted_over(metric: Metric, pieces: Pieces) -> Span:
    """Return the days that a metric's coverage counts: of a flow all, of a pure stock the last."""
    return pieces.last if is_stock(metric) else pieces.span


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
    """Return the value in the metric's unit and its status."""
    is_flow = metric.primary.operator in {Operator.S, Operator.A}
    if numerator is None or (metric.is_ratio and denominator is None) or (is_flow and not is_known):
        return None, Status.MISSING
    if metric.is_ratio and not denominator:
        return None, Status.UNDEFINED
    value = (numerator / denominator if denominator else numerator) * metric.scale
    return value, Status.OK if reported >= due else Status.PARTIAL
