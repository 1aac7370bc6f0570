"""A verdict in words, official plain Chinese or English; every phrase stands here in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from data.periods import Grain
from data.signals.control import Kind, Signal, Standing
from data.signals.rules import Rule
from data.signals.verdict import Assurance, Variation, Verdict

Tongue = Literal["zh", "en"]

VARIATION: dict[Tongue, dict[Variation, str]] = {
    "zh": {
        Variation.COMMON: "在正常波动范围",
        Variation.IMPROVING: "改善",
        Variation.CONCERNING: "恶化",
        Variation.NEUTRAL: "非随机变化",
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
    },
}


def variation_words(verdict: Verdict, grain: Grain, tongue: Tongue) -> str:
    """Return what is happening, by which signals, and how far it can be trusted."""
    return PHRASES[tongue]["join"].join(_parts(verdict, grain, tongue))


def assurance_words(verdict: Verdict, tongue: Tongue) -> str:
    """Return whether the target will be met."""
    return ASSURANCE[tongue][verdict.assurance]


def telling(signals: Sequence[Signal]) -> list[Signal]:
    """Return the signals worth words: to have come near a limit says nothing where it was passed."""
    beyond = {signal.side for signal in signals if signal.rule is Rule.OUTSIDE}
    return [signal for signal in signals if signal.rule is not Rule.NEAR or signal.side not in beyond]


def signal_words(signal: Signal, kind: Kind, grain: Grain, tongue: Tongue) -> str:
    """Return a signal in words, e.g. 连续 7 周低于均值."""
    if kind is Kind.MOVING:
        return PHRASES[tongue]["rose" if signal.side > 0 else "fell"]
    return RULES[tongue][signal.rule, signal.side].format(count=len(signal.places), unit=UNITS[tongue][grain])


def _parts(verdict: Verdict, grain: Grain, tongue: Tongue) -> Iterator[str]:
    phrases = PHRASES[tongue]
    if verdict.is_unlike:
        yield phrases["unlike"]
        return
    if verdict.is_hidden:
        yield phrases["hidden"]
        return
    if verdict.standing is Standing.NONE:
        yield phrases["few"]
        return
    if verdict.variation is Variation.UNKNOWN:
        yield phrases["missing"]
        return
    if verdict.standing is Standing.FLAT:
        yield phrases["flat"]
        return
    yield VARIATION[tongue][verdict.variation]
    for signal in telling(verdict.signals):
        yield signal_words(signal, verdict.chart.kind, grain, tongue)
    if verdict.standing is Standing.TRIAL:
        yield phrases["trial"]
    if verdict.is_rough:
        yield phrases["rough"]
