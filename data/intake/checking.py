"""Checks a draft as a load would, without writing: what is wrong or doubtful in which cell, and what would go in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.intake.columns import OpenColumn, figure_choices, likely_header, open_columns, reference_choices
from data.intake.corrected import OpenedDraft, open_draft
from data.intake.draft import Corrections, Draft
from data.intake.flaws import Flaw, Weight, flaws_of
from data.intake.repeats import Repeat, repeats_of
from data.intake.week_ago import week_ago
from data.load.files.grid import CellGrid
from data.load.files.sheet import Sheet
from data.load.findings import FileReport
from data.load.headers.headers import Header
from data.load.headers.vocabulary import ColumnRole, Vocabulary
from data.load.interpret import Interpreted
from data.load.partitions import Sorted
from data.load.references.recognition import Recognised
from data.load.references.sheets import ReferenceSheet
from data.load.reports import reports
from data.load.rows.rows import TableRows
from data.load.sifting import references_in, sifted, sorted_out
from data.store import Store
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CheckedColumn:
    """A column of a sheet: where it is, its title, what it is for, and the key of its measure, dimension or reference column."""

    at: int
    title: str
    role: ColumnRole
    key: str = ""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of figures: where it is, its owner's code and its day where they are known, and whether it would go in."""

    position: int
    office: str
    day: date | None
    goes_in: bool
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """One table of a draft's file as it is after the corrections. Rows and columns count from 0, as the file has them.

    `number` is the sheet's in its file, for `Corrections.cells`. `cells` are its texts and `was` what corrected ones were
    before. `header` are the rows of its titles, the likeliest where none is known. `week_ago` are the figures of the
    same office and parts seven days before, by row and column. `offices` are the codes of the owners whose rows go in.
    """

    number: int
    title: str
    tables: tuple[str, ...]
    names: tuple[str, ...]
    days: tuple[date, ...]
    header: range
    columns: tuple[CheckedColumn, ...]
    cells: CellGrid
    was: Mapping[tuple[int, int], str]
    rows: tuple[CheckedRow, ...]
    flaws: tuple[Flaw, ...]
    open_columns: tuple[OpenColumn, ...]
    week_ago: Mapping[tuple[int, int], int]
    rows_good: int
    office_days: int
    offices: frozenset[str]
    reference_rows: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found of a draft: first what is said about the whole file, then each of its tables.

    `flaws` are those of a file that cannot be read. `shape` is the file's, for remembering how columns were matched.
    """

    repeats: tuple[Repeat, ...]
    flaws: tuple[Flaw, ...]
    sheets: tuple[CheckedSheet, ...]
    shape: str
    left_out: frozenset[str]

    @property
    def every_flaw(self) -> Iterator[Flaw]:
        """The flaws of the file and of its tables."""
        yield from self.flaws
        for sheet in self.sheets:
            yield from sheet.flaws

    @property
    def faults(self) -> int:
        """How many faults must be corrected."""
        return sum(flaw.weight is Weight.FAULT for flaw in self.every_flaw)

    @property
    def doubts(self) -> int:
        """How many doubts have no reason yet."""
        return sum(flaw.is_open for flaw in self.every_flaw) + sum(repeat.is_open for repeat in self.repeats)

    @property
    def office_days(self) -> int:
        """How many office-days would go in, counted by table."""
        return sum(sheet.office_days for sheet in self.sheets)

    @property
    def offices(self) -> frozenset[str]:
        """The codes of the owners whose rows would go in."""
        return frozenset[str]().union(*(sheet.offices for sheet in self.sheets))

    @property
    def is_ready(self) -> bool:
        """Whether it may be confirmed: something goes in, nothing is wrong, and every doubt has its reason."""
        goes_in = self.office_days or any(sheet.reference_rows for sheet in self.sheets)
        return bool(goes_in) and not self.faults and not self.doubts


def check(store: Store, draft: Draft, path: Path, *, viewer: Viewer, today: date) -> Checked:
    """Return what `cockpit load` would say of a draft's file after its corrections; nothing is written or held back.

    `path` is where the file is kept. Raises OutOfScope where the draft's region is outside the viewer's scope, LoadError
    for more rows that contradict the store than anyone would correct.
    """
    with store.reading():
        return check_opened(store, draft, open_draft(store, draft, path, viewer=viewer, today=today), viewer, today)


def check_opened(store: Store, draft: Draft, opened: OpenedDraft, viewer: Viewer, today: date) -> Checked:
    """Return what `check` does of a draft's file that is opened already."""
    with store.reading():
        read = opened.read
        figures = [each for each in read.found if isinstance(each, Interpreted)]
        sheets, parts = sorted_out(figures, store, is_whole=read.is_whole)
        references = references_in(read.found, read.known)
        done = [sifted(*each) for each in zip(sheets, parts, strict=True)]
        written = list(reports(read.found, done, references, read.known.places))
        tables = [part.rows for sheet_parts in parts for part in sheet_parts]
        repeats = repeats_of(store, draft, tables, viewer=viewer, today=today)
        makers = _Makers(store, opened, draft.corrections)
        remaining, others = iter(zip(sheets, parts, strict=True)), iter(references)
        checked, unread = [], list[Flaw]()
        for report, found, whole in zip(written, read.found, opened.found, strict=True):
            if isinstance(found, Interpreted) and isinstance(whole, Interpreted):
                checked.append(makers.figures(report, whole, *next(remaining)))
            elif isinstance(found, Recognised):
                checked.append(makers.reference(report, found, next(others)))
            else:
                unread += flaws_of(report, 0, {}, draft.corrections.reasons)
    return Checked(tuple(repeats), tuple(unread), tuple(checked), opened.shape, draft.corrections.left_out)


@dataclass(frozen=True, slots=True)
class _Makers:
    """Makes the checked sheets of an opened draft."""

    store: Store
    opened: OpenedDraft
    corrections: Corrections

    @property
    def vocabulary(self) -> Vocabulary:
        return self.opened.read.known.vocabulary

    @property
    def _matching(self) -> tuple[Mapping[str, str], Mapping[str, str], Vocabulary]:
        return self.opened.matches, self.opened.kept, self.vocabulary

    def figures(
        self, report: FileReport, whole: Interpreted, sheet: Interpreted, parts: Sequence[Sorted]
    ) -> CheckedSheet:
        """Return a sheet of figures; `whole` is the same with the rows of owners left out."""
        header = sheet.header or likely_header(sheet.sheet)
        tables = [part.rows.layout.table for part in parts]
        choices = figure_choices(header, tables, self.vocabulary)
        rows = tuple(_rows(whole.rows, parts, self.corrections.left_out))
        offices = {row.position: row.office for row in rows if row.office}
        return CheckedSheet(
            number=sheet.sheet.number,
            title=report.title,
            tables=tuple(table.key for table in tables),
            names=report.tables,
            days=tuple(sorted({row.day for row in rows if row.day})),
            header=range(header.first, header.below),
            columns=tuple(_columns(header, parts)),
            cells=sheet.sheet.cells,
            was=self._was(sheet.sheet),
            rows=rows,
            flaws=tuple(flaws_of(report, sheet.sheet.number, offices, self.corrections.reasons)),
            open_columns=open_columns(sheet.sheet, header, choices, *self._matching),
            week_ago=week_ago(self.store, [part.rows for part in parts]),
            rows_good=report.rows_good,
            office_days=report.office_days,
            offices=frozenset(code for part in parts for code in part.good["office_code"].unique()),
        )

    def reference(self, report: FileReport, found: Recognised, sheet: ReferenceSheet) -> CheckedSheet:
        """Return a sheet of a reference table."""
        keys = {column.at: key for key, column in found.columns.items()}
        quiet = {
            column.at
            for column in sheet.header.columns
            if self.vocabulary.meaning((column.title,)).role in {ColumnRole.QUIET, ColumnRole.MADE}
        }
        choices, used = reference_choices(found), frozenset({*keys, *quiet})
        return CheckedSheet(
            number=sheet.sheet.number,
            title=report.title,
            tables=(found.table.key,),
            names=report.tables,
            days=(),
            header=range(sheet.header.first, sheet.header.below),
            columns=tuple(
                CheckedColumn(column.at, column.title, column.role, keys.get(column.at, ""))
                for column in sheet.header.columns
            ),
            cells=sheet.sheet.cells,
            was=self._was(sheet.sheet),
            rows=(),
            flaws=tuple(flaws_of(report, sheet.sheet.number, {}, self.corrections.reasons)),
            open_columns=open_columns(sheet.sheet, sheet.header, choices, *self._matching, used),
            week_ago={},
            rows_good=report.rows_good,
            office_days=0,
            offices=frozenset(),
            reference_rows=report.reference_rows,
        )

    def _was(self, sheet: Sheet) -> dict[tuple[int, int], str]:
        """Return what the corrected cells of a table were, by row and column."""
        before = next(each for each in self.opened.sheets if each.number == sheet.number).cells
        height, width = sheet.cells.shape
        return {
            (row, column): before[row, column]
            for (number, row, column), text in self.corrections.cells.items()
            if number == sheet.number and row < height and column < width
            if sheet.cells[row, column] == text != before[row, column]
        }


def _rows(whole: Sequence[TableRows], parts: Sequence[Sorted], left_out: frozenset[str]) -> Iterator[CheckedRow]:
    """Yield the rows of all tables of a sheet; one that is refused in one table does not go in."""
    refused = {position for part in parts for position in part.reasons}
    going_in = {position for part in parts for position in part.good["position"].tolist()} - refused
    seen: set[int] = set()
    for rows in whole:
        for position, office, day in rows.frame[["position", "office_code", "day"]].itertuples(index=False):
            if (at := int(position)) not in seen:
                seen.add(at)
                yield CheckedRow(at, office or "", day, at in going_in, office in left_out)


def _columns(header: Header, parts: Collection[Sorted]) -> Iterator[CheckedColumn]:
    """Yield the columns of a header, those of figures with the measure that each is in its table."""
    keys = {column.at: key for part in parts for key, column in part.rows.layout.measures.items()}
    keys |= {column.at: key for part in parts for key, column in part.rows.layout.dimensions.items()}
    for column in header.columns:
        yield CheckedColumn(column.at, column.title, column.role, keys.get(column.at, ""))
