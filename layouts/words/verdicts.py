"""A verdict in words, official plain Chinese or English: the conclusion first, then its basis. Every phrase is here in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Literal

from data.catalogue import Direction
from data.catalogue.formula import Operator
from data.periods import Grain
from data.readings import Reading
from data.statistics import Variation, Verdict
from data.statistics.control import ControlKind, Reliability, Signal
from data.statistics.rules import Rule
from data.statistics.verdict import Assurance

Tongue = Literal["zh", "en"]

VARIATION: dict[Tongue, dict[Variation, str]] = {
    "zh": {
        Variation.COMMON: "在正常波动范围",
        Variation.IMPROVING: "改善",
        Variation.CONCERNING: "恶化",
        Variation.NEUTRAL: "明显变化",
        Variation.UNKNOWN: "尚不能判断",
    },
    "en": {
        Variation.COMMON: "within normal variation",
        Variation.IMPROVING: "improving",
        Variation.CONCERNING: "worsening",
        Variation.NEUTRAL: "changed beyond chance",
        Variation.UNKNOWN: "cannot be judged yet",
    },
}

ASSURANCE: dict[Tongue, dict[Assurance, str]] = {
    "zh": {
        Assurance.WILL_HIT: "按目前水平可稳定达标",
        Assurance.WILL_MISS: "按目前水平难以达标",
        Assurance.HIT_AND_MISS: "达标不稳定",
        Assurance.NO_TARGET: "未设目标",
        Assurance.UNKNOWN: "尚不能判断能否达标",
    },
    "en": {
        Assurance.WILL_HIT: "will meet the target",
        Assurance.WILL_MISS: "will miss the target as it runs",
        Assurance.HIT_AND_MISS: "may or may not meet the target",
        Assurance.NO_TARGET: "no target",
        Assurance.UNKNOWN: "too little to tell about the target",
    },
}

RULES: dict[Tongue, dict[tuple[Rule, int], str]] = {
    "zh": {
        (Rule.OUTSIDE, 1): "高于正常波动上限",
        (Rule.OUTSIDE, -1): "低于正常波动下限",
        (Rule.SHIFT, 1): "连续 {count} {unit}高于均值",
        (Rule.SHIFT, -1): "连续 {count} {unit}低于均值",
        (Rule.TREND, 1): "近 {count} {unit}逐期上升",
        (Rule.TREND, -1): "近 {count} {unit}逐期下降",
        (Rule.NEAR, 1): "近期多次接近波动上限",
        (Rule.NEAR, -1): "近期多次接近波动下限",
        (Rule.ZONE, 1): "近期多数明显高于均值",
        (Rule.ZONE, -1): "近期多数明显低于均值",
        (Rule.ALTERNATING, 0): "连续 {count} {unit}一升一降",
        (Rule.HUGGING, 0): "连续 {count} {unit}紧贴均值",
        (Rule.AVOIDING, 0): "连续 {count} {unit}远离均值",
    },
    "en": {
        (Rule.OUTSIDE, 1): "above the upper limit",
        (Rule.OUTSIDE, -1): "below the lower limit",
        (Rule.SHIFT, 1): "{count} {unit} in a row above the mean",
        (Rule.SHIFT, -1): "{count} {unit} in a row below the mean",
        (Rule.TREND, 1): "rising over {count} {unit}",
        (Rule.TREND, -1): "falling over {count} {unit}",
        (Rule.NEAR, 1): "repeatedly near the upper limit",
        (Rule.NEAR, -1): "repeatedly near the lower limit",
        (Rule.ZONE, 1): "mostly well above the mean of late",
        (Rule.ZONE, -1): "mostly well below the mean of late",
        (Rule.ALTERNATING, 0): "up and down in turn for {count} {unit}",
        (Rule.HUGGING, 0): "close to the mean for {count} {unit}",
        (Rule.AVOIDING, 0): "far from the mean for {count} {unit}",
    },
}

UNITS: dict[Tongue, dict[Grain, str]] = {
    "zh": {Grain.DAY: "日", Grain.WEEK: "周", Grain.MONTH: "个月", Grain.QUARTER: "个季度", Grain.YEAR: "年"},
    "en": {
        Grain.DAY: "days",
        Grain.WEEK: "weeks",
        Grain.MONTH: "months",
        Grain.QUARTER: "quarters",
        Grain.YEAR: "years",
    },
}

PERIODS: dict[Tongue, dict[Grain, str]] = {
    "zh": {Grain.DAY: "当日", Grain.WEEK: "本周", Grain.MONTH: "本月", Grain.QUARTER: "本季度", Grain.YEAR: "本年"},
    "en": {
        Grain.DAY: "That day",
        Grain.WEEK: "This week",
        Grain.MONTH: "This month",
        Grain.QUARTER: "This quarter",
        Grain.YEAR: "This year",
    },
}

# The conclusion about a figure, by its variation and how it compares with its target: "" takes no side or has none.
CONCLUSIONS: dict[Tongue, dict[tuple[Variation, str], str]] = {
    "zh": {
        (Variation.CONCERNING, "met"): "仍{side}目标 {target}，但{evidence}，属{drift}，建议查原因",
        (Variation.CONCERNING, "missed"): "{side}目标 {target}，且{evidence}，建议查原因",
        (Variation.CONCERNING, ""): "{evidence}，属{drift}，建议查原因",
        (Variation.IMPROVING, "met"): "{side}目标 {target}，{evidence}，有好转",
        (Variation.IMPROVING, "missed"): "仍{side}目标 {target}，但{evidence}，有好转",
        (Variation.IMPROVING, ""): "{evidence}，有好转",
        (Variation.COMMON, "met"): "{side}目标 {target}，在正常波动范围",
        (Variation.COMMON, "missed"): "{side}目标 {target}，在正常波动范围",
        (Variation.COMMON, ""): "在正常波动范围",
        (Variation.NEUTRAL, "met"): "{side}目标 {target}，{evidence}",
        (Variation.NEUTRAL, "missed"): "{side}目标 {target}，{evidence}",
        (Variation.NEUTRAL, ""): "超出正常波动：{evidence}",
    },
    "en": {
        (
            Variation.CONCERNING,
            "met",
        ): "still {side} the target of {target}, but {evidence}: {drift}, to be looked into",
        (Variation.CONCERNING, "missed"): "{side} the target of {target} and {evidence}, to be looked into",
        (Variation.CONCERNING, ""): "{evidence}: {drift}, to be looked into",
        (Variation.IMPROVING, "met"): "{side} the target of {target}, {evidence}, improving",
        (Variation.IMPROVING, "missed"): "still {side} the target of {target}, but {evidence}, improving",
        (Variation.IMPROVING, ""): "{evidence}, improving",
        (Variation.COMMON, "met"): "{side} the target of {target}, within normal variation",
        (Variation.COMMON, "missed"): "{side} the target of {target}, within normal variation",
        (Variation.COMMON, ""): "within normal variation",
        (Variation.NEUTRAL, "met"): "{side} the target of {target}, {evidence}",
        (Variation.NEUTRAL, "missed"): "{side} the target of {target}, {evidence}",
        (Variation.NEUTRAL, ""): "changed beyond chance: {evidence}",
    },
}

# The same of a figure that gets worse, for a headline.
BRIEF: dict[Tongue, dict[str, str]] = {
    "zh": {
        "met": "仍达标，但{drift}（{evidence}）",
        "missed": "{side}目标 {target}，且{drift}（{evidence}）",
        "": "{drift}（{evidence}）",
    },
    "en": {
        "met": "still on target but in {drift} ({evidence})",
        "missed": "{side} the target of {target} and in {drift} ({evidence})",
        "": "in {drift} ({evidence})",
    },
}

PHRASES: dict[Tongue, dict[str, str]] = {
    "zh": {
        "rose": "较上期升幅超出正常范围",
        "fell": "较上期降幅超出正常范围",
        "few": "不足 5 期，不设波动界限",
        "flat": "各期数值相同",
        "missing": "本期没有数据",
        "hidden": "本期的数因人少不显示，不作判断",
        "unlike": "本期上报率与往期不同，不可比，不作判断",
        "trial": "不足 13 期，界限为试用",
        "rough": "基数小，波动范围仅供参考",
        "join": "，",
        "beside": "；",
        "mean": " {mean}",
        "case": "{period} {count}{unit}，逐案查明",
        "none": "{period}为零",
        "none_open": "期末为零",
        "met_up": "高于",
        "missed_up": "低于",
        "met_down": "低于",
        "missed_down": "高于",
        "even_up": "达到",
        "even_down": "不高于",
        "slow_up": "缓慢上升",
        "slow_down": "缓慢下滑",
        "quick_up": "明显上升",
        "quick_down": "明显下降",
        "shift_up": "已连续 {count} {unit}高于此前平均{mean}",
        "shift_down": "已连续 {count} {unit}低于此前平均{mean}",
    },
    "en": {
        "rose": "rose more than usual",
        "fell": "fell more than usual",
        "few": "fewer than 5 periods in a row, no limits",
        "flat": "every period the same",
        "missing": "no figure this period",
        "hidden": "not judged: the figure is hidden, too few persons",
        "unlike": "not judged: coverage differs from earlier periods",
        "trial": "trial limits, fewer than 13 periods",
        "rough": "small sample, limits are a hint",
        "join": ", ",
        "beside": "; ",
        "mean": " of {mean}",
        "case": "{period}: {count}{unit}, each looked into",
        "none": "{period}: none",
        "none_open": "none at the end",
        "met_up": "above",
        "missed_up": "below",
        "met_down": "below",
        "missed_down": "above",
        "even_up": "at",
        "even_down": "at",
        "slow_up": "a slow rise",
        "slow_down": "a slow decline",
        "quick_up": "a marked rise",
        "quick_down": "a marked fall",
        "shift_up": "for {count} {unit} in a row above the earlier mean{mean}",
        "shift_down": "for {count} {unit} in a row below the earlier mean{mean}",
    },
}


def conclusion(verdict: Verdict, history: Sequence[Reading], tongue: Tongue) -> str:
    """Return the conclusion about the latest of some readings in time order, then its signals; no full stop.

    Only for rates does it say whether the target is met. For what must be zero every case is looked into, and chance is not
    mentioned.
    """
    reading, phrases = history[-1], PHRASES[tongue]
    if reason := _unjudged(verdict, phrases):
        return reason
    if reading.metric.is_bottom_line and reading.numerator:
        return phrases["join"].join((case_words(reading, tongue), *_evidence(verdict, history, tongue)))
    if reading.metric.is_bottom_line:
        key = "none_open" if reading.metric.primary.operator is Operator.E else "none"
        return phrases[key].format(period=PERIODS[tongue][reading.period.grain])
    if verdict.reliability is Reliability.FLAT:
        return phrases["flat"]
    evidence = phrases["join"].join(_evidence(verdict, history, tongue))
    said = _amounts_to(
        {aim: text for (variation, aim), text in CONCLUSIONS[tongue].items() if variation is verdict.variation},
        evidence,
        verdict,
        reading,
        tongue,
    )
    return phrases["beside"].join((said, *_doubts(verdict, phrases)))


def brief(verdict: Verdict, history: Sequence[Reading], tongue: Tongue) -> str:
    """Return the conclusion about a rate that gets worse beyond chance, and its first signal; no full stop."""
    evidence = next(_evidence(verdict, history, tongue))
    return _amounts_to(BRIEF[tongue], evidence, verdict, history[-1], tongue)


def _amounts_to(said: Mapping[str, str], evidence: str, verdict: Verdict, reading: Reading, tongue: Tongue) -> str:
    """Fill in what is said by how a figure compares with its target."""
    aim, phrases = _aim(reading), PHRASES[tongue]
    return said["met" if aim == "even" else aim].format(
        side=phrases[f"{aim}_{reading.metric.direction}"] if aim else "",
        target=_target(reading, tongue) if aim else "",
        evidence=evidence,
        drift=phrases[_drift(verdict)],
    )


def case_words(reading: Reading, tongue: Tongue) -> str:
    """Return the words for cases that must not happen: 本周 1 人，逐案查明."""
    phrases = PHRASES[tongue]
    unit = "人" if reading.metric.is_ratio else reading.metric.unit  # the cases of a share of subjects are persons
    return phrases["case"].format(
        period=PERIODS[tongue][reading.period.grain],
        count=f"{reading.numerator or 0:.0f}",
        unit=f" {unit}" if tongue == "zh" else "",
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
    return ASSURANCE[tongue][verdict.assurance]


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
    if kind is ControlKind.MOVING:
        return PHRASES[tongue]["rose" if signal.side > 0 else "fell"]
    return RULES[tongue][signal.rule, signal.side].format(count=len(signal.places), unit=UNITS[tongue][grain])


def _unjudged(verdict: Verdict, phrases: Mapping[str, str]) -> str:
    """Return why there is no verdict, empty where there is one."""
    if verdict.is_unlike:
        return phrases["unlike"]
    if verdict.is_hidden:
        return phrases["hidden"]
    if verdict.reliability is Reliability.NONE:
        return phrases["few"]
    return phrases["missing"] if verdict.variation is Variation.UNKNOWN else ""


def _aim(reading: Reading) -> str:
    """Say whether a rate meets its target at the shown decimals; empty for a count, and where no side is taken."""
    metric, target = reading.metric, reading.metric.target
    if target is None or reading.value is None or not metric.is_ratio or metric.direction is Direction.NEUTRAL:
        return ""
    over = round(reading.value - target, metric.decimals)
    if not over:
        return "even"
    return "met" if (over > 0) == (metric.direction is Direction.UP) else "missed"


def _target(reading: Reading, tongue: Tongue) -> str:
    text, unit = reading.metric.target_text, reading.metric.unit
    return f"{text}{unit}" if unit in {"%", "‰"} else f"{text} {unit}" if tongue == "zh" else text


def _drift(verdict: Verdict) -> str:
    """Name the way a figure moves: a shift is slow, a jump is not."""
    side = next((signal.side for signal in verdict.signals if signal.side), 0)
    slow = any(signal.rule in {Rule.SHIFT, Rule.TREND} for signal in verdict.signals)
    return f"{'slow' if slow else 'quick'}_{'up' if side > 0 else 'down'}"


def _evidence(verdict: Verdict, history: Sequence[Reading], tongue: Tongue) -> Iterator[str]:
    """Yield the signals in words, a lasting shift first with the mean before it."""
    grain, kind = history[-1].period.grain, verdict.chart.kind
    said = notable(verdict.signals)
    if any(signal.rule is Rule.SHIFT for signal in said):  # which covers the lesser patterns on its side
        said = [signal for signal in said if signal.rule not in {Rule.NEAR, Rule.ZONE}]
    for signal in sorted(said, key=lambda each: each.rule is not Rule.SHIFT):
        before = mean_before(signal, verdict, history) if signal.rule is Rule.SHIFT else None
        if before is not None:
            key = "shift_up" if signal.side > 0 else "shift_down"
            count, unit = len(signal.places), UNITS[tongue][grain]
            yield PHRASES[tongue][key].format(count=count, unit=unit, mean=_mean(before, history[-1], tongue))
        else:
            yield signal_words(signal, kind, grain, tongue)


def _mean(mean: float, reading: Reading, tongue: Tongue) -> str:
    """Write a mean after a word for it; empty where it would look like the figure compared with it."""
    metric = reading.metric
    decimals = metric.decimals if metric.is_ratio else 1
    text = f"{mean:.{decimals}f}"
    if text == f"{reading.value or 0.0:.{decimals}f}":
        return ""
    return PHRASES[tongue]["mean"].format(mean=f"{text}{metric.unit if metric.unit in {'%', '‰'} else ''}")


def _doubts(verdict: Verdict, phrases: Mapping[str, str]) -> Iterator[str]:
    if verdict.reliability is Reliability.TRIAL:
        yield phrases["trial"]
    if verdict.is_rough:
        yield phrases["rough"]
