"""The rows of one table in one sheet, and the texts around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data.catalogue.definitions import Kind as MeasureKind
from data.load.files.cells import BadCell, read_day
from data.load.files.grid import CellGrid
from data.load.files.sheet import Sheet
from data.load.findings import Finding, FindingKind, Severity
from data.load.headers.conversions import is_figure
from data.load.headers.grammar import Unit
from data.load.headers.headers import Header, SheetColumn
from data.load.headers.layouts import Layout
from data.load.headers.titles import UNITS_SAID, checked_beside_days, read_name, read_title, some_of_all, the_day
from data.load.headers.vocabulary import ColumnRole, Vocabulary, bare
from data.load.rows.places import Places
from data.regions.names import own_names
from data.regions.owners import is_bureau
from data.store.fact_rows import AT_ONCE


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What the title, the sheet's name and the file's name say about every row, and the units of its columns.

    `made` is a date of making as written, "" where there is none: it is never the day of the figures. `yearless` is a
    day of the title without a year, `brand` a brand that is named.
    """

    day: date | None
    county: str
    office: str
    units: tuple[Unit, ...] = ()
    made: str = ""
    yearless: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of one table in one sheet.

    `frame` holds position (from 0), day, office_code, dimensions and measures; what could not be read is missing.
    `totals` holds position, whether it is a sub-total, the positions of the rows that it adds up where it names them
    (else None), and measures of the 合计 rows.
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
    def are_of_bureaus(self) -> pd.Series[bool]:
        """Which rows of the frame are a county bureau's own; those of unknown owners are not."""
        codes = self.frame["office_code"]
        return codes.isin({code for code in codes.dropna().unique() if is_bureau(code)})

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
        kind: FindingKind,
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
            self.sheet.file,
            reason,
            self.sheet.name,
            position + 1,
            column.title if column else "",
            shown.strip(),
            self.layout.table.key,
            column.at if column else None,
        )

    def column(self, key: str) -> SheetColumn | None:
        """Return the column of the sheet that a column of the frame was read from; None when it came from the title."""
        found = self.layout.measures.get(key) or self.layout.dimensions.get(key)
        if found is None and key in {"day", "office_code"}:
            found = next(iter(self.layout.header.of(ColumnRole.DAY if key == "day" else ColumnRole.OFFICE)), None)
        return found


def by_days(sheets: Sequence[TableRows]) -> Iterator[list[TableRows]]:
    """Yield sheets some days at a time, each with its rows of these days: about `AT_ONCE` rows of all sheets together.

    Rows without a readable day come in the first part; only sheets with very many rows have another.
    """
    if sum(len(rows.frame) for rows in sheets) <= AT_ONCE:
        yield list(sheets)
        return
    each = [
        np.fromiter((day.toordinal() if type(day) is date else 0 for day in rows.frame["day"]), np.int32)
        for rows in sheets
    ]
    ordinals, counts = np.unique(np.concatenate(each), return_counts=True)
    part_of = np.cumsum(counts) // AT_ONCE
    for part in np.unique(part_of).tolist():
        first, last = ordinals[part_of == part][[0, -1]]
        yield [
            replace(rows, frame=rows.frame[(days >= first) & (days <= last)])
            for rows, days in zip(sheets, each, strict=True)
        ]


def sheet_context(
    sheet: Sheet, header: Header, places: Places, vocabulary: Vocabulary, brands: Iterable[str] = ()
) -> SheetContext:
    """Return what the texts around the figures say; raises BadCell when one is not understood or names a run of days.

    `brands` are the names of brands that it may hold.
    """
    texts = (header.title, sheet.tab, sheet.path.stem)
    named = [brand for brand in brands if any(bare(brand) in bare(text) for text in texts)]
    known = [*places_in(header.title, places), *_columns(header, vocabulary), *named]
    notes = [*notes_below(sheet, header, vocabulary)]
    title = read_title([*header.above, *notes], vocabulary, known)
    said = [title.said, *(read_name(text, vocabulary) for text in texts[1:])]
    day, has_flows = None, _has_flows(header, vocabulary)
    if columns := header.of(ColumnRole.DAY):
        checked_beside_days(said, columns[0].title, _days(sheet, header, columns[0]), has_flows=has_flows)
    else:
        day = the_day(said, has_flows=has_flows)
    if title.strange:
        is_noted = any(title.strange in bare(note) for note in notes) and title.strange not in bare(header.title)
        raise BadCell(
            f"{'注' if is_noted else '标题'}里的“{title.strange}”没有读懂，它可能改变数字的含义。不改变含义的请删去，或在这一格的开头加 #；"
            "只是一部分对象的数，不能当作全部装载。"
        )
    shown = [*known, *_kinds(header, vocabulary)]
    for text, what in ((sheet.tab, "工作表名"), (sheet.path.stem, "文件名")):
        if some := some_of_all(text, vocabulary, shown):
            raise BadCell(
                f"{what}“{text}”里的“{some}”没有读懂，可能只是一部分对象的数，不能当作全部装载。"
                f"是全部对象的，请把“{some}”从{what}里删去。"
            )
    county = next((county for text in texts if (county := places.county_in(text))), "")
    office = next((office for text in texts if (office := places.office_in(text, county))), "")
    made = next((each.dated.made for each in said if each.dated.made), "")
    partial = title.said.dated.partial
    yearless = f"{partial[0]}月{partial[1]}日" if partial else ""
    return SheetContext(day, county, office, title.units, made, yearless, next(iter(named), ""))


def places_in(text: str, places: Places) -> list[str]:
    """Return the names in a text of regions below the root or above it; another county's figures do not belong here."""
    plain, regions = bare(text), places.regions
    if not plain:
        return []
    known = [*regions.inside, *regions.ancestors(regions.root.code)]
    names = {name for region in known for name in (*own_names(region), *region.en.split()) if name}
    return [name for name in names if bare(name) in plain]


def notes_below(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> Iterator[str]:
    """Return the notes of a table, wherever they are, and what is under it: it may be about all of it, like a title.

    Any other cell under the table is returned as a note: a date there may be a signature.
    """
    notes = tuple(vocabulary.grammar.data["titles"]["notes"])
    cells = sheet.cells[header.below :]
    last = _last_figures(cells, header)
    is_noted = cells.count_where(lambda text: bare(text).lstrip("(").startswith((*notes, *UNITS_SAID))) > 0
    is_noted[last + 1 :] |= last >= 0
    for step in np.flatnonzero(is_noted).tolist():
        filled = [text for cell in cells[step].tolist() if (text := str(cell).strip())]
        first = bare(filled[0]).strip("()") if filled else ""
        if first.startswith(notes) and not any(map(is_figure, filled[1:])):
            yield "　".join(filled)
        elif step > last and len(filled) == 1 and first.startswith(UNITS_SAID):
            yield filled[0]
        elif step > last >= 0:
            yield from (f"注：{text}" for text in filled)


def _last_figures(cells: CellGrid, header: Header) -> int:
    """Return the step below a header of the last row with a count; -1 where there is none."""
    filled = np.zeros(len(cells), dtype=bool)
    for column in header.of(ColumnRole.MEASURE):
        filled |= cells.rows_where(column.at, is_figure)
    return int(np.flatnonzero(filled).max(initial=-1))


def _kinds(header: Header, vocabulary: Vocabulary) -> list[str]:
    """Return the kinds that the table is split by: a name of one of them makes its figures no part of others."""
    dimensions = vocabulary.catalogue.dimensions
    keys = [column.meaning.keys[0] for column in header.of(ColumnRole.DIMENSION)]
    return [bare(names.zh) for key in keys for names in dimensions[key].values.values()]


def _columns(header: Header, vocabulary: Vocabulary) -> list[str]:
    return vocabulary.names(key for column in header.of(ColumnRole.MEASURE) for key in column.meaning.keys)


def _has_flows(header: Header, vocabulary: Vocabulary) -> bool:
    measures = vocabulary.catalogue.measures
    return any(
        measures[key].kind is MeasureKind.FLOW
        for column in header.of(ColumnRole.MEASURE)
        for key in column.meaning.keys
    )


def _days(sheet: Sheet, header: Header, column: SheetColumn) -> Iterator[date]:
    for text in dict.fromkeys(sheet.cells[header.below :, column.at].tolist()):
        with suppress(BadCell):
            yield read_day(text, sheet.day_zero)
