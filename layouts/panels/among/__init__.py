"""A region among others that its reader does not see by name: its place, and the quartiles of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.catalogue import Direction
from data.periods import Period
from data.questions.kinds import Comparisons
from data.readings import Reading
from data.statistics import interval, is_small_sample
from data.statistics.comparison import Comparison, Quartiles
from data.statistics.placing import Placing
from data.statistics.ranking import Spot
from layouts.charts.kinds import IntervalChart, RankedInterval
from layouts.context import Context
from layouts.panels.links import explain

QUARTILES = ("high", "middle", "low")


def compared(context: Context, asked: Sequence[Comparisons]) -> Mapping[tuple[str, Period], Comparison]:
    """Return the answers to some questions of a page for how its figures compare, by metric and period."""
    return {key: found for question in asked for key, found in context.answer(question).items()}


def needs_among(context: Context, metric: str) -> list[Comparisons]:
    """Ask how the region's own figure compares with those of others."""
    return [Comparisons(context.region.code, (metric,), context.period, context.as_of)]


def among_others(reading: Reading, whole: Reading | None, context: Context, *, is_of_level: bool) -> IntervalChart:
    """Return the region's own figure with its place, among the quartiles of the regions it is compared with.

    These are all of its level where there are more than its siblings and the panel is of them. `whole` is the total of
    the region above, where it is shown.
    """
    words, metric = context.words, reading.metric
    found = compared(context, needs_among(context, metric.key)).get((metric.key, reading.period))
    is_wide = is_of_level and found is not None and found.level_count > 0
    spot = _spot(found.placing, is_wide=is_wide) if found else None
    others = (found.level_quartiles if is_wide else found.group_quartiles) if found else None
    is_down = metric.direction is Direction.DOWN
    points = [_own(reading, spot, found, context), *_quartiles(others, reading, context)]
    points.sort(key=lambda point: (point.value is None, (point.value or 0.0) * (1 if is_down else -1)))
    return IntervalChart(
        name=words.name(metric),
        points=tuple(points),
        summary=_summary(reading, whole, spot, context),
        unit=metric.unit,
        decimals=metric.decimals,
        centre=whole.value if whole and metric.is_ratio else None,
        target=metric.target,
        note=words("panels.among.note", count=others.count) if others else words("panels.among.few"),
    )


def _spot(placing: Placing, *, is_wide: bool) -> Spot | None:
    return placing.level if is_wide else placing.group


def _own(reading: Reading, spot: Spot | None, found: Comparison | None, context: Context) -> RankedInterval:
    bounds = interval(reading)
    return RankedInterval(
        label=context.words.short(reading.region),
        value=reading.value,
        text=context.words.figure(reading),
        href=explain(context, reading.metric),
        base=reading.denominator,
        reading=reading,
        rank=spot.rank if spot else None,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        has_small_base=is_small_sample(reading),
        is_selected=True,
        is_behind=found is not None and found.placing.is_behind_group,
    )


def _quartiles(others: Quartiles | None, reading: Reading, context: Context) -> list[RankedInterval]:
    if others is None:
        return []
    words, decimals = context.words, reading.metric.decimals
    values = (getattr(others, key) for key in QUARTILES)
    return [
        RankedInterval(label=words(f"panels.among.{key}"), value=value, text=words.number(value, decimals))
        for key, value in zip(QUARTILES, values, strict=True)
    ]


def _summary(reading: Reading, whole: Reading | None, spot: Spot | None, context: Context) -> str:
    words = context.words
    above = {"region": words.name(whole.region), "value": words.figure_with_unit(whole)} if whole else {}
    return words(
        "panels.among.summary",
        region=words.name(reading.region),
        value=words.figure_with_unit(reading),
        place=words("panels.among.place", rank=spot.rank, count=spot.count) if spot else "",
        whole=words("panels.among.whole", **above) if above else "",
    )
