"""The small line without axes in tiles and in the drawer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.readings import Reading
from data.statistics.history import is_part_of_a_sum

SPARK_WIDTH, SPARK_HEIGHT, SPARK_AIR = 347.0, 48.0, 5.0


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line without axes: unbroken runs of "x,y" points, the last point, the height of the target."""

    runs: tuple[str, ...]
    last: tuple[float, float] | None
    target: float | None


def spark(history: Sequence[Reading]) -> Spark:
    """Return the line of readings in time order; one without a value breaks it, a sum of a running period is left out."""
    ended = history[:-1] if len(history) > 1 and is_part_of_a_sum(history[-1]) else history
    values = [reading.value for reading in ended]
    known = [value for value in values if value is not None]
    if not known:
        return Spark((), None, None)
    low, high = min(known), max(known)

    def height(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(SPARK_HEIGHT - SPARK_AIR - share * (SPARK_HEIGHT - 2 * SPARK_AIR), 1)

    step = (SPARK_WIDTH - 2 * SPARK_AIR) / max(len(values) - 1, 1)
    dots = [
        None if value is None else (round(SPARK_AIR + index * step, 1), height(value))
        for index, value in enumerate(values)
    ]
    target = history[-1].metric.target
    inside = target is not None and low <= target <= high
    return Spark(_runs(dots), dots[-1], height(target) if inside and target is not None else None)


def _runs(dots: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot[0]},{dot[1]}")
    return tuple(" ".join(run) for run in runs if run)
