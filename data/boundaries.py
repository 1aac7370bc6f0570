"""The map: county polygons with their label points, and the number under which an official map was approved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import geopandas

from data.errors import DataError


class BoundaryError(DataError):
    """A map file that cannot be drawn from."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """`frame` is indexed by county code with geometry (EPSG:4326), label_lon and label_lat; `review_number` the 审图号."""

    frame: geopandas.GeoDataFrame
    review_number: str | None


def load_boundaries(path: Path) -> Boundaries:
    """Read a GeoJSON map with properties code and name; raises BoundaryError naming file and reason."""
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
        frame = geopandas.read_file(path)
    except FileNotFoundError:
        raise BoundaryError(f"找不到地图文件 {path}。请检查 COCKPIT_MAP_FILE。") from None
    except Exception as error:  # the reader raises its driver's own errors; each means the same here
        raise BoundaryError(f"{path} 不是可读的 GeoJSON 地图：{error}。") from error
    if "code" not in frame.columns:
        raise BoundaryError(f"{path}：各面要素缺少 code 属性（六位区划代码）。")
    frame["code"] = frame["code"].astype(str)
    twice = frame["code"][frame["code"].duplicated()].unique().tolist()
    if twice:
        raise BoundaryError(f"{path}：代码重复 {'、'.join(twice)}。")
    broken = frame["code"][~frame.geometry.is_valid | frame.geometry.is_empty].tolist()
    if broken:
        raise BoundaryError(f"{path}：{'、'.join(broken)} 的几何无效，请先修复（例如用 make_valid）。")
    if "label_lon" not in frame.columns:
        points = frame.geometry.representative_point()
        frame["label_lon"], frame["label_lat"] = points.x, points.y
    return Boundaries(frame.set_index("code").sort_index(), text.get("review_number"))
