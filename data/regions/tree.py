"""The tree of regions: province, cities, counties, development zones and justice offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

from data.errors import UnknownRegion
from data.periods import Span
from data.reasons import Reason
from data.regions.files import RegionFileError, problems, read_regions
from data.regions.names import Gazetteer, Searched, searchable
from data.regions.owners import bureau_of, is_bureau, region_of
from data.regions.region import Level, Region

__all__ = ["Level", "Region", "RegionFileError", "Regions", "load_regions"]

Lives = Mapping[tuple[date, date | None], int]


def load_regions(folder: Path, root: str) -> Regions:
    """Read the region files of a folder; raises RegionFileError, or UnknownRegion for the root."""
    known = read_regions(folder)
    if root not in known:
        near = "、".join(f"{each} {known[each].zh}" for each in get_close_matches(root, known, n=3))
        raise UnknownRegion(
            f"COCKPIT_ROOT={root} 不在 {folder} 的地区文件里{f'，相近的有 {near}' if near else ''}。"
            "请改正 COCKPIT_ROOT 或 COCKPIT_PLACES。"
        )
    return Regions(known[root], known)


@dataclass(frozen=True, eq=False)
class Regions:
    """The tree below `root`; regions above the root or beside it are known by name only."""

    root: Region
    by_code: Mapping[str, Region]

    def get(self, code: str) -> Region:
        """Return the region with a code; raises UnknownRegion naming the nearest codes."""
        try:
            return self.by_code[code]
        except KeyError:
            near = get_close_matches(code, self.by_code, n=2)
            alike = tuple(Reason("region.named", {"code": each, "region": self.by_code[each]}) for each in near)
            hint = Reason("region.alike", {"regions": alike}) if near else ""
            raise UnknownRegion(Reason("region.unknown", {"code": code, "hint": hint})) from None

    def children(self, code: str, on: date | Span | None = None) -> list[Region]:
        """Return the regions one level below: those valid on a day, or on some day of a span, where one is given."""
        during = Span(on, on) if isinstance(on, date) else on
        return [region for region in self._children.get(code, ()) if during is None or region.exists_in(during)]

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return a region and those that went wholly into it, whose figures are its history.

        A region of which another part went elsewhere, or that still exists, is not among them: nothing says which of its
        figures were of the part that became this one.
        """
        return self._lineages.get(code, (code,))

    def successors(self, code: str) -> list[Region]:
        """Return the regions that came out of a region."""
        return [region for region in self.by_code.values() if code in region.predecessors]

    def ancestors(self, code: str) -> list[Region]:
        """Return the regions above, the widest first; those above the root are among them where known."""
        return list(self._above[self.get(code).code])

    def above(self, code: str) -> list[Region]:
        """Return the regions above one that the cockpit has figures of, the widest first: none above its root."""
        return [wider for wider in self.ancestors(code) if self.within(wider.code, self.root.code)]

    def descendants(self, code: str, level: Level, during: Span | None = None) -> list[Region]:
        """Return the regions of one level below a region, itself not among them; those of a span where one is given."""
        found: list[Region] = []
        for child in self.children(code, during):
            if child.level is level:
                found.append(child)
            elif child.level.depth < level.depth:
                found += self.descendants(child.code, level, during)
        return found

    def offices(self, code: str) -> tuple[str, ...]:
        """Return the codes of the offices under a region, or its own when it is one."""
        return self._offices.get(code, ())

    def counties(self, code: str) -> tuple[str, ...]:
        """Return the codes of the counties and zones under a region, its own when it is one."""
        return self._counties.get(code, ())

    def within(self, code: str, scope: str) -> bool:
        """Say whether a region is the same as another, or below it."""
        return code == scope or scope in self._lines[self.get(code).code]

    def bureaus(self, code: str) -> tuple[str, ...]:
        """Return the codes of the own rows of the county bureaus under a region, its own when it is a county."""
        return tuple(map(bureau_of, self.counties(code)))

    def owners(self, code: str) -> tuple[str, ...]:
        """Return the codes of those who report facts under a region: its offices, then its bureaus."""
        return (*self.offices(code), *self.bureaus(code))

    def owner_name(self, code: str) -> str:
        """Return the Chinese name of a region or of a bureau's own rows; raises UnknownRegion."""
        name = self.get(region_of(code)).zh
        return f"{name}本级" if is_bureau(code) else name

    def due(self, code: str, span: Span, owner: str) -> int:
        """Return the office-days ("office"), bureau-days ("bureau") or their sum ("both") expected in a span."""
        owed = 0
        if owner in {"office", "both"}:
            owed += _days_due(self._office_lives.get(code, {}), span)
        if owner in {"bureau", "both"}:
            owed += _days_due(self._county_lives.get(code, {}), span)
        return owed

    def below(self, code: str) -> Regions:
        """Return the same regions with another root, for what is looked for within it; raises UnknownRegion."""
        return self if code == self.root.code else _rooted(self, code)

    def find(self, text: str, limit: int = 8) -> list[Region]:
        """Return regions under the root that a person may mean, best first.

        By code, Chinese name with or without those of regions above, initials (hz), English (Hangzhou).
        """
        wanted = searchable(text)
        if not wanted:
            return []
        ranked = [(rank, each.region) for each in self._searched if (rank := each.rank(wanted)) is not None]
        ranked.sort(key=lambda found: (found[0], found[1].level.depth, found[1].code))
        return [region for _, region in ranked[:limit]]

    def named(self, text: str, within: str = "", level: Level | None = None) -> str:
        """Return the code that a name in a file means, a bureau's own row for 本级 or 司法局.

        Accepts codes, full, short and township names (西兴街道), each with or without the names of regions
        above (西湖区翠苑司法所). `within` narrows to a region and `level` to a level, where a bureau's row
        counts as an office. Raises UnknownRegion for a name that fits none or several.
        """
        return self._gazetteer.code_of(text, within, level)

    def check(self) -> list[str]:
        """Return every problem of the tree, each a Chinese sentence."""
        return list(problems([(region.code, region) for region in self.by_code.values()]))

    @cached_property
    def inside(self) -> tuple[Region, ...]:
        """The root and every region below it."""
        regions = [self.root]
        for region in regions:
            regions += self._children.get(region.code, ())
        return tuple(regions)

    @cached_property
    def _lineages(self) -> dict[str, tuple[str, ...]]:
        """The regions with a history under other codes, by their code."""
        successors: dict[str, set[str]] = {}
        for region in self.by_code.values():
            for code in region.predecessors:
                successors.setdefault(code, set()).add(region.code)
        into = {
            region.code: [
                code
                for code in region.predecessors
                if successors[code] == {region.code}
                and code in self.by_code
                and (ended := self.by_code[code].valid_to) is not None
                and ended < region.valid_from
            ]
            for region in self.by_code.values()
            if region.predecessors
        }
        found = {}
        for code in into:
            line = [code]
            for each in line:  # which grows: predecessors of predecessors, which ended earlier
                line += into.get(each, ())
            if len(line) > 1:
                found[code] = tuple(line)
        return found

    @cached_property
    def _above(self) -> dict[str, tuple[Region, ...]]:
        return {code: self._climbed(region) for code, region in self.by_code.items()}

    @cached_property
    def _lines(self) -> dict[str, frozenset[str]]:
        """The codes of the regions above each region."""
        return {code: frozenset(region.code for region in above) for code, above in self._above.items()}

    def _climbed(self, region: Region) -> tuple[Region, ...]:
        parent = self.by_code.get(region.parent or "")
        return (*self._climbed(parent), parent) if parent else ()

    @cached_property
    def _children(self) -> dict[str, list[Region]]:
        children: dict[str, list[Region]] = {}
        for region in sorted(self.by_code.values(), key=lambda region: region.code):
            if region.parent:
                children.setdefault(region.parent, []).append(region)
        return children

    @cached_property
    def _offices(self) -> dict[str, tuple[str, ...]]:
        return self._under(Level.OFFICE)

    @cached_property
    def _counties(self) -> dict[str, tuple[str, ...]]:
        return self._under(Level.COUNTY)

    @cached_property
    def _office_lives(self) -> dict[str, Lives]:
        return {code: self._lives(below) for code, below in self._offices.items()}

    @cached_property
    def _county_lives(self) -> dict[str, Lives]:
        return {code: self._lives(below) for code, below in self._counties.items()}

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.inside, {region.code: self.ancestors(region.code) for region in self.inside})

    @cached_property
    def _searched(self) -> tuple[Searched, ...]:
        return tuple(Searched.of(region, self.ancestors(region.code)) for region in self.inside)

    def _under(self, level: Level) -> dict[str, tuple[str, ...]]:
        """Return the codes of one level by the code of each region above, and by their own."""
        under: dict[str, list[str]] = {}
        for region in sorted(self.by_code.values(), key=lambda region: region.code):
            if region.level is level:
                for code in (region.code, *(above.code for above in self.ancestors(region.code))):
                    under.setdefault(code, []).append(region.code)
        return {code: tuple(codes) for code, codes in under.items()}

    def _lives(self, codes: tuple[str, ...]) -> Lives:
        regions = (self.by_code[code] for code in codes)
        return Counter((region.valid_from, region.valid_to) for region in regions)


@lru_cache(maxsize=64)  # accounts' scopes whose names are looked for
def _rooted(regions: Regions, code: str) -> Regions:
    return Regions(regions.get(code), regions.by_code)


def _days_due(lives: Lives, span: Span) -> int:
    """Return the days of a span on which regions existed, counted by their first and last days."""
    owed = 0
    for (first, last), count in lives.items():
        begins = max(first, span.first)
        ends = span.last if last is None else min(last, span.last)
        if begins <= ends:
            owed += count * ((ends - begins).days + 1)
    return owed
