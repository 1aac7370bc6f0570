"""Why a metric moved: the contributions of the regions below as signed bars that add up to the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Figures, Reading, Readings
from data.readings.assessed import figure_periods
from data.readings.reading import Compare
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import SignedBar, SignedChart
from layouts.context import Context, Panel
from layouts.panels.links import explain
from layouts.panels.monthly import newest_reading
from layouts.panels.movement import ChangePart, Why, base_name, contribution_decimals
from layouts.panels.movement import why as reasons


def why(metric: str, key: str = "why") -> Panel:
    """Return the panel that explains a metric's change since the period the view compares with."""

    def needs(context: Context) -> Sequence[Figures]:
        codes = (context.region.code, *(child.code for child in _below(context, metric)))
        periods = figure_periods(context.catalogue.metric(metric), context.period, context.as_of)
        return [Figures((metric,), codes, periods, compare=True)]

    def draw(readings: Readings, context: Context) -> SignedChart | Nothing:
        whole = newest_reading(readings, context, metric, context.region.code)
        if context.view.compare is Compare.TARGET:
            return Nothing(context.words("why.target"))
        below = readings.across(metric, [child.code for child in _below(context, metric)], whole.period)
        found = reasons(whole, below, context.view.compare, context)
        if found is None:
            return Nothing(_unknown(whole, context))
        return _chart(found, whole, below, context) if found.lines else Nothing(_text(found, context))

    return Panel(
        key=key,
        title=lambda context: context.words(
            "why.panel_title", metric=context.words.short(context.catalogue.metric(metric))
        ),
        note=lambda context: context.words(f"against.{context.view.compare}"),
        needs=needs,
        draw=draw,
    )


def _unknown(whole: Reading, context: Context) -> str:
    """Say that there is no change to explain: no earlier figure, or one that cannot be compared."""
    if reason := context.words.unlike(whole, context.view.compare):
        return context.words("why.no_pair", reason=reason)
    return context.words("why.unknown", base=base_name(whole, context.view.compare, context))


def _below(context: Context, metric: str) -> tuple[Region, ...]:
    """Return the regions below for which the metric is defined."""
    lowest = context.catalogue.metric(metric).lowest
    return tuple(child for child in context.children if child.level.depth <= lowest.depth)


def _chart(found: Why, whole: Reading, below: Sequence[Reading], context: Context) -> SignedChart:
    readings = {reading.region.code: reading for reading in below}
    points = tuple(_point(line, whole, readings, context) for line in found.lines)
    words = context.words
    return SignedChart(
        name=words.name(whole.metric),
        points=points,
        summary=words(
            "why.summary", region=words.name(whole.region), metric=words.name(whole.metric), text=found.change
        ),
        unit="个百分点" if whole.metric.unit == "%" else whole.metric.unit,
        decimals=contribution_decimals(whole),
        note=_text(found, context),
    )


def _point(line: ChangePart, whole: Reading, readings: Mapping[str, Reading], context: Context) -> SignedBar:
    """Return a line as a bar; the total leads to the overall figure's drawer."""
    href = explain(context, whole.metric) if line.is_total else ""
    return SignedBar(
        label=line.label,
        value=line.amount,
        text=line.text,
        href=line.href or href,
        reading=readings[line.region.code] if line.region else whole if line.is_total else None,
        is_total=line.is_total,
    )


def _text(found: Why, context: Context) -> str:
    what = context.words("why.what", change=found.change, moves=found.moves) if found.moves else found.change
    return context.words("why.text", what=what, notes=" ".join(found.notes)).strip()
