"""The map: regions drawn from their own geometry, shaded in steps, labelled, and each one a link."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, floor, log10, radians
from pathlib import Path
from statistics import quantiles

import numpy as np
import shapely
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from data.boundaries import Boundaries
from data.catalogue import Direction, Metric
from data.readings import Reading, Status
from data.regions import Level, Region
from layouts.chart import Chart, Point
from layouts.labels import Box, Label, place, spots_about, text_width
from layouts.panel import Scene

SIDE = 2000  # drawing units along the longer side; at 4K a unit is still under a pixel
MARGIN = 60
SHAPES = {"wide": (SIDE, SIDE * 7 // 10), "square": (SIDE, SIDE), "tall": (SIDE * 7 // 10, SIDE)}
EMS = {"s": 64, "m": 50, "l": 40, "xl": 32}  # units an em takes when the map is drawn small … large (assets/map.css)
TINY = 90  # units: regions narrower and lower than this get a wider area to hit
SEAL_WIDTH, SEAL_LINE, SEAL_AIR = 1.2, 0.92, 0.2  # ems
FILLS = {1: (3,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5), 6: (1, 2, 3, 4, 5, 6)}
ABOVE_COUNTY = (Level.NATION, Level.PROVINCE, Level.CITY)
HATCHED = (Status.MISSING, Status.STALE, Status.SUPPRESSED, Status.UNDEFINED, Status.NOT_APPLICABLE)


def map_svg(chart: Chart, scene: Scene) -> str:
    """Return the markup of a chart's map: SVG, legend, and tiles for the regions that have no geometry."""
    points = {point.reading.region.code: point for series in chart.series for point in series.points if point.reading}
    metric = next((point.reading.metric for point in points.values() if point.reading), None)
    parts = _parts(scene, points)
    ground = _ground(Same(scene.boundaries), tuple(sorted(parts.items())), _cities(scene, parts))
    figures = [point.value for point in points.values() if point.value is not None]
    steps = steps_of(metric, figures) if metric else Steps((), 0)
    cells = {code: _cell(code, points.get(code), points, steps, chart, scene) for code in {**parts, **points}}
    order = sorted(parts, key=lambda code: (-ground.outlines[code].area, code))
    measure = " ".join(filter(None, (scene.words.name(metric) if metric else "", chart.unit)))
    return _template().render(
        chart=chart,
        title=scene.words("map.title", region=scene.words.name(scene.region), measure=measure),
        measure=measure,
        ground=ground,
        scope=_surroundings(scene).code,
        regions=[(cells[code], ground.outlines[code]) for code in order],
        entry=next((code for code in order if cells[code].is_selected), order[0] if order else ""),
        tiles=[cell for code, cell in cells.items() if code not in parts],
        sheets=[_sheet(size, ground, cells, scene) for size in EMS] if parts else [],
        legend=legend(steps, cells.values(), scene),
        source=_source(scene),
    )


@lru_cache
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("map.html")


# --- which regions are drawn ---


def _parts(scene: Scene, points: Mapping[str, Point]) -> dict[str, tuple[str, ...]]:
    """Return the regions to draw, each with the counties whose geometry it is made of.

    They are the regions of the chart that have geometry, and those around them that have no figure: the other
    counties of the region shown, or of its city when a county or an office is shown.
    """
    own = {code: _counties(scene, point.reading.region) for code, point in points.items() if point.reading}
    parts = {code: counties for code, counties in own.items() if counties}
    covered = {county for counties in parts.values() for county in counties}
    return parts | {county: (county,) for county in _counties(scene, _surroundings(scene)) if county not in covered}


def _counties(scene: Scene, region: Region) -> tuple[str, ...]:
    known = scene.boundaries.frame.index
    if region.level not in ABOVE_COUNTY:
        return (region.code,) if region.code in known else ()
    return tuple(code for code in _codes(scene.regions.counties(region.code)) if code in known)


def _codes(regions: Iterable[Region | str]) -> list[str]:
    return [region if isinstance(region, str) else region.code for region in regions]


def _surroundings(scene: Scene) -> Region:
    if scene.region.level in ABOVE_COUNTY:
        return scene.region
    above = [region for region in scene.regions.ancestors(scene.region.code) if region.level is Level.CITY]
    county = [region for region in scene.regions.ancestors(scene.region.code) if region.level is Level.COUNTY]
    return (above or county or [scene.region])[0]


def _cities(scene: Scene, parts: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the parents of the regions drawn with their counties, empty when there is one parent alone."""
    cities: dict[str, list[str]] = {}
    for code, counties in parts.items():
        cities.setdefault(scene.regions.get(code).parent or "", []).extend(counties)
    return tuple((code, tuple(sorted(cities[code]))) for code in sorted(cities)) if len(cities) > 1 else ()


# --- geometry: from degrees to whole drawing units, once for a set of regions ---


class Same:
    """A value compared by identity, so that what is made from it can be kept by `lru_cache`."""

    def __init__(self, value: Boundaries) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """One region in drawing units: path data, geometry, and the point inside it that is farthest from its edge."""

    path: str
    geometry: BaseGeometry
    anchor: tuple[float, float]
    area: float
    is_tiny: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The drawn regions by code, the cities that group them with the lines between these, and the sheet's size."""

    shape: str
    width: int
    height: int
    outlines: Mapping[str, Outline]
    cities: Mapping[str, Outline]
    city_borders: str

    @property
    def named(self) -> Mapping[str, Outline]:
        """What is labelled: the cities where there are several, else the regions themselves."""
        return self.cities or self.outlines


@lru_cache(maxsize=256)
def _ground(
    boundaries: Same, parts: tuple[tuple[str, tuple[str, ...]], ...], cities: tuple[tuple[str, tuple[str, ...]], ...]
) -> Ground:
    if not parts:
        return Ground("square", SIDE, SIDE, {}, {}, "")
    frame = boundaries.value.frame
    degrees = {code: shapely.union_all([frame.geometry[county] for county in counties]) for code, counties in parts}
    shape, fitted = fit(list(degrees.values()))
    regions = dict(zip(degrees, fitted, strict=True))
    counties = {counties[0]: regions[code] for code, counties in parts if len(counties) == 1}
    whole = {
        city: shapely.union_all([counties[code] for code in codes])
        for city, codes in cities
        if counties.keys() >= set(codes)
    }
    width, height = SHAPES[shape]
    return Ground(
        shape=shape,
        width=width,
        height=height,
        outlines={code: _outline(geometry) for code, geometry in regions.items()},
        cities={code: _outline(geometry) for code, geometry in whole.items()},
        city_borders=_borders(list(whole.values())),
    )


def fit(geometries: Sequence[BaseGeometry]) -> tuple[str, list[BaseGeometry]]:
    """Return the sheet's shape that suits geometries in degrees best, and them projected into its drawing units.

    The projection is plain: longitude shortened by the cosine of the middle latitude, y downwards.
    """
    west, south, east, north = shapely.total_bounds(geometries)
    squeeze = cos(radians((south + north) / 2))
    across, up = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    shape = "wide" if across > 1.2 * up else "tall" if up > 1.2 * across else "square"
    width, height = SHAPES[shape]
    scale = min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)
    left, top = (width - across * scale) / 2, (height - up * scale) / 2

    def project(points: np.ndarray) -> np.ndarray:
        return np.column_stack(
            [left + (points[:, 0] - west) * squeeze * scale, top + (north - points[:, 1]) * scale]
        )

    return shape, [shapely.transform(geometry, project) for geometry in geometries]


def _outline(geometry: BaseGeometry) -> Outline:
    left, top, right, bottom = geometry.bounds
    largest = max(_polygons(geometry), key=lambda polygon: float(polygon.area))
    anchor = shapely.maximum_inscribed_circle(largest, tolerance=max(largest.length / 500, 0.5)).coords[0]
    return Outline(
        path=path_data(geometry),
        geometry=geometry,
        anchor=(anchor[0], anchor[1]),
        area=float(geometry.area),
        is_tiny=max(right - left, bottom - top) < TINY,
    )


def _polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(geometry).tolist() if isinstance(part, shapely.Polygon)]


def path_data(geometry: BaseGeometry) -> str:
    """Return the outline in whole units, each ring an absolute start and relative steps."""
    rings = [ring for polygon in _polygons(geometry) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(_steps_along(shapely.get_coordinates(ring), end="z") for ring in rings)


def _borders(cities: Sequence[BaseGeometry]) -> str:
    """Return the lines between cities as path data, the coast and the outer border left out."""
    if len(cities) < 2:
        return ""
    coast = shapely.union_all(list(cities)).boundary
    inner = shapely.union_all([city.boundary for city in cities]).difference(coast.buffer(0.5))
    lines = shapely.get_parts(shapely.line_merge(inner)).tolist()
    return "".join(_steps_along(shapely.get_coordinates(line)) for line in lines)


def _steps_along(coordinates: np.ndarray, end: str = "") -> str:
    points = np.rint(coordinates).astype(int)
    moves = np.diff(points, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    if not len(moves):
        return ""
    if end:
        moves = moves[:-1]  # the closing step is the z
    steps = "".join(f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in moves.tolist())
    return f"M{points[0][0]} {points[0][1]}l{steps.lstrip()}{end}"


# --- colour steps ---


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


def steps_of(metric: Metric, values: Sequence[float]) -> Steps:
    """Return up to six steps: on the catalogue's limits where they tell the values apart, else on sixths of them."""
    decimals = metric.decimals
    shown = sorted({round(value, decimals) for value in values})
    if len(shown) < 2:
        return Steps((), decimals)
    for breaks in (_band_breaks(metric), _target_breaks(metric, shown)):
        steps = Steps(breaks, decimals)
        if len({steps.index(value) for value in shown}) >= min(3, len(shown)):
            return steps
    return Steps(_sixths(values, shown, decimals), decimals)


def _band_breaks(metric: Metric) -> tuple[float, ...]:
    """Return even limits on which yellow and red both lie, the rest laid on the good side first."""
    yellow, red = metric.bands.yellow, metric.bands.red
    if yellow is None or red is None or yellow == red:
        return ()
    count = next((count for count in (3, 4, 2) if _is_even(abs(yellow - red) / count)), 1)
    step = (yellow - red) / count
    breaks = [red + step * index for index in range(count + 1)]
    for index in range(1, 6):
        for extra in (yellow + step * index, red - step * index):
            if len(breaks) < 5 and _is_possible(metric, extra):
                breaks.append(extra)
    return tuple(sorted(round(limit, 6) for limit in breaks))


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


def _is_possible(metric: Metric, limit: float) -> bool:
    return 0 < limit and not (metric.unit == "%" and limit > 100)


def _is_even(step: float) -> bool:
    return round(step / 10 ** floor(log10(step)), 6) in (1, 2, 5, 10)


def _even_above(step: float) -> float:
    if step <= 0:
        return 0.0
    power = 10.0 ** floor(log10(step))
    return next(even * power for even in (1, 2, 5, 10) if even * power >= step * 0.999)


def _two_figures(value: float, decimals: int) -> float:
    digits = 1 - floor(log10(abs(value))) if value else 0
    return round(round(value, digits), decimals)


# --- one region as it is written ---


@dataclass(frozen=True, slots=True)
class Cell:
    """A region as drawn: its look (`fill-4`, `is-missing`, `is-around`), words and link."""

    code: str
    name: str
    href: str
    look: str
    pattern: str
    figure: str
    lines: tuple[str, ...]
    is_partial: bool
    is_selected: bool
    status: Status | None

    @property
    def spoken(self) -> str:
        """The region, its figure and what the hover adds, in one line."""
        return "，".join(part for part in (" ".join(filter(None, (self.name, self.figure))), *self.lines) if part)


def _cell(
    code: str, point: Point | None, points: Mapping[str, Point], steps: Steps, chart: Chart, scene: Scene
) -> Cell:
    region = scene.regions.get(code)
    if point is None or point.reading is None:
        return _cell_around(region, scene)
    status = point.reading.status
    has_value = point.value is not None
    return Cell(
        code=code,
        name=scene.words.name(region),
        href=point.href or scene.view.on(region=code).href,
        look=f"fill-{steps.fill(point.value)}" if point.value is not None else f"is-{_blank(status)}",
        pattern="" if has_value else f"map-{_blank(status)}",
        figure=" ".join(filter(None, (point.text, chart.unit if has_value else ""))),
        lines=tuple(_lines(point.reading, points.values(), scene)),
        is_partial=has_value and status is not Status.OK,
        is_selected=point.is_selected or code == scene.region.code,
        status=status,
    )


def _cell_around(region: Region, scene: Scene) -> Cell:
    return Cell(
        code=region.code,
        name=scene.words.name(region),
        href=scene.view.on(region=region.code).href,
        look="is-around",
        pattern="",
        figure="",
        lines=(),
        is_partial=False,
        is_selected=region.code == scene.region.code,
        status=None,
    )


def _blank(status: Status) -> Status:
    return status if status in HATCHED else Status.MISSING


def _source(scene: Scene) -> str:
    """Return the map's review number, or that it is no standard map."""
    number = scene.boundaries.review_number
    return scene.words("map.approved", number=number) if number else scene.words("map.schematic")


def _lines(reading: Reading, points: Iterable[Point], scene: Scene) -> Iterable[str]:
    words = scene.words
    if reading.value is not None and reading.denominator is not None and reading.numerator is not None:
        yield " / ".join(words.number(part, _decimals(part)) for part in (reading.numerator, reading.denominator))
    if (rank := _rank(reading, [point.reading for point in points if point.reading])) is not None:
        yield words("map.rank", rank=rank[0], count=rank[1])
    if reading.coverage is not None:
        yield words("map.coverage", percent=f"{floor(reading.coverage * 1000) / 10:g}")


def _rank(reading: Reading, among: Sequence[Reading]) -> tuple[int, int] | None:
    """Return the place from the better end and how many are placed; None where no side is taken or no value known."""
    direction = reading.metric.direction
    if reading.value is None or direction is Direction.NEUTRAL:
        return None
    sign = 1 if direction is Direction.UP else -1
    decimals = reading.metric.decimals
    scores = [sign * round(other.value, decimals) for other in among if other.value is not None]
    own = sign * round(reading.value, decimals)
    return 1 + sum(score > own for score in scores), len(scores)


# --- legend ---


@dataclass(frozen=True, slots=True)
class Key:
    """One swatch of the legend and its word."""

    look: str
    text: str


def legend(steps: Steps, cells: Iterable[Cell], scene: Scene) -> tuple[Key, ...]:
    """Return the steps in use, then the states that occur, each with its word."""
    cells = list(cells)
    shades = FILLS[len(steps.breaks) + 1]
    limits = [scene.words.number(limit, _decimals(limit)) for limit in steps.breaks]
    texts = [f"<{limits[0]}", *limits[:-1], f"≥{limits[-1]}"] if limits else []
    if not limits:
        texts = [cell.figure for cell in cells if cell.look.startswith("fill-")][:1]
    keys = [Key(f"fill-{shade}", text) for shade, text in zip(shades, texts, strict=False)]
    states = dict.fromkeys(cell.status for cell in cells if cell.status and cell.look == f"is-{_blank(cell.status)}")
    keys += [Key(f"is-{state}", scene.words(f"status.{state}")) for state in HATCHED if state in states]
    if any(cell.is_partial for cell in cells):
        keys.append(Key("is-partial", scene.words("status.partial")))
    return tuple(keys)


def _decimals(limit: float) -> int:
    return len(f"{limit:.6f}".rstrip("0").partition(".")[2])


# --- labels and seals ---


@dataclass(frozen=True, slots=True)
class Mark:
    """A placed label, or, where it has a link, a brand's seal with its characters one above the other."""

    lines: tuple[str, ...]
    box: Box
    look: str = ""
    href: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The labels and seals that fit when an em takes `em` units; only one sheet is shown, by the map's size."""

    size: str
    em: int
    texts: tuple[Mark, ...]
    seals: tuple[Mark, ...]


def _sheet(size: str, ground: Ground, cells: Mapping[str, Cell], scene: Scene) -> Sheet:
    names = {code: scene.words.short(scene.regions.get(code)) for code in ground.named}
    brands = {
        code: brand
        for code in ground.outlines
        if (brand := scene.brands.get(code)) and brand.seal and (not brand.is_example or code == scene.region.code)
    }
    seals = tuple((code, min(len(brand.seal), 2)) for code, brand in brands.items())
    placed = _placed(ground, EMS[size], tuple(names.items()), seals)
    return Sheet(
        size=size,
        em=EMS[size],
        texts=tuple(
            Mark((name,), placed[code], look="on-city" if ground.cities else f"on-{cells[code].look}")
            for code, name in names.items()
            if code in placed
        ),
        seals=tuple(
            Mark(
                tuple(brand.seal[:2]),
                placed[f"seal-{code}"],
                look="is-example" if brand.is_example else "",
                href=cells[code].href,
                name=f"{cells[code].name} · {brand.zh}",
            )
            for code, brand in brands.items()
            if f"seal-{code}" in placed
        ),
    )


@lru_cache(maxsize=1024)
def _placed(
    ground: Ground, em: int, names: tuple[tuple[str, str], ...], seals: tuple[tuple[str, int], ...]
) -> dict[str, Box]:
    """Return where names and seals stand: where cities are named the seals come first, else the names."""
    tree = STRtree([outline.geometry for outline in ground.outlines.values()])
    texts = [
        Label(code, em * (text_width(name) + 0.3), em * 1.2, _text_spots(ground.named[code], name, em, tree))
        for code, name in sorted(names, key=lambda pair: -ground.named[pair[0]].area)
    ]
    stamps = [
        Label(
            f"seal-{code}",
            em * (SEAL_WIDTH + SEAL_AIR),
            em * (SEAL_LINE * lines + SEAL_AIR * 2),
            tuple(spots_about(*ground.outlines[code].anchor, em * 1.2)),
        )
        for code, lines in seals
    ]
    frame = Box(0, 0, ground.width, ground.height)
    return place(stamps + texts if ground.cities else texts + stamps, frame=frame)


def _text_spots(outline: Outline, name: str, em: int, tree: STRtree) -> tuple[tuple[float, float], ...]:
    """Return the middles at which a name lies over its own region or the sea, mostly clear of other regions."""
    width, height = em * text_width(name), em
    spots = []
    for x, y in spots_about(*outline.anchor, em):
        middle = shapely.Point(x, y)
        if not (outline.geometry.covers(middle) or outline.geometry.distance(middle) < em and not len(tree.query(middle, "intersects"))):
            continue
        box = Box.about(x, y, width, height)
        area = shapely.box(box.left, box.top, box.right, box.bottom)
        land = shapely.area(shapely.intersection(tree.geometries.take(tree.query(area)), area)).sum()
        if land - shapely.intersection(outline.geometry, area).area <= 0.35 * area.area:
            spots.append((x, y))
    return tuple(spots)
