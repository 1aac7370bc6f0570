"""Sentences: what readings say on a topic in plain official words, bad news first, never about noise.

The topic's bottom line comes first (脱管、漏管、超期…: where and how many, or all zero), then what fell due and was
not done in time, then at most one worsening
that chance does not explain with the child that cost most, then a drift of the topic's charted rate out of its normal
variation, then who has not reported. Where nothing worsened, the calm rates stand in its place, and where nothing happened at all the topic's facts follow. There are never more than
`LONGEST` sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from data.assessed import assessed_periods, newest_assessed
from data.catalogue import Direction
from data.contributions import split
from data.intervals import is_small_sample
from data.periods import Grain, Period
from data.readings import Compare, Question, Reading, Readings, Status
from data.regions import Level, Region
from data.sayings import SAYINGS, THIN_SPACE, Tongue
from data.signals.history import judged
from data.signals.verdict import Variation, Verdict, meaning
from data.signals.wording import signal_words, telling
from data.topics import ROLL_CALL, Topic

LONGEST = 3
NAMED = 3  # how many regions a sentence names before it says 等
NAMED_SIGNALS = 2  # of a history, the gravest first
HISTORY = 26  # periods in which a drift is sought
STATED = 2  # how many rates or facts a calm sentence gives
SIGMAS = 2.0
FEWEST = 10  # cases on which a rate is still worth a sentence
TELLING = 1 / 3  # of a change: what a child must have made of it to be named


Judge = Callable[[Sequence[Reading]], Verdict]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence; where it names a figure or a region, the metric and region it leads to."""

    text: str
    metric: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words about some readings; `parts` in order make the text."""

    parts: tuple[Part, ...]
    readings: tuple[Reading, ...]

    @property
    def text(self) -> str:
        """The sentence without its links."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a rule looks at: the topic, the region's readings of the period, its children and the tongue."""

    topic: Topic
    readings: Readings
    region: Region
    children: tuple[Region, ...]
    period: Period
    as_of: date
    tongue: Tongue
    judge: Judge

    def own(self, metric: str) -> Reading:
        """Return the region's reading; a monthly duty's where it was last assessed."""
        periods = assessed_periods(self.period, self.as_of) if metric in self.topic.monthly else (self.period,)
        found = self.readings.series(metric, self.region.code, periods)
        return newest_assessed(found)

    def known(self, metrics: Iterable[str]) -> list[Reading]:
        return [reading for reading in map(self.own, metrics) if reading.value is not None]

    def parts_of(self, whole: Reading) -> list[Reading]:
        return self.readings.across(whole.metric.key, [child.code for child in self.children], whole.period)

    def say(self, key: str, **fields: object) -> str:
        return SAYINGS[self.tongue][key].format(**fields)

    def name(self, region: Region) -> str:
        return region.zh if self.tongue == "zh" else region.en

    def metric(self, reading: Reading) -> str:
        name = reading.metric.zh if self.tongue == "zh" else reading.metric.en
        return name if reading.period == self.period else name + self.say("assessed", month=reading.period.first.month)

    def count(self, number: int) -> str:
        return f"{number:,}".replace(",", THIN_SPACE)

    def figure(self, reading: Reading) -> str:
        value, unit = reading.value or 0.0, reading.metric.unit
        text = f"{value:,.{reading.metric.decimals}f}".replace(",", THIN_SPACE)
        return f"{text}{THIN_SPACE}{unit}" if self.tongue == "zh" or unit in {"%", "‰"} else text


def sentence_questions(
    topic: Topic, region: Region, children: Sequence[Region], period: Period, as_of: date
) -> list[Question]:
    """Return what `sentences` must be able to look up; `as_of` is the last day with data."""
    codes = (region.code, *(child.code for child in children))
    weekly = tuple(key for key in topic.rates if key not in topic.monthly)
    asked = [Question((*topic.bottom_line, *topic.facts, ROLL_CALL), codes, (period,))]
    if weekly:
        asked.append(Question(weekly, codes, (period,), compare=True))
    if topic.monthly:
        asked.append(Question(topic.monthly, codes, assessed_periods(period, as_of), compare=True))
    if topic.charted:
        asked.append(Question((topic.charted,), (region.code,), tuple(period.back(HISTORY))))
    return asked


def sentences(
    topic: Topic,
    readings: Readings,
    region: Region,
    children: Sequence[Region],
    period: Period,
    as_of: date,
    tongue: Tongue = "zh",
    judge: Judge = judged,
) -> list[Sentence]:
    """Return what matters on a topic in a region's period, most pressing first, at most `LONGEST` sentences.

    `judge` gives the verdict on a history, by the deployment's rule book where it has one.
    """
    ground = _Ground(topic, readings, region, tuple(children), period, as_of, tongue, judge)
    if not ground.known((*topic.metrics, ROLL_CALL)):
        return [_silence(ground)]
    lapses, absentees = _lapses(ground), _absentees(ground)
    worse = tuple(sentence for sentence in (_worsening(ground), _drift(ground)) if sentence)
    found = (*lapses, *_zeros(ground), _shortfalls(ground), *(worse or (_calm(ground),)))
    facts = None if lapses or worse else _facts(ground)
    spoken = [sentence for sentence in (*found, absentees) if sentence]
    if facts and len(spoken) < LONGEST:
        spoken.insert(len(spoken) - bool(absentees), facts)
    return spoken[:LONGEST] or [_silence(ground)]


def is_beyond_chance(reading: Reading, persons: float | None = None, compare: Compare = Compare.PREVIOUS) -> bool:
    """Say whether a reading differs from an earlier one by more than two standard errors of chance.

    A ratio of counts is judged as two binomial samples, a count as two Poisson counts, a balance by its size. The earlier base is
    taken to be as large as this one: both hold the same number of days (同期). The duties of one person hang
    together, so a base larger than `persons` counts as that many. Process limits, which need a history, say
    more than this.
    """
    change, earlier = reading.change(compare), reading.base(compare)
    if change is None or reading.value is None or earlier is None:
        return False
    gap = abs(change)
    if not reading.metric.is_ratio:
        return gap > SIGMAS * sqrt(abs(reading.value) + abs(earlier)) > 0
    if not reading.denominator:
        return False
    base = min(reading.denominator, persons or reading.denominator)
    mean = min((reading.value + earlier) / 2 / reading.metric.scale, 1.0)
    return gap > SIGMAS * reading.metric.scale * sqrt(2 * mean * (1 - mean) / base) > 0


def is_past_target(reading: Reading, persons: float | None = None) -> bool:
    """Say whether a share misses its target, and its yellow limit where it has one, by more than two standard errors.

    As with `is_beyond_chance`, a base larger than `persons` counts as that many.
    """
    metric, target = reading.metric, reading.metric.target
    limit = target if metric.bands.yellow is None else metric.bands.yellow
    if limit is None or reading.value is None or not reading.denominator or metric.unit != "%":
        return False
    gap = reading.value - limit if metric.direction is Direction.DOWN else limit - reading.value
    share = min(max(limit / metric.scale, 0.0), 1.0)
    base = min(reading.denominator, persons or reading.denominator)
    return reading.is_better(Compare.TARGET) is False and gap > SIGMAS * metric.scale * sqrt(share * (1 - share) / base)


def _silence(ground: _Ground) -> Sentence:
    """Say that there is nothing to speak of: nothing reported, nothing kept at this level, or no such region then."""
    own = ground.own(ROLL_CALL)
    known = [ground.own(key) for key in ground.topic.metrics]
    is_above = all(reading.status is Status.NOT_APPLICABLE for reading in known)
    key = "not_then" if own.status is Status.NOT_APPLICABLE else "not_here" if is_above else "silence"
    parts = (
        Part(ground.say(f"{key}_open")),
        Part(ground.name(ground.region), ROLL_CALL, ground.region.code),
        Part(ground.say(f"{key}_close")),
    )
    return Sentence(parts, (own,))


def _lapses(ground: _Ground) -> list[Sentence]:
    """Name every bottom line that is not zero, with the children it lies in."""
    broken = [reading for reading in ground.known(ground.topic.bottom_line) if reading.value]
    if not broken:
        return []
    parts: list[Part] = []
    for reading in broken:
        parts.append(Part(ground.say("semicolon" if parts else "nothing")))
        parts.append(Part(ground.say(reading.metric.key)))
        parts.append(Part(ground.figure(reading), reading.metric.key, ground.region.code))
        parts.extend(_places(ground, reading))
    return [Sentence((*parts, Part(ground.say("stop"))), tuple(broken))]


def _places(ground: _Ground, whole: Reading) -> list[Part]:
    """Name the children that hold a count, the largest first, in brackets."""
    holders = sorted((r for r in ground.parts_of(whole) if r.value), key=lambda r: -(r.value or 0))
    if not holders:
        return []
    parts = [Part(ground.say("open"))]
    for index, reading in enumerate(holders[:NAMED]):
        parts.append(Part(ground.say("comma" if index else "nothing")))
        parts.append(Part(ground.name(reading.region), region=reading.region.code))
        parts.append(Part(f"{THIN_SPACE}{reading.value:.0f}"))
    return [*parts, Part(ground.say("close_more" if len(holders) > NAMED else "close"))]


def _zeros(ground: _Ground) -> list[Sentence]:
    """Name the bottom lines that are zero; one that was not reported is never counted among them.

    Where reports are lacking it is said that they are zero of those that came.
    """
    known = ground.known(ground.topic.bottom_line)
    zero = [reading for reading in known if reading.value == 0]
    if not zero or len(zero) < len(known):
        return []
    key = "zeros" if len(zero) > 1 else "zero"
    is_whole = all(reading.is_comparable(Compare.TARGET) for reading in zero)
    parts = [Part(ground.say("nothing" if is_whole else "of_reported") + ground.say(f"{key}_open"))]
    for index, reading in enumerate(zero):
        parts.append(Part(ground.say("comma" if index else "nothing")))
        parts.append(Part(ground.say(f"{reading.metric.key}_name"), reading.metric.key, ground.region.code))
    return [Sentence((*parts, Part(ground.say(f"{key}_close"))), tuple(zero))]


def _shortfalls(ground: _Ground) -> Sentence | None:
    """Say of each duty of the topic how many fell due and how many of those are late."""
    due = [reading for reading in ground.known(ground.topic.due) if reading.denominator]
    parts: list[Part] = []
    for reading in due:
        whole, done = round(reading.denominator or 0), round(reading.numerator or 0)
        counts = {"whole": ground.count(whole), "part": ground.count(done)}
        parts.append(Part(ground.say("semicolon" if parts else "nothing")))
        parts.append(Part(ground.say(f"{reading.metric.key}_due", **counts)))
        if whole > done:
            said = ground.say("short", count=ground.count(whole - done))
            parts.append(Part(said, reading.metric.key, ground.region.code))
        parts.append(Part(ground.say("short_close" if whole > done else "all_done")))
    return Sentence((*parts, Part(ground.say("stop"))), tuple(due)) if due else None


def _worsening(ground: _Ground) -> Sentence | None:
    """Tell the worst change that chance does not explain, and the child that cost most."""
    persons = ground.own(ROLL_CALL).value
    judged = [
        reading
        for reading in ground.known(ground.topic.watched)
        if reading.is_better(Compare.PREVIOUS) is False and is_beyond_chance(reading, persons)
    ]
    if not judged:
        return None
    reading = max(judged, key=lambda r: abs(r.change(Compare.PREVIOUS) or 0))
    parts = (
        Part(ground.metric(reading) + THIN_SPACE),
        Part(ground.figure(reading), reading.metric.key, ground.region.code),
        Part(_direction(ground, reading, reading.change(Compare.PREVIOUS) or 0)),
        *_culprit(ground, reading),
        Part(ground.say("stop")),
    )
    return Sentence(parts, (reading,))


def _drift(ground: _Ground) -> Sentence | None:
    """Tell that the charted rate runs worse than its normal variation, and by which signals."""
    if not ground.topic.charted:
        return None
    history = ground.readings.series(ground.topic.charted, ground.region.code, ground.period.back(HISTORY))
    reading = history[-1]
    if reading.value is None:
        return None
    verdict, direction = ground.judge(history), reading.metric.direction
    kind = verdict.chart.kind
    bad = [signal for signal in telling(verdict.signals) if meaning(signal, direction) is Variation.CONCERNING]
    if verdict.is_rough or not bad:
        return None
    said = [signal_words(signal, kind, reading.period.grain, ground.tongue) for signal in bad[:NAMED_SIGNALS]]
    parts = _stated(ground, [(ground.metric(reading) + THIN_SPACE, reading)])
    return Sentence(
        (*parts, Part(ground.say("clause") + ground.say("comma").join(said) + ground.say("stop"))), (reading,)
    )


def _direction(ground: _Ground, reading: Reading, change: float) -> str:
    return ground.say(
        "fell" if change < 0 else "rose",
        before=_before(ground, reading),
        change=f"{abs(change):.{reading.metric.decimals}f}",
        unit=_change_unit(ground, reading),
    )


def _culprit(ground: _Ground, whole: Reading) -> list[Part]:
    """Name the child whose own change made most of the whole's, if it moved the same way and made a good part of it."""
    taken_apart = split(whole, ground.parts_of(whole), Compare.PREVIOUS)
    if taken_apart is None or len(taken_apart.children) < 2:
        return []
    sign = -1 if taken_apart.change < 0 else 1
    child = max(taken_apart.children, key=lambda part: sign * part.own)
    if round(sign * child.own, whole.metric.decimals) <= 0 or sign * child.own < abs(taken_apart.change) * TELLING:
        return []
    share = f"{abs(child.own):.{whole.metric.decimals}f}"
    pull = "pulled_down" if sign < 0 else "pulled_up"
    return [
        Part(ground.say("culprit")),
        Part(ground.name(child.region), region=child.region.code),
        Part(ground.say(pull, share=share, unit=_change_unit(ground, whole))),
    ]


def _calm(ground: _Ground) -> Sentence | None:
    """Give the calm rates where none of the watched worsened beyond chance; one of a handful of cases says nothing."""
    known = [reading for reading in ground.known(ground.topic.calm) if _is_telling(reading)][:STATED]
    if not known:
        return None
    parts = _stated(ground, [(ground.metric(reading) + THIN_SPACE, reading) for reading in known])
    persons = ground.own(ROLL_CALL).value
    if any(not reading.is_comparable(Compare.PREVIOUS) for reading in known):
        parts.append(Part(ground.say("unlike", before=_before(ground, known[0]))))
    elif all(_is_steady(reading, ground.period, persons) for reading in known):
        parts.append(Part(ground.say("steady", before=_before(ground, known[0]))))
    return Sentence((*parts, Part(ground.say("stop"))), tuple(known))


def _is_steady(reading: Reading, period: Period, persons: float | None) -> bool:
    is_known = reading.period == period and reading.change(Compare.PREVIOUS) is not None
    return is_known and not is_beyond_chance(reading, persons)


def _is_telling(reading: Reading) -> bool:
    """Say whether a rate rests on enough cases for a sentence; a count and a share of all counties always do."""
    return not is_small_sample(reading) or (reading.denominator or 0) >= FEWEST


def _facts(ground: _Ground) -> Sentence | None:
    """State how much was done."""
    known = ground.known(ground.topic.facts)[:STATED]
    if not known:
        return None
    parts = _stated(ground, [(ground.say(reading.metric.key), reading) for reading in known])
    return Sentence((*parts, Part(ground.say("stop"))), tuple(known))


def _stated(ground: _Ground, labelled: Iterable[tuple[str, Reading]]) -> list[Part]:
    """Write labels with their figures, one clause each."""
    parts: list[Part] = []
    for label, reading in labelled:
        parts.append(Part((ground.say("clause") if parts else "") + label))
        parts.append(Part(ground.figure(reading), reading.metric.key, ground.region.code))
        remarks = [remark for remark in (_base(ground, reading), _missed(ground, reading)) if remark]
        if remarks:
            parts.append(Part(ground.say("open") + ground.say("clause").join(remarks) + ground.say("close")))
    return parts


def _base(ground: _Ground, reading: Reading) -> str:
    """Say on how many cases a rate rests where they are few."""
    return ground.say("base", base=f"{reading.denominator:.0f}") if is_small_sample(reading) else ""


def _missed(ground: _Ground, reading: Reading) -> str:
    """Say that a rate misses its target by more than chance, empty where it does not."""
    metric, persons = reading.metric, ground.own(ROLL_CALL).value
    if metric.target is None or not is_past_target(reading, persons):
        return ""
    target = (
        f"{metric.target:,.{metric.decimals}f}".rstrip("0").rstrip(".") if metric.decimals else f"{metric.target:.0f}"
    )
    return ground.say(f"missed_{metric.direction}", target=f"{target}{THIN_SPACE}{metric.unit}")


def _absentees(ground: _Ground) -> Sentence | None:
    """Say how many offices have not reported, and where: by name at county level, by count above."""
    own = ground.own(ROLL_CALL)
    gap = own.due - own.reported
    if gap <= 0:
        return None
    late = sorted((r for r in ground.parts_of(own) if r.due > r.reported), key=lambda r: r.reported - r.due)
    parts = [Part(_absent(ground, gap, own.span.last), ROLL_CALL, ground.region.code)]
    for index, reading in enumerate(late[:NAMED]):
        parts.append(Part(ground.say("comma" if index else "colon")))
        parts.append(Part(ground.name(reading.region), region=reading.region.code))
        if reading.region.level is not Level.OFFICE:
            parts.append(Part(f"{THIN_SPACE}{reading.due - reading.reported}"))
    ending = "stop_more" if len(late) > NAMED else "stop"
    return Sentence((*parts, Part(ground.say(ending))), (own, *late))


def _absent(ground: _Ground, gap: int, day: date) -> str:
    """Say how many registers are lacking, and of which day where the period has several: a stock is that of the last."""
    if ground.period.grain is Grain.DAY:
        return ground.say("absent", count=gap)
    return ground.say("absent_on", count=gap, month=day.month, day=day.day)


def _before(ground: _Ground, reading: Reading) -> str:
    if reading.period != ground.period and reading.period.grain is Grain.MONTH:
        return ground.say("before_named", month=reading.period.previous().first.month)
    text = ground.say(f"before_{reading.period.grain}")
    return text if reading.span == reading.period.span else ground.say("same_days", before=text)


def _change_unit(ground: _Ground, reading: Reading) -> str:
    return ground.say("points") if reading.metric.unit == "%" else reading.metric.unit
