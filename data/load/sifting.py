"""Compares what was read with other sheets and with what the store holds, and sorts the rows into what goes in and what does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.catalogue.reference_tables import METRICS, Row, reference_table
from data.load.checks.checks import across, beyond_held, incidents
from data.load.checks.lost import lost
from data.load.findings import Finding
from data.load.interpret import Interpreted, Known
from data.load.partitions import Sorted, refusals, sort_rows, whole_partitions
from data.load.reading import Found, Read
from data.load.references.recognition import Recognised
from data.load.references.sheets import ReferenceSheet, read_references
from data.load.references.within import only_within
from data.load.rows.rows import TableRows, by_days
from data.store import Partition, Store
from data.store.partitions import Reject


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


def sift(read: Read) -> tuple[list[Sifted], list[Partition], list[Reject]]:
    """Sort the rows of what was read; return the report on each sheet, what goes in and what is refused."""
    figures = [each for each in read.found if isinstance(each, Interpreted)]
    sheets, parts = sorted_out(figures, read.known.store, is_whole=read.is_whole)
    going_in = whole_partitions(part for sheet_parts in parts for part in sheet_parts)
    refused = refusals(rows for sheet in sheets for rows in sheet.rows)
    return [sifted(*each) for each in zip(sheets, parts, strict=True)], going_in, refused


def released(found: Sequence[Found]) -> list[Found]:
    """Return what was read without its rows: a long file's would else be in memory while sums are made."""
    return [replace(each, rows=()) if isinstance(each, Interpreted) else each for each in found]


def references_in(found: Sequence[Found], known: Known) -> list[ReferenceSheet]:
    """Return the rows of the reference tables among what was read, each checked against what the store holds."""
    sheets = [each for each in found if isinstance(each, Recognised)]
    listing = {column.known for each in sheets for column in each.table.columns if column.known} - {METRICS}
    held = {METRICS: frozenset(known.store.catalogue.metrics)} | {
        key: frozenset(str(row[reference_table(key).unique[0]]) for row in known.store.reference(key))
        for key in listing
    }
    read = read_references(sheets, known.places, held, known.vocabulary)
    return only_within(read, known.store, known.places.regions.root.code)


def reference_rows(sheets: Sequence[ReferenceSheet]) -> dict[str, list[Row]]:
    """Return the rows that go in, by reference table."""
    rows: dict[str, list[Row]] = {}
    for sheet in sheets:
        if sheet.rows:
            rows.setdefault(sheet.table.key, []).extend(sheet.rows.values())
    return rows


def sifted(sheet: Interpreted, parts: Sequence[Sorted]) -> Sifted:
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


def sorted_out(
    sheets: list[Interpreted], store: Store, *, is_whole: bool
) -> tuple[list[Interpreted], list[list[Sorted]]]:
    """Add what is wrong between sheets or beside what the store holds, and sort the rows of all: by sheet, a part a table."""
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
