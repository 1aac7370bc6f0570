"""Area alerts: opened, raised, lowered and closed by each load's figures, acknowledged by a post.

An alert is one rule in one place. It stays open, the same one, until its figure is back within limits; where the
figure is not known it stays as it is. Its level follows the figure, and what was acknowledged needs that again only
above the highest level it has had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, insert, select, update

from data import clock
from data.alerts.figures import Place, Verdict, judged_days, places, roll_call, verdicts
from data.alerts.rules import AlertLevel, AreaRule, load_area_rules
from data.alerts.since import first_days
from data.clock import SHANGHAI, stored
from data.errors import DataError
from data.free_text import checked
from data.periods import Span
from data.readings.shown_day import latest_load
from data.store import LoadEntry, Store

COCKPIT = "驾驶舱"  # who opens, raises, lowers and closes
WITHIN, GONE = "恢复到限值以内", "规则或地区已撤销"
LONGEST_POST, LONGEST_REASON = 40, 200
OPENED, RAISED, LOWERED, ACKNOWLEDGED, CLOSED = "opened", "raised", "lowered", "acknowledged", "closed"
ESCALATED = "escalated"


class UnknownAlert(DataError):
    """A number that no open alert has."""


@dataclass(frozen=True, slots=True)
class AreaAlert:
    """One alert; `figure` and `limit` in the metric's unit, a count or days. Times are UTC without a zone.

    `since` is the first day of what its figure found, counted from the figures (`data/alerts/since.py`); `opened_day` is the
    day it was first judged beyond a limit. `since` is None for what only ends (contracts), and from before it was kept.
    `told` is the code of the region that was told when nobody acknowledged it in time, `escalated_at` when; both come of
    its steps. Its level is that of its figure, taken to a level above or not.
    """

    number: int
    rule: str
    region: str
    metric: str
    period: str
    level: AlertLevel
    highest: AlertLevel
    figure: float
    limit: float
    version: int
    opened_day: date
    opened_at: datetime
    raised_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str = ""
    since: date | None = None
    told: str = ""
    escalated_at: datetime | None = None

    @property
    def stands_since(self) -> datetime:
        """When its figure brought it to the highest level it has had: its terms run from there."""
        return self.raised_at or self.opened_at


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to an alert; the `reason` of an escalation is the code of the region told."""

    number: int
    what: str
    made_at: datetime
    made_by: str
    level: AlertLevel
    figure: float
    limit: float
    version: int
    reason: str


COLUMNS = {
    "number": "alert_no",
    "rule": "rule_key",
    "region": "region_code",
    "period": "period_key",
    "level": "alert_level",
    "highest": "highest_level",
    "limit": "limit_figure",
    "since": "since_day",
    "version": "data_version",
}


STORED = [each.name for each in fields(AreaAlert) if each.name not in {"told", "escalated_at"}]


def evaluate(
    store: Store,
    rules: Mapping[str, AreaRule] | None = None,
    now: datetime | None = None,
    touched: Collection[str] | None = None,
) -> list[Step]:
    """Judge the newest figures, bring the alerts in line with them, and return what happened to which.

    Where the newest load changed only the `touched` owners and all before it were judged for the same day, only those
    and what is above them are judged. Nothing happens in an empty store, or where a newer load came in between: that one
    judges for both. Raises CatalogueError for wrong rules, StoreError while another load is writing.
    """
    known = rules or load_area_rules(store.catalogue)
    with store.reading() as connection:
        entry, version = latest_load(store), store.version()
        if entry is None:
            return []
        within = _looked_at(connection, store, entry, version, touched)
        days = judged_days(store, entry, within)
        found = verdicts(store, known, days, within)
        firsts = first_days(connection, store, known, found)
    existing = {(rule.key, code) for rule in known.values() for code in places(store, rule.level, days.as_of)}
    with store.writing() as connection:
        if store.next_version(connection) - 1 != version:
            return []
        book = Book(connection, store, known, version, days.as_of, now or clock.utc_now(), firsts)
        held = {(alert.rule, alert.region): alert for alert in standing(connection, store)}
        for place, alert in held.items():
            if place not in existing:
                book.close(alert, GONE)
            elif place in found:
                book.follow(alert, found[place])
        for place, verdict in found.items():
            if place not in held and verdict.level is not None:
                book.open(place, verdict, verdict.level)
        book.write()
        loads = store.schema.loads
        judged = update(loads).where(loads.c.load_no <= version, loads.c.judged_day.is_(None))
        connection.execute(judged.values(judged_day=days.as_of))
    return book.steps


def _looked_at(
    connection: Connection, store: Store, entry: LoadEntry, version: int, touched: Collection[str] | None
) -> frozenset[str] | None:
    """Return the places that a load may have changed the verdict on, None for all of them."""
    if touched is None or roll_call(entry) != entry.as_of:
        return None
    is_known = _is_judged_before(connection, store, version, entry.as_of)
    return _with_above(store, touched) if is_known else None


def _is_judged_before(connection: Connection, store: Store, version: int, day: date) -> bool:
    """Say whether every load before the newest was judged, the last of them for the same day."""
    loads = store.schema.loads.c
    earlier = select(func.count(), func.count(loads.judged_day)).where(loads.load_no < version)
    last = select(loads.judged_day).where(loads.load_no < version).order_by(loads.load_no.desc()).limit(1)
    number, judged = connection.execute(earlier).one()
    return bool(number == judged and connection.execute(last).scalar() == day)


def _with_above(store: Store, owners: Iterable[str]) -> frozenset[str]:
    """Return owners, the counties of bureau rows, those that came wholly out of them, and every region above."""
    starts = {owner[:-3] if owner.endswith("000") else owner for owner in owners}
    starts |= {region.code for start in starts for region in store.regions.ancestors(start)}
    heirs = (
        region.code for region in store.regions.inside if not starts.isdisjoint(store.regions.lineage(region.code))
    )
    return frozenset([*starts, *heirs])


def open_alerts(store: Store, level: AlertLevel | None = None) -> list[AreaAlert]:
    """Return the open alerts with whom they were taken to, of one level where one is given.

    The highest level comes first, then the oldest.
    """
    with store.reading() as connection:
        found = as_escalated(connection, store)
    found = [alert for alert in found if level in {None, alert.level}]
    return sorted(found, key=lambda each: (-each.level.height, each.opened_at, each.number))


def open_at(store: Store, day: date) -> list[AreaAlert]:
    """Return the alerts that were open at the end of a day in Shanghai: opened by then and not closed before its end.

    Their level is the one they have, or had when they were closed.
    """
    table = store.schema.area_alerts
    return _where(store, (table.c.opened_day <= day) & (table.c.closed_at.is_(None) | (table.c.closed_at >= _end(day))))


def closed_within(store: Store, span: Span) -> list[AreaAlert]:
    """Return the alerts that were opened on a day of a span and closed before its end in Shanghai, at their last level."""
    table = store.schema.area_alerts
    return _where(store, table.c.opened_day.between(span.first, span.last) & (table.c.closed_at < _end(span.last)))


def _end(day: date) -> datetime:
    """Return when a day ends in Shanghai, in UTC without a zone."""
    return stored(datetime.combine(day + timedelta(days=1), time.min, SHANGHAI))


def _where(store: Store, chosen: ColumnElement[bool]) -> list[AreaAlert]:
    table = store.schema.area_alerts
    with store.reading() as connection:
        return [_alert(row) for row in connection.execute(select(table).where(chosen).order_by(table.c.alert_no))]


def history(store: Store, number: int) -> list[Step]:
    """Return what happened to an alert, oldest first; none for an unknown number."""
    table = store.schema.area_alert_steps
    with store.reading() as connection:
        rows = connection.execute(select(table).where(table.c.alert_no == number).order_by(table.c.step_no))
        return [_step(row) for row in rows]


def acknowledge(
    store: Store, numbers: Sequence[int], *, post: str, reason: str = "", now: datetime | None = None
) -> list[AreaAlert]:
    """Record that a post has taken note of open alerts; those already acknowledged stay as they are.

    Returns the alerts as they are then. Raises UnknownAlert where one is not open, and nothing is recorded; StoreError
    while a load is writing, TextRefused for a reason that cannot be kept.
    """
    moment, reason = now or clock.utc_now(), checked(reason, "签收说明", LONGEST_REASON)
    with store.writing() as connection:
        held = {alert.number: alert for alert in standing(connection, store)}
        unknown = [number for number in numbers if number not in held]
        if unknown:
            raise UnknownAlert(f"没有编号为 {unknown[0]} 的未关闭预警，它可能已经关闭。未关闭的见 cockpit alerts。")
        made: list[Step] = []
        for number in dict.fromkeys(numbers):
            alert = held[number]
            if alert.acknowledged_at is not None:
                continue
            held[number] = replace(
                alert,
                acknowledged_at=moment,
                acknowledged_by=post[:LONGEST_POST],
                reason=reason,
            )
            made.append(step_of(held[number], ACKNOWLEDGED, moment, post[:LONGEST_POST], held[number].reason))
        _write_alerts(connection, store, [held[step.number] for step in made])
        write_steps(connection, store, made)
    return [held[number] for number in numbers]


class Book:
    """The changes one load or one look at the clock makes; written at its end, many rows at a time."""

    def __init__(
        self,
        connection: Connection,
        store: Store,
        rules: Mapping[str, AreaRule],
        version: int,
        as_of: date,
        now: datetime,
        firsts: Mapping[Place, date],
    ) -> None:
        self.connection, self.store, self.rules = connection, store, rules
        self.version, self.as_of, self.now, self.firsts = version, as_of, now, firsts
        self.steps: list[Step] = []
        self._new: list[AreaAlert] = []
        self._changed: list[AreaAlert] = []
        table = store.schema.area_alerts
        self._newest = connection.execute(select(func.coalesce(func.max(table.c.alert_no), 0))).scalar_one()

    def open(self, place: Place, verdict: Verdict, level: AlertLevel) -> None:
        """Open an alert."""
        rule, region = place
        alert = AreaAlert(
            number=self._newest + len(self._new) + 1,
            rule=rule,
            region=region,
            metric=self.rules[rule].metric,
            period=verdict.period,
            level=level,
            highest=level,
            figure=verdict.figure,
            limit=verdict.limit,
            version=self.version,
            opened_day=self.as_of,
            opened_at=self.now,
            since=self.firsts.get(place),
        )
        self._new.append(alert)
        self._note(alert, OPENED)

    def follow(self, alert: AreaAlert, verdict: Verdict) -> None:
        """Bring an open alert in line with its newest figure; what the clock raised for a later day is not lowered."""
        is_older = verdict.period < alert.period and self.rules[alert.rule].is_by_clock
        if is_older and not self.rules[alert.rule].metric:
            return
        if is_older and verdict.level and verdict.level.height < alert.level.height:
            return
        if verdict.level is None:
            seen = replace(alert, figure=verdict.figure, period=verdict.period, version=self.version)
            self.close(seen, WITHIN)
            return
        changed = replace(
            alert,
            level=verdict.level,
            figure=verdict.figure,
            limit=verdict.limit,
            period=verdict.period,
            version=self.version,
            since=self.firsts.get((alert.rule, alert.region), alert.since),
        )
        if verdict.level.height > alert.highest.height:
            changed = replace(
                changed, highest=verdict.level, raised_at=self.now, acknowledged_at=None, acknowledged_by=None
            )
        self._changed.append(changed)
        if verdict.level is not alert.level:
            self._note(changed, RAISED if verdict.level.height > alert.level.height else LOWERED)

    def close(self, alert: AreaAlert, reason: str) -> None:
        """Close an alert."""
        closed = replace(alert, closed_at=self.now, closed_by=COCKPIT, reason=reason)
        self._changed.append(closed)
        self._note(closed, CLOSED)

    def write(self) -> None:
        """Write new and changed alerts and all steps."""
        if self._new:
            self.connection.execute(insert(self.store.schema.area_alerts), [_values(alert) for alert in self._new])
        _write_alerts(self.connection, self.store, self._changed)
        write_steps(self.connection, self.store, self.steps)

    def _note(self, alert: AreaAlert, what: str) -> None:
        self.steps.append(step_of(alert, what, self.now, COCKPIT, alert.reason if what == CLOSED else ""))


def step_of(alert: AreaAlert, what: str, now: datetime, post: str, reason: str) -> Step:
    """Return what happened to an alert as a step, with its level and figure of the time."""
    return Step(alert.number, what, now, post, alert.level, alert.figure, alert.limit, alert.version, reason)


def _write_alerts(connection: Connection, store: Store, alerts: Sequence[AreaAlert]) -> None:
    table = store.schema.area_alerts
    if alerts:
        changed: dict[str, Any] = {c.name: bindparam(c.name) for c in table.c if c.name != "alert_no"}
        statement = update(table).where(table.c.alert_no == bindparam("known_no")).values(changed)
        rows = [{**_values(alert), "known_no": alert.number} for alert in alerts]
        connection.execute(statement, [{name: row[name] for name in row if name != "alert_no"} for row in rows])


def write_steps(connection: Connection, store: Store, steps: Iterable[Step]) -> None:
    """Write steps after those that their alerts have."""
    table, rows = store.schema.area_alert_steps, list(steps)
    if not rows:
        return
    numbers = sorted({step.number for step in rows})
    newest = dict(
        tuple(row)
        for at in range(0, len(numbers), 500)
        for row in connection.execute(
            select(table.c.alert_no, func.max(table.c.step_no))
            .where(table.c.alert_no.in_(numbers[at : at + 500]))
            .group_by(table.c.alert_no)
        )
    )
    values = []
    for step in rows:
        newest[step.number] = newest.get(step.number, 0) + 1
        given = {COLUMNS.get(each.name, each.name): getattr(step, each.name) for each in fields(Step)}
        values.append({**given, "step_no": newest[step.number]})
    connection.execute(insert(table), values)


def standing(connection: Connection, store: Store) -> list[AreaAlert]:
    """Return the open alerts, without whom they were taken to."""
    table = store.schema.area_alerts
    wanted = select(table).where(table.c.closed_at.is_(None)).order_by(table.c.alert_no)
    return [_alert(row) for row in connection.execute(wanted)]


def as_escalated(connection: Connection, store: Store) -> list[AreaAlert]:
    """Return the open alerts with whom they were taken to since their figures last raised them."""
    table, steps = store.schema.area_alerts, store.schema.area_alert_steps.c
    told = and_(steps.alert_no == table.c.alert_no, steps.what == ESCALATED)
    wanted = (
        select(table, steps.made_at, steps.reason.label("told"))
        .join_from(table, store.schema.area_alert_steps, told, isouter=True)
        .where(table.c.closed_at.is_(None))
        .order_by(table.c.alert_no, steps.step_no)
    )
    found: dict[int, AreaAlert] = {}
    for row in connection.execute(wanted):
        alert = found.get(row.alert_no) or _alert(row)
        if row.made_at is not None and row.made_at >= alert.stands_since:
            alert = replace(alert, told=row.told, escalated_at=row.made_at)
        found[alert.number] = alert
    return list(found.values())


def _values(alert: AreaAlert) -> dict[str, object]:
    return {COLUMNS.get(name, name): getattr(alert, name) for name in STORED}


def _alert(row: Row[Any]) -> AreaAlert:
    given = {name: getattr(row, COLUMNS.get(name, name)) for name in STORED}
    return AreaAlert(**{**given, "level": AlertLevel(given["level"]), "highest": AlertLevel(given["highest"])})


def _step(row: Row[Any]) -> Step:
    given = {each.name: getattr(row, COLUMNS.get(each.name, each.name)) for each in fields(Step)}
    return Step(**{**given, "level": AlertLevel(given["level"])})
