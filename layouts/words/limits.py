"""Which limit a figure is beyond, in words."""

from __future__ import annotations

from data.catalogue import Direction
from data.readings import Reading
from layouts.words.language import Language


def limit_words(reading: Reading, words: Language) -> str:
    """Say which limit a figure is beyond, the red or the yellow one of its metric, else its target where it misses that.

    They are the limits by which maps and figures are coloured.
    """
    metric, value = reading.metric, reading.value
    if value is None:
        return ""
    side = "above" if metric.direction is Direction.DOWN else "below"
    limits = {"red": metric.bands.red, "yellow": metric.bands.yellow, "target": metric.target}
    for name, limit in limits.items():
        if limit is not None and (value > limit if side == "above" else value < limit):
            return words(f"limits.{side}.{name}", limit=words.amount(limit, metric))
    return ""
