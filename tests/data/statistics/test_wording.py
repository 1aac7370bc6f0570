"""The words of a verdict: the conclusion first, then its evidence, and never two that contradict each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.catalogue import Direction
from data.periods import Grain
from data.readings import Reading, Status
from data.statistics import Variation, judged
from data.statistics.control import ControlKind
from data.statistics.rules import Rule
from data.statistics.verdict import Assurance
from layouts.words.language import load_language
from layouts.words.verdicts import assurance_words, conclusion, signal_words
from tests.layouts.fabricate import WEEK, catalogue, reading, region

CITY = "330100"
TWO_SIDED = {Rule.OUTSIDE, Rule.SHIFT, Rule.TREND, Rule.NEAR, Rule.ZONE}
RATE, COUNT, OPEN = "checkin_completion_rate", "alert_count", "absconded_new_count"
UP_AND_DOWN = (0.1, -0.1, 0.05, -0.05, 0.1, -0.1, 0.0)


def course(metric: str, *values: float | None, base: float = 20_000) -> list[Reading]:
    """Return readings of some weeks up to the 47th."""
    weeks = WEEK.back(len(values))
    status = {None: Status.MISSING}
    return [
        reading(metric, region(CITY), week, value=value, base=base, status=status.get(value, Status.OK))  # type: ignore[arg-type]
        for week, value in zip(weeks, values, strict=True)
    ]


def about(level: float, count: int, swing: float = 1.0) -> list[float]:
    """Return figures that vary a little about a level."""
    return [level + swing * UP_AND_DOWN[at % len(UP_AND_DOWN)] for at in range(count)]


def said(history: list[Reading], tongue: str = "zh") -> str:
    """Return the conclusion of a course."""
    return conclusion(judged(history), history, "en" if tongue == "en" else "zh")


def test_a_slow_decline_above_the_target_says_so_first() -> None:
    """Nine weeks below the mean before, yet still above 98: not 恶化 beside 可稳定达标, but one conclusion."""
    history = course(RATE, *about(98.6, 16), *about(98.25, 9, 0.5))

    assert said(history) == "仍高于目标 98%，但已连续 9 周低于此前平均 98.6%，属缓慢下滑，建议查原因"
    assert said(history, "en") == (
        "still above the target of 98%, but for 9 weeks in a row below the earlier mean of 98.6%: a slow decline, to be looked into"
    )


def test_what_gets_worse_is_not_called_safe() -> None:
    """Even with all limits above the target, a falling figure is not called safely on target."""
    history = course(RATE, *about(99.4, 16, 0.2), *about(99.2, 9, 0.2))
    verdict = judged(history)

    assert (verdict.variation, verdict.assurance) == (Variation.CONCERNING, Assurance.WILL_HIT)
    assert assurance_words(verdict, history[-1], "zh") == ""


def test_a_calm_rate_says_how_it_compares_with_its_target() -> None:
    """Above the target, at it or below, and whether it will stay so."""
    assert said(course(RATE, *about(99.0, 20, 0.2))) == "高于目标 98%，在正常波动范围"
    assert said(course(RATE, *about(97.0, 20, 0.2))) == "低于目标 98%，在正常波动范围"
    high, low = course(RATE, *about(99.0, 20, 0.2)), course(RATE, *about(97.0, 20, 0.2))
    assert assurance_words(judged(high), high[-1], "zh") == "按目前水平可稳定达标"
    assert assurance_words(judged(low), low[-1], "zh") == "按目前水平难以达标"


def test_a_figure_that_meets_its_target_is_not_said_to_miss_it() -> None:
    """A process that cannot keep the target is not called a miss in a good week, nor one that keeps it a hit in a bad week."""
    good = course(RATE, *about(97.0, 20, 0.2))
    lucky = replace(good[-1], value=98.2)

    assert assurance_words(judged(good), lucky, "zh") == ""


@pytest.mark.parametrize("metric", ["device_over_term_count", "absconded_count", "incident_count"])
def test_a_count_at_zero_gets_no_verdict_of_attainment(metric: str) -> None:
    """For a count that must be zero neither 达标 nor 难以达标 is said."""
    history = course(metric, 1, 0, 2, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0)

    words = said(history) + assurance_words(judged(history), history[-1], "zh")

    assert "达标" not in words
    assert "目标" not in words


@pytest.mark.parametrize("metric", ["absconded_new_count", "abscond_rate", "incident_count", "device_over_term_count"])
def test_a_case_on_the_bottom_line_is_never_within_chance(metric: str) -> None:
    """One is one: each is looked into, even within its limits."""
    history = course(metric, *[0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], 1, base=100)

    assert said(history).startswith("本周 1 ")
    assert "逐案查明" in said(history)
    assert "正常波动范围" not in said(history)


@pytest.mark.parametrize(
    ("metric", "none"),
    [("absconded_new_count", "本周为零"), ("abscond_rate", "本周为零"), ("absconded_count", "期末为零")],
)
def test_none_on_the_bottom_line_is_none_and_no_matter_of_chance(metric: str, none: str) -> None:
    """Nor on a small base, nor at its target: what must be zero is zero, a stock at the end."""
    history = course(metric, *[0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], 0, base=100)

    assert said(history) == none


def test_a_fall_below_the_target_says_both() -> None:
    """Below the target and below its limits: one sentence, with what to do."""
    history = course(RATE, *about(98.4, 20, 0.2), 96.0)

    assert said(history) == "低于目标 98%，且低于正常波动下限，建议查原因"


def test_an_improvement_says_whether_it_is_enough() -> None:
    """Better, but still below."""
    history = course(RATE, *about(96.0, 16, 0.2), *about(96.8, 9, 0.2))

    assert said(history).startswith("仍低于目标 98%，但已连续 9 周高于此前平均 96.0%")
    assert said(history).endswith("有好转")


def test_a_mean_that_looks_like_the_figure_is_not_written() -> None:
    """98.1 % is not said to be below 98.1 %."""
    history = course(RATE, *about(98.14, 16, 0.2), *[98.06] * 9, base=2_000_000)

    assert "已连续 9 周低于此前平均，" in said(history)


def test_what_cannot_be_judged_says_why() -> None:
    """Too few weeks, none this week, all the same, and limits on trial or on few cases."""
    assert said(course(RATE, 97.0, 98.0, 99.0)) == "不足 5 期，不设波动界限"
    assert said(course(RATE, *about(98.0, 12), None)) == "本期没有数据"
    assert said(course(COUNT, *[5.0] * 14)) == "各期数值相同"
    assert said(course(RATE, 98.2, 98.6, 98.3, 98.5, 98.4)).endswith("；不足 13 期，界限为试用")
    assert said(course(RATE, *about(94.0, 14, 30), base=50)).endswith("；基数小，波动范围仅供参考")


def test_a_signal_in_words() -> None:
    """As the points of a chart say it."""
    verdict = judged(course(RATE, *about(98.6, 16), *about(98.25, 9, 0.5)))
    words = {signal_words(signal, ControlKind.XMR, Grain.MONTH, "zh") for signal in verdict.signals}

    assert "连续 9 个月低于均值" in words


def test_there_are_words_for_all_that_a_verdict_may_be() -> None:
    """Every variation, assurance and rule, and every conclusion with a target met, missed or none."""
    judged_ones = {*Variation} - {Variation.UNKNOWN}
    keys = {
        *(f"variation.{each}" for each in Variation),
        *(f"assurance.{each}" for each in Assurance),
        *(f"rule.{each}.{side}" for each in TWO_SIDED for side in ("up", "down")),
        *(f"rule.{each}.even" for each in {*Rule} - TWO_SIDED),
        *(f"conclusion.{each}.{aim}" for each in judged_ones for aim in ("alone", "met", "missed")),
    }

    assert {f"verdicts.{key}" for key in keys} <= load_language("zh").messages.keys()


def test_a_metric_without_a_side_has_no_target_to_speak_of() -> None:
    """Neutral figures change or do not."""
    assert catalogue().metric(COUNT).direction is Direction.NEUTRAL
    assert said(course(COUNT, *[20, 22, 19, 21, 20, 23, 18, 20, 21, 22, 19, 20, 21], 60)).startswith("超出正常波动：")
