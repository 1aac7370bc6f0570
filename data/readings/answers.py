"""The answers to some questions, found by what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from data.periods import Period
from data.readings.cuts import Cell, Cut
from data.readings.reading import Reading
from data.readings.register import Composition
from data.regions import Region


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
        """Return the offices whose register of a period's last day is missing; none where there are more than five."""
        return self._absent.get((region, period), ())

    def series(self, metric: str, region: str, periods: Iterable[Period]) -> list[Reading]:
        """Return the readings of one metric and region in the order of `periods`."""
        return [self._by_key[metric, region, period] for period in periods]

    def across(self, metric: str, regions: Iterable[str], period: Period) -> list[Reading]:
        """Return the readings of one metric and period in the order of `regions`."""
        return [self._by_key[metric, region, period] for region in regions]
