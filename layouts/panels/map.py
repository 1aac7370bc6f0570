"""The map of counties by a metric of the reader's choice."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.periods import Period
from data.readings import Question, Readings
from data.readings.assessed import figure_periods, newest_period
from data.regions import Level, Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MapRegion, RegionMap, Series
from layouts.panels.links import compared, go_to
from layouts.scene import Panel, Scene

CHOICES = (
    "checkin_completion_rate",
    "registered_count",
    "education_met_rate",
    "screening_coverage_rate",
    "alert_close_ontime_rate",
    "office_reporting_rate",
    "pairing_rate",
)


def shown_metric(scene: Scene, choices: Sequence[str] = CHOICES) -> Metric:
    """Return the metric the map is coloured by: the chosen one, or the first of the choices."""
    return scene.catalogue.metric(scene.view.map if scene.view.map in choices else choices[0])


def shown_regions(scene: Scene) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """Return the counties on the map and the offices drawn beside them.

    Below city level these are the counties of the same city, with the county's own offices.
    """
    region, period = scene.region, scene.period
    if region.level is Level.NATION:
        return tuple(scene.regions.children(region.code, period.to_date(scene.as_of))), ()
    if region.level in {Level.PROVINCE, Level.CITY}:
        return tuple(scene.within(region.code, Level.COUNTY)), ()
    county = _county_of(scene)
    if county is None:
        return (), (region,)
    around = [r for r in scene.regions.above(county.code) if r.level is Level.CITY]
    counties = scene.within(around[-1].code, Level.COUNTY) if around else [county]
    return tuple(counties), scene.below(county)


def county_map(choices: Sequence[str]) -> Panel:
    """Return the map panel with a choice of metrics; the first is shown until another is chosen."""
    return Panel(
        key="map",
        title=lambda scene: scene.words.name(shown_metric(scene, choices)),
        note=lambda scene: scene.words("panels.map.note"),
        needs=lambda scene: _needs(scene, shown_metric(scene, choices)),
        draw=lambda readings, scene: _draw(readings, scene, choices),
        choices=tuple(choices),
    )


def _needs(scene: Scene, metric: Metric) -> Sequence[Question]:
    counties, offices = shown_regions(scene)
    codes = tuple(region.code for region in (*counties, *offices))
    periods = figure_periods(metric, scene.period, scene.as_of)
    return [Question((metric.key,), codes, periods)] if codes else []


def _draw(readings: Readings, scene: Scene, choices: Sequence[str]) -> RegionMap | Nothing:
    """Return the map with one point a region; the shown region, or its county, is selected."""
    metric = shown_metric(scene, choices)
    counties, offices = shown_regions(scene)
    if not counties and not offices:
        return Nothing(scene.words("panels.map.empty"))
    period = _period(readings, scene, metric, counties or offices)
    groups = [
        Series(
            scene.words(f"panels.map.{name}"),
            tuple(_point(readings, scene, metric, r, period) for r in regions),
        )
        for name, regions in (("counties", counties), ("offices", offices))
        if regions
    ]
    return RegionMap(
        series=tuple(groups),
        summary=_summary(groups[0], metric, scene),
        unit=scene.words.unit(metric),
        decimals=metric.decimals,
        note="" if period == scene.period else scene.words.period(period),
        links=tuple(_choice(scene, key, metric, choices[0]) for key in choices),
        more=compared(scene, metric),
    )


def _county_of(scene: Scene) -> Region | None:
    """Return the county a county or office belongs to; None for an office that is its own root."""
    if scene.region.level is Level.COUNTY:
        return scene.region
    wider = [r for r in scene.regions.above(scene.region.code) if r.level is Level.COUNTY]
    return wider[-1] if wider else None


def _period(readings: Readings, scene: Scene, metric: Metric, regions: Sequence[Region]) -> Period:
    """Return the newest period in which any region has something to judge, the shown one where none has."""
    periods = figure_periods(metric, scene.period, scene.as_of)
    return newest_period(readings, metric.key, [region.code for region in regions], periods)


def _point(readings: Readings, scene: Scene, metric: Metric, region: Region, period: Period) -> MapRegion:
    reading = readings.one(metric.key, region.code, period)
    county = _county_of(scene) if scene.region.level in {Level.COUNTY, Level.OFFICE} else None
    return MapRegion(
        label=scene.words.short(region),
        value=reading.value,
        text=scene.words.figure(reading),
        href=go_to(scene, region),
        reading=reading,
        is_selected=region.code == scene.region.code or (county is not None and region.code == county.code),
    )


def _choice(scene: Scene, key: str, shown: Metric, first: str) -> tuple[str, str, bool]:
    asked = "" if key == first else key
    name = scene.words.short(scene.catalogue.metric(key))
    return name, scene.view.on(map=asked).href, key == shown.key


def _summary(series: Series[MapRegion], metric: Metric, scene: Scene) -> str:
    known = sorted((p for p in series.points if p.value is not None), key=lambda p: p.value or 0)
    name = scene.words.name(metric)
    if not known:
        return scene.words("panels.map.no_figures", metric=name)
    return scene.words(
        "panels.map.summary",
        metric=name,
        count=len(series.points),
        first=known[-1].label,
        high=known[-1].text,
        last=known[0].label,
        low=known[0].text,
        unit=scene.words.unit(metric),
    )


PANEL = county_map(CHOICES)
