"""Loads feed files: reads them, refuses what is wrong with its place and reason, and puts the rest into the store."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from data.alerts import evaluate
from data.audit import Action, record
from data.catalogue.reference_tables import METRICS, Row, reference_table
from data.errors import DataError, LoadError, StoreError
from data.load.checks.checks import across, beyond_held, incidents
from data.load.checks.lost import lost
from data.load.checks.persons import refuse_persons
from data.load.checks.rejects import write_rejects
from data.load.files.files import read_sheets
from data.load.files.sheet import Sheet
from data.load.findings import SHOWN, FileReport, Finding, FindingKind, LoadReport, Severity
from data.load.headers.shape import form_of
from data.load.headers.tables import tables
from data.load.headers.vocabulary import load_vocabulary
from data.load.interpret import Interpreted, Known, interpret
from data.load.partitions import Sorted, refusals, sort_rows, whole_partitions
from data.load.references.recognition import Recognised, recognise
from data.load.references.sheets import ReferenceSheet, read_references
from data.load.references.within import only_within
from data.load.rows.places import Places
from data.load.rows.rows import TableRows, by_days
from data.load.writing import put_partitions_within
from data.references.brands import brand_key
from data.store import Partition, Store
from data.store.partitions import Reject

logger = logging.getLogger(__name__)
Progress = Callable[[str, float], None]


def load_files(
    store: Store,
    paths: Sequence[Path],
    *,
    today: date,
    dry_run: bool = False,
    is_whole: bool = False,
    scope: str = "",
    rejects_folder: Path | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files of figures as one load with one data version, and those of reference tables as another before it.

    The report says what was loaded, what was not, and why. `is_whole` says that the files name every part of a split:
    parts that the store holds of an office-day and the files do not name are then nothing, else they refuse it.

    `scope` is the region whose rows alone, with those below it, are loaded; without one all of the tree.

    `rejects_folder` is where refused rows are written, beside each file where none is given. A dry run does all that
    the load does and rolls it back. Raises StoreError when the store cannot be written, LoadError for more rows that
    contradict other files or the store than anyone would correct.
    """
    known = _known(store, scope or store.regions.root.code, today)
    read: list[Interpreted | Recognised | FileReport] = []
    for step, path in enumerate(paths):
        if progress is not None:
            progress(path.name, step / (len(paths) + 1))
        read += _read(path, known)
    if progress is not None:
        progress("试运行" if dry_run else "写入", len(paths) / (len(paths) + 1))
    written = _write(read, known, paths, dry_run=dry_run, is_whole=is_whole)
    files = tuple(_reports(read, written, rejects_folder, known.places, dry_run=dry_run))
    if progress is not None:
        progress("完成", 1.0)
    return LoadReport(files, written.version, dry_run)


def _known(store: Store, scope: str, today: date) -> Known:
    """Return what rows are checked by before the store is written, with the regions of a scope."""
    return Known(
        store,
        load_vocabulary(store.catalogue),
        Places(store.regions.below(scope)),
        {str(row["zh"]): brand_key(row) for row in store.reference("brand")},
        today,
        store.retained_from(),
    )


@dataclass(frozen=True, slots=True)
class Sifted:
    """The report on a sheet once its rows are sorted, without the rows themselves.

    `rows_read`, `rows_good` and `office_days` count its rows, those that go in, and what these are of.
    """

    sheet: Interpreted
    parts: list[Sorted]
    rows_read: int
    rows_good: int
    office_days: int


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What was stored and what was not; the data version is None where nothing was written."""

    sheets: list[Sifted]
    references: list[ReferenceSheet]
    version: int | None


def _write(
    read: list[Interpreted | Recognised | FileReport],
    known: Known,
    paths: Sequence[Path],
    *,
    dry_run: bool,
    is_whole: bool,
) -> LoadOutcome:
    """Check what was read against the store and store the good rows, in one transaction; a dry run rolls it back."""
    store, version = known.store, None
    source = "、".join(path.name for path in paths)
    references = _references([each for each in read if isinstance(each, Recognised)], known)
    with store.writing(is_trial=dry_run) as connection:  # so that no other load gets between the checks and the figures
        if store.retained_from() != known.floor:
            raise StoreError("读文件时另一次装载改了明细保留的起始日，本次未写入任何数据。请再装一次。")
        before = store.next_version(connection) - 1
        sifted, going_in, refused = _sift(read, store, is_whole=is_whole)
        owners = {code for part in going_in for code in part.frame["office_code"].unique()}
        if rows := _reference_rows(references):
            rejects = [reject for sheet in references for reject in sheet.rejects]
            version = store.put_references_within(connection, rows, source=source, rejects=rejects)
        if going_in:
            version = put_partitions_within(store, connection, going_in, source=source, rejects=refused).version
        after = {
            "version": version,
            "rows": sum(each.rows_good for each in sifted) + sum(map(len, rows.values())),
            "refused": len(refused),
        }
        record(store, connection, Action.LOAD, source, before={"version": before}, after=after)
    if version is not None and not dry_run:
        judge_areas(store, None if rows else owners)
    return LoadOutcome(sifted, references, None if dry_run else version)


def _sift(
    read: list[Interpreted | Recognised | FileReport], store: Store, *, is_whole: bool
) -> tuple[list[Sifted], list[Partition], list[Reject]]:
    """Sort the rows of what was read; return the report on each sheet, what goes in and what is refused.

    The rows of `read` are released: a long file's would else be in memory while sums are made.
    """
    sheets, parts = _sorted_out([each for each in read if isinstance(each, Interpreted)], store, is_whole=is_whole)
    going_in = whole_partitions(part for sheet_parts in parts for part in sheet_parts)
    refused = refusals(rows for sheet in sheets for rows in sheet.rows)
    sifted = [_sifted(sheet, sheet_parts) for sheet, sheet_parts in zip(sheets, parts, strict=True)]
    read[:] = [replace(each, rows=()) if isinstance(each, Interpreted) else each for each in read]
    return sifted, going_in, refused


def _sifted(sheet: Interpreted, parts: Sequence[Sorted]) -> Sifted:
    """Return what a report needs of a sheet: its findings and numbers of rows."""
    frames = [rows.frame["position"].to_numpy() for rows in sheet.rows]
    read = np.unique(np.concatenate(frames)) if frames else np.array([], int)
    good = read[~np.isin(read, [position for part in parts for position in part.reasons])]
    office_days = sum(len(part.good[["office_code", "day"]].drop_duplicates()) for part in parts)
    kept = [replace(part, rows=_emptied(part.rows), good=part.good[:0].copy()) for part in parts]
    emptied = replace(sheet, rows=tuple(map(_emptied, sheet.rows)))
    return Sifted(emptied, kept, len(read), len(good), office_days)


def _emptied(rows: TableRows) -> TableRows:
    return replace(rows, frame=rows.frame[:0].copy())


def judge_areas(store: Store, touched: Collection[str] | None) -> None:
    """Bring the area alerts in line, of some owners only where these are given; where that fails the load is kept."""
    try:
        evaluate(store, touched=touched)
    except DataError:
        logger.exception("area alerts were not judged after a load")


def _references(found: Sequence[Recognised], known: Known) -> list[ReferenceSheet]:
    listing = {column.known for each in found for column in each.table.columns if column.known} - {METRICS}
    held = {METRICS: frozenset(known.store.catalogue.metrics)} | {
        key: frozenset(str(row[reference_table(key).unique[0]]) for row in known.store.reference(key))
        for key in listing
    }
    sheets = read_references(found, known.places, held, known.vocabulary)
    return only_within(sheets, known.store, known.places.regions.root.code)


def _reference_rows(sheets: Sequence[ReferenceSheet]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for sheet in sheets:
        if sheet.rows:
            rows.setdefault(sheet.table.key, []).extend(sheet.rows.values())
    return rows


def _read(path: Path, known: Known) -> list[Interpreted | Recognised | FileReport]:
    """Interpret the sheets of a file; of a workbook's sheets those without a table are passed over if one has any."""
    try:
        sheets = read_sheets(path)
        refuse_persons(path, sheets)
        shown = [sheet for sheet in sheets if not sheet.is_hidden]
        if not shown:
            raise LoadError(
                "".join(f"隐藏的工作表“{sheet.name}”没有读取。要装载，请取消隐藏后再装载。" for sheet in sheets)
            )
        found = [each for sheet in shown for each in _tables(sheet, known)]
    except LoadError as error:
        finding = Finding(Severity.ERROR, FindingKind.FILE, path.name, str(error))
        return [FileReport(path, None, (), 0, 0, 0, (finding,), ())]
    if any(each.header for each in found):
        return [
            each if isinstance(each, Recognised) or each.header or each.sheet.top else _passed_over(each)
            for each in found
        ]
    return [*found]


def _tables(sheet: Sheet, known: Known) -> list[Interpreted | Recognised]:
    """Return the one reference table on a sheet, or each of its tables of figures."""
    reference = recognise(sheet, known.vocabulary)
    return [reference] if reference else [interpret(table, known) for table in tables(sheet, known.vocabulary)]


def _passed_over(sheet: Interpreted) -> Interpreted:
    reason = "这张工作表里没有已知的数据列，已略过。"
    return replace(
        sheet, findings=tuple(replace(finding, severity=Severity.WARNING, reason=reason) for finding in sheet.findings)
    )


def _sorted_out(
    sheets: list[Interpreted], store: Store, *, is_whole: bool
) -> tuple[list[Interpreted], list[list[Sorted]]]:
    """Add what is wrong between sheets or beside what the store holds, and sort the rows of all of them."""
    flat = [rows for sheet in sheets for rows in sheet.rows]
    beside: dict[int, list[Finding]] = defaultdict(list)
    for some in by_days(flat):
        for found in (across(some), beyond_held(some, store), incidents(some, store)):
            for step, findings in found.items():
                beside[step] += findings
    for step, findings in lost(flat, store, is_whole=is_whole).items():
        beside[step] += findings
    for step, findings in beside.items():
        flat[step] = replace(flat[step], findings=(*flat[step].findings, *findings))
    remaining = iter(flat)
    whole = [replace(sheet, rows=tuple(next(remaining) for _ in sheet.rows)) for sheet in sheets]
    ordered = iter(sort_rows(flat))
    return whole, [[next(ordered) for _ in sheet.rows] for sheet in whole]


def _reports(
    read: Sequence[Interpreted | Recognised | FileReport],
    written: LoadOutcome,
    folder: Path | None,
    places: Places,
    *,
    dry_run: bool,
) -> Iterator[FileReport]:
    """Yield the outcome of each file and sheet, in the order they were read."""
    done, others = iter(written.sheets), iter(written.references)
    for each in read:
        if isinstance(each, FileReport):
            yield each
        elif isinstance(each, Interpreted):
            yield _report(next(done), folder, places, dry_run=dry_run)
        else:
            yield _reference_report(next(others), folder, dry_run=dry_run)


def _report(sifted: Sifted, folder: Path | None, places: Places, *, dry_run: bool) -> FileReport:
    sheet = sifted.sheet
    findings = sheet.all_findings
    reasons: dict[int, list[str]] = {}
    for part in sifted.parts:
        for position, why in part.reasons.items():
            reasons.setdefault(position, []).extend(why)
    path = sheet.sheet.path
    written = None
    if reasons and sheet.header is not None and not dry_run:
        doubtful = {
            finding.row - 1 for finding in findings if finding.kind is FindingKind.SHAPE and finding.row is not None
        }
        written = write_rejects(folder or path.parent, sheet.sheet, form_of(sheet.header), reasons, doubtful)
    return FileReport(
        path=path,
        sheet=sheet.sheet.name,
        tables=tuple(rows.layout.table.zh for rows in sheet.rows),
        rows_read=sifted.rows_read,
        rows_good=sifted.rows_good,
        office_days=sifted.office_days,
        errors=tuple(finding for finding in findings if finding.severity is Severity.ERROR),
        warnings=(
            *_about_the_file(sheet.sheet),
            *(
                finding
                for finding in findings
                if finding.severity is Severity.WARNING and (finding.row is None or finding.row - 1 not in reasons)
            ),
        ),
        rejects_file=written,
        file=sheet.sheet.file,
        held=tuple(line for part in sifted.parts for line in _held(part, places)),
    )


def _held(part: Sorted, places: Places) -> Iterator[str]:
    """Yield which good rows were left out because of which refused ones, a line an office-day."""
    for (_, office, day), positions in part.held.items():
        rows = "、".join(str(position + 1) for position in positions[:SHOWN])
        yield f"第 {rows} 行（{places.label(office)} {day}）：{part.reasons[positions[0]][0]}。"


def _reference_report(read: ReferenceSheet, folder: Path | None, *, dry_run: bool) -> FileReport:
    path = read.sheet.path
    written = None
    if read.refused and not dry_run:
        written = write_rejects(folder or path.parent, read.sheet, read.form, read.refused)
    return FileReport(
        path=path,
        sheet=read.sheet.name,
        tables=(read.table.zh,),
        rows_read=read.read,
        rows_good=len(read.rows),
        office_days=0,
        errors=read.errors,
        warnings=(
            *_about_the_file(read.sheet),
            *(finding for finding in read.findings if finding.severity is Severity.WARNING),
        ),
        rejects_file=written,
        file=read.sheet.file,
        reference_rows=len(read.rows),
    )


def _about_the_file(sheet: Sheet) -> list[Finding]:
    return [Finding(Severity.WARNING, FindingKind.UNSEEN, sheet.file, remark) for remark in sheet.remarks]
