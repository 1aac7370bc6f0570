"""A map before any medium draws it: which regions are drawn, their cells, legend and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.regions import Level, Region
from data.statistics.ranking import Spot, spots
from layouts.charts.geometry.ground import Groups, MapGround, Same, ground_of
from layouts.charts.geometry.shades import shaded_value, steps_of
from layouts.charts.kinds import KindMap, KindRegion, MapRegion, RegionMap
from layouts.context import Context
from layouts.maps.cells import Cell, Key, cell_of, legend


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A map before any medium draws it: its ground, the regions as written, and the legend.

    `order` are the codes of the regions that have geometry, the largest first; `tiles` are those that have none.
    """

    ground: MapGround
    cells: Mapping[str, Cell]
    order: tuple[str, ...]
    tiles: tuple[Cell, ...]
    measure: str
    legend: tuple[Key, ...]
    source: str
    is_sealed: bool


def lay_out(chart: RegionMap | KindMap, context: Context) -> Laid:
    """Return a chart's map, to be drawn."""
    points = points_by_region(chart)
    readings = [point.reading for point in points.values() if point.reading]
    parts = _parts(context, points)
    focus = _focus(context, parts, points)
    ground = ground_of(Same(context.boundaries), tuple(sorted(parts.items())), _cities(context, parts), focus)
    parts = {code: counties for code, counties in parts.items() if code in ground.outlines}
    steps, places = steps_of(readings), _places(chart)
    cells = {code: cell_of(code, points.get(code), steps, places.get(code), context) for code in {**parts, **points}}
    return Laid(
        ground=ground,
        cells=cells,
        order=tuple(sorted(parts, key=lambda code: (-ground.outlines[code].area, code))),
        tiles=tuple(cell for code, cell in cells.items() if code not in parts and code in points),
        measure=_measure(chart, context),
        legend=_kinds(chart) if isinstance(chart, KindMap) else legend(steps, list(cells.values()), readings, context),
        source=_source(context),
        is_sealed=isinstance(chart, KindMap) and chart.is_sealed,
    )


def _measure(chart: RegionMap | KindMap, context: Context) -> str:
    """Return what a map shows: its metric with the unit, or what its kinds are of."""
    if isinstance(chart, KindMap):
        return chart.name
    readings = (point.reading for series in chart.series for point in series.points if point.reading)
    return next(
        (
            f"{context.words.name(reading.metric)} {context.words.unit_named(chart.unit)}".strip()
            for reading in readings
        ),
        "",
    )


def _kinds(chart: KindMap) -> tuple[Key, ...]:
    return tuple(Key(f"kind-{look}", word) for look, word in chart.kinds)


def _places(chart: RegionMap | KindMap) -> Mapping[str, Spot]:
    """Return the place of each region in its series, of those that are shaded."""
    places: dict[str, Spot] = {}
    for series in chart.series:
        readings = (point.reading for point in series.points if len(series.points) > 1)
        places |= spots([each for each in readings if each and shaded_value(each) is not None])
    return places


def points_by_region(chart: RegionMap | KindMap) -> dict[str, MapRegion | KindRegion]:
    """Return the points of a chart by the code of their region."""
    points = [point for series in chart.series for point in series.points]
    return {point.reading.region.code: point for point in points if point.reading}


def _source(context: Context) -> str:
    """Return the map's review number (审图号), or that it is no standard map."""
    number = context.boundaries.review_number
    return context.words("map.approved", number=number) if number else context.words("map.schematic")


def _parts(context: Context, points: Mapping[str, MapRegion | KindRegion]) -> dict[str, tuple[str, ...]]:
    """Return the regions to draw, each with the counties whose geometry it is made of.

    They are the regions of the chart that have geometry, and those around them that have no figure: the other
    counties of the region shown, or of its city when a county or an office is shown.
    """
    own = {code: _counties(context, context.regions.get(code)) for code in points}
    parts = {code: counties for code, counties in own.items() if counties}
    covered = {county for counties in parts.values() for county in counties}
    around = set(_counties(context, surroundings(context))) - covered
    return parts | {county: (county,) for county in sorted(around)}


def _focus(context: Context, parts: Mapping[str, tuple[str, ...]], points: Mapping[str, MapRegion | KindRegion]) -> str:
    """Return the county that a map is drawn closely around, since no other county on it has a figure; "" for none."""
    line = (*context.regions.ancestors(context.region.code), context.region)
    county = next((region.code for region in line if region.level is Level.COUNTY), "")
    return county if county and not points.keys() & parts.keys() - {county} else ""


def _counties(context: Context, region: Region) -> tuple[str, ...]:
    known = context.boundaries.frame.index
    return tuple(code for code in context.regions.counties(region.code) if code in known)


def surroundings(context: Context) -> Region:
    """Return the region whose counties are drawn around those of the chart."""
    if context.region.level.depth < Level.COUNTY.depth:
        return context.region
    inside = [
        region
        for region in context.regions.ancestors(context.region.code)
        if region.level in (Level.CITY, Level.COUNTY) and context.regions.within(region.code, context.regions.root.code)
    ]
    return (inside or [context.region])[0]


def _cities(context: Context, parts: Mapping[str, tuple[str, ...]]) -> Groups:
    """Return the parents of the regions drawn with their counties, empty when there is one parent alone."""
    cities: dict[str, list[str]] = {}
    for code, counties in parts.items():
        cities.setdefault(context.regions.get(code).parent or "", []).extend(counties)
    return tuple((code, tuple(sorted(cities[code]))) for code in sorted(cities)) if len(cities) > 1 else ()
