"""Finds the office that a cell means: a code, a full or short name, with the county where names repeat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from data.errors import UnknownRegion
from data.load.cells import BadCell, clean
from data.load.vocabulary import bare
from data.regions import Level, Region, Regions

LISTED = 4
SEARCHES = 60
_CODE = re.compile(r"\d{6,12}")


@dataclass(frozen=True)
class Places:
    """The offices, bureau rows and counties below the root, by every name they go by."""

    regions: Regions
    words: Mapping[str, Any]
    _hints: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    def office(self, text: str, county: str | None = None) -> str:
        """Return the nine-digit code of an office or a county's bureau row; raises BadCell with the nearest."""
        shown, plain = text.strip(), bare(clean(text))
        if not plain:
            raise BadCell("缺少司法所。合并过的单元格请先取消合并，每行都填。")
        if _CODE.fullmatch(plain):
            return self._coded(shown, plain, county)
        found = self._named(plain, county)
        if len(found) == 1:
            return found[0]
        if found:
            listed = "、".join(self.label(code) for code in found[:LISTED])
            raise BadCell(f"“{shown}”有 {len(found)} 个：{listed}{'等' if len(found) > LISTED else ''}。请改填代码，或加一列“县（市、区）”。")
        raise BadCell(self._unknown(shown, plain, county))

    def county(self, text: str) -> str:
        """Return the code of a county by its code or name; raises BadCell."""
        plain = bare(clean(text))
        found = [plain] if plain in self._counties.values() else [code for name, code in self._counties.items() if name == plain]
        if not found:
            near = get_close_matches(plain, self._counties, n=1)
            hint = f"最接近的是“{self.regions.get(self._counties[near[0]]).zh}”。" if near else ""
            raise BadCell(f"“{text.strip()}”不是{self.regions.root.zh}内的县（市、区）。{hint}全部名称见 cockpit regions。")
        return found[0]

    def county_in(self, text: str) -> str | None:
        """Return the one county that a title names; None when it names none or several."""
        plain = bare(text)
        for names in (self._county_names, self._short_county_names):
            found = {code for name, code in names.items() if name in plain}
            if len(found) == 1:
                return found.pop()
        return None

    def office_in(self, text: str, county: str | None) -> str | None:
        """Return the one office that a title names in full (西兴司法所); None when it names none or several."""
        plain = bare(text)
        names = {name for name in self._names if name.endswith("司法所") and name in plain}
        longest = {name for name in names if not any(name != other and name in other for other in names)}
        found = {code for name in longest for code in self._named(name, county)}
        return found.pop() if len(found) == 1 else None

    def bureau(self, county: str) -> str:
        """Return the code of a county's bureau row."""
        return self.regions.bureau(county)

    def closed(self, code: str, day: date) -> str | None:
        """Return why an office owes nothing on a day, None when it does."""
        if code.endswith("000"):
            return None
        office = self.regions.get(code)
        if day < office.valid_from:
            return f"{self.label(code)}自 {office.valid_from} 起设立，此前的数据请记在原司法所。"
        if office.valid_to is not None and day > office.valid_to:
            return f"{self.label(code)}已于 {office.valid_to} 撤销，此后的数据请记在承接的司法所。"
        return None

    def label(self, code: str) -> str:
        """Return how an office is shown in messages: county, name, code."""
        if code.endswith("000"):
            return f"{self.regions.get(code[:-3]).zh}本级（{code}）"
        office = self.regions.get(code)
        parent = self.regions.get(office.parent).zh if office.parent else ""
        return f"{parent}{office.zh}（{code}）"

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of every office and bureau row below the root."""
        root = self.regions.root
        bureaus = () if root.level is Level.OFFICE else (self.bureau(code) for code in self._counties.values())
        return frozenset([*self.regions.offices(root.code), *bureaus])

    def _coded(self, shown: str, plain: str, county: str | None) -> str:
        code = plain[:9] if len(plain) == 12 and plain.endswith("000") else plain
        if code in self.codes:
            return code
        if code in self._counties.values():
            raise BadCell(
                f"{shown} 是{self.regions.get(code).zh}的代码，数据按司法所填报；县级本级的行填 {self.bureau(code)}。"
            )
        if known := self._elsewhere(code):
            raise BadCell(f"{shown}（{known}）不在本驾驶舱的范围（{self.regions.root.zh}）内，未装载。请交给所属地装载。")
        raise BadCell(self._unknown(shown, plain, county))

    def _elsewhere(self, code: str) -> str | None:
        try:
            return self.regions.get(code.removesuffix("000") if len(code) == 9 else code).zh
        except UnknownRegion:
            return None

    def _named(self, plain: str, county: str | None) -> list[str]:
        for name in (plain, self._stripped(plain)):
            found = [code for code in self._names.get(name, ()) if county is None or code.startswith(county)]
            if found:
                return found
        owner = county if plain in self._bureau_words else self._bureau_of(plain)
        return [self.bureau(owner)] if owner and (county in {None, owner}) else []

    def _bureau_of(self, plain: str) -> str | None:
        for word in self._bureau_words:
            if plain.endswith(word) and (code := self._counties.get(plain.removesuffix(word))):
                return code
        return None

    def _stripped(self, plain: str) -> str:
        for name in (*self._county_names, *self._short_county_names):
            if plain.startswith(name) and len(plain) > len(name):
                plain = plain.removeprefix(name)
                break
        for ending in self.words["endings"]:
            if plain.endswith(ending) and len(plain) > len(ending) + 1:
                return plain.removesuffix(ending)
        return plain

    def _unknown(self, shown: str, plain: str, county: str | None) -> str:
        if plain in self._counties:
            code = self._counties[plain]
            return f"“{shown}”是县（市、区），数据按司法所填报；县级本级的行填“{self.regions.get(code).zh}本级”或 {self.bureau(code)}。"
        near = self._nearest(plain, county)
        hint = f"最接近的是{near}；" if near else ""
        return f"“{shown}”不是已知司法所。{hint}全部名称和代码见 cockpit regions。"

    def _nearest(self, plain: str, county: str | None) -> str | None:
        asked = (plain, county)
        if asked not in self._hints:
            if len(self._hints) >= SEARCHES:
                return None
            self._hints[asked] = self._search(plain, county)
        return self._hints[asked]

    def _search(self, plain: str, county: str | None) -> str | None:
        codes = [code for code in self.codes if county is None or code.startswith(county)]
        if _CODE.fullmatch(plain):
            near = get_close_matches(plain, sorted(codes), n=1)
            return self.label(near[0]) if near else None
        words = {name: found[0] for name, found in self._names.items() if county is None or found[0].startswith(county)}
        for form in (plain, self._stripped(plain)):
            if near := get_close_matches(form, words, n=1, cutoff=0.5):
                return self.label(words[near[0]])
        return None

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for code in self.regions.offices(self.regions.root.code):
            office = self.regions.get(code)
            for name in dict.fromkeys([bare(office.zh), bare(office.short_zh), bare(office.zh.removesuffix("司法所"))]):
                names[name].append(code)
        return dict(names)

    @cached_property
    def _counties(self) -> dict[str, str]:
        return {**self._short_county_names, **self._county_names}

    @cached_property
    def _county_names(self) -> dict[str, str]:
        return _by_name(self._county_regions, lambda county: county.zh)

    @cached_property
    def _short_county_names(self) -> dict[str, str]:
        return _by_name(self._county_regions, lambda county: county.short_zh)

    @cached_property
    def _county_regions(self) -> list[Region]:
        root = self.regions.root
        if root.level is Level.OFFICE:
            return []
        return [self.regions.get(code) for code in self.regions.counties(root.code)]

    @cached_property
    def _bureau_words(self) -> tuple[str, ...]:
        return tuple(sorted((bare(word) for word in self.words["bureau"]), key=len, reverse=True))


def _by_name(counties: Sequence[Region], name: Any) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for county in counties:
        if len(name(county)) > 1:
            found[bare(name(county))].append(county.code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1}
