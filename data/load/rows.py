"""Reads the rows below a header: which office and day each is of, its counts, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.catalogue import Catalogue, Owner
from data.load.cells import BadCell, Texts, clean, day_in, is_empty, read_counts, read_day
from data.load.findings import Finding, Kind, Severity
from data.load.headers import UNSPLIT, Column, Header, Layout
from data.load.places import Places
from data.load.sheet import Sheet
from data.load.vocabulary import Role, bare

Flags = NDArray[np.bool_]
LISTED = 10


@dataclass(frozen=True, slots=True)
class Around:
    """What the title, the sheet's name and the file's name tell about every row."""

    day: date | None
    county: str
    office: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table in one sheet.

    `frame` holds position (from 0), day, office_code, dimensions and measures; what could not be read is missing.
    `totals` holds position, whether it is a sub-total, and measures of the 合计 rows.
    """

    sheet: Sheet
    layout: Layout
    frame: pd.DataFrame
    totals: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def keys(self) -> list[str]:
        """The key columns of the frame."""
        return list(self.layout.table.keys)

    @property
    def measures(self) -> list[str]:
        """The measures that the file holds, in the order of the table."""
        return [measure.key for measure in self.layout.table.measures if measure.key in self.frame]

    @property
    def refused(self) -> frozenset[int]:
        """The rows that an error stops, as the file counts them."""
        return frozenset(
            finding.row for finding in self.findings if finding.severity is Severity.ERROR and finding.row is not None
        )

    def finding(
        self,
        kind: Kind,
        position: int,
        key: str,
        reason: str,
        severity: Severity = Severity.ERROR,
        value: str | None = None,
    ) -> Finding:
        """Return a finding about one cell; `key` is a column of the frame."""
        column = self.column(key)
        shown = str(self.sheet.cells[position, column.at]) if value is None and column else value or ""
        return Finding(
            severity,
            kind,
            self.sheet.path.name,
            reason,
            self.sheet.name,
            position + 1,
            column.title if column else "",
            shown.strip(),
            self.layout.table.key,
        )

    def column(self, key: str) -> Column | None:
        """Return the column of the sheet that a column of the frame was read from; None when the title told it."""
        found = self.layout.measures.get(key) or self.layout.dimensions.get(key)
        if found is None and key in {"day", "office_code"}:
            found = next(iter(self.layout.header.of(Role.DAY if key == "day" else Role.OFFICE)), None)
        return found


def around(sheet: Sheet, header: Header, places: Places) -> Around:
    """Return what stands around the figures; raises BadCell when the title names a run of days."""
    texts = (header.title, sheet.name or "", sheet.path.stem)
    day = next((day for text in texts if (day := day_in(text))), None) if not header.of(Role.DAY) else None
    county = next((county for text in texts if (county := places.county_in(text))), "")
    office = next((office for text in texts if (office := places.office_in(text, county))), "")
    return Around(day, county, office)


class Reader:
    """Reads one table out of one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        told: Around,
        catalogue: Catalogue,
        places: Places,
        words: Mapping[str, list[str]],
        brands: Mapping[str, str],
    ) -> None:
        """Take the sheet with its layout, what its title tells, and what is known of places, rows and brands."""
        self.sheet, self.layout, self.told = sheet, layout, told
        self.catalogue, self.places, self.words, self.brands = catalogue, places, words, brands
        self.body = _unmerged(sheet, layout.header)[layout.header.below :]
        self.first = layout.header.below
        self.faults: list[tuple[int, str, Kind, str]] = []

    def read(self) -> Rows:
        """Return the rows; blank, numbering, note and total rows are no rows."""
        counts = {key: read_counts(self.body[:, column.at]) for key, column in self.layout.measures.items()}
        values = {
            key: column.values for key, column in counts.items() if not column.values.isna().all() or column.faults
        }
        given = np.zeros(len(self.body), dtype=bool)
        for column in counts.values():
            given |= ~np.asarray(column.values.isna())
            given[list(column.faults)] = True
        totals, aside = self._total_rows(), self._aside_rows()
        keep = given & ~totals & ~aside
        at = np.flatnonzero(keep)
        for key, column in counts.items():
            self.faults += [(step, key, Kind.VALUE, why) for step, why in column.faults.items() if keep[step]]
        frame = pd.DataFrame({"position": at + self.first, **self._keys(at)})
        for measure in self.layout.table.measures:
            if measure.key in values:
                frame[measure.key] = values[measure.key][at]
        sums = np.flatnonzero(totals)
        total_frame = pd.DataFrame(
            {
                "position": sums + self.first,
                "is_part": self._is_part(sums),
                **{key: column[sums] for key, column in values.items()},
            }
        )
        rows = Rows(self.sheet, self.layout, frame, total_frame, ())
        findings = [rows.finding(kind, step + self.first, key, why) for step, key, kind, why in sorted(self.faults)]
        findings += self._notes(rows, counts.keys() - values.keys(), ~given & ~totals & ~aside)
        return Rows(self.sheet, self.layout, frame, total_frame, tuple(findings))

    def _keys(self, at: NDArray[np.intp]) -> dict[str, list[object]]:
        counties = self._counties(at)
        keys: dict[str, list[object]] = {"day": self._days(at), "office_code": self._offices(at, counties)}
        for key in self.layout.table.dimensions:
            column = self.layout.dimensions.get(key)
            keys[key] = self._values(at, key, column) if column else [UNSPLIT[key]] * len(at)
        return keys

    def _days(self, at: NDArray[np.intp]) -> list[object]:
        columns = self.layout.header.of(Role.DAY)
        if not columns:
            return [self.told.day] * len(at)
        return self._each(at, columns[0], "day", Kind.DAY, read_day)

    def _counties(self, at: NDArray[np.intp]) -> list[str]:
        columns = self.layout.header.of(Role.COUNTY)
        if not columns:
            return [self.told.county] * len(at)
        known: dict[str, str] = {"": self.told.county}
        found = []
        above = ""
        for step in at.tolist():
            text = str(self.body[step, columns[0].at]).strip() or above  # left blank below its first office
            above = text
            if text not in known:
                try:
                    known[text] = self.places.county(text)
                except BadCell as fault:
                    self.faults.append((step, "office_code", Kind.OFFICE, str(fault)))
                    known[text] = ""
            found.append(known[text])
        return found

    def _offices(self, at: NDArray[np.intp], counties: list[str]) -> list[object]:
        columns = self.layout.header.of(Role.OFFICE)
        if not columns:
            return self._unnamed(at, counties)
        known: dict[tuple[str, ...], str | BadCell] = {}
        found: list[object] = []
        for step, county in zip(at.tolist(), counties, strict=True):
            texts = tuple(str(self.body[step, column.at]).strip() for column in columns)
            if (county, *texts) not in known:
                known[county, *texts] = self._agreed([text for text in texts if text], county)
            code = known[county, *texts]
            if isinstance(code, BadCell):
                self.faults.append((step, "office_code", Kind.OFFICE, str(code)))
            found.append(None if isinstance(code, BadCell) else code)
        return found

    def _agreed(self, texts: list[str], county: str) -> str | BadCell:
        """Return the office that a code and a name beside it mean."""
        code = self._office(texts[0] if texts else "", county)
        for text in texts[1:]:
            other = code if isinstance(code, BadCell) else self._office(text, code[:6])
            if isinstance(other, str) and other != code:
                return BadCell(f"“{texts[0]}”和“{text}”不是同一个司法所。请核对代码和名称。")
        return code

    def _unnamed(self, at: NDArray[np.intp], counties: list[str]) -> list[object]:
        """Return whose rows they are when no column says: the office in the title, or each county's bureau."""
        found: list[object] = []
        known = {step for step, *_ in self.faults}
        for step, county in zip(at.tolist(), counties, strict=True):
            if not self.told.office and not county and step not in known:
                self.faults.append((step, "office_code", Kind.OFFICE, "缺少县（市、区）。每行都填名称或代码。"))
            found.append(self.told.office or (self.places.regions.bureau(county) if county else None))
        return found

    def _office(self, text: str, county: str) -> str | BadCell:
        try:
            return self.places.office(text, county)
        except BadCell as fault:
            return fault

    def _values(self, at: NDArray[np.intp], key: str, column: Column) -> list[object]:
        dimension = self.catalogue.dimensions[key]

        def value(text: str) -> str:
            plain = clean(text)
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

        return self._each(at, column, key, Kind.DIMENSION, value)

    def _known_values(self, key: str) -> str:
        return f"可填：{'、'.join(names.zh for names in self.catalogue.dimensions[key].values.values())}。"

    def _each(
        self, at: NDArray[np.intp], column: Column, key: str, kind: Kind, read: Callable[[str], object]
    ) -> list[object]:
        """Read each distinct text of a column once."""
        texts = self.body[at, column.at].tolist()
        known: dict[str, object] = {}
        for text in dict.fromkeys(texts):
            try:
                known[text] = read(text)
            except BadCell as fault:
                known[text] = None
                self.faults += [(int(at[i]), key, kind, str(fault)) for i, other in enumerate(texts) if other == text]
        return [known[text] for text in texts]

    def _total_rows(self) -> Flags:
        """Say which rows are 合计 rows, by what stands left of the first count."""
        endings = tuple(self.words["totals"])
        first = min(column.at for column in self.layout.header.of(Role.MEASURE))
        names = [column.at for column in self.layout.header.of(Role.OFFICE)]
        columns = sorted({*range(first), *names})
        return self._rows_where(columns, lambda text: len(text) <= 12 and text.strip("()【】").endswith(endings))

    def _aside_rows(self) -> Flags:
        """Say which rows number the columns (甲, 乙, 1, 2) or hold notes and signatures."""
        names = [column.at for role in (Role.OFFICE, Role.COUNTY, Role.DAY) for column in self.layout.header.of(role)]
        numbering, notes = set(self.words["numbering"]), tuple(self.words["notes"])
        aside = self._rows_where(names, lambda text: text in numbering)
        for step in np.flatnonzero(~aside).tolist():
            leftmost = next((text for text in self.body[step] if text), "")
            aside[step] = leftmost.startswith(notes)
        return aside

    def _rows_where(self, columns: list[int], says: Callable[[str], bool]) -> Flags:
        found = np.zeros(len(self.body), dtype=bool)
        for at in columns:
            yes = [text for text in dict.fromkeys(self.body[:, at].tolist()) if text and says(bare(text))]
            if yes:
                found |= np.isin(self.body[:, at].astype(str), yes)
        return found

    def _is_part(self, at: NDArray[np.intp]) -> list[bool]:
        return [any("小计" in bare(str(cell)) for cell in self.body[step]) for step in at.tolist()]

    def _notes(self, rows: Rows, empty: set[str], unfilled: Flags) -> list[Finding]:
        file, name, table = self.sheet.path.name, self.sheet.name, self.layout.table.key
        findings = []
        if empty and len(rows.frame):
            titles = [self.layout.measures[key].title for key in self.layout.measures if key in empty]
            reason = f"整列没有填，视为未报，库中原有的数字保留：{_listed(titles)}。"
            findings.append(Finding(Severity.WARNING, Kind.EMPTY, file, reason, name, table=table))
        named = [at for at in np.flatnonzero(unfilled).tolist() if self._names_an_office(at)]
        if named:
            numbers = [str(at + self.first + 1) for at in named]
            reason = f"第 {_listed(numbers)} 行没有任何数字，视为未上报，未写入。没有发生请填 0。"
            findings.append(Finding(Severity.WARNING, Kind.EMPTY, file, reason, name, table=table))
        return [*findings, *self._owners(rows)]

    def _names_an_office(self, at: int) -> bool:
        texts = [str(self.body[at, column.at]).strip() for column in self.layout.header.of(Role.OFFICE)]
        return any(text and not isinstance(self._office(text, self.told.county), BadCell) for text in texts)

    def _owners(self, rows: Rows) -> list[Finding]:
        """Warn of figures in rows that do not owe them: the coverage would not count them."""
        is_bureau = rows.frame["office_code"].str.endswith("000").fillna(False).astype(bool)
        findings = []
        for owner, others, who in ((Owner.BUREAU, ~is_bureau, "县级本级"), (Owner.OFFICE, is_bureau, "司法所")):
            owed = [
                measure.key
                for measure in self.layout.table.measures
                if measure.owner is owner and measure.key in rows.frame
            ]
            odd = {key: others & (rows.frame[key].fillna(0) > 0) for key in owed}
            keys = [key for key, flags in odd.items() if flags.any()]
            if keys:
                first = int(rows.frame.loc[odd[keys[0]], "position"].iloc[0])
                titles = _listed([self.layout.measures[key].title for key in keys])
                reason = f"这些列由{who}填报，此行及类似的行不是{who}，已装载但不计入上报率，请核对：{titles}。"
                findings.append(rows.finding(Kind.OWNER, first, keys[0], reason, Severity.WARNING))
        return findings


def _unmerged(sheet: Sheet, header: Header) -> Texts:
    """Return the cells with merged keys written into each row; merged counts stay with their first row alone."""
    keys = {
        column.at for column in header.columns if column.role in {Role.DAY, Role.OFFICE, Role.COUNTY, Role.DIMENSION}
    }
    merges = [merge for merge in sheet.merges if merge.column in keys and merge.first >= header.below]
    if not merges:
        return sheet.cells
    cells = sheet.cells.copy()
    for merge in merges:
        cells[merge.first : merge.last + 1, merge.column] = cells[merge.first, merge.column]
    return cells


def _listed(texts: list[str]) -> str:
    return "、".join(texts[:LISTED]) + (f" 等 {len(texts)} 处" if len(texts) > LISTED else "")
