"""What is due: which sections of a region, by whom and until when, what has arrived of it and who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, case, func, select

from data.catalogue.reference_tables import reference_table
from data.clock import shanghai
from data.intake.draft import DraftState
from data.intake.due.deadlines import DEADLINES, Giver, ReportRule, section_for, usual_sections
from data.intake.due.urges import Urge, urges_of
from data.periods import Grain, Period, Span
from data.regions import Level, Region, Regions
from data.regions.owners import OWNER_DIGITS, county_of, region_of
from data.schema.intake import DraftRow
from data.store import Store

MOST_NAMED = 500  # owners named in a statement; of more the rows of all are read


class DueState(StrEnum):
    """How far a section has come, from what needs somebody most."""

    OVERDUE = "overdue"
    LACKING = "lacking"
    WAITING = "waiting"  # a draft that says so by its title waits to be confirmed
    NOT_BEGUN = "not_begun"
    ALL_IN = "all_in"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A region that has not reported all of a section: an office, a county for its bureau, or a region with several.

    `owners` are how many of its offices or bureaus are missing, `days` their missing days in all, `urge` the last urging.
    """

    region: Region
    owners: int
    days: int
    is_overdue: bool
    urge: Urge | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The newest load that brought something of a section: its number, where it came from, by whom and when (Shanghai)."""

    load_no: int
    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DueRow:
    """One section as it is due: the days it is reported on, until when (Shanghai), and of those who owe it who gave it.

    `deadline` is the next one, of what is overdue the last that has passed. `is_ahead` says that it is after the days that
    were asked for.
    """

    section: str
    table: str
    giver: Giver
    grain: Grain
    span: Span
    deadline: datetime
    owed: int
    lacking: tuple[Lacking, ...]
    state: DueState
    given: Given | None = None
    is_ahead: bool = False

    @property
    def missing(self) -> int:
        """How many offices or bureaus have not given all of it."""
        return sum(each.owners for each in self.lacking)

    @property
    def arrived(self) -> int:
        """How many have."""
        return self.owed - self.missing


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due of a region on some days: its rows in the order of the sections, and drafts that wait to be confirmed."""

    region: Region
    window: Span
    now: datetime
    rows: tuple[DueRow, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Shared:
    """A section as some counties owe it in the same way, with the periods that are looked at."""

    section: ReportRule
    counties: tuple[str, ...]
    periods: tuple[Period, ...]
    is_ahead: bool = False

    @property
    def span(self) -> Span:
        return Span(self.periods[0].first, self.periods[-1].last)

    def deadline(self, now: datetime) -> datetime:
        """Return the next deadline, the last one where all have passed."""
        every = [self.section.deadline(period) for period in self.periods]
        return next((each for each in every if each > now), every[-1])

    def passed(self, now: datetime) -> datetime:
        """Return the last deadline that has passed, the first one where none has."""
        every = [self.section.deadline(period) for period in self.periods]
        return max((each for each in every if each <= now), default=every[0])

    def overdue_to(self, now: datetime) -> date:
        """Return the last day whose deadline has passed."""
        passed = [period.last for period in self.periods if self.section.deadline(period) <= now]
        return max(passed, default=date.min)


@dataclass
class _Owing:
    """What one office or bureau owes of a section, in days, and how many are in."""

    owner: str
    owed: int
    owed_overdue: int
    came: int = 0
    came_overdue: int = 0

    @property
    def lacks(self) -> int:
        return max(self.owed - self.came, 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, with what is read once for all sections: urgings, and the titles of drafts that wait."""

    connection: Connection
    store: Store
    region: Region
    window: Span
    now: datetime
    urged: Sequence[Urge]
    waiting: Sequence[str]


def due_reports(store: Store, region: Region, window: Span, *, now: datetime) -> DueList:
    """Return what a region and those below it owe by deadlines on the days of `window`, as it is `now` (Shanghai).

    Of a weekly or monthly section without a deadline on these days the last one is shown while it is not all in, else the
    next one. Missing are named: the offices of a county, the regions one level below of a wider one.
    """
    with store.reading() as connection:
        titles = _waiting(connection, store, region)
        asked = _Asked(connection, store, region, window, now, urges_of(connection, store, region, window), titles)
        rows = [row for usual in usual_sections(store.catalogue).values() if (row := _row(asked, usual))]
        return DueList(region, window, now, tuple(rows), len(titles))


def _row(asked: _Asked, usual: ReportRule) -> DueRow | None:
    """Return the row of a section; None where nobody of the region owes it."""
    parts: list[_Shared] = []
    owing: list[_Owing] = []
    for settled, counties in _as_settled(asked, usual).items():
        part, those = _looked_at(asked, settled, counties)
        if those:
            parts.append(part)
            owing += those
    if not parts:
        return None
    first = min(parts, key=lambda part: part.deadline(asked.now))
    lacking = _lacking(asked, owing)
    state = _state(asked, usual, lacking, owing)
    passed = max(part.passed(asked.now) for part in parts)
    row = DueRow(
        section=usual.key,
        table=usual.table,
        giver=first.section.giver,
        grain=first.section.grain,
        span=Span(min(part.span.first for part in parts), max(part.span.last for part in parts)),
        deadline=passed if state is DueState.OVERDUE else first.deadline(asked.now),
        owed=len(owing),
        lacking=lacking,
        state=state,
        given=_given(asked, owing, usual.table, first.span) if _is_near(asked.region) else None,
        is_ahead=all(part.is_ahead for part in parts),
    )
    return replace(row, lacking=tuple(_with_urge(asked, each, row) for each in lacking))


def _is_near(region: Region) -> bool:
    """Say whether a region is near enough to its files for one load to say where a section came from."""
    return region.level.depth >= Level.COUNTY.depth


def _as_settled(asked: _Asked, usual: ReportRule) -> Mapping[ReportRule, tuple[str, ...]]:
    """Return the counties of a region by how they owe a section; an office's is its own county."""
    store, region = asked.store, asked.region
    rows = store.reference(DEADLINES)
    counties = (county_of(region.code),) if region.level is Level.OFFICE else store.regions.counties(region.code)
    found: dict[ReportRule, list[str]] = {}
    for county in counties:
        found.setdefault(section_for(usual, rows, store.regions, county), []).append(county)
    return {section: tuple(codes) for section, codes in found.items()}


def _looked_at(asked: _Asked, section: ReportRule, counties: tuple[str, ...]) -> tuple[_Shared, list[_Owing]]:
    """Return the periods of a section that are shown, and who owes them."""
    window, today = asked.window, asked.now.date()
    kept_from = asked.store.retained_from() or date.min
    periods = [period for period in section.due_in(window) if period.first >= kept_from]
    periods = [period for period in periods if period.last < today] or periods[:1]  # what is not over is not owed yet
    if periods:
        part = _Shared(section, counties, tuple(periods), is_ahead=periods[0].last >= today)
        return part, _counted(asked, part)
    ahead = section.due_next(window.last)
    last = _Shared(section, counties, (ahead.previous(),))
    owing = _counted(asked, last)
    if last.span.first >= kept_from and any(each.lacks for each in owing):
        return last, owing
    part = _Shared(section, counties, (ahead,), is_ahead=True)
    return part, _counted(asked, part)


def _counted(asked: _Asked, part: _Shared) -> list[_Owing]:
    """Return what each office or bureau owes of a part, with the days that are in: one statement."""
    overdue_to = part.overdue_to(asked.now)
    owing = {each.owner: each for each in _owing(asked, part, overdue_to)}
    if not owing:
        return []
    rollup = asked.store.schema.rollups[part.section.table].c
    named = (
        rollup.region_code.in_(owing) if len(owing) <= MOST_NAMED else func.length(rollup.region_code) == OWNER_DIGITS
    )
    late = func.sum(case((rollup.first_day <= overdue_to, 1), else_=0))
    rows = asked.connection.execute(
        select(rollup.region_code, func.count(), late)
        .where(
            rollup.grain == Grain.DAY.value,
            rollup.first_day.between(part.span.first, part.span.last),
            named,
            rollup.office_days + rollup.bureau_days > 0,
        )
        .group_by(rollup.region_code)
    )
    for code, came, came_overdue in rows:
        if code in owing:
            owing[code].came, owing[code].came_overdue = came, came_overdue
    return list(owing.values())


def _owing(asked: _Asked, part: _Shared, overdue_to: date) -> Iterator[_Owing]:
    regions = asked.store.regions
    for owner in _owners(regions, asked.region, part):
        place = regions.get(region_of(owner))
        span = Span(max(part.span.first, place.valid_from), min(part.span.last, place.valid_to or date.max))
        if span.days > 0:
            yield _Owing(owner, span.days, max((min(span.last, overdue_to) - span.first).days + 1, 0))


def _owners(regions: Regions, region: Region, part: _Shared) -> tuple[str, ...]:
    """Return the codes of those who owe a part: an office owes only what offices give."""
    if part.section.giver is Giver.BUREAU:
        return () if region.level is Level.OFFICE else tuple(b for code in part.counties for b in regions.bureaus(code))
    if region.level is Level.OFFICE:
        return (region.code,)
    return tuple(office for code in part.counties for office in regions.offices(code))


def _state(asked: _Asked, usual: ReportRule, lacking: Sequence[Lacking], owing: Sequence[_Owing]) -> DueState:
    if not lacking:
        return DueState.ALL_IN
    if _is_near(asked.region) and any(_is_about(title, usual.key) for title in asked.waiting):
        return DueState.WAITING
    if any(each.is_overdue for each in lacking):
        return DueState.OVERDUE
    return DueState.LACKING if any(not each.lacks for each in owing) else DueState.NOT_BEGUN


def _is_about(title: str, section: str) -> bool:
    """Say whether a draft's title names a section: the file says 德清监管日报1128.xlsx."""
    names = reference_table(DEADLINES).column("section").choices[section]
    return any(name in title for name in (names.zh, *names.aliases))


def _lacking(asked: _Asked, owing: Sequence[_Owing]) -> tuple[Lacking, ...]:
    """Return who is missing in the order of the regions, those below a wider region together."""
    store, region = asked.store, asked.region
    found: dict[str, list[_Owing]] = {}
    units = {
        owner: each.code for each in store.regions.children(region.code) for owner in store.regions.owners(each.code)
    }
    for each in owing:
        if each.lacks:
            found.setdefault(units.get(each.owner, region_of(each.owner)), []).append(each)
    return tuple(
        Lacking(
            region=store.regions.get(code),
            owners=len(those),
            days=sum(each.lacks for each in those),
            is_overdue=any(each.came_overdue < each.owed_overdue for each in those),
        )
        for code, those in found.items()
    )


def _with_urge(asked: _Asked, lacking: Lacking, row: DueRow) -> Lacking:
    """Return who is missing with the last urging for these days: its own, or that of a region above it."""
    line = {lacking.region.code, *(each.code for each in asked.store.regions.ancestors(lacking.region.code))}
    mine = [
        each
        for each in asked.urged
        if each.section == row.section and each.last_day in row.span and each.region in line
    ]
    return replace(lacking, urge=max(mine, key=lambda each: each.at, default=None))


def _given(asked: _Asked, owing: Sequence[_Owing], table: str, span: Span) -> Given | None:
    """Return the newest load with something of a section, two statements."""
    connection, store = asked.connection, asked.store
    facts, loads = store.schema.facts[table].c, store.schema.loads.c
    newest = select(func.max(facts.load_no)).where(
        facts.day.between(span.first, span.last), facts.office_code.in_([each.owner for each in owing])
    )
    number = connection.execute(newest).scalar()
    if number is None:
        return None
    load = connection.execute(select(store.schema.loads).where(loads.load_no == number)).one_or_none()
    return Given(number, load.source, load.post or "", shanghai(load.loaded_at)) if load else None


def _waiting(connection: Connection, store: Store, region: Region) -> list[str]:
    """Return the titles of the drafts of a region and those below it that wait to be confirmed."""
    table, known = store.schema.metadata.tables[DraftRow.__tablename__].c, store.regions
    rows = connection.execute(
        select(table.region_code, table.title).where(table.draft_state == DraftState.WAITING.value)
    )
    return [title for code, title in rows if code in known.by_code and known.within(code, region.code)]
