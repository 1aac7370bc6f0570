"""The shades of a map: even steps of its values within the colour limits, and the look of each reading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from statistics import quantiles

from data.catalogue import Direction, Metric
from data.readings import Reading, Status
from data.statistics.intervals import is_colourless

FILLS = {1: (3,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5), 6: (1, 2, 3, 4, 5, 6)}
EVENS = {3: (1, 2, 5), 4: (1, 2, 5), 2: (1, 2, 2.5, 5)}  # cuts of a band, and the widths that look even
SHADED = (Status.OK, Status.PARTIAL)
BLANK = (Status.MISSING, Status.STALE, Status.SUPPRESSED, Status.UNDEFINED, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Steps:
    """The limits between the colour steps, ascending; a limit belongs to the step above it."""

    breaks: tuple[float, ...]
    decimals: int

    def index(self, value: float) -> int:
        """Return which step a value falls in, judged as it is shown."""
        return bisect_right(self.breaks, round(value, self.decimals))

    def fill(self, value: float) -> int:
        """Return the shade of a value, 1 (least) to 6 (most)."""
        return FILLS[len(self.breaks) + 1][self.index(value)]


def steps_of(readings: Sequence[Reading]) -> Steps:
    """Return up to six steps of the values within the colour limits: even ones, else sixths; what is beyond is red or yellow."""
    shaded = [reading for reading in readings if not limit_passed(reading)]
    values = [value for reading in shaded if (value := shaded_value(reading)) is not None]
    if not values:
        return Steps((), 0)
    metric = readings[0].metric
    shown = sorted({round(value, metric.decimals) for value in values})
    if len(shown) == 1:
        return Steps((), metric.decimals)
    for breaks in (_band_breaks(metric), _target_breaks(metric, shown)):
        steps = Steps(tuple(limit for limit in breaks if _is_within(metric, limit)), metric.decimals)
        if len({steps.index(value) for value in shown}) >= min(3, len(shown)):
            return steps
    return Steps(_sixths(values, shown, metric.decimals), metric.decimals)


def limit_passed(reading: Reading) -> str:
    """Return "red" or "yellow" for a value beyond that limit of the catalogue; on a base under 30 none is coloured."""
    value = shaded_value(reading)
    return "" if value is None or is_colourless(reading) else reading.metric.limit_passed(value)


def shaded_value(reading: Reading) -> float | None:
    """Return the value a region is shaded by; one carried too long gives no shade."""
    return reading.value if reading.status in SHADED else None


def _band_breaks(metric: Metric) -> tuple[float, ...]:
    """Return even limits that include yellow and red, the rest laid on the good side first."""
    yellow, red = metric.bands.yellow, metric.bands.red
    if yellow is None or red is None or yellow == red:
        return ()
    count = next((count for count, evens in EVENS.items() if _is_even(yellow, red, count, evens, metric)), 1)
    step = (yellow - red) / count
    band = [red + step * index for index in range(count + 1)]
    better = [yellow + step * index for index in range(1, 6)]
    worse = [red - step * index for index in range(1, 6)]
    beyond = [limit for limit in better + worse if _is_possible(metric, limit)]
    return tuple(sorted(round(limit, 6) for limit in band + beyond[: 5 - len(band)]))


def _target_breaks(metric: Metric, shown: Sequence[float]) -> tuple[float, ...]:
    """Return five even limits about the middle of the values, in line with the target."""
    if metric.target is None:
        return ()
    low, high = shown[len(shown) // 20], shown[-1 - len(shown) // 20]
    step = max(_even_above((high - low) / 4), 10.0**-metric.decimals)
    first = floor(((low + high) / 2 - metric.target) / step) - 2
    breaks = [round(metric.target + step * (first + index), 6) for index in range(5)]
    return tuple(limit for limit in breaks if _is_possible(metric, limit))


def _sixths(values: Sequence[float], shown: Sequence[float], decimals: int) -> tuple[float, ...]:
    if len(shown) <= 6:
        return tuple(shown[1:])
    limits = {_two_figures(limit, decimals) for limit in quantiles(values, n=6, method="inclusive")}
    return tuple(sorted(limit for limit in limits if shown[0] < limit <= shown[-1]))


def _is_within(metric: Metric, limit: float) -> bool:
    """Say whether a step may begin at a limit: the worst one of the good values begins or ends at the yellow limit anyway."""
    yellow = metric.bands.yellow
    return yellow is None or (limit > yellow if metric.direction is Direction.UP else limit < yellow)


def _is_possible(metric: Metric, limit: float) -> bool:
    return limit > 0 and not (metric.unit == "%" and limit > 100)


def _is_even(yellow: float, red: float, count: int, evens: tuple[float, ...], metric: Metric) -> bool:
    step = abs(yellow - red) / count
    first_figure = round(step / 10 ** floor(log10(step)), 6)
    return first_figure in evens and round(step, metric.decimals) == round(step, 6)


def _even_above(step: float) -> float:
    if step <= 0:
        return 0.0
    power = 10.0 ** floor(log10(step))
    return next(even * power for even in (1, 2, 5, 10) if even * power >= step * 0.999)


def _two_figures(value: float, decimals: int) -> float:
    digits = 1 - floor(log10(abs(value))) if value else 0
    return round(round(value, digits), decimals)


def shade_of(reading: Reading, steps: Steps) -> str:
    """Return the look of a region by its reading: `fill-4`, `limit-red` or, without a value to shade it by, `is-missing`."""
    value = shaded_value(reading)
    if value is None:
        return f"is-{blank_state(reading.status)}"
    passed = limit_passed(reading)
    return f"limit-{passed}" if passed else f"fill-{steps.fill(value)}"


def blank_state(status: Status) -> Status:
    """Return the state by which a region without a shade is drawn."""
    return status if status in BLANK else Status.MISSING
