"""The score of a region's data: a weighted sum of five readings, every part of which can be looked up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.periods import Period
from data.readings import Figures, Reading, Readings, Status

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of the score: `weight` points at `full` or better, none at `none` or worse, in the metric's unit.

    With `per` the metric is a count, judged in per cent of that metric's base.
    """

    metric: str
    weight: float
    full: float
    none: float
    per: str = ""

    def points(self, value: float) -> float:
        """Return the points for a value."""
        share = (value - self.none) / (self.full - self.none)
        return self.weight * min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """A part with the reading behind it; `base` is what a count is divided by, `points` None where not known."""

    part: ScorePart
    reading: Reading
    base: float | None
    points: float | None

    @property
    def lost(self) -> float | None:
        """The points that are missing to the full weight."""
        return None if self.points is None else self.part.weight - self.points


@dataclass(frozen=True, slots=True)
class Score:
    """The points of 100 and their parts; None while a part was not reported: empty is not zero."""

    points: float | None
    parts: tuple[ScoredPart, ...]


@cache
def score_parts() -> tuple[ScorePart, ...]:
    """Return the parts in their order."""
    listed = tomllib.loads(FILE.read_text("utf-8"))["parts"]
    return tuple(ScorePart(metric=key, **fields) for key, fields in listed.items())


def score_question(codes: Iterable[str], periods: Iterable[Period]) -> Figures:
    """Return what `score` must be able to look up for some regions and periods."""
    return Figures(tuple(part.metric for part in score_parts()), tuple(codes), tuple(periods))


def score(readings: Readings, code: str, period: Period) -> Score:
    """Return the score of a region in a period; parts without a base weigh nothing, the others weigh more for it."""
    judged = tuple(_judged(part, readings, code, period) for part in score_parts())
    based = [each for each in judged if each.reading.status is not Status.UNDEFINED]
    if not based or any(each.points is None for each in based):
        return Score(None, judged)
    weight = sum(each.part.weight for each in based)
    return Score(100 * sum(each.points or 0 for each in based) / weight, judged)


def _judged(part: ScorePart, readings: Readings, code: str, period: Period) -> ScoredPart:
    reading = readings.one(part.metric, code, period)
    if not part.per:
        return ScoredPart(
            part, reading, reading.denominator, None if reading.value is None else part.points(reading.value)
        )
    base = readings.one(part.per, code, period).denominator
    known = reading.value is not None and bool(base)
    return ScoredPart(part, reading, base, part.points(100 * (reading.value or 0) / (base or 1)) if known else None)
