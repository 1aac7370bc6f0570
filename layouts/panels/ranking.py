"""The regions below by check-in completion, each compared with the overall value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.readings import Question, Reading, Readings
from data.statistics.ranking import is_neutral, ranked_readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import RankedBar, RankingChart
from layouts.panels.links import all_of, compared, go_to, whole_and_parts
from layouts.scene import Panel, Scene

METRIC = "checkin_completion_rate"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the overall region and its parts."""
    whole, parts = whole_and_parts(scene)
    return [Question((METRIC,), (whole.code, *(part.code for part in parts)), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> RankingChart | Nothing:
    """Return the ranking; equal figures share a rank, and regions without a figure come last, unranked."""
    whole, parts = whole_and_parts(scene)
    if not parts:
        return Nothing(scene.words("panels.ranking.alone", region=scene.words.name(scene.region)))
    own = readings.one(METRIC, whole.code, scene.period)
    ranked = ranked_readings(readings.across(METRIC, [part.code for part in parts], scene.period))
    points = tuple(_point(reading, rank, own, scene) for reading, rank in ranked)
    return RankingChart(
        name=scene.words.name(own.metric),
        points=points,
        summary=_summary(ranked, own, scene),
        unit=scene.words.unit(own.metric),
        decimals=own.metric.decimals,
        centre=own.value,
        more=compared(scene, own.metric),
    )


def _point(reading: Reading, rank: int | None, whole: Reading, scene: Scene) -> RankedBar:
    return RankedBar(
        label=scene.words.short(reading.region),
        value=reading.value,
        text=scene.words.figure(reading),
        href=go_to(scene, reading.region),
        note=unranked(reading, rank, scene),
        reading=reading,
        rank=rank,
        deviation=_deviation(reading, whole),
        base=reading.denominator,
        is_selected=reading.region.code == scene.region.code,
    )


def unranked(reading: Reading, rank: int | None, scene: Scene) -> str:
    """Say that a reading with a value has no rank since its reports are not complete enough; empty where it is not so."""
    if rank is not None or reading.value is None or is_neutral(reading):
        return ""
    return scene.words("panels.ranking.unranked")


def _deviation(reading: Reading, whole: Reading) -> float | None:
    """Return by how much a figure differs from the whole's, both as they are shown beside it."""
    if reading.value is None or whole.value is None:
        return None
    decimals = reading.metric.decimals
    return round(round(reading.value, decimals) - round(whole.value, decimals), decimals)


def _summary(ranked: Sequence[tuple[Reading, int | None]], whole: Reading, scene: Scene) -> str:
    known = [reading for reading, rank in ranked if rank]
    if not known:
        return scene.words("panels.ranking.empty", metric=scene.words.name(whole.metric))
    return scene.words(
        "panels.ranking.summary",
        metric=scene.words.name(whole.metric),
        region=scene.words.name(whole.region),
        value=scene.words.figure(whole),
        unit=scene.words.unit(whole.metric),
        first=scene.words.name(known[0].region),
        high=scene.words.figure(known[0]),
        last=scene.words.name(known[-1].region),
        low=scene.words.figure(known[-1]),
    )


def title(metric: str) -> Callable[[Scene], str]:
    """Return the title of a panel that ranks the regions below by a metric; its rows say which they are."""
    return lambda scene: scene.words("panels.ranking.title", metric=scene.words.short(scene.catalogue.metric(metric)))


PANEL = Panel(
    key="ranking",
    title=title(METRIC),
    note=lambda scene: scene.words("panels.ranking.note", whole=all_of(whole_and_parts(scene)[0], scene)),
    needs=needs,
    draw=draw,
)
