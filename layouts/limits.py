"""Which limit a figure is beyond, in words."""

from __future__ import annotations

from collections.abc import Mapping

from data.area_rules import AlertLevel, AreaRule, limit_passed
from data.catalogue import Direction
from data.readings import Reading
from layouts.words import Language

SAID = (AlertLevel.RED, AlertLevel.YELLOW)  # blue is the target itself


def limit_words(reading: Reading, rules: Mapping[str, AreaRule], words: Language) -> str:
    """Say which limit of the alert rules a figure is beyond, red or yellow, else its target where it misses that."""
    metric = reading.metric
    side = "above" if metric.direction is Direction.DOWN else "below"
    level, limit = limit_passed(rules, reading) or (AlertLevel.BLUE, 0.0)
    if level in SAID:
        return words(f"limits.{side}.{level.value}", limit=words.amount(limit, metric))
    if reading.shortfall and metric.target is not None:
        return words(f"limits.{side}.target", limit=words.amount(metric.target, metric))
    return ""
