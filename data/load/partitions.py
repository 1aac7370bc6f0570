"""Decides what goes in: whole (office, day) partitions without a refused row; the rest stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.load.findings import Finding, Kind, Severity
from data.load.rows import Rows
from data.partitions import Partition, Reject

SHOWN = 10
OfficeDay = tuple[str, str, date]
HELD = "本单位这一日有被拒的行，或有日期读不出的行，整份未写入，库中保持原样"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of one table in one sheet, sorted into what goes in and what does not.

    `reasons` holds why, by position, for the refused rows and for those held back with them.
    """

    rows: Rows
    good: pd.DataFrame
    reasons: Mapping[int, Sequence[str]]


def sort_rows(sheets: Sequence[Rows]) -> list[Sorted]:
    """Sort the rows of all sheets of a load together: a refused row holds its partition back in every sheet."""
    held = {partition for rows in sheets for partition in _refused_partitions(rows)}
    return [_sorted(rows, held) for rows in sheets]


def held_back(part: Sorted) -> Iterator[Finding]:
    """Yield, by office and day, which good rows stay out and why: a warning beside the errors that hold them back."""
    rows = part.rows
    held = [position for position, why in part.reasons.items() if list(why) == [HELD]]
    frame = rows.frame[rows.frame["position"].isin(held)]
    for (office, day), group in frame.groupby(["office_code", "day"], sort=False, dropna=False):
        numbers = "、".join(str(position + 1) for position in group["position"].head(SHOWN))
        more = f" 等 {len(group)}" if len(group) > SHOWN else ""
        reason = f"第 {numbers}{more} 行没有错，但同一司法所、同一日（{office}，{day}）有被拒的行，所以也没有写入。改正后一并装载。"
        yield Finding(Severity.WARNING, Kind.HELD, rows.sheet.path.name, reason, rows.sheet.name)


def whole_partitions(parts: Iterable[Sorted]) -> list[Partition]:
    """Return what goes in; sheets with the same columns of a table make one."""
    by_columns: dict[tuple[str, tuple[str, ...]], list[pd.DataFrame]] = defaultdict(list)
    for part in parts:
        if len(part.good):
            names = [*part.rows.keys, *part.rows.measures]
            by_columns[part.rows.layout.table.key, tuple(part.rows.measures)].append(part.good[names])
    return [Partition(table, pd.concat(frames, ignore_index=True)) for (table, _), frames in by_columns.items()]


def refusals(sheets: Iterable[Rows]) -> list[Reject]:
    """Return every refusal of a row, for the store's log."""
    return [
        Reject(
            rows.layout.table.key,
            finding.row,
            finding.column,
            finding.value,
            finding.reason,
            finding.file,
            offices.get(finding.row - 1, ""),
        )
        for rows in sheets
        for offices in (_offices(rows),)
        for finding in rows.findings
        if finding.severity is Severity.ERROR and finding.row is not None
    ]


def _offices(rows: Rows) -> dict[int, str]:
    """Return the office of each refused row, by position, where it names one that is known."""
    refused = rows.frame[rows.frame["position"].add(1).isin(rows.refused)].dropna(subset=["office_code"])
    return dict(zip(refused["position"].astype(int), refused["office_code"], strict=True))


def _refused_partitions(rows: Rows) -> set[OfficeDay]:
    """Return the partitions with a refused row; where its day is unreadable, all days of its office."""
    if not rows.refused:
        return set()
    table = rows.layout.table.key
    refused = rows.frame[rows.frame["position"].add(1).isin(rows.refused)]
    dayless = set(refused.loc[refused["day"].isna(), "office_code"].dropna())
    every = rows.frame[rows.frame["office_code"].isin(dayless)]
    known = pd.concat([refused, every]).dropna(subset=["office_code", "day"])
    return {(table, office, day) for office, day in zip(known["office_code"], known["day"], strict=True)}


def _sorted(rows: Rows, held: set[OfficeDay]) -> Sorted:
    reasons: dict[int, list[str]] = defaultdict(list)
    for finding in rows.findings:
        if finding.severity is Severity.ERROR and finding.row is not None:
            reasons[finding.row - 1].append(f"{finding.column}：{finding.reason}" if finding.column else finding.reason)
    frame = rows.frame
    if not reasons and not held:
        return Sorted(rows, frame, {})
    table = rows.layout.table.key
    is_held = [(table, office, day) in held for office, day in zip(frame["office_code"], frame["day"], strict=True)]
    is_good = ~(frame["position"].isin(reasons) | pd.Series(is_held, index=frame.index, dtype=bool))
    for position in frame.loc[~is_good, "position"]:
        if int(position) not in reasons:
            reasons[int(position)].append(HELD)
    return Sorted(rows, frame[is_good], dict(reasons))
