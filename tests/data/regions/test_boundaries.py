"""The map that is shipped, and what is asked of a map that replaces it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import box, mapping

from data.regions import load_regions
from data.regions.boundaries import BoundaryError, load_boundaries

MAP = Path("assets/maps/330000.geojson")
REGIONS = load_regions(Path("data/places"), "330000")
SHIPPED = load_boundaries(MAP)
SQUARE = mapping(box(120, 30, 121, 31))
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def feature(code: str | int = "330108", geometry: Any = SQUARE, **more: Any) -> dict[str, Any]:
    """Return one feature of a map file."""
    return {"type": "Feature", "properties": {"code": code, "name": "滨江区"} | more, "geometry": geometry}


def map_file(tmp_path: Path, *features: dict[str, Any], **more: Any) -> Path:
    """Write a map file."""
    path = tmp_path / "map.geojson"
    content = {"type": "FeatureCollection", "features": features} | more
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


# --- the shipped map ---


def test_every_county_has_a_polygon_under_its_own_name() -> None:
    """The map and the regions know the same 90 codes and names."""
    names = {code: REGIONS.get(code).zh for code in REGIONS.counties("330000")}

    assert SHIPPED.frame["name"].to_dict() == names


def test_the_polygons_are_valid_and_neighbours_share_their_borders() -> None:
    """No geometry is broken, none overlaps another, and the land has no gaps between them."""
    counties = SHIPPED.frame.geometry.to_numpy()

    assert shapely.is_valid(counties).all()
    assert shapely.coverage_is_valid(counties)
    assert sum(len(part.interiors) for part in shapely.get_parts(shapely.union_all(counties))) == 0


def test_the_map_is_small() -> None:
    """The whole province takes at most 60 kB compressed."""
    assert len(gzip.compress(MAP.read_bytes())) <= 60_000


def test_the_islands_are_kept() -> None:
    """Zhoushan's four counties have a hundred islands and more, as far as 嵊泗's easternmost."""
    zhoushan = SHIPPED.dissolve(REGIONS.counties("330900"))

    assert len(shapely.get_parts(zhoushan)) > 100
    assert zhoushan.bounds[2] > 122.8
    assert zhoushan.bounds[3] > 30.8


def test_the_counties_have_their_true_size() -> None:
    """The province measures some 105 500 km², 淳安 some 4 400; simplifying moves neither by more than 2 %."""
    area = SHIPPED.frame.geometry.to_crs(6933).area / 1e6

    assert area.sum() == pytest.approx(105_500, rel=0.02)
    assert area["330127"] == pytest.approx(4_420, rel=0.02)


def test_each_label_point_is_in_its_county() -> None:
    """The point a name is written at is on land of its own."""
    for code, row in SHIPPED.frame.iterrows():
        assert row.geometry.contains(shapely.Point(row.label_lon, row.label_lat)), code


def test_the_shipped_map_has_no_review_number() -> None:
    """It is a schematic map, and says so on the screen."""
    assert SHIPPED.review_number is None


def test_a_city_is_the_union_of_its_counties() -> None:
    """Dissolved, the counties leave one outline of their joint area; unknown codes count for nothing."""
    counties = REGIONS.counties("330100")
    areas = shapely.area(SHIPPED.frame.geometry.loc[list(counties)].to_numpy())

    outline = SHIPPED.dissolve([*counties, "330171"])

    assert outline.geom_type == "Polygon"
    assert outline.area == pytest.approx(areas.sum())
    assert SHIPPED.dissolve(["330171"]).is_empty


# --- a deployer's own map ---


def test_an_approved_map_brings_its_review_number(tmp_path: Path) -> None:
    """The 审图号 is at the top of the file."""
    path = map_file(tmp_path, feature(), review_number=" 浙S(2026)1号 ")

    assert load_boundaries(path).review_number == "浙S(2026)1号"


def test_codes_may_be_numbers_and_label_points_may_be_absent(tmp_path: Path) -> None:
    """Codes become text; the label is put where the largest part is widest."""
    islet = box(123, 30, 123.1, 30.1)
    both = mapping(shapely.MultiPolygon([islet, box(120, 30, 121, 31)]))

    frame = load_boundaries(map_file(tmp_path, feature(330108, both), feature(330106))).frame

    assert list(frame.index) == ["330106", "330108"]
    assert frame.loc["330108", "label_lon"] == pytest.approx(120.5, abs=0.02)
    assert frame.loc["330108", "label_lat"] == pytest.approx(30.5, abs=0.02)


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        ([], "没有任何要素|缺少 code"),
        ([{"type": "Feature", "properties": {"adcode": "330108"}, "geometry": SQUARE}], "缺少 code、name"),
        ([feature(), feature()], "代码重复 330108"),
        ([feature(geometry=BOW_TIE)], "330108 的几何无效"),
        ([feature(geometry=None), feature("330106")], "330108 没有面状几何"),
        ([feature(geometry={"type": "Point", "coordinates": [120, 30]})], "330108 没有面状几何"),
        ([feature(geometry=mapping(box(500_000, 3_300_000, 600_000, 3_400_000)))], "坐标不是经纬度"),
    ],
)
def test_a_map_that_cannot_be_drawn_says_why(tmp_path: Path, features: list[dict[str, Any]], reason: str) -> None:
    """The message names the file, the county and what is wrong."""
    with pytest.raises(BoundaryError, match=rf"map\.geojson.*({reason})"):
        load_boundaries(map_file(tmp_path, *features))


@pytest.mark.parametrize("content", [b"", b"{", b'{"type": "Topology"}', b"[]", b"\xff\xfe\x00PK\x03\x04"])
def test_a_file_that_is_no_map_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty, cut short, another format."""
    path = tmp_path / "map.geojson"
    path.write_bytes(content)

    with pytest.raises(BoundaryError, match=r"map\.geojson 不是(可读的)? ?GeoJSON 地图"):
        load_boundaries(path)


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    """COCKPIT_MAP_FILE is where to look."""
    with pytest.raises(BoundaryError, match=r"找不到地图文件 .*COCKPIT_MAP_FILE"):
        load_boundaries(tmp_path / "nowhere.geojson")
