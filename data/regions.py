"""The tree of regions, read from data files: province, cities, counties, development zones and justice offices."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from data.errors import DataError, UnknownRegion
from data.periods import Span

BUREAU = "000"
BUREAU_NAMES = ("社区矫正机构本级", "社区矫正管理局", "司法局", "县级本级", "本级")
OFFICE_NAME = "司法所"


class Level(StrEnum):
    """The five levels, from the widest."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    OFFICE = "office"

    @property
    def depth(self) -> int:
        """How far below the nation."""
        return list(Level).index(self)


class RegionFileError(DataError):
    """A region file is wrong; the message lists every finding with file and line."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region: `zh` 西湖区, `short_zh` 西湖, `centre` (longitude, latitude) where known; `kind` is "zone" for a
    development zone, and for an office the kind of its township (street, town, rural)."""

    code: str
    level: Level
    parent: str | None
    zh: str
    short_zh: str
    en: str
    pinyin_initials: str
    centre: tuple[float, float] | None
    valid_from: date
    valid_to: date | None
    predecessors: tuple[str, ...]
    kind: str

    def is_valid(self, day: date) -> bool:
        """Say whether the region exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Regions:
    """The tree below `root`; what lies above the root is known by name only."""

    root: Region
    by_code: dict[str, Region]
    _due: dict[tuple[str, Span, str], int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _children(self) -> dict[str, list[Region]]:
        children: dict[str, list[Region]] = {}
        for region in sorted(self.by_code.values(), key=lambda r: r.code):
            if region.parent:
                children.setdefault(region.parent, []).append(region)
        return children

    @cached_property
    def _offices(self) -> dict[str, tuple[str, ...]]:
        offices: dict[str, list[str]] = {}
        for region in sorted(self.by_code.values(), key=lambda r: r.code):
            if region.level is Level.OFFICE:
                for code in [region.code, *(above.code for above in self.ancestors(region.code))]:
                    offices.setdefault(code, []).append(region.code)
        return {code: tuple(below) for code, below in offices.items()}

    def get(self, code: str) -> Region:
        """Return the region with a code; raises UnknownRegion naming the nearest codes."""
        try:
            return self.by_code[code]
        except KeyError:
            near = get_close_matches(code, self.by_code, n=2)
            hint = f"相近的有 {'、'.join(f'{c} {self.by_code[c].zh}' for c in near)}；" if near else ""
            raise UnknownRegion(f"没有代码为“{code}”的地区。{hint}全部代码见 cockpit regions。") from None

    def children(self, code: str, on: date | None = None) -> list[Region]:
        """Return the regions one level below, those valid on a day where one is given."""
        return [region for region in self._children.get(code, []) if on is None or region.is_valid(on)]

    def ancestors(self, code: str) -> list[Region]:
        """Return the regions above, the widest first; those above the root are among them where known."""
        above: list[Region] = []
        parent = self.get(code).parent
        while parent in self.by_code:
            above.append(self.by_code[parent])
            parent = above[-1].parent
        return above[::-1]

    def descendants(self, code: str, level: Level) -> list[Region]:
        """Return the regions of one level below a region, itself not among them."""
        below = self.children(code)
        found = [region for region in below if region.level is level]
        return found + [region for child in below if child.level.depth < level.depth for region in self.descendants(child.code, level)]

    def offices(self, code: str) -> tuple[str, ...]:
        """Return the codes of the offices under a region, or its own when it is one."""
        return self._offices.get(code, ())

    def counties(self, code: str) -> tuple[str, ...]:
        """Return the codes of the counties and zones under a region, its own when it is one, none for an office."""
        if self.get(code).level is Level.COUNTY:
            return (code,)
        return tuple(region.code for region in self.descendants(code, Level.COUNTY))

    def within(self, code: str, scope: str) -> bool:
        """Say whether a region is another or lies below it."""
        return code == scope or any(region.code == scope for region in self.ancestors(code))

    @staticmethod
    def bureau(county: str) -> str:
        """Return the code of a county bureau's own row."""
        return county + BUREAU

    def due(self, code: str, span: Span, owner: str) -> int:
        """Return how many office-days (and bureau-days, for "bureau" and "both") are owed in a span."""
        key = (code, span, owner)
        if key not in self._due:
            owed: list[str] = []
            if owner in {"office", "both"}:
                owed += self.offices(code)
            if owner in {"bureau", "both"}:
                owed += self.counties(code)
            self._due[key] = sum(_days_valid(self.by_code[each], span) for each in owed)
        return self._due[key]

    def find(self, text: str, limit: int = 8) -> list[Region]:
        """Return regions under the root that a person may mean, best first: by code, Chinese name, initials, pinyin."""
        wanted = text.strip().lower()
        if not wanted:
            return []
        ranked = [(rank, region.level.depth, region.code, region) for region in self.inside if (rank := _rank(region, wanted)) is not None]
        return [region for *_, region in sorted(ranked, key=lambda item: item[:3])[:limit]]

    @cached_property
    def inside(self) -> tuple[Region, ...]:
        """The root and every region below it."""
        return tuple(region for region in self.by_code.values() if self.within(region.code, self.root.code))

    def named(self, text: str, within: str = "") -> str:
        """Return the code that a name in a file stands for: a region's, or a bureau's own row for 本级 or 司法局.

        Accepts codes, full and short names, and names prefixed by those of regions above (西湖区翠苑司法所). Raises
        UnknownRegion for a name that fits none or several.
        """
        name = "".join(text.split())
        if name in self.by_code or (name.endswith(BUREAU) and name[:-3] in self.by_code):
            return name
        fits = {code for known, codes in self._names.items() if known == name for code in codes}
        fits = {code for code in fits if not within or self._is_under(code, within)}
        if len(fits) == 1:
            return fits.pop()
        if fits:
            places = "、".join(f"{self._full_name(code)}（{code}）" for code in sorted(fits)[:4])
            raise UnknownRegion(f"“{text}”不止一处：{places}。请写上县（市、区）名，或改用代码。")
        near = [known for known in get_close_matches(name, self._names, n=3, cutoff=0.5)]
        hint = f"最接近的是{'、'.join(f'“{known}”' for known in near)}；" if near else ""
        raise UnknownRegion(f"“{text}”不是已知的司法所或地区。{hint}全部名称和代码见 cockpit regions。")

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for region in self.inside:
            for prefix in self._prefixes(region):
                for name in {region.zh, region.short_zh}:
                    names.setdefault(prefix + name, set()).add(region.code)
                if region.level is Level.COUNTY:
                    for bureau in BUREAU_NAMES:
                        names.setdefault(f"{prefix}{region.zh}{bureau}", set()).add(self.bureau(region.code))
        for county in self.counties(self.root.code):
            for bureau in BUREAU_NAMES:
                names.setdefault(bureau, set()).add(self.bureau(county))
        return names

    def _prefixes(self, region: Region) -> list[str]:
        prefixes = [""]
        above = self.ancestors(region.code)
        for step in range(len(above)):
            prefixes.append("".join(each.zh for each in above[step:]))
        return prefixes

    def _is_under(self, code: str, within: str) -> bool:
        return self.within(code[:-3] if code.endswith(BUREAU) else code, within)

    def _full_name(self, code: str) -> str:
        start = code[:-3] if code.endswith(BUREAU) else code
        above = "".join(region.zh for region in self.ancestors(start)[-1:])
        return f"{above}{self.by_code[start].zh}{'本级' if start != code else ''}"


def _days_valid(region: Region, span: Span) -> int:
    first = max(span.first, region.valid_from)
    last = min(span.last, region.valid_to or span.last)
    return max(0, (last - first).days + 1)


def _rank(region: Region, wanted: str) -> int | None:
    names = (region.code, region.zh.lower(), region.short_zh.lower(), region.en.lower(), region.pinyin_initials)
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names[1:4]) else None


def load_regions(folder: Path, root: str) -> Regions:
    """Read every region file in a folder; raises RegionFileError listing all findings, UnknownRegion for the root."""
    rows: list[tuple[str, Region]] = []
    findings: list[str] = []
    for path in (folder / "regions.csv", folder / "offices.csv"):
        if not path.exists():
            raise RegionFileError(f"缺少地区文件 {path}。请检查 COCKPIT_PLACES。")
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                place = f"{path.name} 第 {line} 行"
                try:
                    rows.append((place, _region(row)))
                except (KeyError, ValueError) as error:
                    findings.append(f"{place}：{error}")
    findings += _findings(rows)
    if findings:
        raise RegionFileError("地区文件有误：\n" + "\n".join(findings))
    known = {region.code: region for _, region in rows}
    if root not in known:
        near = "、".join(get_close_matches(root, known, n=3)) or "330000"
        raise UnknownRegion(f"COCKPIT_ROOT={root} 不在地区文件里，相近的有 {near}。")
    return Regions(known[root], known)


def _findings(rows: Sequence[tuple[str, Region]]) -> Iterable[str]:
    known: dict[str, Region] = {}
    for place, region in rows:
        if region.code in known:
            yield f"{place}：代码 {region.code} 重复，前面已是{known[region.code].zh}。"
        known[region.code] = region
    for place, region in rows:
        if region.level is Level.OFFICE and (len(region.code) != 9 or not region.code.startswith(str(region.parent))):
            yield f"{place}：{region.zh} 的代码 {region.code} 应为九位，并以所属县的六位代码开头。"
        if region.parent not in known and region.level not in {Level.NATION, Level.PROVINCE}:
            yield f"{place}：{region.zh} 的上级 {region.parent} 不存在。"
        if region.valid_to is not None and region.valid_to < region.valid_from:
            yield f"{place}：{region.zh} 的失效日 {region.valid_to} 早于生效日 {region.valid_from}。"


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        level=Level(row["level"]),
        parent=row["parent"] or None,
        zh=row["zh"],
        short_zh=row["short_zh"],
        en=row["en"],
        pinyin_initials=row["initials"],
        centre=(float(row["lon"]), float(row["lat"])) if row["lon"] and row["lat"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        predecessors=tuple(filter(None, row["predecessors"].split(";"))),
        kind=row["kind"],
    )
