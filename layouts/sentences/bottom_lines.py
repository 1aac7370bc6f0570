"""The first sentence: what happened in the period that must not, when and where, what is still open, and what is zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from data.catalogue import Metric
from data.catalogue.formula import Operator
from data.periods import ONE_DAY, Grain
from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Region
from layouts.sentences.ground import Ground, Part, Sentence
from layouts.words.language import THIN

NAMED_FEW, NAMED_FEW_ALERTS = 5, 3  # up to so many regions are all named; an alert may be open for hours without fault
NAMED = 2  # of more
DAYS_NAMED = 3  # of one region
DATED = {Grain.WEEK, Grain.MONTH}  # in longer periods days are too many, and a day needs no day

RegionText = Callable[[Region], str]


def bottom_line(ground: Ground) -> Sentence | None:
    """Name what happened and what is open, and then what is zero; one that was not reported is not among the zeros."""
    if balance := _balance(ground):
        return balance
    known = ground.known(ground.topic.bottom_line)
    began = [occurrence(ground, reading) for reading in known]
    happened = [each for each in began if each is not None and each.value]
    still_open = [each for each in known if each.value and not _is_flow(each)]
    zero = [each for each in known if not each.value and not _is_closed(ground, each)]
    clauses = [
        *(_happened(ground, reading) for reading in happened),
        *(_open(ground, reading) for reading in still_open),
        *([_zeros(ground, zero)] if zero else []),
    ]
    parts: list[Part] = []
    for clause in clauses:
        parts += [Part(ground.say("semicolon" if parts else "nothing")), *clause]
    if not parts:
        return None
    return Sentence((*parts, Part(ground.say("stop"))), (*happened, *still_open, *zero))


def _balance(ground: Ground) -> Sentence | None:
    """Say why the register does not match its moves though every reported one balances: which offices have not reported."""
    if not ground.topic.balance or any(each.value for each in ground.known(ground.topic.bottom_line)):
        return None
    gap = ground.own(ground.topic.balance)
    if not gap.value:
        return None
    lacking = max(gap.due - gap.reported, 0)
    key = "balance_reports" if lacking else "balance"
    parts = (
        Part(ground.say(key, lacking=ground.count(lacking))),
        Part(ground.figure(replace(gap, value=abs(gap.value))), gap.metric.key, ground.region.code),
        Part(ground.say(f"{key}_close")),
    )
    return Sentence(parts, (gap,))


def occurrence(ground: Ground, reading: Reading) -> Reading | None:
    """Return the count of what began in the period: of a stock another metric's, None where there is none or no value."""
    if _is_flow(reading):
        return reading
    if not reading.metric.occurrence:
        return None
    began = ground.own(reading.metric.occurrence)
    return None if began.value is None else began


def stays_open(metric: Metric) -> bool:
    """Say whether a case of a metric that must be zero can stay open, so that the sentence says since when."""
    return metric.is_bottom_line and metric.primary.operator is Operator.E


def _is_flow(reading: Reading) -> bool:
    return reading.metric.primary.operator is Operator.S


def _happened(ground: Ground, reading: Reading) -> list[Part]:
    key = reading.metric.key
    period = ground.say(f"period_{ground.period.grain}")
    return [
        Part(ground.say(key, period=period)),
        Part(ground.figure(reading), key, ground.region.code),
        *_places(ground, reading, lambda region: _when(ground, reading, region)),
    ]


def _open(ground: Ground, reading: Reading) -> list[Part]:
    key = reading.metric.key
    return [
        Part(ground.say(key)),
        Part(ground.figure(reading), key, ground.region.code),
        *_places(ground, reading, lambda region: _since(ground, reading, region)),
    ]


def _zeros(ground: Ground, zero: Sequence[Reading]) -> list[Part]:
    """Name the zeros; for a stock with new cases in the period, or not known throughout, say that it closed at zero.

    Where reports are missing it says that they are zero in those received.
    """
    key = "zeros" if len(zero) > 1 else "zero"
    is_whole = all(reading.is_comparable(Compare.TARGET) for reading in zero)
    parts = [Part(ground.say("nothing" if is_whole else "of_reported") + ground.say(f"{key}_open"))]
    for index, reading in enumerate(zero):
        parts.append(Part(ground.say("comma" if index else "nothing")))
        parts.append(Part(ground.say(_zero_name(ground, reading)), reading.metric.key, ground.region.code))
    return [*parts, Part(ground.say(f"{key}_close"))]


def _zero_name(ground: Ground, reading: Reading) -> str:
    began = occurrence(ground, reading)
    is_end_alone = reading.metric.occurrence and (began is None or began.value)
    return f"{reading.metric.key}_{'end' if is_end_alone else 'name'}"


def _places(ground: Ground, whole: Reading, text_of: RegionText) -> list[Part]:
    """Name where a count comes from, the largest first, in brackets, each with its details.

    How many each has is left out where that is clear: one region has them all, or each of them one.
    """
    counts = _counts(ground, whole)
    holders = sorted(counts, key=lambda region: -counts[region])
    if not holders:
        own = text_of(ground.region)
        return [Part(ground.say("open") + own + ground.say("close"))] if own else []
    few = NAMED_FEW if whole.metric.is_bottom_line else NAMED_FEW_ALERTS
    shown = holders if len(holders) <= few else holders[:NAMED]
    is_plain = sum(counts.values()) == whole.value and (len(counts) == 1 or max(counts.values()) == 1)
    parts = [Part(ground.say("open"))]
    details = [text_of(region) for region in shown]
    between = "semicolon" if any(details) else "comma"
    for region, detail in zip(shown, details, strict=True):
        parts.append(Part(ground.say(between if len(parts) > 1 else "nothing")))
        parts.append(Part(ground.called(region), region=region.code))
        if not is_plain:
            parts.append(Part(f"{THIN}{counts[region]}"))
        parts.append(Part(ground.say("clause") + detail if detail else ""))
    closing = "close_more" if len(shown) < len(holders) else "close"
    return [*parts, Part(ground.say(closing, count=len(holders), rest=len(holders) - len(shown)))]


def _counts(ground: Ground, whole: Reading) -> dict[Region, int]:
    """Return the share of a count in each region that has some."""
    return {region: count for region in ground.focus.holders if (count := _count(ground, whole, region))}


def _count(ground: Ground, whole: Reading, region: Region) -> int:
    """Return how much of a count is in a region, by its days: for a stock, on the last one."""
    days = ground.readings.case_days(whole.metric.key, region.code, ground.period)
    return sum(days.values()) if _is_flow(whole) else days.get(whole.span.last, 0)


def _when(ground: Ground, whole: Reading, region: Region) -> str:
    """Say on which days something happened, and for cases that can stay open, since when none is."""
    days = [*ground.readings.case_days(whole.metric.key, region.code, ground.period)]
    if not days or ground.period.grain not in DATED or not whole.metric.is_bottom_line:
        return ""
    said = ground.say("happened", days=_days(ground, days)) if len(days) <= DAYS_NAMED else ""
    said = said or ground.say("happened_last", day=_day(ground, days[-1]))
    return ground.say("clause").join(filter(None, (said, _ended(ground, whole, region, days[-1]))))


def _is_closed(ground: Ground, stock: Reading) -> bool:
    """Say whether each place in which cases of a stock began is named with the day since which none is open there."""
    began = occurrence(ground, stock)
    if began is None or not began.value or ground.period.grain not in DATED:
        return False
    places = _counts(ground, began)
    is_all_named = sum(places.values()) == began.value and len(places) <= NAMED_FEW
    return is_all_named and stock.is_comparable(Compare.TARGET)


def _ended(ground: Ground, began: Reading, region: Region, newest: date) -> str:
    """Say since which day none of the cases of a region is open; empty where one is, or where nothing can stay open."""
    stock = next((key for key in ground.topic.bottom_line if _begins(ground, key) == began.metric.key), "")
    if not stock or not ground.own(stock).is_comparable(Compare.TARGET):
        return ""
    still = ground.readings.case_days(stock, region.code, ground.period)
    if began.span.last in still:
        return ""
    since = max(*(day + ONE_DAY for day in still), newest) if still else newest
    return ground.say(f"{stock}_ended", day=_day(ground, since, newest))


def _begins(ground: Ground, stock: str) -> str:
    return ground.own(stock).metric.occurrence


def _since(ground: Ground, whole: Reading, region: Region) -> str:
    """Say since which day a case is open and for how many days; nothing for an alert, which may be open."""
    first = ground.readings.open_since(whole.metric.key, region.code, ground.period)
    if first is None or not stays_open(whole.metric):
        return ""
    return ground.say("since", day=_day(ground, first), count=(whole.span.last - first).days + 1)


def _days(ground: Ground, days: Sequence[date]) -> str:
    befores = (None, *days)
    return ground.say("comma").join(_day(ground, day, before) for day, before in zip(days, befores, strict=False))


def _day(ground: Ground, day: date, after: date | None = None) -> str:
    """Write a day; after one of the same month without the month, of another year with the year."""
    is_same = after is not None and after.replace(day=1) == day.replace(day=1)
    key = "day_only" if is_same else "day" if day.year == ground.period.last.year else "day_of_year"
    return ground.say(key, year=day.year, month=day.month, day=day.day)
