"""Since which day the finding of an area rule has lasted, counted from the figures: not from the day of judging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from data.alerts.figures import JUDGE, AlertVerdict, Place, figure_of
from data.alerts.rules import AreaRule, FigureKind
from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings, read
from data.readings.cases import CaseOf
from data.readings.cases.open_since import open_since
from data.store import Store
from data.viewer import Viewer

Look = Mapping[Grain, int]  # how many periods before the judged one
FIRST_LOOK: Look = {Grain.DAY: 3, Grain.WEEK: 2, Grain.MONTH: 2}  # most have not lasted longer
WHOLE_LOOK: Look = {Grain.DAY: 31, Grain.WEEK: 8, Grain.MONTH: 6}
SELF_DATED = frozenset(
    {FigureKind.RECENT, FigureKind.SILENT_DAYS, FigureKind.BEHIND}
)  # whose figure says from when it counts


def first_days(
    connection: Connection, store: Store, rules: Mapping[str, AreaRule], found: Mapping[Place, AlertVerdict]
) -> dict[Place, date]:
    """Return since which day each place is beyond the limit of its verdict; contracts, which end once, are not among them.

    A count is followed for a year; a share for a month of days, eight weeks or six months, of which the first day is
    given where it was beyond all the while. A period that is not known ends the run.
    """
    beyond = {place: verdict for place, verdict in found.items() if verdict.level and rules[place[0]].metric}
    counted = {place: verdict for place, verdict in beyond.items() if _is_open_count(rules[place[0]])}
    firsts = _of_counts(connection, store, rules, counted)
    by_end: dict[date, dict[Place, AlertVerdict]] = {}
    for place in beyond.keys() - firsts.keys():
        by_end.setdefault(Period.parse(beyond[place].period).last, {})[place] = beyond[place]
    for as_of, verdicts in by_end.items():
        firsts |= _of_periods(store, rules, verdicts, as_of)
    return firsts


def _is_open_count(rule: AreaRule) -> bool:
    return rule.figure is FigureKind.VALUE and rule.grain is Grain.DAY and rule.unit_zh != "%"


def _of_counts(
    connection: Connection, store: Store, rules: Mapping[str, AreaRule], counted: Mapping[Place, AlertVerdict]
) -> dict[Place, date]:
    asked = {
        place: CaseOf(
            store.catalogue.metric(rules[place[0]].metric),
            store.regions.get(place[1]),
            Period.parse(verdict.period).last,
        )
        for place, verdict in counted.items()
    }
    found = open_since(connection, store, asked.values(), shows_small_cells=True)
    return {place: found[case] for place, case in asked.items() if case in found}


def _of_periods(
    store: Store, rules: Mapping[str, AreaRule], found: Mapping[Place, AlertVerdict], as_of: date
) -> dict[Place, date]:
    """Return since which day each figure is beyond its limit: a short look back first, the full one only for those that fill it."""
    firsts = _looked(store, rules, found, as_of, FIRST_LOOK)
    lasted = {
        place: verdict
        for place, verdict in found.items()
        if rules[place[0]].figure not in SELF_DATED
        and firsts[place] == _back(rules[place[0]], as_of, FIRST_LOOK)[0].first
    }
    return firsts | _looked(store, rules, lasted, as_of, WHOLE_LOOK)


def _looked(
    store: Store, rules: Mapping[str, AreaRule], found: Mapping[Place, AlertVerdict], as_of: date, look: Look
) -> dict[Place, date]:
    asked: dict[str, list[str]] = {}
    for key, code in sorted(found):
        asked.setdefault(key, []).append(code)
    back = {key: _back(rules[key], as_of, look) for key in asked}
    questions = [Figures((rules[key].metric,), tuple(codes), back[key]) for key, codes in asked.items() if back[key]]
    viewer = Viewer(JUDGE, store.regions.root.code, sees_small_cells=True)
    readings = read(store, questions, viewer=viewer, as_of=as_of) if questions else Readings(())
    return {
        (key, code): _first_day(rules[key], verdict, readings.series(rules[key].metric, code, back[key]))
        for (key, code), verdict in found.items()
    }


def _back(rule: AreaRule, last: date, look: Look) -> tuple[Period, ...]:
    """Return the periods that say since when a rule's figure is beyond its limit, none where the verdict has it."""
    judged = Period.holding(last, rule.grain)
    match rule.figure:
        case FigureKind.RECENT:
            return tuple(judged.back(rule.days))
        case FigureKind.SILENT_DAYS | FigureKind.BEHIND:
            return ()
    return tuple(judged.back(look[rule.grain] + 1)[:-1])


def _first_day(rule: AreaRule, verdict: AlertVerdict, series: Sequence[Reading]) -> date:
    judged = Period.parse(verdict.period)
    match rule.figure:
        case FigureKind.SILENT_DAYS:
            return judged.last - timedelta(days=int(verdict.figure) - 1)
        case FigureKind.BEHIND:
            return judged.first
        case FigureKind.RECENT:
            return next((each.period.first for each in series if each.numerator), judged.first)
    first = judged.first
    for reading in reversed(series):
        figure = figure_of(rule, reading)
        if figure is None or not rule.is_beyond(figure, verdict.limit):
            break
        first = reading.period.first
    return first
