"""The map: regions drawn from their own geometry, shaded in steps, labelled, and each one a link."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, floor, log10, radians
from statistics import quantiles

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from data.catalogue import Direction, Metric
from data.readings import Reading, Status
from data.regions import Level, Region
from data.regions.boundaries import Boundaries
from data.statistics.intervals import TOO_FEW_TO_COLOUR, is_colourless
from layouts.charts.chart import Chart, Point, Series
from layouts.charts.geometry.labels import Box, Label, place, spots_about, text_spots, text_width
from layouts.scene import Scene
from layouts.screen.templating import template
from layouts.view import HOME, View

SIDE = 2000  # drawing units along the longer side; at 4K a unit is still under a pixel
MARGIN = 60
SHAPES = {"wide": (SIDE, SIDE * 7 // 10), "square": (SIDE, SIDE), "tall": (SIDE * 7 // 10, SIDE)}
EMS = {"xs": 128, "s": 70, "m": 50, "l": 40, "xl": 32}  # units an em takes, by the map's size (assets/map.css)
TINY = 90  # units: regions narrower and lower than this get a wider area to hit
SEAL_WIDTH, SEAL_LINE, SEAL_AIR = 1.35, 1.05, 0.25  # ems
APART = 0.4  # ems between a seal and what is beside it
FILLS = {1: (3,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5), 6: (1, 2, 3, 4, 5, 6)}
EVENS = {3: (1, 2, 5), 4: (1, 2, 5), 2: (1, 2, 2.5, 5)}  # cuts of a band, and the widths that look even
SHADED = (Status.OK, Status.PARTIAL)
Groups = tuple[tuple[str, tuple[str, ...]], ...]  # a region's code with the counties it is made of
SIGNS = {Direction.UP: 1, Direction.DOWN: -1}
BLANK = (Status.MISSING, Status.STALE, Status.SUPPRESSED, Status.UNDEFINED, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A map before any medium draws it: its ground, the regions as written, and the legend.

    `order` are the codes of the regions that have geometry, the largest first; `tiles` are those that have none.
    """

    ground: Ground
    cells: Mapping[str, Cell]
    order: tuple[str, ...]
    tiles: tuple[Cell, ...]
    measure: str
    legend: tuple[Key, ...]
    source: str
    is_sealed: bool


def map_svg(chart: Chart, scene: Scene) -> str:
    """Return the markup of a chart's map: SVG, legend, and tiles for the regions that have no geometry."""
    laid = lay_out(chart, scene)
    cells, ground, order = laid.cells, laid.ground, laid.order
    return template("map.html").render(
        title=scene.words("map.title", region=scene.words.name(scene.region), measure=laid.measure),
        summary=chart.summary,
        measure=laid.measure,
        ground=ground,
        scope=_surroundings(scene).code,
        regions=[(cells[code], ground.outlines[code]) for code in order],
        entry=next((code for code in order if cells[code].is_selected), order[0] if order else ""),
        tiles=laid.tiles,
        sheets=[sheet(size, laid, scene) for size in EMS] if order else [],
        legend=laid.legend,
        source=laid.source,
        play=_play(chart, scene),
        play_word=scene.words("map.play"),
        seal_width=SEAL_WIDTH,
        seal_line=SEAL_LINE,
        seal_air=SEAL_AIR,
    )


def _play(chart: Chart, scene: Scene) -> str:
    """Return where the last periods of a map by a metric of choice are asked, empty for other maps."""
    metric = next((point.reading.metric.key for point in _points(chart).values() if point.reading), "")
    if not chart.links or not metric:
        return ""
    view = scene.view
    asked = View(region=scene.region.code, grain=view.grain, period=view.period, map=metric, lang=view.lang)
    return f"/api/v1/map{asked.href.removeprefix(f'/{HOME}')}"


def lay_out(chart: Chart, scene: Scene) -> Laid:
    """Return a chart's map, to be drawn."""
    points = _points(chart)
    readings = [point.reading for point in points.values() if point.reading]
    parts = _parts(scene, points)
    ground = _ground(Same(scene.boundaries), tuple(sorted(parts.items())), _cities(scene, parts))
    steps, ranks = steps_of(readings), _ranks(chart)
    cells = {code: _cell(code, points.get(code), steps, ranks.get(code), scene) for code in {**parts, **points}}
    measure = f"{scene.words.name(readings[0].metric)} {chart.unit}".strip() if readings else ""
    kinds = tuple(Key(f"kind-{look}", word) for look, word in chart.kinds)
    return Laid(
        ground=ground,
        cells=cells,
        order=tuple(sorted(parts, key=lambda code: (-ground.outlines[code].area, code))),
        tiles=tuple(cell for code, cell in cells.items() if code not in parts),
        measure=chart.series[0].label if chart.kinds else measure,
        legend=kinds or legend(steps, list(cells.values()), readings, scene),
        source=_source(scene),
        is_sealed=chart.is_sealed,
    )


def _points(chart: Chart) -> dict[str, Point]:
    points = [point for series in chart.series for point in series.points]
    return {point.reading.region.code: point for point in points if point.reading}


def _source(scene: Scene) -> str:
    """Return the map's review number (审图号), or that it is no standard map."""
    number = scene.boundaries.review_number
    return scene.words("map.approved", number=number) if number else scene.words("map.schematic")


# --- which regions are drawn ---


def _parts(scene: Scene, points: Mapping[str, Point]) -> dict[str, tuple[str, ...]]:
    """Return the regions to draw, each with the counties whose geometry it is made of.

    They are the regions of the chart that have geometry, and those around them that have no figure: the other
    counties of the region shown, or of its city when a county or an office is shown.
    """
    own = {code: _counties(scene, scene.regions.get(code)) for code in points}
    parts = {code: counties for code, counties in own.items() if counties}
    covered = {county for counties in parts.values() for county in counties}
    around = set(_counties(scene, _surroundings(scene))) - covered
    return parts | {county: (county,) for county in sorted(around)}


def _counties(scene: Scene, region: Region) -> tuple[str, ...]:
    known = scene.boundaries.frame.index
    return tuple(code for code in scene.regions.counties(region.code) if code in known)


def _surroundings(scene: Scene) -> Region:
    if scene.region.level.depth < Level.COUNTY.depth:
        return scene.region
    inside = [
        region
        for region in scene.regions.ancestors(scene.region.code)
        if region.level in (Level.CITY, Level.COUNTY) and scene.regions.within(region.code, scene.regions.root.code)
    ]
    return (inside or [scene.region])[0]


def _cities(scene: Scene, parts: Mapping[str, tuple[str, ...]]) -> Groups:
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
    """One region in drawing units; `anchor` is the point inside it that is farthest from its edge."""

    path: str
    geometry: BaseGeometry
    anchor: tuple[float, float]
    area: float
    is_tiny: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The sheet's size, the regions by code, the cities that group them, and the lines between these."""

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
def _ground(boundaries: Same, parts: Groups, cities: Groups) -> Ground:
    if not parts:
        return Ground("square", SIDE, SIDE, {}, {}, "")
    frame = boundaries.value.frame
    degrees = {code: shapely.union_all([frame.geometry[one] for one in counties]) for code, counties in parts}
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
    """Return the shape of sheet that suits geometries in degrees, and them in its drawing units.

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
        return np.column_stack([left + (points[:, 0] - west) * squeeze * scale, top + (north - points[:, 1]) * scale])

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


def steps_of(readings: Sequence[Reading]) -> Steps:
    """Return up to six steps of the values within the colour limits: even ones, else sixths; what is beyond is red or yellow."""
    shaded = [reading for reading in readings if not limit_passed(reading)]
    values = [value for reading in shaded if (value := _shaded_value(reading)) is not None]
    if not values:
        return Steps((), 0)
    metric = readings[0].metric
    shown = sorted({round(value, metric.decimals) for value in values})
    if len(shown) == 1:
        return Steps((), metric.decimals)
    for breaks in (_band_breaks(metric), _target_breaks(metric, shown)):
        steps = Steps(tuple(limit for limit in breaks if _is_within(metric, limit)), metric.decimals)
        if len({steps.index(value) for value in shown}) >= min(3, len(shown)):
            return steps
    return Steps(_sixths(values, shown, metric.decimals), metric.decimals)


def limit_passed(reading: Reading) -> str:
    """Return "red" or "yellow" for a value beyond that limit of the catalogue; on a base under 30 none is coloured."""
    value = _shaded_value(reading)
    return "" if value is None or is_colourless(reading) else reading.metric.limit_passed(value)


def _shaded_value(reading: Reading) -> float | None:
    """Return the value a region is shaded by; one carried too long gives no shade."""
    return reading.value if reading.status in SHADED else None


def _band_breaks(metric: Metric) -> tuple[float, ...]:
    """Return even limits on which yellow and red both lie, the rest laid on the good side first."""
    yellow, red = metric.bands.yellow, metric.bands.red
    if yellow is None or red is None or yellow == red:
        return ()
    count = next((count for count, evens in EVENS.items() if _is_even(yellow, red, count, evens, metric)), 1)
    step = (yellow - red) / count
    band = [red + step * index for index in range(count + 1)]
    better = [yellow + step * index for index in range(1, 6)]
    worse = [red - step * index for index in range(1, 6)]
    beyond = [limit for limit in better + worse if _is_possible(metric, limit)]
    return tuple(sorted(round(limit, 6) for limit in band + beyond[: 5 - len(band)]))


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


def _is_within(metric: Metric, limit: float) -> bool:
    """Say whether a step may begin at a limit: the worst one of the good values begins or ends at the yellow limit anyway."""
    yellow = metric.bands.yellow
    return yellow is None or (limit > yellow if metric.direction is Direction.UP else limit < yellow)


def _is_possible(metric: Metric, limit: float) -> bool:
    return limit > 0 and not (metric.unit == "%" and limit > 100)


def _is_even(yellow: float, red: float, count: int, evens: tuple[float, ...], metric: Metric) -> bool:
    step = abs(yellow - red) / count
    first_figure = round(step / 10 ** floor(log10(step)), 6)
    return first_figure in evens and round(step, metric.decimals) == round(step, 6)


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
    """A region as written: its look (`fill-4`, `is-missing`, `is-around`), words and link."""

    code: str
    name: str
    href: str
    look: str
    pattern: str = ""
    figure: str = ""
    lines: tuple[str, ...] = ()
    is_partial: bool = False
    is_selected: bool = False

    @property
    def spoken(self) -> str:
        """The region, its figure and what the hover adds, in one line."""
        return "，".join((f"{self.name} {self.figure}".strip(), *self.lines))


def _cell(code: str, point: Point | None, steps: Steps, rank: tuple[int, int] | None, scene: Scene) -> Cell:
    """Return the cell of a point, or of a region around that has none."""
    name, href = scene.words.name(scene.regions.get(code)), scene.view.on(region=code).href
    is_here = code == scene.region.code
    if point is None or point.reading is None:
        return Cell(code, name, href, look="is-around", is_selected=is_here)
    reading = point.reading
    if point.look:
        look = f"kind-{point.look}{' is-pale' if point.is_thin else ''}"
        lines = tuple(point.note.split(" · ")) if point.note else ()
        return Cell(code, name, point.href or href, look, figure=point.text, lines=lines, is_selected=point.is_selected)
    value = _shaded_value(reading)
    return Cell(
        code,
        name,
        point.href or href,
        look=shade_of(reading, steps),
        pattern=f"map-{_blank(reading.status)}" if value is None else "",
        figure=scene.words.figure_with_unit(reading),
        lines=tuple(_lines(reading, rank, scene)),
        is_partial=value is not None and scene.is_thin(reading),
        is_selected=point.is_selected or is_here,
    )


def shade_of(reading: Reading, steps: Steps) -> str:
    """Return the look of a region by its reading: `fill-4`, `limit-red` or, without a value to shade it by, `is-missing`."""
    value = _shaded_value(reading)
    if value is None:
        return f"is-{_blank(reading.status)}"
    passed = limit_passed(reading)
    return f"limit-{passed}" if passed else f"fill-{steps.fill(value)}"


def _blank(status: Status) -> Status:
    return status if status in BLANK else Status.MISSING


def _lines(reading: Reading, rank: tuple[int, int] | None, scene: Scene) -> Iterable[str]:
    """Return what the hover adds to the figure: a word for its state, its parts, place and coverage."""
    words = scene.words
    if scene.state(reading):
        yield words(f"status.{reading.status}")
    if reading.value is not None and reading.numerator is not None and reading.denominator is not None:
        parts = (reading.numerator, reading.denominator)
        yield " / ".join(words.number(part, _decimals(part)) for part in parts)
    if rank is not None:
        yield words("map.rank", rank=rank[0], count=rank[1])
    if reading.coverage is not None:
        yield words("map.coverage", percent=f"{floor(reading.coverage * 1000) / 10:g}")


def _ranks(chart: Chart) -> dict[str, tuple[int, int]]:
    """Return each region's place from the better end of its series, and how many have one."""
    return {code: rank for series in chart.series for code, rank in _ranks_within(series).items()}


def _ranks_within(series: Series) -> dict[str, tuple[int, int]]:
    scores = {
        reading.region.code: sign * round(value, reading.metric.decimals)
        for point in series.points
        if (reading := point.reading) and (value := _shaded_value(reading)) is not None
        if (sign := SIGNS.get(reading.metric.direction))
    }
    ordered, count = sorted(scores.values()), len(scores)
    return {code: (1 + count - bisect_right(ordered, score), count) for code, score in scores.items()}


# --- legend ---


@dataclass(frozen=True, slots=True)
class Key:
    """One swatch of the legend and its word."""

    look: str
    text: str


def legend(steps: Steps, cells: Sequence[Cell], readings: Sequence[Reading], scene: Scene) -> tuple[Key, ...]:
    """Return the colour limits that some region is beyond, the steps with their lower limits, and the states that occur."""
    looks = {cell.look: cell.figure for cell in cells}
    limits = [scene.words.number(limit, _decimals(limit)) for limit in steps.breaks]
    metric = readings[0].metric if readings else None
    texts = [_lowest(steps, readings, scene), *limits[:-1], f"≥{limits[-1]}"] if limits else [""]
    shades = [f"fill-{shade}" for shade in FILLS[len(texts)]]
    keys = [_limit_key(colour, metric, scene) for colour in ("red", "yellow") if metric and f"limit-{colour}" in looks]
    keys += [key for key in map(Key, shades, texts) if key.text] or _only_step(shades, looks)
    keys += [Key(f"is-{state}", scene.words(f"status.{state}")) for state in BLANK if f"is-{state}" in looks]
    if any(cell.is_partial for cell in cells):
        keys.append(Key("is-partial", scene.words("status.partial")))
    return tuple(keys)


def _lowest(steps: Steps, readings: Sequence[Reading], scene: Scene) -> str:
    """Return where the lowest step begins: at the yellow limit where whatever is less has that colour, else at nothing.

    A step that holds only figures on a base too small for the yellow colour is called by that base.
    """
    metric = readings[0].metric
    below = metric.bands.yellow if metric.direction is Direction.UP else None
    values = [_shaded_value(reading) for reading in readings if is_colourless(reading)]
    is_mixed = below is not None and any(value is not None and value < below for value in values)
    if below is not None and is_mixed and steps.breaks[0] <= below:
        return scene.words("map.small", base=TOO_FEW_TO_COLOUR)
    if below is None or is_mixed:
        return f"<{scene.words.number(steps.breaks[0], _decimals(steps.breaks[0]))}"
    return scene.words.number(below, _decimals(below))


def _limit_key(colour: str, metric: Metric, scene: Scene) -> Key:
    """Return the key of a colour limit, which says what the colour means: 红 <95."""
    limit = metric.bands.red if colour == "red" else metric.bands.yellow
    sign = "<" if metric.direction is Direction.UP else ">"
    text = scene.words.number(limit or 0.0, _decimals(limit or 0.0))
    return Key(
        f"limit-{colour}", scene.words("map.limit", colour=scene.words(f"alert.{colour}"), limit=f"{sign}{text}")
    )


def _only_step(shades: Sequence[str], looks: Mapping[str, str]) -> list[Key]:
    """Return the key of the only step of a map: its one figure."""
    return [Key(look, looks[look]) for look in shades if looks.get(look)]


def _decimals(limit: float) -> int:
    return len(f"{limit:.6f}".rstrip("0").partition(".")[2])


# --- labels and seals ---


@dataclass(frozen=True, slots=True)
class Mark:
    """A placed label, or, where it has a link, a brand's seal, its characters one above the other.

    `code` is the region whose shade lies behind a label, empty where it lies over several.
    """

    text: str
    box: Box
    look: str = ""
    code: str = ""
    href: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The labels and seals that fit when an em takes `em` units; the map's size says which sheet is seen."""

    size: str
    em: int
    texts: tuple[Mark, ...]
    seals: tuple[Mark, ...]


def sheet(size: str, laid: Laid, scene: Scene) -> Sheet:
    """Return the labels and seals of a map of one of the sizes of EMS."""
    ground, cells = laid.ground, laid.cells
    named = sorted(ground.named, key=lambda code: (code != scene.region.code, -ground.named[code].area))
    names = {code: scene.words.short(scene.regions.get(code)) for code in named}
    brands = {
        code: brand
        for code, brand in scene.brands.items()
        if laid.is_sealed and code in cells and cells[code].look.startswith("kind-")
        if brand.seal and (not brand.is_example or code == scene.region.code or cells[code].is_selected)
    }
    seals = tuple((code, min(len(brand.seal), 2)) for code, brand in brands.items())
    placed = _placed(ground, EMS[size], tuple(names.items()), seals)
    return Sheet(
        size=size,
        em=EMS[size],
        texts=tuple(
            Mark(name, placed[code], look="on-city")
            if ground.cities
            else Mark(name, placed[code], look=f"on-{cells[code].look}", code=code)
            for code, name in names.items()
            if code in placed
        ),
        seals=tuple(
            Mark(
                brand.seal[:2],
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
        Label(
            code,
            em * (text_width(name) + 0.3),
            em * 1.2,
            text_spots(named.geometry, named.anchor, name, em, tree),
        )
        for code, name in names
        if (named := ground.named[code])
    ]
    stamps = [
        Label(
            f"seal-{code}",
            em * (SEAL_WIDTH + APART),
            em * (SEAL_LINE * length + SEAL_AIR + APART),
            tuple(spots_about(*ground.outlines[code].anchor, em * 1.2)),
        )
        for code, length in seals
    ]
    frame = Box(0, 0, ground.width, ground.height)
    return place(stamps + texts if ground.cities else texts + stamps, frame=frame)
