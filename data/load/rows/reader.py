"""Reads the rows below a header: which office and day each is of, its counts, and what is wrong with it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.catalogue.catalogue import Owner
from data.load.files.cells import BadCell, Counts
from data.load.files.grid import CellGrid
from data.load.files.sheet import Sheet
from data.load.findings import Finding, FindingKind, Severity
from data.load.headers.asides import Flags, aside_rows
from data.load.headers.layouts import Layout
from data.load.headers.shape import form_of, misshapen, unseen
from data.load.headers.vocabulary import ColumnRole, Vocabulary
from data.load.headers.written_once import filled_down
from data.load.rows.bureau_totals import without_bureau_totals
from data.load.rows.labels import Labelled, Labels, subtotals
from data.load.rows.row_keys import KeyReader
from data.load.rows.rows import TableRows
from data.store.fact_rows import OFFICE_DAY

LISTED = 10


@dataclass(frozen=True)
class TableReader:
    """Reads one table out of the body of one sheet."""

    sheet: Sheet
    layout: Layout
    keys: KeyReader
    vocabulary: Vocabulary

    @property
    def body(self) -> CellGrid:
        """The cells below the header."""
        return self.keys.body

    @property
    def first(self) -> int:
        """The position of the body's first row in the sheet."""
        return self.layout.header.below

    def read(self) -> TableRows:
        """Return the rows; blank, numbering, note and total rows are left out."""
        counts = {key: column.counts(self.body[:, column.at]) for key, column in self.layout.measures.items()}
        doubts = misshapen(self.sheet, form_of(self.layout.header))
        given = np.zeros(len(self.body), dtype=bool)
        given[list(doubts)] = True
        for column in counts.values():
            given |= ~np.asarray(column.values.isna())
            given[list(column.faults)] = True
        labelled, aside = self._labelled(given, counts)
        totals, aside = labelled.totals, aside | labelled.averages
        keep = given & ~totals & ~aside
        body, filled_in = filled_down(self.body, self.layout, keep, totals)
        whole = replace(self, keys=replace(self.keys, body=body))
        filled = {key: column for key, column in counts.items() if column.faults or not column.values.isna().all()}
        rows = whole._rows(filled, keep, labelled, doubts)
        unfilled = np.flatnonzero(~given & ~totals & ~aside).tolist()
        notes = whole._notes(rows, counts.keys() - filled.keys(), unfilled, filled_in)
        return replace(rows, findings=(*rows.findings, *self._conversions(rows, counts), *notes))

    def _labelled(self, given: Flags, counts: Mapping[str, Counts]) -> tuple[Labelled, Flags]:
        """Return which rows are totals and averages, and which are notes and the like; figures of an office are not a note."""
        words = self.vocabulary.aliases["rows"]
        aside = aside_rows(self.body, self.layout.header, words)
        for step in np.flatnonzero(aside & given).tolist():
            aside[step] = not self._names_an_office(step)
        is_zero = np.ones(len(self.body), dtype=bool)
        for column in counts.values():
            is_zero &= column.values.to_numpy(dtype=np.int64, na_value=0) == 0
            is_zero[list(column.faults)] = False
        return Labels(self.keys, self.vocabulary.grammar, words).read(given, is_zero, aside), aside

    def _conversions(self, rows: TableRows, counts: Mapping[str, Counts]) -> Iterator[Finding]:
        """Say which cells were converted because of a unit beside the number."""
        for key, column in counts.items():
            if column.conversions:
                reason = f"有的格里写着单位，按 {'、'.join(column.conversions)} 折算后装载。"
                finding = rows.finding(FindingKind.VALUE, self.layout.header.first, key, reason, Severity.WARNING, "")
                yield replace(finding, row=None)

    def _rows(
        self, counts: Mapping[str, Counts], keep: Flags, labelled: Labelled, doubts: Mapping[int, str]
    ) -> TableRows:
        at, sums = np.flatnonzero(keep), np.flatnonzero(labelled.totals)
        order = [measure.key for measure in self.layout.table.measures if measure.key in counts]
        of = [labelled.parts.get(step) for step in sums.tolist()]
        parts = [None if steps is None else [step + self.first for step in steps] for steps in of]
        whole = {
            "position": sums + self.first,
            "is_part": subtotals(self.body, sums),
            "parts": pd.Series(parts, dtype=object),
        }
        total_frame = pd.DataFrame({**whole, **{key: counts[key].values[sums] for key in order}})
        wanted = slice(None) if keep.all() else at  # a slice shares the memory of the counts
        read = {key: counts[key].values[wanted] for key in order}
        frame = pd.DataFrame({"position": at + self.first, **self.keys.keys(at), **read}, copy=False)
        rows = TableRows(self.sheet, self.layout, frame, total_frame, ())
        unread = [(step, key, FindingKind.VALUE, why) for key in order for step, why in counts[key].faults.items()]
        unread += [(step, "", FindingKind.SHAPE, why) for step, why in doubts.items()]
        unread += [(step, "", FindingKind.TOTAL, why) for step, why in labelled.doubts.items()]
        findings = [
            rows.finding(kind, step + self.first, key, why)
            for step, key, kind, why in sorted([*self.keys.faults, *unread])
            if keep[step]
        ]
        return without_bureau_totals(replace(rows, findings=tuple(findings)))

    def _notes(
        self, rows: TableRows, empty: set[str], unfilled: Sequence[int], filled_in: Mapping[str, Sequence[int]]
    ) -> list[Finding]:
        file, name, table = self.sheet.file, self.sheet.name, self.layout.table.key
        findings = [*unseen(self.sheet, form_of(self.layout.header), rows.frame["position"])]
        for title, steps in filled_in.items():
            below = _listed([str(step + self.first + 1) for step in steps])
            reason = f"第 {below} 行的“{title}”空着，按上面写的读。不对的请在每行写明。"
            findings.append(Finding(Severity.WARNING, FindingKind.EMPTY, file, reason, name, table=table))
        if empty and len(rows.frame):
            titles = [self.layout.measures[key].title for key in self.layout.measures if key in empty]
            reason = f"整列没有填，视为未报，库中原有的数字保留：{_listed(titles)}。"
            findings.append(Finding(Severity.WARNING, FindingKind.EMPTY, file, reason, name, table=table))
        parts = self._blank_parts(rows, unfilled)
        for position, blank in parts.items():
            lines = _listed([str(at + self.first + 1) for at in blank])
            reason = f"第 {lines} 行是本单位这一日的，却没有数字：空不是 0，合计会少。没有的请填 0。"
            findings.append(rows.finding(FindingKind.SPLIT, position, "office_code", reason))
        refused = {at for blank in parts.values() for at in blank}
        named = [at for at in unfilled if at not in refused and self._names_an_office(at)]
        if named:
            numbers = [str(at + self.first + 1) for at in named]
            reason = f"第 {_listed(numbers)} 行没有任何数字，视为未上报，未写入。没有发生请填 0。"
            findings.append(Finding(Severity.WARNING, FindingKind.EMPTY, file, reason, name, table=table))
        return [*findings, *self._owners(rows)]

    def _blank_parts(self, rows: TableRows, unfilled: Sequence[int]) -> dict[int, list[int]]:
        """Return the parts without a figure of office-days that have other parts, by the position of the first of these.

        A row without an office is a part of the office-day above it where it names a kind.
        """
        if not self.layout.table.dimensions or not unfilled:
            return {}
        known = rows.frame[["position", *OFFICE_DAY]].dropna()
        positions, owners = known["position"].tolist(), [*zip(known["office_code"], known["day"], strict=True)]
        firsts = dict(zip(reversed(owners), reversed(positions), strict=True))
        keys = self.keys.keys(np.array(unfilled, dtype=np.intp))
        found: dict[int, list[int]] = {}
        for at, own in zip(unfilled, zip(keys["office_code"], keys["day"], strict=True), strict=True):
            above = bisect(positions, at + self.first)
            is_below = above and self._names_a_kind(at) and not self._names_an_office(at)
            owner = owners[above - 1] if is_below else own
            if owner in firsts:
                found.setdefault(firsts[owner], []).append(at)
        return found

    def _names_a_kind(self, at: int) -> bool:
        return any(str(self.body[at, column.at]).strip() for column in self.layout.dimensions.values())

    def _names_an_office(self, at: int) -> bool:
        texts = [str(self.body[at, column.at]).strip() for column in self.layout.header.of(ColumnRole.OFFICE)]
        return any(text and not isinstance(self.keys.office(text, self.keys.context.county), BadCell) for text in texts)

    def _owners(self, rows: TableRows) -> list[Finding]:
        """Warn of figures in rows that need not report them: the coverage would not count them."""
        if rows.frame.empty:
            return []
        is_bureau = rows.are_of_bureaus
        is_office = rows.frame["office_code"].notna() & ~is_bureau
        findings = []
        for owner, others, who in ((Owner.BUREAU, is_office, "县级本级"), (Owner.OFFICE, is_bureau, "司法所")):
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
                findings.append(rows.finding(FindingKind.OWNER, first, keys[0], reason, Severity.WARNING))
        return findings


def _listed(texts: list[str]) -> str:
    return "、".join(texts[:LISTED]) + (f" 等 {len(texts)} 处" if len(texts) > LISTED else "")
