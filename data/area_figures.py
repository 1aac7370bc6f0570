"""The figures that the area rules judge, read as every other figure is, and the verdicts on them.

A figure that is not known gives no verdict: an alert neither opens nor closes on silence. A share of nothing due is
within its limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.area_rules import AlertLevel, AreaRule, Figure
from data.periods import Grain, Period
from data.readings import Question, Reading, Readings, Status, read
from data.regions import Level
from data.store import Store
from data.viewer import Viewer

JUDGE = "area-rules"
Place = tuple[str, str]  # rule key, region code


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule found in a place; `level` is None within limits, `limit` then 0.

    `figure` is in the metric's unit, a count, or days.
    """

    level: AlertLevel | None
    figure: float
    limit: float
    period: str


def places(store: Store, level: Level, day: date) -> tuple[str, ...]:
    """Return the codes of the counties or offices that exist on a day."""
    root = store.regions.root.code
    codes = store.regions.counties(root) if level is Level.COUNTY else store.regions.offices(root)
    found = (store.regions.get(code) for code in codes)
    return tuple(r.code for r in found if r.valid_from <= day and (r.valid_to is None or day <= r.valid_to))


def verdicts(store: Store, rules: Mapping[str, AreaRule], as_of: date) -> dict[Place, Verdict]:
    """Return the verdict on every place whose figure is known at `as_of`, the last day with data."""
    viewer = Viewer(JUDGE, store.regions.root.code, sees_small_cells=True)
    codes = {level: places(store, level, as_of) for level in {rule.level for rule in rules.values()}}
    by_metric = [rule for rule in rules.values() if rule.metric]
    asked = [Question((rule.metric,), codes[rule.level], tuple(_first_look(rule, as_of))) for rule in by_metric]
    newest = _answers(store, asked, viewer)
    far = {rule.key: tuple(_suspects(rule, codes[rule.level], newest, as_of)) for rule in by_metric}
    asked = [Question((rule.metric,), far[rule.key], tuple(_long_look(rule, as_of))) for rule in by_metric]
    earlier = _answers(store, asked, viewer)
    found: dict[Place, Verdict] = {}
    for rule in by_metric:
        for code in codes[rule.level]:
            verdict = _verdict(rule, code, earlier if code in far[rule.key] else newest, as_of, code in far[rule.key])
            if verdict is not None:
                found[rule.key, code] = verdict
    for rule in rules.values():
        if not rule.metric:
            found |= _contracts(store, rule, codes[rule.level], as_of)
    return found


def _answers(store: Store, questions: Iterable[Question], viewer: Viewer) -> Readings:
    asked = [question for question in questions if question.regions]
    return read(store, asked, viewer=viewer) if asked else Readings(())


def figure_of(rule: AreaRule, reading: Reading) -> float | None:
    """Return what a rule judges of one reading, None where it is not known or nothing was due."""
    parts = reading.parts
    if parts is None:
        return None
    if rule.figure is Figure.VALUE:
        return reading.value
    return parts.numerator if rule.figure is not Figure.SHORTFALL else (parts.denominator or 0) - parts.numerator


def _judged_period(rule: AreaRule, as_of: date) -> Period:
    period = Period.holding(as_of, rule.grain)
    return period.previous() if rule.is_closed and period.last > as_of else period


def _first_look(rule: AreaRule, as_of: date) -> Iterator[Period]:
    """Yield the periods that tell whether a place is worth a longer look."""
    if rule.figure is Figure.SILENT_DAYS:
        yield from _days_back(as_of, int(min(rule.limits.values())))
    else:
        yield _judged_period(rule, as_of)


def _long_look(rule: AreaRule, as_of: date) -> Iterator[Period]:
    if rule.figure is Figure.SILENT_DAYS:
        yield from _days_back(as_of, int(max(rule.limits.values())))
    elif rule.lasting:
        yield from _judged_period(rule, as_of).back(rule.lasting.periods)


def _days_back(as_of: date, count: int) -> list[Period]:
    return Period.holding(as_of, Grain.DAY).back(count)


def _suspects(rule: AreaRule, codes: Sequence[str], newest: Readings, as_of: date) -> Iterator[str]:
    """Yield the places of which one period does not tell enough."""
    for code in codes:
        if rule.figure is Figure.SILENT_DAYS:
            series = newest.series(rule.metric, code, _first_look(rule, as_of))
            if not any(reading.numerator for reading in series):
                yield code
        elif rule.lasting:
            figure = figure_of(rule, newest.one(rule.metric, code, _judged_period(rule, as_of)))
            if figure is not None and rule.is_beyond(figure, rule.lasting.limit):
                yield code


def _verdict(rule: AreaRule, code: str, readings: Readings, as_of: date, is_long: bool) -> Verdict | None:
    if rule.figure is Figure.SILENT_DAYS:
        looked = _long_look(rule, as_of) if is_long else _first_look(rule, as_of)
        return _silence(rule, readings.series(rule.metric, code, looked))
    period = _judged_period(rule, as_of)
    reading = readings.one(rule.metric, code, period)
    figure = figure_of(rule, reading)
    if figure is None:
        is_nothing_due = reading.status is Status.UNDEFINED
        return Verdict(None, 0, 0, period.key) if is_nothing_due else None
    found = rule.judge(figure) if (reading.denominator or 0) >= rule.least_base else None
    lasting = rule.lasting
    if is_long and lasting and (found is None or found[0].height < lasting.level.height):
        figures = [figure_of(rule, each) for each in readings.series(rule.metric, code, _long_look(rule, as_of))]
        if all(each is not None and rule.is_beyond(each, lasting.limit) for each in figures):
            found = lasting.level, lasting.limit
    level, limit = found or (None, 0.0)
    return Verdict(level, figure, limit, period.key)


def _silence(rule: AreaRule, series: Sequence[Reading]) -> Verdict | None:
    """Count the days with figures since the last that was not zero; days without any count neither way."""
    known = [reading for reading in series if reading.parts is not None]
    if not known:
        return None
    silent = next((at for at, reading in enumerate(reversed(known)) if reading.numerator), len(known))
    level, limit = rule.judge(silent) or (None, 0.0)
    return Verdict(level, silent, limit, series[-1].period.key)


def _contracts(store: Store, rule: AreaRule, codes: Sequence[str], as_of: date) -> dict[Place, Verdict]:
    """Judge the days until the last contract of a county ends; a county without contracts has no verdict."""
    ends: dict[str, date] = {}
    for row in store.reference("contract"):
        county, last = str(row["county"]), row["last_day"]
        if isinstance(last, date) and county in codes:
            ends[county] = max(last, ends.get(county, last))
    found = {}
    for county, last in ends.items():
        left = (last - as_of).days
        level, limit = rule.judge(left) or (None, 0.0)
        found[rule.key, county] = Verdict(level, left, limit, Period.holding(as_of, Grain.DAY).key)
    return found
