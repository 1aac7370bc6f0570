"""The ground of a map: regions from degrees to whole drawing units, once for a set of regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.regions.boundaries import Boundaries

SIDE = 2000  # drawing units along the longer side; at 4K a unit is still under a pixel
MARGIN = 60
AIR = 0.75  # of a focus's longer side that is seen of its surroundings on each side
SHAPES = {"wide": (SIDE, SIDE * 7 // 10), "square": (SIDE, SIDE), "tall": (SIDE * 7 // 10, SIDE)}
TINY = 90  # units: regions narrower and lower than this get a wider area to hit
Groups = tuple[tuple[str, tuple[str, ...]], ...]  # a region's code with the counties it is made of


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
class MapGround:
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
def ground_of(boundaries: Same, parts: Groups, cities: Groups, focus: str = "") -> MapGround:
    """Return the ground of regions by the counties they are made of, and of the cities whose counties are all there.

    With a county as focus only what is near it is there, cut off at the edges.
    """
    if not parts:
        return MapGround("square", SIDE, SIDE, {}, {}, "")
    frame = boundaries.value.frame
    degrees = {code: shapely.union_all([frame.geometry[one] for one in counties]) for code, counties in parts}
    degrees = near(degrees, focus) if focus in degrees else degrees
    shape, fitted = fit(list(degrees.values()))
    regions = dict(zip(degrees, fitted, strict=True))
    counties = {counties[0]: regions[code] for code, counties in parts if len(counties) == 1 and code in regions}
    whole = {
        city: shapely.union_all([counties[code] for code in codes])
        for city, codes in cities
        if counties.keys() >= set(codes)
    }
    width, height = SHAPES[shape]
    return MapGround(
        shape=shape,
        width=width,
        height=height,
        outlines={code: _outline(geometry) for code, geometry in regions.items()},
        cities={code: _outline(geometry) for code, geometry in whole.items()},
        city_borders=_borders(list(whole.values())),
    )


def near(degrees: Mapping[str, BaseGeometry], focus: str) -> dict[str, BaseGeometry]:
    """Return the regions around one of them, cut to a window in degrees that has it in the middle."""
    west, south, east, north = degrees[focus].bounds
    air = AIR * max(east - west, north - south)
    cut = {
        code: shapely.clip_by_rect(geometry, west - air, south - air, east + air, north + air)
        for code, geometry in degrees.items()
    }
    return {code: geometry for code, geometry in cut.items() if _polygons(geometry)}


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
    """Return the outline rounded to whole units, each ring an absolute start and relative steps."""
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
