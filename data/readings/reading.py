"""A reading: one metric of one region in one period, with the reports behind it and how it compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.catalogue import Direction, Metric
from data.catalogue.formula import Atom
from data.periods import Period, Span
from data.readings.reports import Reports, are_comparable
from data.regions import Region


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
    """What a reading is compared with: 环比, 同比 or 目标."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    TARGET = "target"


class TargetStatus(StrEnum):
    """A value compared with its target: met, missed within the worst colour limit, or past that too."""

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

    `span` is the part of the period that has data; `previous` and `last_year` are the values of the same number of days
    (同期) of the earlier periods, None when not asked for or not known. `bases` are the amounts behind those two: absent
    where not asked for or not reported, None where hidden. `base_reports` are the reports behind the two. `coverage` is
    0..1. `known` counts, for a stock, the owners due and those whose value at the end is known: reported on the last
    day or carried over.
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
        """The reports behind the value; for a stock also those that are carried over."""
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

        A target is meant for all: against it a count must be about complete, unless the missing reports could change nothing.
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
        """Return the value this reading is compared with."""
        match compare:
            case Compare.PREVIOUS:
                return self.previous
            case Compare.LAST_YEAR:
                return self.last_year
            case Compare.TARGET:
                return self.metric.target

    def change(self, compare: Compare) -> float | None:
        """Return value − base in the metric's unit (percentage points for a percentage).

        None where either is missing, and where the coverage of the two differs too much to compare them.
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
    def target_status(self) -> TargetStatus | None:
        """How the value compares with the target at the shown decimals; None without either, or for a neutral metric."""
        if self.change(Compare.TARGET) is None or self.metric.direction is Direction.NEUTRAL or self.value is None:
            return None
        if self.is_better(Compare.TARGET) is not False:
            return TargetStatus.MET
        if self.metric.is_bottom_line:  # one case too many is never nearly met
            return TargetStatus.FAR
        bands = self.metric.bands
        limit = bands.red if bands.red is not None else bands.yellow
        if limit is None:
            return TargetStatus.FAR
        room = round(self.value - limit, self.metric.decimals)
        return (
            TargetStatus.NEAR
            if room == 0 or (room > 0) == (self.metric.direction is Direction.UP)
            else TargetStatus.FAR
        )
