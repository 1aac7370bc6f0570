"""The files that hold the regions, and what may be wrong with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from data.errors import DataError
from data.regions.owners import BUREAU, OWNER_DIGITS, REGION_DIGITS, county_of, is_bureau
from data.regions.region import Level, Region

FILES = ("regions.csv", "offices.csv")
COLUMNS = (
    *("code", "level", "parent", "zh", "short_zh", "en", "initials", "lon", "lat"),
    *("valid_from", "valid_to", "predecessors", "kind"),
)


class RegionFileError(DataError):
    """A region file is wrong; the message lists every finding with file and line."""


def read_regions(folder: Path) -> dict[str, Region]:
    """Return every region of a folder's files by code; raises RegionFileError with all findings."""
    rows: list[tuple[str, Region]] = []
    findings: list[str] = []
    for name in FILES:
        for place, row in _rows(folder / name):
            try:
                rows.append((place, _region(row)))
            except ValueError as error:
                findings.append(f"{place}：{error}")
    findings += problems(rows)
    if findings:
        raise RegionFileError(f"{folder} 的地区文件有误，请改正后重试：\n" + "\n".join(findings))
    return {region.code: region for _, region in rows}


def problems(rows: Sequence[tuple[str, Region]]) -> Iterator[str]:
    """Yield what is wrong with a tree, in Chinese; each region comes with the place it was read from."""
    known: dict[str, Region] = {}
    for place, region in rows:
        if region.code in known:
            yield f"{place}：代码 {region.code} 重复，前面已是{known[region.code].zh}。"
        known.setdefault(region.code, region)
    for place, region in rows:
        for problem in (*_code_problems(region), *_tree_problems(region, known)):
            yield f"{place}：{problem}"


def _code_problems(region: Region) -> Iterator[str]:
    code, is_office = region.code, region.level is Level.OFFICE
    digits = OWNER_DIGITS if is_office else REGION_DIGITS
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        yield f"{region.zh}的代码 {code!r} 应为 {digits} 位数字。"
    elif is_office and county_of(code) != region.parent:
        yield f"{region.zh}的代码 {code} 应以所属县的代码 {region.parent} 开头。"
    elif is_bureau(code):
        yield f"{region.zh}的代码 {code} 以 {BUREAU} 结尾，这是县级本级专用的。"


def _tree_problems(region: Region, known: Mapping[str, Region]) -> Iterator[str]:
    parent = known.get(region.parent or "")
    if parent is None and region.level not in {Level.NATION, Level.PROVINCE}:
        yield f"{region.zh}的上级 {region.parent} 不在文件里。"
    if parent is not None and parent.level.depth >= region.level.depth:
        yield f"{region.zh}的上级{parent.zh}层级不高于它。"
    if region.valid_to is not None and region.valid_to < region.valid_from:
        yield f"{region.zh}的失效日 {region.valid_to} 早于生效日 {region.valid_from}。"


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise RegionFileError(f"{path}：缺少列 {'、'.join(missing)}。表头应为 {','.join(COLUMNS)}。")
            for row in reader:
                place = f"{path.name} 第 {reader.line_num} 行"
                yield place, {column: row[column].strip() for column in COLUMNS}
    except FileNotFoundError:
        raise RegionFileError(f"缺少地区文件 {path}。请检查 COCKPIT_PLACES。") from None
    except UnicodeDecodeError:
        raise RegionFileError(f"{path} 不是 UTF-8 编码。请另存为“CSV UTF-8”。") from None


def _region(row: Mapping[str, str]) -> Region:
    if row["level"] not in set(Level):
        raise ValueError(f"level：{row['level']!r} 不是层级，应为 {'、'.join(Level)} 之一。")
    if not row["zh"]:
        raise ValueError("zh：缺少名称。")
    return Region(
        code=row["code"],
        level=Level(row["level"]),
        parent=row["parent"] or None,
        zh=row["zh"],
        short_zh=row["short_zh"] or row["zh"],
        en=row["en"],
        pinyin_initials=row["initials"],
        centre=_point(row),
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to") if row["valid_to"] else None,
        predecessors=tuple(filter(None, row["predecessors"].split(";"))),
        kind=row["kind"],
    )


def _day(row: Mapping[str, str], column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise ValueError(f"{column}：{row[column]!r} 不是日期，应写成 2003-01-01。") from None


def _point(row: Mapping[str, str]) -> tuple[float, float] | None:
    if not row["lon"] and not row["lat"]:
        return None
    try:
        return float(row["lon"]), float(row["lat"])
    except ValueError:
        raise ValueError(f"lon、lat：{row['lon']!r}、{row['lat']!r} 不是经纬度。") from None
