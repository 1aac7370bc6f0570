"""Reads which office, day and parts each row is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.load.files.cells import BadCell, DayOutside, clean, is_empty, read_day
from data.load.files.grid import CellGrid
from data.load.findings import FindingKind, check_few
from data.load.headers.headers import SheetColumn
from data.load.headers.layouts import UNSPLIT, Layout
from data.load.headers.vocabulary import ColumnRole
from data.load.rows.places import Places
from data.load.rows.rows import SheetContext
from data.regions.owners import bureau_of, county_of

UNNAMED = "缺少县（市、区）。每行都填名称或代码。"

Positions = NDArray[np.intp]
Fault = tuple[int, str, FindingKind, str]


@dataclass(frozen=True)
class KeyReader:
    """Reads the keys of the rows below a header; `faults` collects (row, key, kind, reason) of what cannot be read."""

    body: CellGrid
    layout: Layout
    context: SheetContext
    catalogue: Catalogue
    places: Places
    brands: Mapping[str, str]
    day_zero: date
    faults: list[Fault] = field(default_factory=list)

    def keys(self, at: Positions) -> dict[str, list[object]]:
        """Return day, office_code and the dimensions of some rows; what cannot be read is None.

        A day that can be read and no figures can be of (1926) is itself, and a fault.
        """
        counties = self._counties(at)
        keys: dict[str, list[object]] = {"day": self._days(at), "office_code": self._offices(at, counties)}
        for key in self.layout.table.dimensions:
            column = self.layout.dimensions.get(key)
            keys[key] = self._values(at, key, column) if column else [UNSPLIT[key]] * len(at)
        return keys

    def _days(self, at: Positions) -> list[object]:
        columns = self.layout.header.of(ColumnRole.DAY)
        if not columns:
            return [self.context.day] * len(at)
        return self._each(at, columns[0], "day", FindingKind.DAY, partial(read_day, zero=self.day_zero))

    def _counties(self, at: Positions) -> list[str]:
        columns = self.layout.header.of(ColumnRole.COUNTY)
        if not columns:
            return [self.context.county] * len(at)
        known: dict[str, str] = {"": self.context.county}
        found = []
        for step in map(int, at):
            text = str(self.body[step, columns[0].at]).strip()
            if text not in known:
                try:
                    known[text] = self.places.county(text)
                except BadCell as fault:
                    self.faults.append((step, "office_code", FindingKind.OFFICE, str(fault)))
                    known[text] = ""
            found.append(known[text])
        return found

    def _offices(self, at: Positions, counties: list[str]) -> list[object]:
        columns = self.layout.header.of(ColumnRole.OFFICE)
        if not columns:
            return self._unnamed(at, counties)
        known: dict[tuple[str, ...], str | BadCell] = {}
        found: list[object] = []
        for step, county in zip(map(int, at), counties, strict=True):
            texts = tuple(str(self.body[step, column.at]).strip() for column in columns)
            if (county, *texts) not in known:
                known[county, *texts] = self._agreed([text for text in texts if text], county)
            code = known[county, *texts]
            if isinstance(code, BadCell):
                self.faults.append((step, "office_code", FindingKind.OFFICE, str(code)))
                check_few(len(self.faults), str(code))
            found.append(None if isinstance(code, BadCell) else code)
        return found

    def _agreed(self, texts: list[str], county: str) -> str | BadCell:
        """Return the office that a code and a name beside it mean."""
        code = self.office(texts[0] if texts else "", county)
        for text in texts[1:]:
            other = code if isinstance(code, BadCell) else self.office(text, county_of(code))
            if isinstance(other, str) and other != code:
                return BadCell(f"“{texts[0]}”和“{text}”不是同一个司法所。请核对代码和名称。")
        return code

    def _unnamed(self, at: Positions, counties: list[str]) -> list[object]:
        """Return the owner of each row when no column gives it: the office in the title, or each county's bureau."""
        found: list[object] = []
        known = {step for step, *_ in self.faults}
        for step, county in zip(map(int, at), counties, strict=True):
            if not self.context.office and not county and step not in known:
                self.faults.append((step, "office_code", FindingKind.OFFICE, UNNAMED))
                check_few(len(self.faults), UNNAMED)
            found.append(self.context.office or (bureau_of(county) if county else None))
        return found

    def office(self, text: str, county: str) -> str | BadCell:
        """Return the office that a text means, or why it means none."""
        try:
            return self.places.office(text, county)
        except BadCell as fault:
            return fault

    def kind(self, key: str, text: str) -> str | None:
        """Return the code of a kind in a dimension, None for one that is not known."""
        try:
            return self._value(key, text)
        except BadCell:
            return None

    def _values(self, at: Positions, key: str, column: SheetColumn) -> list[object]:
        return self._each(at, column, key, FindingKind.DIMENSION, partial(self._value, key))

    def _value(self, key: str, text: str) -> str:
        dimension, plain = self.catalogue.dimensions[key], clean(text)
        if is_empty(plain) and key not in UNSPLIT:
            raise BadCell(f"缺少{dimension.zh}。{self._known_values(key)}")
        if is_empty(plain):
            return UNSPLIT[key]
        if key == "brand" and plain in self.brands:
            return self.brands[plain]
        code = dimension.lookup(plain)
        if code is None or len(code) > 40:
            raise BadCell(f"“{text.strip()}”不是已知的{dimension.zh}。{self._known_values(key)}")
        return code

    def _known_values(self, key: str) -> str:
        return f"可填：{'、'.join(names.zh for names in self.catalogue.dimensions[key].values.values())}。"

    def _each(
        self, at: Positions, column: SheetColumn, key: str, kind: FindingKind, read: Callable[[str], object]
    ) -> list[object]:
        """Read each distinct text of a column once."""
        texts = self.body[at, column.at].tolist()
        known: dict[str, object] = {}
        for text in dict.fromkeys(texts):
            try:
                known[text] = read(text)
            except BadCell as fault:
                known[text] = fault.day if isinstance(fault, DayOutside) else None
                where = [int(step) for step, other in zip(at, texts, strict=True) if other == text]
                check_few(len(self.faults) + len(where), str(fault))
                self.faults.extend((step, key, kind, str(fault)) for step in where)
        return [known[text] for text in texts]
