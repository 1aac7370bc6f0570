"""Area alerts judged by the clock: what gets worse with time alone, without a load.

What is open for days reaches its `lasting` limit at midnight, and a contract comes nearer to its end. The clock opens,
raises and, for contracts, lowers and closes; that an open case has ended is only known from figures.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from data import clock
from data.alerts.alerts import AlertStep, AreaAlert, open_now
from data.alerts.book import Book
from data.alerts.figures import AlertVerdict, Days, verdicts
from data.alerts.rules import AreaRule, load_area_rules
from data.clock import shanghai
from data.periods import Grain, Period
from data.readings.shown_day import latest_load
from data.store import Store


def judge_by_clock(store: Store, now: datetime | None = None) -> list[AlertStep]:
    """Update the alerts of rules `by_clock` to a moment in UTC without a zone, and return what happened.

    Figures older than the days a stock is carried do not count for today, and alerts based on them stay as they are. Raises
    CatalogueError for wrong rules, StoreError while a load is writing.
    """
    moment = now or clock.utc_now()
    rules = {key: rule for key, rule in load_area_rules(store.catalogue).items() if rule.is_by_clock}
    today = shanghai(moment).date()
    with store.reading() as connection:
        entry, version = latest_load(store), store.version()
        if entry is None:
            return []
        is_known = today - timedelta(days=1) <= entry.as_of + timedelta(days=store.stale_days)
        held = {(each.rule, each.region): each for each in open_now(connection) if each.rule in rules}
        found = verdicts(store, {key: rule for key, rule in rules.items() if not rule.metric}, Days(today))
    for place, alert in held.items():
        lasted = _lasted(rules[alert.rule], alert, today - timedelta(days=1)) if is_known else None
        if lasted is not None:
            found[place] = lasted
    changed = {place: verdict for place, verdict in found.items() if _is_news(held.get(place), verdict)}
    if not changed:
        return []
    with store.writing() as connection:
        if store.next_version(connection) - 1 != version:
            return []
        book = Book(connection, store, rules, version, today, moment, {})
        held = {(each.rule, each.region): each for each in open_now(connection)}
        for place, verdict in changed.items():
            if place in held:
                book.follow(held[place], verdict)
            elif verdict.level is not None:
                book.open(place, verdict, verdict.level)
        book.write()
    return book.steps


def _lasted(rule: AreaRule, alert: AreaAlert, day: date) -> AlertVerdict | None:
    """Return the verdict on what is open at the end of a day, None where it has not lasted long enough to change it."""
    lasting = rule.lasting
    if lasting is None or alert.since is None or lasting.level.height <= alert.level.height:
        return None
    if (day - alert.since).days + 1 < lasting.periods:
        return None
    return AlertVerdict(lasting.level, alert.figure, lasting.limit, Period.holding(day, Grain.DAY).key)


def _is_news(alert: AreaAlert | None, verdict: AlertVerdict) -> bool:
    """Say whether a verdict changes anything that is said; the days left of a contract alone do not."""
    return verdict.level is not (alert.level if alert else None)
