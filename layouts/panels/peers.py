"""Like with like: the regions below with interval and base, and the region among its peers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from data.catalogue import Direction
from data.periods import Period
from data.readings import Figures, Reading, Readings
from data.readings.assessed import figure_periods, newest_period
from data.regions import Level, Region
from data.statistics import interval, is_small_sample
from data.statistics.behind import PeerVerdict, has_chance, verdicts
from data.statistics.ranking import ranked_readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import IntervalChart, RankedInterval, SwarmChart, SwarmDot
from layouts.context import Context, Need, Panel
from layouts.panels.among import among_others, needs_among
from layouts.panels.links import all_of, compared, go_to, is_alone, whole_and_parts
from layouts.panels.monthly import newest_reading
from layouts.panels.ranking import unranked


def ranking(metric: str, key: str = "ranking") -> Panel:
    """Return the regions below by a metric, each with its 95 % interval and base; an office is among its county's."""

    def needs(context: Context) -> Sequence[Need]:
        whole, parts = whole_and_parts(context)
        among = needs_among(context, metric) if is_alone(context) else []
        return [*among, Figures((metric,), (whole.code, *(part.code for part in parts)), _periods(context, metric))]

    def draw(readings: Readings, context: Context) -> IntervalChart | Nothing:
        whole, parts = whole_and_parts(context)
        if not parts:
            return Nothing(context.words("panels.ranking.alone", region=context.words.name(context.region)))
        if is_alone(context):
            own = newest_reading(readings, context, metric, context.region.code)
            return among_others(own, readings.one(metric, whole.code, own.period), context, is_of_level=False)
        return _intervals(*_assessed(readings, context, metric, whole, parts), context)

    return Panel(
        key=key,
        title=lambda context: context.words(
            "panels.peers.ranking", metric=context.words.short(context.catalogue.metric(metric))
        ),
        note=lambda context: _legend(context, metric),
        needs=needs,
        draw=draw,
    )


def swarm(metric: str, key: str = "swarm") -> Panel:
    """Return a region's peers of the same level as dots on one axis, their quartiles where they are not seen by name.

    Of a region without peers these are its children.
    """

    def needs(context: Context) -> Sequence[Need]:
        among = peers(context)
        if not context.names(among):
            own = Figures((metric,), (context.region.code,), _periods(context, metric))
            return [*needs_among(context, metric), own]
        return [Figures((metric,), tuple(region.code for region in among), _periods(context, metric))]

    def draw(readings: Readings, context: Context) -> SwarmChart | IntervalChart | Nothing:
        among = peers(context)
        if not context.names(among):
            own = newest_reading(readings, context, metric, context.region.code)
            return among_others(own, None, context, is_of_level=True)
        period = newest_period(readings, metric, [region.code for region in among], _periods(context, metric))
        shown = readings.across(metric, [region.code for region in among], period)
        if not any(reading.value is not None for reading in shown):
            return Nothing(
                context.words("panels.peers.empty", metric=context.words.name(context.catalogue.metric(metric)))
            )
        return _swarm(shown, context)

    return Panel(
        key=key,
        title=lambda context: context.words(
            "panels.peers.swarm", metric=context.words.name(context.catalogue.metric(metric))
        ),
        note=lambda context: context.words(
            f"panels.peers.among.{peers(context)[0].level}" if peers(context) else "panels.peers.alone"
        ),
        needs=needs,
        draw=draw,
    )


def _legend(context: Context, key: str) -> str:
    """Say what line, figure and red mean."""
    words, metric = context.words, context.catalogue.metric(key)
    if metric.direction is Direction.NEUTRAL:
        return words("panels.peers.ranking_note")
    if metric.is_census:
        return words("panels.peers.ranking_census")
    whole = whole_and_parts(context)[0]
    side = "up" if metric.direction is Direction.UP else "down"
    return words(f"panels.peers.ranking_red.{side}", whole=all_of(whole, context))


def peers(context: Context) -> tuple[Region, ...]:
    """Return the regions of the same level below the root, for an office those of its county, for the root its counties."""
    root, region = context.regions.root, context.region
    if region.level is Level.OFFICE:
        wider = context.regions.above(region.code)
        return context.below(wider[-1]) if wider else (region,)
    if region.code == root.code:
        return tuple(context.within(root.code, Level.COUNTY)) or context.children or (region,)
    return tuple(context.within(root.code, region.level))


def _periods(context: Context, metric: str) -> tuple[Period, ...]:
    return figure_periods(context.catalogue.metric(metric), context.period, context.as_of)


def _assessed(
    readings: Readings, context: Context, metric: str, whole: Region, parts: Sequence[Region]
) -> tuple[Reading, list[tuple[Reading, int | None]]]:
    codes = [part.code for part in parts]
    period = newest_period(readings, metric, codes, _periods(context, metric))
    return readings.one(metric, whole.code, period), ranked_readings(readings.across(metric, codes, period))


def _intervals(whole: Reading, ranked: Sequence[tuple[Reading, int | None]], context: Context) -> IntervalChart:
    words, metric = context.words, whole.metric
    judged = verdicts([reading for reading, _ in ranked])
    off = {code for code, verdict in judged.items() if verdict in {PeerVerdict.BEHIND, PeerVerdict.SHORT}}
    return IntervalChart(
        name=words.name(metric),
        points=tuple(_point(reading, rank, context, off) for reading, rank in ranked),
        summary=words(
            "panels.peers.summary",
            metric=words.name(metric),
            region=words.name(whole.region),
            value=words.figure_with_unit(whole),
            off=_off(len(off), whole, context),
        ),
        unit=metric.unit,
        decimals=metric.decimals,
        centre=whole.value if metric.is_ratio else None,
        target=metric.target,
        more=compared(context, metric),
        note=words("panels.peers.period", period=words.period(whole.period)) if whole.period != context.period else "",
    )


def _off(count: int, whole: Reading, context: Context) -> str:
    """Say how many of the regions are marked, in the words of the list that compares them: clearly behind, else short."""
    words, metric = context.words, whole.metric
    if metric.direction is Direction.NEUTRAL:
        return words("panels.peers.off.unjudged")
    worse = PeerVerdict.BEHIND if has_chance(metric) else PeerVerdict.SHORT
    side = "up" if metric.direction is Direction.UP else "down"
    verdict = words(f"panels.ranked.verdict.{worse}.{side}", whole=all_of(whole.region, context))
    return words(f"panels.peers.off.{worse if count else f'none_{worse}'}", count=count, verdict=verdict)


def _point(reading: Reading, rank: int | None, context: Context, off: Collection[str]) -> RankedInterval:
    bounds = interval(reading)
    return RankedInterval(
        label=context.words.short(reading.region),
        value=reading.value,
        text=context.words.figure(reading),
        href=go_to(context, reading.region),
        note=unranked(reading, rank, context),
        base=reading.denominator,
        reading=reading,
        rank=rank,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        has_small_base=is_small_sample(reading),
        is_selected=reading.region.code == context.region.code,
        is_behind=reading.region.code in off,
    )


def _swarm(shown: Sequence[Reading], context: Context) -> SwarmChart:
    words, metric = context.words, shown[0].metric
    own = next((reading for reading in shown if reading.region.code == context.region.code), None)
    place = next((rank for reading, rank in ranked_readings(shown) if reading is own), None)
    said = "panels.peers.own" if own and own.value is not None else "panels.peers.all"
    thin = sum(is_small_sample(reading) for reading in shown)
    return SwarmChart(
        name=words.name(metric),
        points=tuple(
            SwarmDot(
                label=words.short(reading.region),
                value=reading.value,
                text=words.figure(reading),
                href=go_to(context, reading.region),
                base=reading.denominator,
                reading=reading,
                has_small_base=is_small_sample(reading),
                is_selected=reading is own,
            )
            for reading in shown
        ),
        summary=words(
            said,
            count=sum(reading.value is not None for reading in shown),
            region=words.name(context.region),
            value=words.figure_with_unit(own) if own else "",
            place="" if place is None else words("panels.peers.place", rank=place),
            hollow=words("panels.peers.hollow", count=thin) if thin else "",
        ),
        unit=metric.unit,
        decimals=metric.decimals,
        target=metric.target,
        more=compared(context, metric),
    )
