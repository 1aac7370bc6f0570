"""The regions below by check-in completion, each compared with the overall value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.readings import Figures, Reading, Readings
from data.statistics.ranking import is_neutral, ranked_readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import IntervalChart, RankedBar, RankingChart
from layouts.context import Context, Need, Panel
from layouts.panels.among import among_others, needs_among
from layouts.panels.links import all_of, compared, go_to, is_alone, whole_and_parts

METRIC = "checkin_completion_rate"


def needs(context: Context) -> Sequence[Need]:
    """Ask for the overall region and its parts; of peers not seen by name, how the region compares with them."""
    whole, parts = whole_and_parts(context)
    among = needs_among(context, METRIC) if is_alone(context) else []
    return [*among, Figures((METRIC,), (whole.code, *(part.code for part in parts)), (context.period,))]


def draw(readings: Readings, context: Context) -> RankingChart | IntervalChart | Nothing:
    """Return the ranking; equal figures share a rank, and regions without a figure come last, unranked."""
    whole, parts = whole_and_parts(context)
    if not parts:
        return Nothing(context.words("panels.ranking.alone", region=context.words.name(context.region)))
    own = readings.one(METRIC, whole.code, context.period)
    if is_alone(context):
        return among_others(readings.one(METRIC, parts[0].code, context.period), own, context, is_of_level=False)
    ranked = ranked_readings(readings.across(METRIC, [part.code for part in parts], context.period))
    points = tuple(_point(reading, rank, own, context) for reading, rank in ranked)
    return RankingChart(
        name=context.words.name(own.metric),
        points=points,
        summary=_summary(ranked, own, context),
        unit=own.metric.unit,
        decimals=own.metric.decimals,
        centre=own.value,
        more=compared(context, own.metric),
    )


def _point(reading: Reading, rank: int | None, whole: Reading, context: Context) -> RankedBar:
    return RankedBar(
        label=context.words.short(reading.region),
        value=reading.value,
        text=context.words.figure(reading),
        href=go_to(context, reading.region),
        note=unranked(reading, rank, context),
        reading=reading,
        rank=rank,
        deviation=_deviation(reading, whole),
        base=reading.denominator,
        is_selected=reading.region.code == context.region.code,
    )


def unranked(reading: Reading, rank: int | None, context: Context) -> str:
    """Say that a reading with a value has no rank since its reports are not complete enough; empty where it is not so."""
    if rank is not None or reading.value is None or is_neutral(reading):
        return ""
    return context.words("panels.ranking.unranked")


def _deviation(reading: Reading, whole: Reading) -> float | None:
    """Return by how much a figure differs from the overall one, both as they are shown beside it."""
    if reading.value is None or whole.value is None:
        return None
    decimals = reading.metric.decimals
    return round(round(reading.value, decimals) - round(whole.value, decimals), decimals)


def _summary(ranked: Sequence[tuple[Reading, int | None]], whole: Reading, context: Context) -> str:
    known = [reading for reading, rank in ranked if rank]
    if not known:
        return context.words("panels.ranking.empty", metric=context.words.name(whole.metric))
    return context.words(
        "panels.ranking.summary",
        metric=context.words.name(whole.metric),
        region=context.words.name(whole.region),
        value=context.words.figure(whole),
        unit=context.words.unit_of(whole),
        first=context.words.name(known[0].region),
        high=context.words.figure(known[0]),
        last=context.words.name(known[-1].region),
        low=context.words.figure(known[-1]),
    )


def title(metric: str) -> Callable[[Context], str]:
    """Return the title of a panel that ranks the regions below by a metric; its rows say which they are."""
    return lambda context: context.words(
        "panels.ranking.title", metric=context.words.short(context.catalogue.metric(metric))
    )


PANEL = Panel(
    key="ranking",
    title=title(METRIC),
    note=lambda context: context.words("panels.ranking.note", whole=all_of(whole_and_parts(context)[0], context)),
    needs=needs,
    draw=draw,
)
