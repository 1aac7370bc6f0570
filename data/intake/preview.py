"""What confirming a draft would do: it is loaded on trial, looked at in the same transaction, and rolled back.

Figures are read as every other figure is, before and after, by the viewer's own sight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path

from sqlalchemy import Connection, select

from data.alerts.alerts import AreaAlert
from data.alerts.evaluation import foreseen
from data.catalogue import Metric
from data.catalogue.definitions import Owner
from data.intake.corrected import read_draft
from data.intake.draft import Draft
from data.intake.due.loaded_by import LoadedBy, loaded_by
from data.intake.turns import turn
from data.load import load_sheets
from data.load.load import Written
from data.meetings.baselines import baseline_steps, steps_in
from data.meetings.frozen import Edition, editions
from data.periods import Grain, Period, Span
from data.readings import Figures, Reading, Readings, Status, read
from data.readings.feed.week_changes import WATCHED, closed_weeks
from data.readings.shown_day import latest_load
from data.regions import Region
from data.regions.owners import region_of
from data.regions.scope import is_within, sees_totals
from data.statistics.history import judged
from data.statistics.rules import NHS, RuleBook
from data.statistics.verdict import Variation, Verdict
from data.store import Store
from data.store.fact_rows import count, held
from data.viewer import Viewer

LOOK = {Grain.WEEK: 26, Grain.MONTH: 13}  # periods of a chart
FEW_DAYS = 7  # the newest, whose reports are counted
FEW_REGIONS = 12  # within the draft's region whose figures are compared

_Place = tuple[str, str]  # metric and region
_Reported = tuple[str, str, date]  # table, region and day


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure before and after, None before where nothing of its period was known; `verdict` judges the one after in its history."""

    before: Reading | None
    after: Reading
    verdict: Verdict

    @property
    def is_beyond(self) -> bool:
        """Whether the figure after is outside the limits of its normal range."""
        value, limits = self.after.value, self.verdict.limits
        if value is None or limits is None or self.verdict.variation is Variation.UNKNOWN:
            return False
        return not limits.low <= value <= limits.high


@dataclass(frozen=True, slots=True)
class ReportsChange:
    """How many of those who report in a table on a day have reported, before and after."""

    table: str
    region: Region
    day: date
    before: int
    after: int
    due: int


@dataclass(frozen=True, slots=True)
class AlertChange:
    """What would happen to an alert; `what` is one of the steps of `data.alerts.alerts`."""

    what: str
    alert: AreaAlert


@dataclass(frozen=True, slots=True)
class Replaced:
    """Office-days of a table that one load gave already and that would be replaced, and the first and last of their days."""

    load: LoadedBy
    table: str
    office_days: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ClosedWeek:
    """A closed week that would change, with the newest edition of it that each region froze."""

    week: Period
    frozen: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do. `version` is the data version it would make, None where nothing would be written."""

    version: int | None
    figures: tuple[FigureChange, ...] = ()
    reports: tuple[ReportsChange, ...] = ()
    weeks: tuple[ClosedWeek, ...] = ()
    alerts: tuple[AlertChange, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    office_days: int = 0


def preview(
    store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date, queue: Path, book: RuleBook = NHS
) -> Preview:
    """Return what confirming a draft would do now, for a viewer who may see it; the store stays as it is.

    `path` is where its file is kept, `queue` the folder of those who take turns. Raises OutOfScope, StoreError when another load goes on for too long, LoadError for a
    file with more errors than anyone would correct.
    """
    found = Preview(None)

    def look(connection: Connection, written: Written) -> None:
        nonlocal found
        if written.version is not None:
            found = _Trial(store, connection, draft, written, viewer, book).preview(written.version)

    given = read_draft(store, draft, path, viewer=viewer, today=today)
    with turn(queue, draft.number):
        load_sheets(store, given, source=draft.title, viewer=viewer, is_trial=True, inspect=look)
    return found


@dataclass(frozen=True)
class _Trial:
    """What a trial has written, beside what the store holds."""

    store: Store
    connection: Connection
    draft: Draft
    written: Written
    viewer: Viewer
    book: RuleBook

    def preview(self, version: int) -> Preview:
        """Return what was found; what the store holds is read on a connection of its own, which sees nothing of the trial."""
        with self.store.reading() as held:
            entry, before = latest_load(self.store), self._figures()
            reports, replaced = self._reports(held), tuple(self._replaced(held))
        with self.store.reading_within(self.connection):
            after, reported = self._figures(), self._reports(self.connection)
            figures = tuple(
                self._judged(before, [each for each in after.values() if _differs(before.get(_key(each)), each)])
            )
            alerts = tuple(self._alerts())
        days = {day for which in self.written.touched.values() for day in which}
        return Preview(
            version,
            figures,
            tuple(self._compared(reports, reported)),
            tuple(self._closed(closed_weeks(days, entry.as_of if entry else None))),
            alerts,
            replaced,
            sum(map(count, self.written.touched.values())),
        )

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The regions whose figures are compared: the draft's, a few counties within it, and those above that are seen."""
        tree = self.store.regions
        own = tree.get(self.draft.region)
        touched = {code for owner in self.written.owners for code in self._county_and_above(owner)}
        inside = sorted({*tree.counties(own.code)}.intersection(touched) - {own.code})
        above = tuple(reversed([each for each in tree.above(own.code) if sees_totals(tree, each.code, self.viewer)]))
        return (own, *map(tree.get, inside if len(inside) <= FEW_REGIONS else ()), *above)

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that the tables written to are behind, the main ones first."""
        catalogue, tables = self.store.catalogue, self.written.touched.keys()
        found = [
            metric
            for metric in catalogue.metrics.values()
            if any(catalogue.measures[atom.measure].table in tables for atom in metric.atoms)
        ]
        return tuple(sorted(found, key=lambda metric: metric.key not in WATCHED))

    @cached_property
    def newest(self) -> date:
        """The newest day that is written to."""
        return max(day for which in self.written.touched.values() for day in which)

    def _period(self, metric: Metric) -> Period:
        return Period.holding(self.newest, Grain.MONTH if metric.is_monthly else Grain.WEEK)

    def _is_above(self, region: Region) -> bool:
        return not is_within(self.store.regions, region.code, self.draft.region)

    def _known_to(self, region: Region) -> date | None:
        """Return the day up to which a region's figures are read; None in an empty store.

        Above the draft's region that is the one its page shows: while most of it is missing, one report changes nothing.
        The draft's own are read up to the newest day it gives, though other tables of that day may be missing.
        """
        entry = latest_load(self.store, region.code)
        if entry is None or self._is_above(region):
            return entry.as_of if entry else None
        return max(entry.as_of, min(self.newest, entry.newest))

    def _figures(self) -> dict[_Place, Reading]:
        """Return the figures of the newest period written to, as they are now; none where nothing of it is known."""
        found: dict[_Place, Reading] = {}
        for region in self.regions:
            known_to, asked = self._known_to(region), []
            for metric in self.metrics:
                period = self._period(metric)
                is_shown = metric.key in WATCHED or not self._is_above(region)
                if is_shown and known_to is not None and period.first <= known_to:
                    asked.append(Figures((metric.key,), (region.code,), (period,)))
            if asked:
                readings = read(self.store, asked, viewer=self.viewer, as_of=known_to)
                found |= {_key(reading): reading for reading in readings}
        order = {metric.key: at for at, metric in enumerate(self.metrics)}
        return dict(sorted(found.items(), key=lambda each: order[each[0][0]]))

    def _judged(self, before: Mapping[_Place, Reading], changed: Sequence[Reading]) -> Iterator[FigureChange]:
        """Yield the changed figures with the verdict on each in its own history."""
        steps = baseline_steps(self.store, self.store.regions.root.code) if changed else []
        asked = [
            Figures((each.metric.key,), (each.region.code,), tuple(each.period.back(LOOK[each.period.grain])))
            for each in changed
        ]
        histories: dict[str, Readings] = {}
        for region in {each.region for each in changed}:
            some = [question for question in asked if question.regions == (region.code,)]
            histories[region.code] = read(self.store, some, viewer=self.viewer, as_of=self._known_to(region))
        for after in changed:
            metric, code, periods = after.metric.key, after.region.code, after.period.back(LOOK[after.period.grain])
            own = [step for step in steps if (step.metric, step.region) == (metric, code)]
            verdict = judged(
                histories[code].series(metric, code, periods), steps=steps_in(periods, own), book=self.book
            )
            yield FigureChange(before.get(_key(after)), after, verdict)

    def _reports(self, connection: Connection) -> dict[_Reported, int]:
        """Return how many have reported on the newest days written to, by table, region and day."""
        found: dict[_Reported, int] = {}
        for key, which in self.written.touched.items():
            rollup = self.store.schema.rollups.get(key)
            if rollup is None:
                continue
            days = sorted(which)[-FEW_DAYS:]
            asked = select(rollup.c.region_code, rollup.c.first_day, rollup.c[f"{self._owner(key)}_days"]).where(
                rollup.c.grain == Grain.DAY.value,
                rollup.c.first_day.in_(days),
                rollup.c.region_code.in_([region.code for region in self.regions]),
            )
            known = {(code, day): reported for code, day, reported in connection.execute(asked)}
            for day, region in product(days, self.regions):
                found[key, region.code, day] = known.get((region.code, day), 0)
        return found

    def _owner(self, table: str) -> str:
        """Return who reports in a table: its offices where any of its columns is theirs, else the bureaus."""
        owners = {measure.owner for measure in self.store.catalogue.tables[table].measures}
        return Owner.BUREAU.value if owners == {Owner.BUREAU} else Owner.OFFICE.value

    def _compared(self, before: Mapping[_Reported, int], after: Mapping[_Reported, int]) -> Iterator[ReportsChange]:
        tree = self.store.regions
        for (table, code, day), reported in after.items():
            due = tree.due(code, Span(day, day), self._owner(table))
            yield ReportsChange(table, tree.get(code), day, before[table, code, day], reported, due)

    def _alerts(self) -> Iterator[AlertChange]:
        for alert, step in foreseen(self.store, self.connection, self.written.owners):
            if is_within(self.store.regions, alert.region, self.viewer.scope):
                yield AlertChange(step.what, alert)

    def _closed(self, weeks: Sequence[Period]) -> Iterator[ClosedWeek]:
        """Yield closed weeks with the newest edition of each that a region frozen with these figures has."""
        tree = self.store.regions
        about = {code for owner in self.written.owners for code in self._county_and_above(owner)}
        found = editions(self.store, tree.root.code, "", *weeks) if weeks else []
        for week in weeks:
            newest = {each.region: each for each in reversed(found) if each.week == week and each.region in about}
            yield ClosedWeek(week, tuple(newest.values()))

    def _county_and_above(self, owner: str) -> Iterator[str]:
        yield region_of(owner)
        yield from (region.code for region in self.store.regions.ancestors(region_of(owner)))

    def _replaced(self, connection: Connection) -> Iterator[Replaced]:
        """Yield what is loaded already of the office-days that are written, by table and load, the newest load first."""
        for key, which in self.written.touched.items():
            loads: dict[int, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
            facts = self.store.schema.facts[key]
            for office, day, load_no in held(connection, facts, which, ["office_code", "day", "load_no"]).itertuples(
                index=False
            ):
                loads[load_no][day].add(office)
            for load_no, days in sorted(loads.items(), reverse=True):
                yield Replaced(loaded_by(self.store, connection, load_no), key, count(days), min(days), max(days))


def _key(reading: Reading) -> _Place:
    return (reading.metric.key, reading.region.code)


def _differs(before: Reading | None, after: Reading) -> bool:
    """Say whether a figure is shown otherwise after than before; one that is hidden now is not compared."""
    if before is None or Status.SUPPRESSED in {before.status, after.status}:
        return before is None and after.value is not None
    if before.value is None or after.value is None:
        return before.value is not after.value
    return round(before.value, after.metric.decimals) != round(after.value, after.metric.decimals)
