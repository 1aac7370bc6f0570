"""The two icons of a metric: what is happening, and whether it will meet its target. Each is beside its words.

They are drawn in a square of 24: what is happening as a course between two limits, which it leaves upwards or downwards;
whether it will be met as a course above, below or across the line of the target.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Direction
from data.readings import Reading
from data.statistics import Variation, Verdict
from data.statistics.verdict import Assurance
from layouts.charts.chart import Icon
from layouts.words.language import Tongue
from layouts.words.verdicts import assurance_words, conclusion

LIMITS, TARGET = "M2 8H22M2 16H22", "M2 12H22"
USUAL = "M2 13L6 10L10 14L14 10.5L18 13.5L22 11"
UNKNOWN = "M6 12h.01M12 12h.01M18 12h.01"
LEAVES = {
    1: "M2 13L6 10.5L10 13.5L14 11L18.2 4.8M18 3.5a1.75 1.75 0 1 0 3.5 0a1.75 1.75 0 1 0-3.5 0",
    -1: "M2 11L6 13.5L10 10.5L14 13L18.2 19.2M18 20.5a1.75 1.75 0 1 0 3.5 0a1.75 1.75 0 1 0-3.5 0",
}
ABOVE, BELOW, ACROSS = (
    "M2 7L7 4L12 7.5L17 4.5L22 6.5",
    "M2 17L7 20L12 16.5L17 19.5L22 17.5",
    "M2 17L7 7L12 17L17 7L22 16",
)


def icons(verdict: Verdict, history: Sequence[Reading], tongue: Tongue) -> tuple[Icon, ...]:
    """Return the icon of the conclusion and, where there is anything to say of it, that of whether the target will be met."""
    reading = history[-1]
    variation = Icon(
        look=verdict.variation.value,
        word=conclusion(verdict, history, tongue),
        mark=LIMITS,
        line=_course(verdict),
    )
    assured = assurance_words(verdict, reading, tongue)
    if not assured:
        return (variation,)
    return variation, Icon(
        look=verdict.assurance.value,
        word=assured,
        mark=TARGET,
        line=_about_target(verdict.assurance, reading.metric.direction),
    )


def _course(verdict: Verdict) -> str:
    if verdict.variation is Variation.UNKNOWN:
        return UNKNOWN
    side = verdict.signals[0].side if verdict.signals else 0
    return LEAVES.get(side, USUAL)


def _about_target(assurance: Assurance, direction: Direction) -> str:
    good, bad = (ABOVE, BELOW) if direction is Direction.UP else (BELOW, ABOVE)
    shapes = {Assurance.WILL_HIT: good, Assurance.WILL_MISS: bad, Assurance.HIT_AND_MISS: ACROSS}
    return shapes.get(assurance, UNKNOWN)
