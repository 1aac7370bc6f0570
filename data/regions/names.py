"""How people write a region: in the search box, and in the files they send."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from data.errors import UnknownRegion
from data.reasons import Reason
from data.regions.owners import bureau_of, county_of
from data.regions.region import Level, Region

BUREAU_NAMES = (
    *("本级", "县本级", "区本级", "市本级", "县级本级", "县级"),
    *("司法局", "社区矫正管理局", "社区矫正机构", "社区矫正机构本级", "社区矫正中心"),
)
TOWNSHIP_NAMES = {"street": "街道", "town": "镇", "rural": "乡"}


@dataclass(frozen=True, slots=True)
class Named:
    """What a name may mean: a region or a bureau's own row, with the regions above, the widest first."""

    code: str
    zh: str
    en: str
    level: Level
    above: tuple[Region, ...]
    names: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """The Chinese name after that of the region above: 滨江区西兴司法所."""
        return "".join(region.zh for region in self.above[-1:]) + self.zh

    @property
    def full(self) -> Reason | Named:
        """The name with that of the region above, in both languages."""
        return Reason("region.full", {"above": self.above[-1], "region": self}) if self.above else self

    def is_under(self, code: str) -> bool:
        """Say whether this is the region with a code, or below it."""
        return code in {"", self.code} or any(region.code == code for region in self.above)


class Gazetteer:
    """Finds the code that a written name means, among the regions under a root."""

    def __init__(self, regions: Iterable[Region], above: Mapping[str, Sequence[Region]]) -> None:
        """Take the regions, and those above each by code."""
        self._entries: dict[str, Named] = {}
        for region in regions:
            self._add(
                Named(region.code, region.zh, region.en, region.level, tuple(above[region.code]), own_names(region))
            )
            if region.level is Level.COUNTY:
                chain = (*above[region.code], region)
                self._add(Named(bureau_of(region.code), "本级", "the bureau itself", Level.OFFICE, chain, BUREAU_NAMES))
        self._by_name: dict[str, list[Named]] = {}
        for entry in self._entries.values():
            for name in entry.names:
                self._by_name.setdefault(name, []).append(entry)
        self._hints: dict[tuple[str, str, Level | None], Reason | str] = {}

    def _add(self, entry: Named) -> None:
        self._entries[entry.code] = entry

    def code_of(self, text: str, within: str = "", level: Level | None = None) -> str:
        """Return the one code a text means; raises UnknownRegion for none or several."""
        name = squeezed(text)
        if name.isascii() and name.isdigit():
            return self._checked_code(name, within, level)
        fits = [entry for entry in self._fits(name) if _suits(entry, within, level)]
        if len(fits) == 1:
            return fits[0].code
        if fits:
            raise UnknownRegion(Reason("region.several", {"text": text, "regions": _listed(fits)}))
        named = {"text": text, "level": _level(level), "hint": self._hint(name, within, level)}
        if within in self._entries:
            raise UnknownRegion(Reason("region.no_name_within", {**named, "within": self._entries[within]}))
        raise UnknownRegion(Reason("region.no_name", named))

    def _fits(self, name: str) -> list[Named]:
        """Return what a name may mean, its beginning taken as the names of regions above."""
        fits = (
            entry
            for start in range(len(name))
            for entry in self._by_name.get(name[start:], ())
            if _is_path(name[:start], entry.above)
        )
        return list(dict.fromkeys(fits))

    def _checked_code(self, code: str, within: str, level: Level | None) -> str:
        entry = self._entries.get(code)
        if entry is None:
            county = county_of(code) if county_of(code) in self._entries else ""
            alike = [each for each in self._entries if len(each) == len(code) and each.startswith(county)]
            near = [self._entries[each] for each in get_close_matches(code, alike, n=2)]
            raise UnknownRegion(Reason("region.no_code", {"code": code, "hint": _near(near)}))
        named = {"code": code, "region": entry.full}
        if not entry.is_under(within):
            raise UnknownRegion(Reason("region.not_within", {**named, "within": self._entries[within]}))
        if level is not None and entry.level is not level:
            raise UnknownRegion(Reason("region.other_level", {**named, "level": _level(level)}))
        return code

    def _hint(self, name: str, within: str, level: Level | None) -> Reason | str:
        key = (name, within, level)
        if key not in self._hints:
            entries = [entry for entry in self._entries.values() if _suits(entry, within, level)]
            known = {text: entry for entry in entries for text in (entry.zh, entry.full_name)}
            near = [known[text] for text in get_close_matches(name, known, n=3, cutoff=0.5)]
            self._hints[key] = _near(list(dict.fromkeys(near)))
        return self._hints[key]


def _suits(entry: Named, within: str, level: Level | None) -> bool:
    return entry.is_under(within) and level in {None, entry.level}


def _near(entries: Sequence[Named]) -> Reason | str:
    return Reason("region.near", {"regions": _listed(entries)}) if entries else ""


def _listed(entries: Sequence[Named]) -> Reason | tuple[Reason, ...]:
    shown = tuple(Reason("region.with_code", {"region": entry.full, "code": entry.code}) for entry in entries[:4])
    return Reason("region.and_more", {"regions": shown, "count": len(entries)}) if len(entries) > 4 else shown


def _level(level: Level | None) -> Reason:
    return Reason(f"region.level_{level or 'any'}")


def _is_path(prefix: str, above: Sequence[Region]) -> bool:
    """Say whether a text consists of names of the regions above, in order; it may be empty."""
    if not prefix:
        return True
    if not above:
        return False
    first, *rest = above
    shortened = [prefix.removeprefix(name) for name in (first.zh, first.short_zh) if prefix.startswith(name)]
    return any(_is_path(each, rest) for each in (*shortened, prefix))


def own_names(region: Region) -> tuple[str, ...]:
    """Return the names a region has by itself, an office's township among them."""
    names = [region.zh, region.short_zh]
    if region.level is Level.OFFICE and region.kind in TOWNSHIP_NAMES:
        township = region.short_zh + TOWNSHIP_NAMES[region.kind]
        names += [township, f"{township}司法所"]
    return tuple(dict.fromkeys(names))


def squeezed(text: str) -> str:
    """Return a text without blanks, its full-width digits and letters made plain."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def searchable(text: str) -> str:
    """Return a text as searches compare it: in lower case, blanks and apostrophes left out, ü as v."""
    return squeezed(text).lower().replace("'", "").replace("’", "").replace("ü", "v")


@dataclass(frozen=True, slots=True)
class Searched:
    """A region as the search box sees it."""

    region: Region
    names: tuple[str, ...]
    paths: tuple[str, ...]

    @classmethod
    def of(cls, region: Region, above: Sequence[Region]) -> Searched:
        """Return what is searched of a region under those above."""
        names = (region.code, *own_names(region), region.en)
        full, short = [each.zh for each in above], [each.short_zh for each in above]
        return cls(
            region=region,
            names=tuple(searchable(name) for name in names),
            paths=("".join([*full, region.zh]), "".join([*short, region.short_zh])),
        )

    def rank(self, wanted: str) -> int | None:
        """Say how well a search fits, 0 the best; None when it does not."""
        initials = self.region.pinyin_initials
        if wanted in self.names or wanted in {initials, initials[: len(self.region.short_zh)]}:
            return 0
        if any(name.startswith(wanted) for name in self.names):
            return 1
        if initials.startswith(wanted):
            return 2
        if any(wanted in name for name in self.names[1:]):
            return 3
        return 4 if any(wanted in path for path in self.paths) else None
