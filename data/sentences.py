"""Sentences: what readings say in plain official words, bad news first, never about noise.

The bottom line comes first (脱管、漏管、超期、红色预警: where and how many, or all zero), then at most one
worsening that chance does not explain with the child that cost most, then who has not reported. Where nothing
worsened, the watched rates stand in its place. There are never more than `LONGEST` sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from data.periods import Period
from data.readings import Compare, Question, Reading, Readings
from data.regions import Level, Region

LONGEST = 3
NAMED = 3  # how many regions a sentence names before it says 等
SIGMAS = 2.0
BOTTOM_LINE = (
    "absconded_count",
    "missing_registration_count",
    "device_over_term_count",
    "red_alert_open_count",
)
WATCHED = (
    "checkin_completion_rate",
    "registration_ontime_rate",
    "visit_completion_rate",
    "alert_close_ontime_rate",
    "screening_ontime_rate",
)
CALM = WATCHED[:2]
ROLL_CALL = "registered_count"
THIN_SPACE = "\u2009"

Tongue = Literal["zh", "en"]


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
    """What a rule looks at: the region's readings of the period, its children and the tongue."""

    readings: Readings
    region: Region
    children: tuple[Region, ...]
    period: Period
    tongue: Tongue

    def own(self, metric: str) -> Reading:
        return self.readings.one(metric, self.region.code, self.period)

    def parts_of(self, metric: str) -> list[Reading]:
        return self.readings.across(metric, [child.code for child in self.children], self.period)

    def say(self, key: str, **fields: object) -> str:
        return SAYINGS[self.tongue][key].format(**fields)

    def name(self, region: Region) -> str:
        return region.zh if self.tongue == "zh" else region.en

    def metric(self, reading: Reading) -> str:
        return reading.metric.zh if self.tongue == "zh" else reading.metric.en

    def figure(self, reading: Reading) -> str:
        value, unit = reading.value or 0.0, reading.metric.unit
        text = f"{value:,.{reading.metric.decimals}f}".replace(",", THIN_SPACE)
        return f"{text}{THIN_SPACE}{unit}" if self.tongue == "zh" or unit in {"%", "‰"} else text

    def joined(self, names: Iterable[str]) -> str:
        return self.say("comma").join(names)


def sentence_questions(region: Region, children: Sequence[Region], period: Period) -> list[Question]:
    """Return what `sentences` must be able to look up."""
    codes = (region.code, *(child.code for child in children))
    return [
        Question((*BOTTOM_LINE, ROLL_CALL), codes, (period,)),
        Question(WATCHED, codes, (period,), compare=True),
    ]


def sentences(
    readings: Readings, region: Region, children: Sequence[Region], period: Period, tongue: Tongue = "zh"
) -> list[Sentence]:
    """Return what matters in a region's period, most pressing first, at most `LONGEST` sentences."""
    ground = _Ground(readings, region, tuple(children), period, tongue)
    if all(ground.own(metric).value is None for metric in (*BOTTOM_LINE, *WATCHED, ROLL_CALL)):
        return [_silence(ground)]
    worsened = _worsening(ground)
    found = [*_lapses(ground), *_zeros(ground), worsened or _calm(ground), _absentees(ground)]
    return [sentence for sentence in found if sentence][:LONGEST]


def is_beyond_chance(reading: Reading, persons: float | None = None) -> bool:
    """Say whether a reading differs from its previous one by more than two standard errors of chance.

    A ratio of counts is judged as two binomial samples, a count as two Poisson counts. The earlier base is
    taken to be as large as this one: both hold the same number of days (同期). The duties of one person hang
    together, so a base larger than `persons` counts as that many. Process limits, which need a history, say
    more than this.
    """
    if reading.value is None or reading.previous is None:
        return False
    gap = abs(reading.value - reading.previous)
    if not reading.metric.is_ratio:
        return gap > SIGMAS * sqrt(reading.value + reading.previous) > 0
    if not reading.denominator:
        return False
    base = min(reading.denominator, persons or reading.denominator)
    mean = min((reading.value + reading.previous) / 2 / reading.metric.scale, 1.0)
    return gap > SIGMAS * reading.metric.scale * sqrt(2 * mean * (1 - mean) / base) > 0


def contribution(child: Reading, whole: Reading) -> float | None:
    """Return how much of the whole's change a child's own change makes, in the metric's unit."""
    if child.value is None or child.previous is None or not child.denominator or not whole.denominator:
        return None
    return (child.value - child.previous) * child.denominator / whole.denominator


def _silence(ground: _Ground) -> Sentence:
    own = ground.own(ROLL_CALL)
    return Sentence((Part(ground.say("silence", region=ground.name(ground.region))),), (own,))


def _lapses(ground: _Ground) -> list[Sentence]:
    """Name every bottom line that is not zero, with the children it lies in."""
    broken = [reading for reading in map(ground.own, BOTTOM_LINE) if reading.value]
    if not broken:
        return []
    parts: list[Part] = []
    for reading in broken:
        parts.append(Part(ground.say("semicolon" if parts else "nothing")))
        parts.append(Part(ground.say(reading.metric.key)))
        parts.append(Part(ground.figure(reading), reading.metric.key, ground.region.code))
        parts.extend(_places(ground, reading.metric.key))
    return [Sentence((*parts, Part(ground.say("stop"))), tuple(broken))]


def _places(ground: _Ground, metric: str) -> list[Part]:
    """Name the children that hold a count, the largest first, in brackets."""
    holders = sorted((r for r in ground.parts_of(metric) if r.value), key=lambda r: -(r.value or 0))
    if not holders:
        return []
    parts = [Part(ground.say("open"))]
    for index, reading in enumerate(holders[:NAMED]):
        parts.append(Part(ground.say("comma" if index else "nothing")))
        parts.append(Part(ground.name(reading.region), region=reading.region.code))
        parts.append(Part(f"{THIN_SPACE}{reading.value:.0f}"))
    return [*parts, Part(ground.say("close_more" if len(holders) > NAMED else "close"))]


def _zeros(ground: _Ground) -> list[Sentence]:
    """Name the bottom lines that are zero; one that was not reported is never counted among them."""
    known = [reading for reading in map(ground.own, BOTTOM_LINE) if reading.value is not None]
    zero = [reading for reading in known if reading.value == 0]
    if not zero or len(zero) < len(known):
        return []
    key = "zeros" if len(zero) > 1 else "zero"
    names = ground.joined(ground.say(f"{reading.metric.key}_name") for reading in zero)
    return [Sentence((Part(ground.say(key, names=names)),), tuple(zero))]


def _worsening(ground: _Ground) -> Sentence | None:
    """Tell the worst change that chance does not explain, and the child that cost most."""
    persons = ground.own(ROLL_CALL).value
    judged = [
        reading
        for reading in map(ground.own, WATCHED)
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


def _direction(ground: _Ground, reading: Reading, change: float) -> str:
    return ground.say(
        "fell" if change < 0 else "rose",
        before=_before(ground, reading),
        change=f"{abs(change):.{reading.metric.decimals}f}",
        unit=_change_unit(ground, reading),
    )


def _culprit(ground: _Ground, whole: Reading) -> list[Part]:
    """Name the child whose own change made most of the whole's, if it moved the same way."""
    shares = [
        (share, child)
        for child in ground.parts_of(whole.metric.key)
        if (share := contribution(child, whole)) is not None
    ]
    sign = -1 if (whole.value or 0) < (whole.previous or 0) else 1
    if len(shares) < 2:
        return []
    share, child = max(shares, key=lambda pair: sign * pair[0])
    if round(sign * share, whole.metric.decimals) <= 0:
        return []
    return [
        Part(ground.say("culprit")),
        Part(ground.name(child.region), region=child.region.code),
        Part(ground.say("share", share=f"{abs(share):.{whole.metric.decimals}f}")),
    ]


def _calm(ground: _Ground) -> Sentence | None:
    """Give the watched rates where none of them worsened beyond chance."""
    known = [reading for reading in map(ground.own, CALM) if reading.value is not None]
    if not known:
        return None
    parts: list[Part] = []
    for reading in known:
        parts.append(Part((ground.say("clause") if parts else "") + ground.metric(reading) + THIN_SPACE))
        parts.append(Part(ground.figure(reading), reading.metric.key, ground.region.code))
    persons = ground.own(ROLL_CALL).value
    if all(r.previous is not None and not is_beyond_chance(r, persons) for r in known):
        parts.append(Part(ground.say("steady", before=_before(ground, known[0]))))
    return Sentence((*parts, Part(ground.say("stop"))), tuple(known))


def _absentees(ground: _Ground) -> Sentence | None:
    """Say how many offices have not reported, and where: by name at county level, by count above."""
    own = ground.own(ROLL_CALL)
    gap = own.due - own.reported
    if gap <= 0:
        return None
    late = sorted((r for r in ground.parts_of(ROLL_CALL) if r.due > r.reported), key=lambda r: r.reported - r.due)
    parts = [Part(ground.say("absent", count=gap), ROLL_CALL, ground.region.code)]
    for index, reading in enumerate(late[:NAMED]):
        parts.append(Part(ground.say("comma" if index else "colon")))
        parts.append(Part(ground.name(reading.region), region=reading.region.code))
        if reading.region.level is not Level.OFFICE:
            parts.append(Part(f"{THIN_SPACE}{reading.due - reading.reported}"))
    ending = "stop_more" if len(late) > NAMED else "stop"
    return Sentence((*parts, Part(ground.say(ending))), (own, *late))


def _before(ground: _Ground, reading: Reading) -> str:
    text = ground.say(f"before_{ground.period.grain}")
    return text if reading.span == reading.period.span else ground.say("same_days", before=text)


def _change_unit(ground: _Ground, reading: Reading) -> str:
    return ground.say("points") if reading.metric.unit == "%" else reading.metric.unit


SAYINGS: dict[Tongue, dict[str, str]] = {
    "zh": {
        "nothing": "",
        "comma": "、",
        "clause": "，",
        "semicolon": "；",
        "colon": "：",
        "stop": "。",
        "stop_more": THIN_SPACE + "等。",
        "open": "（",
        "close": "）",
        "close_more": THIN_SPACE + "等）",
        "points": "个百分点",
        "silence": "{region}本期尚无上报数据。",
        "absconded_count": "脱管未查获 ",
        "missing_registration_count": "漏管 ",
        "device_over_term_count": "电子定位超期 ",
        "red_alert_open_count": "红色预警未办结 ",
        "absconded_count_name": "脱管",
        "missing_registration_count_name": "漏管",
        "device_over_term_count_name": "电子定位超期",
        "red_alert_open_count_name": "红色预警未办结",
        "zeros": "{names}均为零。",
        "zero": "{names}为零。",
        "fell": "，较{before}下降 {change} {unit}",
        "rose": "，较{before}上升 {change} {unit}",
        "culprit": "，其中",
        "share": "影响 {share}",
        "steady": "，较{before}无明显变化",
        "absent": "{count} 个司法所未上报",
        "before_day": "前一日",
        "before_week": "上周",
        "before_month": "上月",
        "before_quarter": "上季度",
        "before_year": "上年",
        "same_days": "{before}同期",
    },
    "en": {
        "nothing": "",
        "comma": ", ",
        "clause": ", ",
        "semicolon": "; ",
        "colon": ": ",
        "stop": ".",
        "stop_more": " and others.",
        "open": " (",
        "close": ")",
        "close_more": " and others)",
        "points": "points",
        "silence": "{region} has reported nothing for this period.",
        "absconded_count": "Absconded, not found: ",
        "missing_registration_count": "Never registered: ",
        "device_over_term_count": "Devices past their term: ",
        "red_alert_open_count": "Red alerts open: ",
        "absconded_count_name": "absconded",
        "missing_registration_count_name": "never registered",
        "device_over_term_count_name": "devices past their term",
        "red_alert_open_count_name": "red alerts open",
        "zeros": "All zero: {names}.",
        "zero": "Zero: {names}.",
        "fell": ", {change} {unit} down on {before}",
        "rose": ", {change} {unit} up on {before}",
        "culprit": ", of which ",
        "share": " makes {share}",
        "steady": ", no clear change on {before}",
        "absent": "{count} offices have not reported",
        "before_day": "the day before",
        "before_week": "last week",
        "before_month": "last month",
        "before_quarter": "last quarter",
        "before_year": "last year",
        "same_days": "the same days of {before}",
    },
}
