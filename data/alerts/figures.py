"""The figures that the area rules judge, read as every other figure is, and the verdicts on them.

A figure that is not known gives no verdict: an alert neither opens nor closes without reports. A share with nothing due is
within its limits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean

from data.alerts.rules import AlertLevel, AreaRule, FigureKind
from data.catalogue import Catalogue
from data.periods import Grain, Period, Span
from data.periods.workdays import share_elapsed
from data.readings import Figures, Reading, Readings, Status, read
from data.readings.reader import DUE
from data.readings.shown_day import ahead
from data.regions import Level
from data.statistics.attributes import warning_count
from data.store import LoadEntry, Store
from data.viewer import Viewer

JUDGE = "area-rules"
GRACE_DAYS = 2  # days after which the reports of a day must be there, even if most are missing and a later day began
USUAL_MONTHS = 3  # before the running one, that say what a month brings
FEWEST_KNOWN = 0.5  # of the earlier periods; below this share known there is no usual count
Place = tuple[str, str]  # rule key, region code


@dataclass(frozen=True, slots=True)
class AlertVerdict:
    """What a rule found in a place; `level` is None within limits, `limit` then 0.

    `figure` is in the metric's unit, a count, or days.
    """

    level: AlertLevel | None
    figure: float
    limit: float
    period: str


@dataclass(frozen=True, slots=True)
class Days:
    """The days that places are judged on.

    `as_of` is the day of the root; a place whose own later day has arrived is judged on that (`ahead`). Who reports is
    judged on `roll_call`, the last day that must have come, also where most have not reported.
    """

    as_of: date
    ahead: Mapping[str, date] = field(default_factory=dict)
    roll_call: date | None = None

    def of(self, rule: AreaRule, catalogue: Catalogue, codes: Iterable[str]) -> dict[date, tuple[str, ...]]:
        """Return the places that a rule judges, by their day."""
        if self.roll_call and rule.metric and DUE in catalogue.metric(rule.metric).atoms:
            return {self.roll_call: tuple(codes)}
        by_day: dict[date, list[str]] = {}
        for code in codes:
            by_day.setdefault(self.ahead.get(code, self.as_of), []).append(code)
        return {day: tuple(found) for day, found in by_day.items()}


def judged_days(store: Store, entry: LoadEntry, within: Collection[str] | None = None) -> Days:
    """Return the days that places are judged on when a load is the newest; only `within` some."""
    with store.reading() as connection:
        own = ahead(connection, store.schema, store.regions, entry.as_of, entry.newest, within)
    return Days(entry.as_of, own, roll_call(entry))


def roll_call(entry: LoadEntry) -> date:
    """Return the last day whose reports must have come."""
    return max(entry.as_of, entry.newest - timedelta(days=GRACE_DAYS))


def places(store: Store, level: Level, day: date) -> tuple[str, ...]:
    """Return the codes of the counties or offices that exist on a day."""
    root = store.regions.root.code
    codes = store.regions.counties(root) if level is Level.COUNTY else store.regions.offices(root)
    return tuple(code for code in codes if store.regions.get(code).is_valid(day))


def verdicts(
    store: Store, rules: Mapping[str, AreaRule], days: Days, within: Collection[str] | None = None
) -> dict[Place, AlertVerdict]:
    """Return the verdict on every place whose figure is known on the day it is judged on; only `within` some."""
    there = {
        level: tuple(code for code in places(store, level, days.as_of) if within is None or code in within)
        for level in {rule.level for rule in rules.values()}
    }
    found: dict[Place, AlertVerdict] = {}
    by_day: dict[date, dict[str, tuple[str, ...]]] = {}
    for rule in rules.values():
        for day, codes in days.of(rule, store.catalogue, there[rule.level]).items():
            by_day.setdefault(day, {})[rule.key] = codes
    for day, codes_of in by_day.items():
        found |= _verdicts(store, {key: rules[key] for key in codes_of}, codes_of, day)
    return found


@dataclass(frozen=True, slots=True)
class RuleLook:
    """How a rule looks at places on a day.

    `first` are the periods that show whether a place needs a longer look, the judged one last, and `long` those that a
    suspect place is judged by beside them: of its past, of figures in a row, of a longer silence.
    """

    rule: AreaRule
    as_of: date
    judged: Period
    first: tuple[Period, ...]
    long: tuple[Period, ...]
    past: tuple[Period, ...]

    @classmethod
    def of(cls, rule: AreaRule, as_of: date) -> RuleLook:
        """Return how a rule looks at a day."""
        judged = _judged_period(rule, as_of)
        past = _past(rule, judged)
        return cls(rule, as_of, judged, _first_look(rule, judged), _long_look(rule, judged, past), past)


def _verdicts(
    store: Store, rules: Mapping[str, AreaRule], codes: Mapping[str, tuple[str, ...]], as_of: date
) -> dict[Place, AlertVerdict]:
    """Return the verdicts of one day, on the places of each rule."""
    viewer = Viewer(JUDGE, store.regions.root.code, sees_small_cells=True)
    looks = [RuleLook.of(rule, as_of) for rule in rules.values() if rule.metric]
    newest = {days: _newest(store, looks, codes, days, viewer, as_of) for days in {look.rule.days for look in looks}}
    far = {look.rule.key: frozenset(_suspects(look, codes[look.rule.key], newest[look.rule.days])) for look in looks}
    asked = [Figures((look.rule.metric,), tuple(sorted(far[look.rule.key])), look.long) for look in looks]
    earlier = _answers(store, asked, viewer, as_of)
    found: dict[Place, AlertVerdict] = {}
    for look in looks:
        for code in codes[look.rule.key]:
            is_suspect = code in far[look.rule.key]
            verdict = _verdict(look, code, newest[look.rule.days], earlier if is_suspect else None)
            if verdict is not None:
                found[look.rule.key, code] = verdict
    for rule in rules.values():
        if not rule.metric:
            found |= _contracts(store, rule, codes[rule.key], as_of)
    return found


def _newest(
    store: Store,
    looks: Iterable[RuleLook],
    codes: Mapping[str, tuple[str, ...]],
    days: int,
    viewer: Viewer,
    as_of: date,
) -> Readings:
    """Return what the rules of recent `days` look at first, or those of single periods where that is 0."""
    asked = [
        Figures((look.rule.metric,), codes[look.rule.key], look.first, count_days=days or None)
        for look in looks
        if look.rule.days == days
    ]
    return _answers(store, asked, viewer, as_of)


def _answers(store: Store, questions: Iterable[Figures], viewer: Viewer, as_of: date) -> Readings:
    asked = [question for question in questions if question.regions]
    return read(store, asked, viewer=viewer, as_of=as_of) if asked else Readings(())


def figure_of(rule: AreaRule, reading: Reading) -> float | None:
    """Return what a rule judges of one reading, None where it is not known or nothing was due."""
    parts = reading.parts
    if parts is None:
        return None
    if rule.figure is FigureKind.VALUE:
        return reading.value
    return parts.numerator if rule.figure is not FigureKind.SHORTFALL else (parts.denominator or 0) - parts.numerator


def _judged_period(rule: AreaRule, as_of: date) -> Period:
    return Period.over_by(as_of, rule.grain) if rule.is_closed else Period.holding(as_of, rule.grain)


def _first_look(rule: AreaRule, judged: Period) -> tuple[Period, ...]:
    match rule.figure:
        case FigureKind.SILENT_DAYS:
            return tuple(judged.back(int(min(rule.limits.values()))))
        case FigureKind.BEHIND:
            return tuple(judged.back(USUAL_MONTHS + 1))
    return (judged,)


def _long_look(rule: AreaRule, judged: Period, past: Sequence[Period]) -> tuple[Period, ...]:
    if rule.figure is FigureKind.SILENT_DAYS:
        return tuple(judged.back(int(max(rule.limits.values()))))
    in_a_row = judged.back(rule.lasting.periods) if rule.lasting else ()
    return tuple(dict.fromkeys([*past, *in_a_row]))


def _past(rule: AreaRule, judged: Period) -> tuple[Period, ...]:
    """Return the periods that ended before those looked at began."""
    if rule.surge is None:
        return ()
    first = judged.first - timedelta(days=max(rule.days - 1, 0))
    return tuple(Period.holding(first, rule.surge.grain).back(rule.surge.periods + 1)[:-1])


def _suspects(look: RuleLook, codes: Sequence[str], newest: Readings) -> Iterator[str]:
    """Yield the places for which the first look is not enough."""
    rule = look.rule
    for code in codes:
        series = newest.series(rule.metric, code, look.first)
        if rule.figure is FigureKind.SILENT_DAYS:
            is_suspect = not any(reading.numerator for reading in series)
        else:
            is_suspect = _may_rise(rule, _figure(look, series))
        if is_suspect:
            yield code


def _may_rise(rule: AreaRule, figure: float | None) -> bool:
    """Say whether earlier periods may raise a figure's level."""
    if figure is None:
        return False
    lasts = rule.lasting is not None and rule.is_beyond(figure, rule.lasting.limit)
    return lasts or (rule.surge is not None and figure >= rule.surge.least)


def _verdict(look: RuleLook, code: str, newest: Readings, earlier: Readings | None) -> AlertVerdict | None:
    """Return the verdict on a place, by earlier periods too where it is suspect; None where its figure is not known."""
    rule = look.rule
    series = newest.series(rule.metric, code, look.first)
    if earlier is not None and rule.figure is FigureKind.SILENT_DAYS:
        series = earlier.series(rule.metric, code, look.long)
    figure = _figure(look, series)
    if figure is None:
        is_nothing_due = series[-1].status is Status.UNDEFINED
        return AlertVerdict(None, 0, 0, look.judged.key) if is_nothing_due else None
    found = rule.judge(figure) if (series[-1].denominator or 0) >= rule.least_base else None
    if earlier is not None:
        found = max(found, _lasted(look, code, earlier), _surged(look, code, earlier, figure), key=_height)
    level, limit = found or (None, 0.0)
    return AlertVerdict(level, figure, limit, look.judged.key)


Found = tuple[AlertLevel, float] | None  # a level and the limit that was passed


def _height(found: Found) -> int:
    return found[0].height if found else -1


def _lasted(look: RuleLook, code: str, readings: Readings) -> Found:
    """Return the level of figures in a row beyond a limit, None where one of them was not."""
    rule = look.rule
    if rule.lasting is None:
        return None
    periods = look.judged.back(rule.lasting.periods)
    figures = [figure_of(rule, each) for each in readings.series(rule.metric, code, periods)]
    if all(each is not None and rule.is_beyond(each, rule.lasting.limit) for each in figures):
        return rule.lasting.level, rule.lasting.limit
    return None


def _surged(look: RuleLook, code: str, readings: Readings, figure: float) -> Found:
    """Return the level of a count that chance about the place's own past would not bring once in a hundred."""
    surge = look.rule.surge
    if surge is None:
        return None
    past = [each.parts.numerator for each in readings.series(look.rule.metric, code, look.past) if each.parts]
    if len(past) < FEWEST_KNOWN * surge.periods:
        return None
    limit = warning_count(fmean(past), least=surge.least)
    return (surge.level, limit) if figure >= limit else None


def _figure(look: RuleLook, series: Sequence[Reading]) -> float | None:
    """Return what a rule judges of the periods of its first look, None where it is not known."""
    match look.rule.figure:
        case FigureKind.SILENT_DAYS:
            return _silence(series)
        case FigureKind.BEHIND:
            return _behind(series, look.as_of)
    return figure_of(look.rule, series[-1])


def _silence(series: Sequence[Reading]) -> int | None:
    """Count the days with figures since the last that was not zero; days without any count neither way."""
    known = [reading for reading in series if reading.parts is not None]
    if not known:
        return None
    return next((at for at, reading in enumerate(reversed(known)) if reading.numerator), len(known))


def _behind(series: Sequence[Reading], as_of: date) -> float | None:
    """Return by how many points the running month is behind the share of its days that are over.

    Of all its days or of its working days, whichever is less: public service fills weekends, study does not. What offices
    did not report is taken to be as with those that did.
    """
    *before, running = series
    known = [reading.value / reading.coverage for reading in before if reading.value and reading.coverage]
    if running.value is None or not running.coverage or len(known) < len(before):
        return None
    done = running.value / running.coverage / fmean(known)
    month = running.period
    days = Span(month.first, min(as_of, month.last)).days / month.span.days
    return 100 * (min(days, share_elapsed(month, as_of)) - done)


def _contracts(store: Store, rule: AreaRule, codes: Sequence[str], as_of: date) -> dict[Place, AlertVerdict]:
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
        found[rule.key, county] = AlertVerdict(level, left, limit, Period.holding(as_of, Grain.DAY).key)
    return found
