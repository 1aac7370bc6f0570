"""The map: county polygons with their label points, and the number an official map was approved under."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from data.errors import DataError

EARTH = (-180, -90, 180, 90)
POLYGONS = {"Polygon", "MultiPolygon"}


class BoundaryError(DataError):
    """A map file that cannot be drawn from; the message names file and reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """The map as read.

    `frame` is indexed by county code and holds name, geometry (EPSG:4326), label_lon and label_lat;
    `review_number` is the 审图号 of an approved map.
    """

    frame: geopandas.GeoDataFrame
    review_number: str | None

    def dissolve(self, codes: Iterable[str]) -> BaseGeometry:
        """Return the common outline of counties, empty when none of them has a geometry."""
        known = [code for code in codes if code in self.frame.index]
        return shapely.union_all(self.frame.geometry.loc[known].to_numpy())


def load_boundaries(path: Path) -> Boundaries:
    """Read a GeoJSON map with properties code and name; raises BoundaryError."""
    review_number = _review_number(path)
    try:
        frame = geopandas.read_file(path)
    except (RuntimeError, ValueError) as error:  # pyogrio derives its errors from RuntimeError
        raise BoundaryError(f"{path} 不是可读的 GeoJSON 地图：{error}。") from error
    missing = [column for column in ("code", "name", "geometry") if column not in frame.columns]
    if missing or frame.empty:
        raise BoundaryError(
            f"{path}：{'缺少 ' + '、'.join(missing) if missing else '没有任何要素'}。"
            "每个面要素须有 code（六位区划代码）和 name（名称）两个属性。"
        )
    frame = frame.to_crs(4326)
    frame["code"] = frame["code"].astype(str)
    if findings := _findings(frame):
        raise BoundaryError(f"{path}：{'；'.join(findings)}。")
    return Boundaries(_labelled(frame).set_index("code").sort_index(), review_number)


def _review_number(path: Path) -> str | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BoundaryError(f"找不到地图文件 {path}。请检查 COCKPIT_MAP_FILE。") from None
    except (OSError, ValueError) as error:
        raise BoundaryError(f"{path} 不是可读的 GeoJSON 地图：{error}。") from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise BoundaryError(f"{path} 不是 GeoJSON 地图：顶层应为 FeatureCollection。")
    return str(content.get("review_number") or "").strip() or None


def _findings(frame: geopandas.GeoDataFrame) -> list[str]:
    findings = []
    if twice := sorted(set(frame["code"][frame["code"].duplicated()])):
        findings.append(f"代码重复 {'、'.join(twice)}")
    not_faces = frame["code"][~frame.geom_type.isin(POLYGONS) | frame.geometry.is_empty]
    if len(not_faces):
        findings.append(f"{'、'.join(not_faces)} 没有面状几何")
    broken = frame["code"][frame.geometry.notna() & ~frame.geometry.is_valid]
    if len(broken):
        findings.append(f"{'、'.join(broken)} 的几何无效，请先修复（例如用 shapely.make_valid）")
    west, south, east, north = frame.total_bounds
    if west < EARTH[0] or south < EARTH[1] or east > EARTH[2] or north > EARTH[3]:
        findings.append("坐标不是经纬度，请先转换到 EPSG:4326（或 CGCS2000 经纬度）")
    return findings


def _labelled(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return the frame with label points: its own, or the largest part's point farthest from its edge."""
    if {"label_lon", "label_lat"} <= set(frame.columns):
        return frame
    largest = [max(shapely.get_parts(each), key=lambda part: float(part.area)) for each in frame.geometry]
    points = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
    return frame.assign(label_lon=shapely.get_x(points), label_lat=shapely.get_y(points))
