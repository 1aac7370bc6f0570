"""Reads files into the tables on their sheets, before anything is compared with what the store holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data.errors import LoadError
from data.load.checks.persons import refuse_persons
from data.load.files.files import read_sheets
from data.load.files.sheet import Sheet
from data.load.findings import FileReport, Finding, FindingKind, Severity
from data.load.headers.tables import tables
from data.load.headers.vocabulary import load_vocabulary
from data.load.interpret import Interpreted, Known, interpret
from data.load.references.recognition import Recognised, recognise
from data.load.rows.places import Places
from data.references.brands import brand_key
from data.store import Store

Found = Interpreted | Recognised | FileReport


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of the files of one load, in their order; a file that cannot be read is its report.

    `is_whole` says that the files name every part of a split: parts that the store holds of an office-day and the files
    do not name are then nothing, else they refuse it.
    """

    known: Known
    found: list[Found]
    is_whole: bool = False


def known_of(store: Store, scope: str, today: date) -> Known:
    """Return what rows are checked by before the store is written, with the regions of a scope ("" for all)."""
    return Known(
        store,
        load_vocabulary(store.catalogue),
        Places(store.regions.below(scope or store.regions.root.code)),
        {str(row["zh"]): brand_key(row) for row in store.reference("brand")},
        today,
        store.retained_from(),
    )


def read_file(path: Path, known: Known, change: Callable[[Sheet], Sheet] | None = None) -> list[Found]:
    """Return the tables of a file with their rows, or the report on a file that cannot be read.

    `change` is made to each sheet before it is interpreted.
    """
    try:
        sheets = sheets_of(path, path)
        return interpreted([*map(change, sheets)] if change else sheets, known)
    except LoadError as error:
        return [unread(path, error)]


def sheets_of(path: Path, called: Path) -> list[Sheet]:
    """Return the sheets of a file that its sender calls by another name; raises LoadError, also for one about persons."""
    sheets = [
        replace(each, number=at, archive=called.name)
        if each.archive
        else replace(each, number=at, path=called if each.path == path else each.path)
        for at, each in enumerate(read_sheets(path))
    ]
    refuse_persons(called, sheets)
    return sheets


def interpreted(sheets: Sequence[Sheet], known: Known) -> list[Found]:
    """Return the tables on the sheets of a file; of a workbook's sheets those without one are passed over if one has any.

    Raises LoadError where all sheets are hidden, or one has too many tables.
    """
    shown = [sheet for sheet in sheets if not sheet.is_hidden]
    if not shown:
        raise LoadError(
            "".join(f"隐藏的工作表“{sheet.name}”没有读取。要装载，请取消隐藏后再装载。" for sheet in sheets)
        )
    found = [each for sheet in shown for each in _tables(sheet, known)]
    if any(each.header for each in found):
        return [
            each if isinstance(each, Recognised) or each.header or each.sheet.top else _passed_over(each)
            for each in found
        ]
    return [*found]


def unread(called: Path, error: LoadError) -> FileReport:
    """Return the report on a file that cannot be read."""
    finding = Finding(Severity.ERROR, FindingKind.FILE, called.name, str(error))
    return FileReport(called, None, (), 0, 0, 0, (finding,), ())


def without_owners(found: Found, left_out: Collection[str]) -> Found:
    """Return a sheet without the rows of some owners (by their codes) and what was found in them."""
    if not left_out or not isinstance(found, Interpreted):
        return found
    rows = []
    for each in found.rows:
        is_out = each.frame["office_code"].isin(left_out)
        positions = {*(each.frame.loc[is_out, "position"] + 1)}
        kept = tuple(finding for finding in each.findings if finding.row not in positions)
        rows.append(replace(each, frame=each.frame[~is_out].reset_index(drop=True), findings=kept))
    return replace(found, rows=tuple(each for each in rows if len(each.frame) or each.findings))


def _tables(sheet: Sheet, known: Known) -> list[Interpreted | Recognised]:
    """Return the one reference table on a sheet, or each of its tables of figures."""
    reference = recognise(sheet, known.vocabulary)
    return [reference] if reference else [interpret(table, known) for table in tables(sheet, known.vocabulary)]


def _passed_over(sheet: Interpreted) -> Interpreted:
    reason = "这张工作表里没有已知的数据列，已略过。"
    return replace(
        sheet, findings=tuple(replace(finding, severity=Severity.WARNING, reason=reason) for finding in sheet.findings)
    )
