"""What a load changes in weeks that were closed: the main figures of counties and above, before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert

from data.catalogue import Catalogue, Metric
from data.catalogue.formula import Atom
from data.periods import Grain, Period
from data.readings.fetch import RollupRows
from data.readings.spans import pieces_of
from data.regions.owners import is_bureau, region_of
from data.schema import Schema
from data.store import Store
from data.store.fact_rows import OfficeDays

WATCHED = (
    "registered_count",
    "received_count",
    "released_count",
    "registration_ontime_rate",
    "checkin_completion_rate",
    "visit_completion_rate",
    "welfare_person_times",
    "screening_ontime_rate",
    "alert_close_ontime_rate",
)
MOST_WEEKS = 5  # a load of older weeks fills in history: it corrects nothing that a meeting still has to discuss

Figures = Mapping[tuple[str, Period, str], float | None]  # by region, week and metric


@dataclass(frozen=True, slots=True)
class WeekWatch:
    """The figures of some closed weeks, read before and after a load in its own transaction."""

    schema: Schema
    catalogue: Catalogue
    codes: tuple[str, ...]
    weeks: tuple[Period, ...]

    def figures(self, connection: Connection) -> Figures:
        """Return the watched figures as they are now; nothing where no closed week is touched."""
        if not self.weeks or not self.codes:
            return {}
        metrics = [self.catalogue.metrics[key] for key in WATCHED if key in self.catalogue.metrics]
        asked = [
            (metric, week, pieces_of(week, week.last, week.last, metric)) for metric in metrics for week in self.weeks
        ]
        rows = RollupRows(self.catalogue)
        rows.fetch(connection, self.schema, [(metric, self.codes, [pieces]) for metric, _, pieces in asked])
        return {
            (code, week, metric.key): _value(
                metric, {atom: rows.atom(metric, atom, code, pieces) for atom in metric.atoms}
            )
            for metric, week, pieces in asked
            for code in self.codes
        }

    def record(self, connection: Connection, number: int, before: Figures, after: Figures) -> None:
        """Write the figures that were known before the load and are different after it, at the decimals that are shown."""
        rows = [
            {
                "load_no": number,
                "region_code": code,
                "first_day": week.first,
                "metric": metric,
                "before_value": was,
                "after_value": after[code, week, metric],
            }
            for (code, week, metric), was in before.items()
            if was is not None and self._differs(metric, was, after[code, week, metric])
        ]
        if rows:
            connection.execute(insert(self.schema.week_changes), rows)

    def _differs(self, metric: str, was: float, now: float | None) -> bool:
        decimals = self.catalogue.metrics[metric].decimals
        return now is None or round(was, decimals) != round(now, decimals)


def watched_weeks(store: Store, touched: OfficeDays, held_to: date | None) -> WeekWatch:
    """Return the watch over the closed weeks of the counties that a load touches, and of the regions above them."""
    weeks = closed_weeks(touched.keys(), held_to)[-MOST_WEEKS:]
    days = [day for day in touched if any(week.first <= day <= week.last for week in weeks)]
    owners = {owner for day in days for owner in touched[day]}
    counties = {region_of(owner) for owner in owners if is_bureau(owner)}
    above = {region.code for owner in owners for region in store.regions.above(region_of(owner))}
    inside = sorted(counties | above)
    return WeekWatch(store.schema, store.catalogue, tuple(inside), weeks)


def closed_weeks(days: Collection[date], held_to: date | None) -> tuple[Period, ...]:
    """Return the weeks of some days that are closed, the earliest first: the store already has a later day."""
    weeks = {Period.holding(day, Grain.WEEK) for day in days}
    return tuple(sorted(week for week in weeks if held_to is not None and week.last < held_to))


def _value(metric: Metric, values: Mapping[Atom, float | None]) -> float | None:
    numerator = metric.numerator.evaluate(values)
    if metric.denominator is None:
        return None if numerator is None else numerator * metric.scale
    denominator = metric.denominator.evaluate(values)
    return numerator / denominator * metric.scale if numerator is not None and denominator else None
