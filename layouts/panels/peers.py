"""Like with like: the regions below with interval and base, and the region among its peers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from data.catalogue import Direction
from data.periods import Period
from data.readings import Question, Reading, Readings
from data.readings.assessed import figure_periods, newest_period
from data.regions import Level, Region
from data.statistics import interval, is_small_sample
from data.statistics.behind import PeerVerdict, has_chance, verdicts
from data.statistics.ranking import ranked_readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import IntervalChart, RankedInterval, SwarmChart, SwarmDot
from layouts.panels.links import all_of, compared, go_to, whole_and_parts
from layouts.panels.ranking import unranked
from layouts.scene import Panel, Scene


def ranking(metric: str, key: str = "ranking") -> Panel:
    """Return the regions below by a metric, each with its 95 % interval and base; an office is among its county's."""

    def needs(scene: Scene) -> Sequence[Question]:
        whole, parts = whole_and_parts(scene)
        return [Question((metric,), (whole.code, *(part.code for part in parts)), _periods(scene, metric))]

    def draw(readings: Readings, scene: Scene) -> IntervalChart | Nothing:
        whole, parts = whole_and_parts(scene)
        if not parts:
            return Nothing(scene.words("panels.ranking.alone", region=scene.words.name(scene.region)))
        return _intervals(*_assessed(readings, scene, metric, whole, parts), scene)

    return Panel(
        key=key,
        title=lambda scene: scene.words(
            "panels.peers.ranking", metric=scene.words.short(scene.catalogue.metric(metric))
        ),
        note=lambda scene: _legend(scene, metric),
        needs=needs,
        draw=draw,
    )


def swarm(metric: str, key: str = "swarm") -> Panel:
    """Return a region's peers of the same level as dots on one axis; of a region without peers its children."""

    def needs(scene: Scene) -> Sequence[Question]:
        return [Question((metric,), tuple(region.code for region in peers(scene)), _periods(scene, metric))]

    def draw(readings: Readings, scene: Scene) -> SwarmChart | Nothing:
        among = peers(scene)
        period = newest_period(readings, metric, [region.code for region in among], _periods(scene, metric))
        shown = readings.across(metric, [region.code for region in among], period)
        if not any(reading.value is not None for reading in shown):
            return Nothing(scene.words("panels.peers.empty", metric=scene.words.name(scene.catalogue.metric(metric))))
        return _swarm(shown, scene)

    return Panel(
        key=key,
        title=lambda scene: scene.words("panels.peers.swarm", metric=scene.words.name(scene.catalogue.metric(metric))),
        note=lambda scene: scene.words(
            f"panels.peers.among.{peers(scene)[0].level}" if peers(scene) else "panels.peers.alone"
        ),
        needs=needs,
        draw=draw,
    )


def _legend(scene: Scene, key: str) -> str:
    """Say what line, figure and red mean."""
    words, metric = scene.words, scene.catalogue.metric(key)
    if metric.direction is Direction.NEUTRAL:
        return words("panels.peers.ranking_note")
    if metric.is_census:
        return words("panels.peers.ranking_census")
    whole = whole_and_parts(scene)[0]
    side = "up" if metric.direction is Direction.UP else "down"
    return words(f"panels.peers.ranking_red.{side}", whole=all_of(whole, scene))


def peers(scene: Scene) -> tuple[Region, ...]:
    """Return the regions of the same level below the root, for an office those of its county, for the root its counties."""
    root, region = scene.regions.root, scene.region
    if region.level is Level.OFFICE:
        return whole_and_parts(scene)[1] or (region,)
    if region.code == root.code:
        return tuple(scene.within(root.code, Level.COUNTY)) or scene.children or (region,)
    return tuple(scene.within(root.code, region.level))


def _periods(scene: Scene, metric: str) -> tuple[Period, ...]:
    return figure_periods(scene.catalogue.metric(metric), scene.period, scene.as_of)


def _assessed(
    readings: Readings, scene: Scene, metric: str, whole: Region, parts: Sequence[Region]
) -> tuple[Reading, list[tuple[Reading, int | None]]]:
    codes = [part.code for part in parts]
    period = newest_period(readings, metric, codes, _periods(scene, metric))
    return readings.one(metric, whole.code, period), ranked_readings(readings.across(metric, codes, period))


def _intervals(whole: Reading, ranked: Sequence[tuple[Reading, int | None]], scene: Scene) -> IntervalChart:
    words, metric = scene.words, whole.metric
    judged = verdicts([reading for reading, _ in ranked])
    off = {code for code, verdict in judged.items() if verdict in {PeerVerdict.BEHIND, PeerVerdict.SHORT}}
    return IntervalChart(
        name=words.name(metric),
        points=tuple(_point(reading, rank, scene, off) for reading, rank in ranked),
        summary=words(
            "panels.peers.summary",
            metric=words.name(metric),
            region=words.name(whole.region),
            value=words.figure_with_unit(whole),
            off=_off(len(off), whole, scene),
        ),
        unit=words.unit(metric),
        decimals=metric.decimals,
        centre=whole.value if metric.is_ratio else None,
        target=metric.target,
        more=compared(scene, metric),
        note=words("panels.peers.period", period=words.period(whole.period)) if whole.period != scene.period else "",
    )


def _off(count: int, whole: Reading, scene: Scene) -> str:
    """Say how many of the regions are marked, in the words of the list that compares them: clearly behind, else short."""
    words, metric = scene.words, whole.metric
    if metric.direction is Direction.NEUTRAL:
        return words("panels.peers.off.unjudged")
    worse = PeerVerdict.BEHIND if has_chance(metric) else PeerVerdict.SHORT
    side = "up" if metric.direction is Direction.UP else "down"
    verdict = words(f"panels.ranked.verdict.{worse}.{side}", whole=all_of(whole.region, scene))
    return words(f"panels.peers.off.{worse if count else f'none_{worse}'}", count=count, verdict=verdict)


def _point(reading: Reading, rank: int | None, scene: Scene, off: Collection[str]) -> RankedInterval:
    bounds = interval(reading)
    return RankedInterval(
        label=scene.words.short(reading.region),
        value=reading.value,
        text=scene.words.figure(reading),
        href=go_to(scene, reading.region),
        note=unranked(reading, rank, scene),
        base=reading.denominator,
        reading=reading,
        rank=rank,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        has_small_base=is_small_sample(reading),
        is_selected=reading.region.code == scene.region.code,
        is_behind=reading.region.code in off,
    )


def _swarm(shown: Sequence[Reading], scene: Scene) -> SwarmChart:
    words, metric = scene.words, shown[0].metric
    own = next((reading for reading in shown if reading.region.code == scene.region.code), None)
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
                href=go_to(scene, reading.region),
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
            region=words.name(scene.region),
            value=words.figure_with_unit(own) if own else "",
            place="" if place is None else words("panels.peers.place", rank=place),
            hollow=words("panels.peers.hollow", count=thin) if thin else "",
        ),
        unit=words.unit(metric),
        decimals=metric.decimals,
        target=metric.target,
        more=compared(scene, metric),
    )
