"""The map of counties by a metric of the reader's choice."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.periods import Period
from data.readings import Figures, Readings
from data.readings.assessed import figure_periods, newest_period
from data.regions import Level, Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MapRegion, RegionMap, Series
from layouts.context import Context, Panel
from layouts.panels.links import compared, go_to

CHOICES = (
    "checkin_completion_rate",
    "registered_count",
    "education_met_rate",
    "screening_coverage_rate",
    "alert_close_ontime_rate",
    "office_reporting_rate",
    "pairing_rate",
)


def shown_metric(context: Context, choices: Sequence[str] = CHOICES) -> Metric:
    """Return the metric the map is coloured by: the chosen one, or the first of the choices."""
    return context.catalogue.metric(context.view.map if context.view.map in choices else choices[0])


def shown_regions(context: Context) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """Return the counties on the map and the offices drawn beside them, those that the viewer sees by name.

    Below city level these are the counties of the same city, with the county's own offices.
    """
    counties, offices = regions_around(context)
    return tuple(context.named(counties)), tuple(context.named(offices))


def regions_around(context: Context) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """Return the counties and offices of the map, those too whose figures the viewer does not see."""
    region, period = context.region, context.period
    if region.level is Level.NATION:
        return tuple(context.regions.children(region.code, period.to_date(context.as_of))), ()
    if region.level in {Level.PROVINCE, Level.CITY}:
        return tuple(context.within(region.code, Level.COUNTY)), ()
    county = _county_of(context)
    if county is None:
        return (), (region,)
    around = [r for r in context.regions.above(county.code) if r.level is Level.CITY]
    counties = context.within(around[-1].code, Level.COUNTY) if around else [county]
    return tuple(counties), context.below(county)


def county_map(choices: Sequence[str]) -> Panel:
    """Return the map panel with a choice of metrics; the first is shown until another is chosen."""
    return Panel(
        key="map",
        title=lambda context: context.words.name(shown_metric(context, choices)),
        note=lambda context: context.words("panels.map.note"),
        needs=lambda context: _needs(context, shown_metric(context, choices)),
        draw=lambda readings, context: _draw(readings, context, choices),
        choices=tuple(choices),
    )


def _needs(context: Context, metric: Metric) -> Sequence[Figures]:
    counties, offices = shown_regions(context)
    codes = tuple(region.code for region in (*counties, *offices))
    periods = figure_periods(metric, context.period, context.as_of)
    return [Figures((metric.key,), codes, periods)] if codes else []


def _draw(readings: Readings, context: Context, choices: Sequence[str]) -> RegionMap | Nothing:
    """Return the map with one point a region; the shown region, or its county, is selected."""
    metric = shown_metric(context, choices)
    counties, offices = shown_regions(context)
    if not counties and not offices:
        return Nothing(context.words("panels.map.empty"))
    period = _period(readings, context, metric, counties or offices)
    groups = [
        Series(
            context.words(f"panels.map.{name}"),
            tuple(_point(readings, context, metric, r, period) for r in regions),
        )
        for name, regions in (("counties", counties), ("offices", offices))
        if regions
    ]
    return RegionMap(
        series=tuple(groups),
        summary=_summary(groups[0], metric, context),
        unit=metric.unit,
        decimals=metric.decimals,
        note="" if period == context.period else context.words.period(period),
        links=tuple(_choice(context, key, metric, choices[0]) for key in choices),
        more=compared(context, metric),
    )


def _county_of(context: Context) -> Region | None:
    """Return the county a county or office belongs to; None for an office that is its own root."""
    if context.region.level is Level.COUNTY:
        return context.region
    wider = [r for r in context.regions.above(context.region.code) if r.level is Level.COUNTY]
    return wider[-1] if wider else None


def _period(readings: Readings, context: Context, metric: Metric, regions: Sequence[Region]) -> Period:
    """Return the newest period in which any region has something to judge, the shown one where none has."""
    periods = figure_periods(metric, context.period, context.as_of)
    return newest_period(readings, metric.key, [region.code for region in regions], periods)


def _point(readings: Readings, context: Context, metric: Metric, region: Region, period: Period) -> MapRegion:
    reading = readings.one(metric.key, region.code, period)
    county = _county_of(context) if context.region.level in {Level.COUNTY, Level.OFFICE} else None
    return MapRegion(
        label=context.words.short(region),
        value=reading.value,
        text=context.words.figure(reading),
        href=go_to(context, region),
        reading=reading,
        is_selected=region.code == context.region.code or (county is not None and region.code == county.code),
    )


def _choice(context: Context, key: str, shown: Metric, first: str) -> tuple[str, str, bool]:
    asked = "" if key == first else key
    name = context.words.short(context.catalogue.metric(key))
    return name, context.view.on(map=asked).href, key == shown.key


def _summary(series: Series[MapRegion], metric: Metric, context: Context) -> str:
    known = sorted((p for p in series.points if p.value is not None), key=lambda p: p.value or 0)
    name = context.words.name(metric)
    if not known:
        return context.words("panels.map.no_figures", metric=name)
    if len(series.points) == 1:
        only = known[0]
        return context.words("panels.map.one", metric=name, region=only.label, value=_with_unit(only, metric, context))
    return context.words(
        "panels.map.summary",
        metric=name,
        count=len(series.points),
        first=known[-1].label,
        high=_with_unit(known[-1], metric, context),
        last=known[0].label,
        low=_with_unit(known[0], metric, context),
    )


def _with_unit(point: MapRegion, metric: Metric, context: Context) -> str:
    return f"{point.text} {context.words.unit(metric, point.text)}"


PANEL = county_map(CHOICES)
