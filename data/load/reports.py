"""Writes the report on each file and sheet of a load, and the files of refused rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from data.load.checks.rejects import write_rejects
from data.load.files.sheet import Sheet
from data.load.findings import SHOWN, FileReport, Finding, FindingKind, Severity
from data.load.headers.shape import form_of
from data.load.interpret import Interpreted
from data.load.partitions import Sorted
from data.load.reading import Found
from data.load.references.sheets import ReferenceSheet
from data.load.rows.places import Places
from data.load.sifting import Sifted


def reports(
    read: Sequence[Found],
    sheets: Sequence[Sifted],
    references: Sequence[ReferenceSheet],
    places: Places,
    *,
    folder: Path | None = None,
    keeps_refused: bool = False,
) -> Iterator[FileReport]:
    """Yield the outcome of each file and sheet, in the order they were read.

    `keeps_refused` writes refused rows into a folder, beside each file without one.
    """
    done, others = iter(sheets), iter(references)
    for each in read:
        if isinstance(each, FileReport):
            yield each
        elif isinstance(each, Interpreted):
            yield _report(next(done), folder, places, keeps_refused=keeps_refused)
        else:
            yield _reference_report(next(others), folder, keeps_refused=keeps_refused)


def _report(sifted: Sifted, folder: Path | None, places: Places, *, keeps_refused: bool) -> FileReport:
    sheet = sifted.sheet
    findings = sheet.all_findings
    reasons: dict[int, list[str]] = {}
    for part in sifted.parts:
        for position, why in part.reasons.items():
            reasons.setdefault(position, []).extend(why)
    path = sheet.sheet.path
    written = None
    if reasons and sheet.header is not None and keeps_refused:
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


def _reference_report(read: ReferenceSheet, folder: Path | None, *, keeps_refused: bool) -> FileReport:
    path = read.sheet.path
    written = None
    if read.refused and keeps_refused:
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
