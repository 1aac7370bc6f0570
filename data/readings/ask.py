"""Questions: which metrics of which regions and periods to read, and what to add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from data.catalogue import Catalogue, Metric
from data.periods import Period
from data.readings.cuts import Cut


@dataclass(frozen=True, slots=True)
class Figures:
    """Metrics × regions × periods to read; with `compare` the previous period and last year are added.

    With `composed` the register of each region by type and level is added too, a statement for each; `cuts` are
    columns wanted by their dimensions, of each region and period; with `last_cases` comes the last day up to a period's
    end that each metric was not zero, or its week. Of the counts in `case_days`, which are not read themselves, come the days
    of each region and period on which they were not zero, of those in `open_since` the day since which they have been so without a
    break. With `absent` come the offices whose register of a period's last day is lacking, where they are five or fewer; the
    register must be among the metrics. With `until` the periods are read as if no later day were known, by
    any other question for them in the same read too: a page has one figure for a period. With `count_days` the upper
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
        """Return the metrics as they are read; raises UnknownMetric."""
        found = [catalogue.metric(key) for key in self.metrics]
        if self.count_days is None:
            return found
        return [replace(metric, denominator=None, window_days=self.count_days) for metric in found]
