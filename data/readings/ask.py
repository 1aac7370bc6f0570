"""Questions: which metrics of which regions and periods to read, and what to add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from data.catalogue import Catalogue, Metric
from data.periods import Period
from data.readings.cuts import Cut


@dataclass(frozen=True, slots=True)
class Figures:
    """Metrics × regions × periods to read.

    `compare` adds the previous period and last year. `composed` adds the register of each region by type and level, one
    statement each. `cuts` are columns to break down by their dimensions, for each region and period. `last_cases` adds
    the last day up to a period's end on which each metric was not zero, or its week.

    `case_days` are counts whose days above zero in each region and period are added, without reading the counts
    themselves; `open_since` are counts for which the day is added since which they have been above zero without a
    break. `absent` adds the offices whose register of a period's last day is missing, where there are five or fewer;
    the register must be among the metrics.

    With `until` the periods are read as if no later day were known, for every other question about them in the same
    read too: a page has one figure for a period. With `count_days` only the numerators of the metrics are read, over so
    many days ending with a period's last shown day; nothing else in the same read may ask for these metrics and
    periods.
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

    @property
    def is_plain(self) -> bool:
        """Whether only totals are asked for, nothing of what they are made of or when it happened."""
        details = (self.composed, self.cuts, self.last_cases, self.open_since, self.case_days, self.absent)
        return not any(details)

    def metrics_of(self, catalogue: Catalogue) -> list[Metric]:
        """Return the metrics as they are read; raises UnknownMetric."""
        found = [catalogue.metric(key) for key in self.metrics]
        if self.count_days is None:
            return found
        return [replace(metric, denominator=None, window_days=self.count_days) for metric in found]
