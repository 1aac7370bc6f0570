"""Finds the office, bureau row or county that a cell or a title means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from data.errors import UnknownRegion
from data.load.files.cells import BadCell, clean
from data.load.headers.vocabulary import bare
from data.regions import Level, Region, Regions
from data.regions.names import BUREAU_NAMES, own_names, squeezed
from data.regions.owners import as_owner, is_bureau, region_of

_POWER = re.compile(r"([1-9])(?:\.([0-9]+))?e\+?0*([0-9]{1,2})", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}([, ]?[0-9]{3})+(\.0+)?")
SEARCHES = 30  # a nearest name takes a tenth of a second to find: enough for a person, bearable for a wrong file


@dataclass(frozen=True)
class Places:
    """The offices, bureau rows and counties below the root, by every name they go by."""

    regions: Regions
    _missed: set[str] = field(default_factory=set)
    _named_before: dict[tuple[str, str, Level], str] = field(default_factory=dict)

    def office(self, text: str, county: str = "") -> str:
        """Return the nine-digit code of an office or a county's bureau row; raises BadCell with the nearest."""
        name = code_in(text)
        if not name:
            raise BadCell("缺少司法所。合并过的单元格请先取消合并，每行都填。")
        return self._named(as_owner(name), county, Level.OFFICE)

    def county(self, text: str) -> str:
        """Return the code of a county by its code or name; raises BadCell."""
        return self._named(code_in(text), "", Level.COUNTY)

    def county_in(self, text: str) -> str:
        """Return the one county that a title names, "" when it names none or several; a county root needs no name."""
        plain = bare(text)
        counties = [self.regions.get(code) for code in self.regions.counties(self.regions.root.code)]
        if len(counties) == 1:
            return counties[0].code
        return _only(counties, plain, lambda each: each.zh) or _only(counties, plain, lambda each: each.short_zh)

    def office_in(self, text: str, county: str) -> str:
        """Return the one office that a title names in full (西兴司法所), "" when it names none or several."""
        plain = bare(text)
        if "司法所" not in plain:
            return ""
        within = county or self.regions.root.code
        return _only([self.regions.get(code) for code in self.regions.offices(within)], plain, lambda each: each.zh)

    def closed(self, code: str, day: date) -> str:
        """Return why an office can have no figures on a day, "" when it can."""
        if is_bureau(code):
            return ""
        office = self.regions.get(code)
        if day < office.valid_from:
            return f"{self.label(code)}自 {office.valid_from} 起设立，此前的数据请记在原司法所。"
        if office.valid_to is not None and day > office.valid_to:
            return f"{self.label(code)}已于 {office.valid_to} 撤销，此后的数据请记在承接的司法所。"
        return ""

    def label(self, code: str) -> str:
        """Return how an office is shown in messages: county, name, code."""
        county = None if is_bureau(code) else self.regions.by_code.get(self.regions.get(code).parent or "")
        return f"{county.zh if county else ''}{self.regions.owner_name(code)}（{code}）"

    def _named(self, name: str, county: str, level: Level) -> str:
        asked = (name, county, level)
        if asked not in self._named_before:  # the files of a load name the same offices
            self._named_before[asked] = self._sought(name, county, level)
        return self._named_before[asked]

    def _sought(self, name: str, county: str, level: Level) -> str:
        outside = self._outside(name)
        if outside is not None:
            raise BadCell(
                f"“{name}”（{outside.zh}）不在装载的范围（{self.regions.root.zh}）内，未装载。请交给所属地装载。"
            )
        try:
            return self._found(name, county, level)
        except UnknownRegion as error:
            raise BadCell(str(error)) from None

    def _found(self, name: str, county: str, level: Level) -> str:
        if len(self._missed) >= SEARCHES and not self._may_be_known(name):
            raise UnknownRegion(f"“{name}”不是已知的地区或司法所。全部名称和代码见 cockpit regions。")
        try:
            return self.regions.named(name, county, level)
        except UnknownRegion:
            self._missed.add(name)
            if level is not Level.OFFICE or not name.endswith("所") or name.endswith("司法所"):
                raise
            with suppress(UnknownRegion):
                return self.regions.named(f"{name.removesuffix('所')}司法所", county, level)
            raise

    def _may_be_known(self, name: str) -> bool:
        """Say whether some end of a name is a known name, as it is of every name that can be found."""
        plain = squeezed(name)
        long = f"{plain.removesuffix('所')}司法所"
        return any(text[start:] in self._ends for text in (plain, long) for start in range(len(text)))

    @cached_property
    def _ends(self) -> frozenset[str]:
        names = {name for region in self.regions.inside for name in (region.code, *own_names(region))}
        return frozenset([*names, *self.regions.bureaus(self.regions.root.code), *BUREAU_NAMES])

    def _outside(self, name: str) -> Region | None:
        known = self.regions.by_code.get(region_of(name))
        if known is None or self.regions.within(known.code, self.regions.root.code):
            return None
        return known


def code_in(text: str) -> str:
    """Return the code that a spreadsheet took for a number, other texts clean.

    Raises BadCell where its last digits are lost.
    """
    plain = clean(text)
    if found := _POWER.fullmatch(plain):
        whole, fraction, power = found[1], found[2] or "", int(found[3])
        if len(fraction) == power or (len(fraction) == 8 and power == 11):
            return f"{whole}{fraction}".ljust(power + 1, "0")
        raise BadCell(
            f"代码“{plain}”被表格软件改成了科学计数，后面的数字已经丢失。请把该列设为文本，重新填写九位代码。"
        )
    if _GROUPED.fullmatch(plain):
        return "".join(letter for letter in plain.split(".")[0] if letter.isdigit())
    return plain


def _only(regions: Iterable[Region], text: str, name: Callable[[Region], str]) -> str:
    """Return the code of the one region named in a text; of names within one another the longest."""
    names = {bare(name(region)): region.code for region in regions}
    found = {each: code for each, code in names.items() if len(each) > 1 and each in text}
    longest = [each for each in found if not any(each != other and each in other for other in found)]
    return found[longest[0]] if len(longest) == 1 else ""
