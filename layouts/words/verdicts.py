"""A verdict in words, official plain Chinese or English: the conclusion first, then its basis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from data.catalogue import Direction
from data.catalogue.formula import Operator
from data.periods import Grain
from data.readings import Reading
from data.readings.reading import TargetStatus
from data.statistics import Variation, Verdict
from data.statistics.control import ControlKind, Reliability, Signal
from data.statistics.rules import Rule
from data.statistics.verdict import Assurance
from layouts.words.language import Language, Tongue, load_language

SIDES = {1: "up", 0: "even", -1: "down"}


def conclusion(verdict: Verdict, history: Sequence[Reading], tongue: Tongue) -> str:
    """Return the conclusion about the latest of some readings in time order, then its signals; no full stop.

    Only for rates does it say whether the target is met. For what must be zero every case is looked into, and chance is not
    mentioned.
    """
    reading, words = history[-1], load_language(tongue)
    if reason := _unjudged(verdict):
        return words(f"verdicts.{reason}")
    join = words("verdicts.join")
    if reading.metric.is_bottom_line and reading.numerator:
        return join.join((case_words(reading, words), *_evidence(verdict, history, words)))
    if reading.metric.is_bottom_line:
        key = "none_open" if reading.metric.primary.operator is Operator.E else "none"
        return words(f"verdicts.{key}", period=words(f"verdicts.period.{reading.period.grain}"))
    if verdict.reliability is Reliability.FLAT:
        return words("verdicts.flat")
    evidence = join.join(_evidence(verdict, history, words))
    said = _amounts_to(f"conclusion.{verdict.variation}", evidence, verdict, reading, words)
    return words("verdicts.beside").join((said, *(words(f"verdicts.{doubt}") for doubt in _doubts(verdict))))


def brief(verdict: Verdict, history: Sequence[Reading], tongue: Tongue) -> str:
    """Return the conclusion about a rate that gets worse beyond chance, and its first signal; no full stop."""
    words = load_language(tongue)
    return _amounts_to("brief", next(_evidence(verdict, history, words)), verdict, history[-1], words)


def _amounts_to(group: str, evidence: str, verdict: Verdict, reading: Reading, words: Language) -> str:
    """Say by a group of messages how a figure compares with its target."""
    aim = _aim(reading)
    key = {"even": "met", "": "alone"}.get(aim, aim)
    return words(
        f"verdicts.{group}.{key}",
        side=words(f"verdicts.{aim}_{reading.metric.direction}") if aim else "",
        target=_target(reading, words) if aim else "",
        evidence=evidence,
        drift=words(f"verdicts.{_drift(verdict)}"),
    )


def against_target(reading: Reading, words: Language) -> str:
    """Say how a value compares with its target; of what must be zero that each case is looked into.

    Empty where there is no target, and of a count that is at it: that is no attainment.
    """
    if reading.target_status is None:
        return ""
    if reading.metric.is_bottom_line:
        return case_words(reading, words) if reading.numerator else ""
    if reading.target_status is TargetStatus.MET and not reading.metric.is_ratio:
        return ""
    return words(f"target_status.{reading.target_status}")


def case_words(reading: Reading, words: Language) -> str:
    """Return the words for cases that must not happen: 本周 1 人，逐案查明."""
    unit = "人" if reading.metric.is_ratio else reading.metric.unit  # the cases of a share of subjects are persons
    return words(
        "verdicts.case",
        period=words(f"verdicts.period.{reading.period.grain}"),
        count=f"{reading.numerator or 0:.0f}",
        unit=f" {unit}" if words.tongue == "zh" else "",
    )


def assurance_words(verdict: Verdict, reading: Reading, tongue: Tongue) -> str:
    """Return whether a rate will meet its target; empty where there is none, and where that would contradict its conclusion.

    A rate that meets its target and gets worse is not called safe, nor one that misses it now.
    """
    aim = _aim(reading)
    if not aim or verdict.assurance is Assurance.NO_TARGET or reading.metric.is_bottom_line:
        return ""
    is_worse = verdict.variation is Variation.CONCERNING
    if verdict.assurance is Assurance.WILL_HIT and (is_worse or aim == "missed"):
        return ""
    if verdict.assurance is Assurance.WILL_MISS and aim == "met":
        return ""
    return load_language(tongue)(f"verdicts.assurance.{verdict.assurance}")


def mean_before(signal: Signal, verdict: Verdict, history: Sequence[Reading]) -> float | None:
    """Return the figure of all periods before a shift together, since the chart's last new start; None without any."""
    start = verdict.chart.segments[-1].start
    earlier = [each for each in history[start : signal.places[0]] if each.value is not None]
    if not earlier:
        return None
    whole = sum(each.denominator or 0.0 for each in earlier)
    if not whole:
        return fmean(each.value or 0.0 for each in earlier)
    return earlier[0].metric.scale * sum(each.numerator or 0.0 for each in earlier) / whole


def notable(signals: Sequence[Signal]) -> list[Signal]:
    """Return the signals worth mentioning: being near a limit adds nothing where it was passed."""
    beyond = {signal.side for signal in signals if signal.rule is Rule.OUTSIDE}
    return [signal for signal in signals if signal.rule is not Rule.NEAR or signal.side not in beyond]


def signal_words(signal: Signal, kind: ControlKind, grain: Grain, tongue: Tongue) -> str:
    """Return a signal in words, e.g. 连续 7 周低于均值."""
    words, count = load_language(tongue), len(signal.places)
    if kind is ControlKind.MOVING:
        return words("verdicts.rose" if signal.side > 0 else "verdicts.fell")
    return words(
        f"verdicts.rule.{signal.rule}.{SIDES[signal.side]}",
        count=count,
        unit=words(f"verdicts.unit.{grain}", count=count),
    )


def _unjudged(verdict: Verdict) -> str:
    """Name why there is no verdict, empty where there is one."""
    if verdict.is_unlike:
        return "unlike"
    if verdict.is_hidden:
        return "hidden"
    if verdict.reliability is Reliability.NONE:
        return "few"
    return "missing" if verdict.variation is Variation.UNKNOWN else ""


def _aim(reading: Reading) -> str:
    """Say whether a rate meets its target at the shown decimals; empty for a count, and where no side is taken."""
    metric, target = reading.metric, reading.metric.target
    if target is None or reading.value is None or not metric.is_ratio or metric.direction is Direction.NEUTRAL:
        return ""
    over = round(reading.value - target, metric.decimals)
    if not over:
        return "even"
    return "met" if (over > 0) == (metric.direction is Direction.UP) else "missed"


def _target(reading: Reading, words: Language) -> str:
    text, unit = reading.metric.target_text, reading.metric.unit
    return f"{text}{unit}" if unit in {"%", "‰"} else f"{text} {unit}" if words.tongue == "zh" else text


def _drift(verdict: Verdict) -> str:
    """Name the way a figure moves: a shift is slow, a jump is not."""
    side = next((signal.side for signal in verdict.signals if signal.side), 0)
    slow = any(signal.rule in {Rule.SHIFT, Rule.TREND} for signal in verdict.signals)
    return f"{'slow' if slow else 'quick'}_{'up' if side > 0 else 'down'}"


def _evidence(verdict: Verdict, history: Sequence[Reading], words: Language) -> Iterator[str]:
    """Yield the signals in words, a lasting shift first with the mean before it."""
    grain, kind = history[-1].period.grain, verdict.chart.kind
    said = notable(verdict.signals)
    if any(signal.rule is Rule.SHIFT for signal in said):  # which covers the lesser patterns on its side
        said = [signal for signal in said if signal.rule not in {Rule.NEAR, Rule.ZONE}]
    for signal in sorted(said, key=lambda each: each.rule is not Rule.SHIFT):
        before = mean_before(signal, verdict, history) if signal.rule is Rule.SHIFT else None
        if before is not None:
            key = "shift_up" if signal.side > 0 else "shift_down"
            count, mean = len(signal.places), _mean(before, history[-1], words)
            yield words(f"verdicts.{key}", count=count, unit=words(f"verdicts.unit.{grain}", count=count), mean=mean)
        else:
            yield signal_words(signal, kind, grain, words.tongue)


def _mean(mean: float, reading: Reading, words: Language) -> str:
    """Write a mean after a word for it; empty where it would look like the figure compared with it."""
    metric = reading.metric
    decimals = metric.decimals if metric.is_ratio else 1
    text = f"{mean:.{decimals}f}"
    if text == f"{reading.value or 0.0:.{decimals}f}":
        return ""
    return words("verdicts.mean", mean=f"{text}{metric.unit if metric.unit in {'%', '‰'} else ''}")


def _doubts(verdict: Verdict) -> Iterator[str]:
    if verdict.reliability is Reliability.TRIAL:
        yield "trial"
    if verdict.is_rough:
        yield "rough"
