"""Figures that are behind: below their target, last among their peers, or worse than these beyond chance; slow declines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.catalogue import Direction
from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Level, Region
from data.statistics import Variation, Verdict
from data.statistics.chance import is_beyond_chance
from data.statistics.history import HISTORY
from data.statistics.placing import Placing, placing
from data.statistics.ranking import Spot
from data.statistics.responsible import responsible
from data.statistics.rules import Rule
from layouts.sentences.ground import Ground, Part, Sentence, has_enough_cases
from layouts.sentences.topics import ROLL_CALL
from layouts.words.verdicts import brief, mean_before

STATED = 2  # how many figures a sentence names, the gravest first


def laggards(ground: Ground) -> Sentence | None:
    """Name figures below their target, last, or worse than their peers, each with its ranks and the regions responsible."""
    known = [reading for reading in ground.known(ground.topic.ranked) if has_enough_cases(reading)]
    placed = [_placed(ground, reading) for reading in known]
    behind = sorted(
        (each for each in placed if each.is_beyond_chance or each.is_last),
        key=lambda each: each.gravity,
        reverse=True,
    )[:STATED]
    if not behind:
        return None
    parts: list[Part] = []
    for each in behind:
        reading = each.reading
        parts.append(Part(ground.say("semicolon" if parts else "nothing") + ground.metric(reading)))
        parts.append(Part(ground.figure(reading), reading.metric.key, ground.region.code))
        parts.append(Part("".join(ground.say("clause") + said for said in _clauses(ground, each))))
        parts.append(Part(ground.changed(reading) if _got_worse(ground, reading) else ""))
        parts += _who(ground, each)
    return Sentence((*parts, Part(ground.say("stop"))), tuple(each.reading for each in behind))


def decline(ground: Ground) -> Sentence | None:
    """Say that the charted rate is worse than its normal variation: by how much, and which regions are responsible."""
    if not ground.topic.charted:
        return None
    history = ground.readings.series(ground.topic.charted, ground.region.code, ground.period.back(HISTORY))
    reading = history[-1]
    if reading.value is None:
        return None
    verdict = ground.judge(history)
    if verdict.is_rough or verdict.variation is not Variation.CONCERNING:
        return None
    parts = [
        Part(ground.metric(reading)),
        Part(ground.figure(reading), reading.metric.key, ground.region.code),
        Part(ground.say("clause") + brief(verdict, history, ground.tongue)),
        *_named(ground, reading, usual_level(verdict, history)),
        Part(ground.say("stop")),
    ]
    return Sentence(tuple(parts), (reading,))


def usual_level(verdict: Verdict, history: Sequence[Reading]) -> float:
    """Return the level that a figure left: that before its shift, else the middle of its normal range, else its own."""
    shift = next((signal for signal in verdict.signals if signal.rule is Rule.SHIFT), None)
    before = mean_before(shift, verdict, history) if shift else None
    if before is not None:
        return before
    return verdict.limits.centre if verdict.limits else history[-1].value or 0.0


def _placed(ground: Ground, reading: Reading) -> Placing:
    known = ground.compared.get((reading.metric.key, reading.period))
    return replace(known.placing, reading=reading) if known else placing(reading, (), ())


def _got_worse(ground: Ground, reading: Reading) -> bool:
    persons = ground.own(ROLL_CALL).value
    return reading.is_better(Compare.PREVIOUS) is False and is_beyond_chance(reading, persons)


def _clauses(ground: Ground, placed: Placing) -> Iterator[str]:
    reading = placed.reading
    said = (ground.base(reading), _aim(ground, placed), _distance(ground, placed), *_spots(ground, placed))
    yield from filter(None, said)


def _aim(ground: Ground, placed: Placing) -> str:
    """Say how a figure compares with its target."""
    metric = placed.reading.metric
    if metric.target is None or placed.reading.is_better(Compare.TARGET) is None:
        return "" if metric.target is None else ground.say("at_target", target=ground.target(placed.reading))
    is_met = placed.reading.is_better(Compare.TARGET)
    return ground.say(f"{'met' if is_met else 'missed'}_{metric.direction}", target=ground.target(placed.reading))


def _distance(ground: Ground, placed: Placing) -> str:
    """Say that a figure is clearly worse than all its peers, where its rank does not say so already."""
    about = ground.focus.among
    is_said = any(spot is not None and spot.is_last for spot in (placed.group, placed.level)) or placed.is_in_tail
    head = about.top if placed.is_behind_level else about.head if placed.is_behind_group else None
    if head is None or is_said:
        return ""
    side = "above" if placed.reading.metric.direction is Direction.DOWN else "below"
    return ground.say(f"clearly_{side}", whole=_whole(ground, head))


def _spots(ground: Ground, placed: Placing) -> Iterator[str]:
    """Yield the ranks: a last place in words, the rank in the wider group beside it; none on a small base."""
    about = ground.focus.among
    if not placed.is_last and not placed.is_beyond_chance:
        return
    if placed.level is not None and placed.level.is_last and about.top:
        yield _last(ground, placed.level, about.top)
        return
    if placed.group is not None and about.head and (placed.group.is_last or placed.level is None):
        yield (
            _last(ground, placed.group, about.head)
            if placed.group.is_last
            else _place(ground, placed.group, about.head)
        )
    if placed.level is not None and about.top:
        yield _place(ground, placed.level, about.top)


def _last(ground: Ground, spot: Spot, among: Region) -> str:
    key = "last" if spot.shared_by == 1 else "last_shared"
    return ground.say(key, whole=_whole(ground, among))


def _place(ground: Ground, spot: Spot, among: Region) -> str:
    """Write a rank; empty where all share it."""
    if spot.shared_by == spot.count:
        return ""
    return ground.say("place", whole=_whole(ground, among), rank=spot.rank, count=spot.count)


def _whole(ground: Ground, region: Region) -> str:
    """Name a region as the whole its parts belong to: 全省, 湖州."""
    return ground.say("whole_province") if region.level is Level.PROVINCE else ground.short(region)


def _who(ground: Ground, placed: Placing) -> list[Part]:
    """Name the regions responsible for a figure that chance does not explain."""
    if not placed.is_beyond_chance:
        return []
    reading = placed.reading
    target = reading.metric.target
    if placed.is_short and target is not None:
        return _named(ground, reading, target)
    known = ground.compared[reading.metric.key, reading.period]
    return _named(ground, reading, known.level_average if placed.is_behind_level else known.group_average)


def _named(ground: Ground, reading: Reading, level: float) -> list[Part]:
    """Name the regions below that keep a figure from a level."""
    found = responsible(ground.across(reading, ground.focus.children), level)
    if not found:
        return []
    return [Part(ground.say("clause") + ground.say("mainly")), *ground.named([each.region for each in found])]
