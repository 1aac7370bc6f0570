"""Decides what is loaded: complete (office, day) partitions without a refused row; the rest stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable
from data.load.findings import Severity
from data.load.rows.rows import TableRows
from data.store import Partition
from data.store.fact_rows import merged, of_office_days, office_days, without_office_days
from data.store.partitions import Reject

OfficeDay = tuple[str, str, date]
NAMED = 5  # refused rows that one message names


@dataclass(frozen=True, slots=True)
class Holding:
    """A refused row that keeps others out, by its file and number; one that is not dated may be of any day."""

    row: str
    is_dated: bool


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of one table in one sheet, sorted into what goes in and what does not.

    `reasons` holds why, by position, for the refused rows and for those held back with them; `held` are the positions
    of the latter by office-day.
    """

    rows: TableRows
    good: pd.DataFrame
    reasons: Mapping[int, Sequence[str]]
    held: Mapping[OfficeDay, Sequence[int]] = field(default_factory=dict)


def sort_rows(sheets: Sequence[TableRows]) -> list[Sorted]:
    """Sort the rows of all sheets of a load together: a refused row holds its partition back in every sheet."""
    held: dict[OfficeDay, list[Holding]] = defaultdict(list)
    for rows in sheets:
        for partition, row, is_dated in _refused_partitions(rows):
            held[partition].append(Holding(f"“{rows.sheet.name or rows.sheet.file}”第 {row} 行", is_dated))
    return [_sorted(rows, held) for rows in sheets]


def whole_partitions(parts: Iterable[Sorted]) -> list[Partition]:
    """Return what goes in; sheets with the same columns of a split table make one, for they may share its parts."""
    whole: list[Partition] = []
    by_columns: dict[tuple[str, tuple[str, ...]], list[pd.DataFrame]] = defaultdict(list)
    for part in parts:
        table = part.rows.layout.table
        if len(part.good) and table.dimensions:
            by_columns[table.key, tuple(part.rows.measures)].append(part.good)
        elif len(part.good):
            whole.append(Partition(table.key, part.good))
    split = (
        Partition(table, frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True))
        for (table, _), frames in by_columns.items()
    )
    return [*whole, *split]


def apart(catalogue: Catalogue, partitions: Iterable[Partition]) -> list[Partition]:
    """Return partitions of which no two are of the same office-day of a table: what later ones give is laid over earlier ones."""
    by_table: dict[str, list[_Dated]] = defaultdict(list)
    for each in partitions:
        earlier = by_table[each.table]
        earlier[:] = _over(catalogue.tables[each.table], earlier, each.frame)
    return [Partition(table, frame) for table, found in by_table.items() for frame, days in found if days]


_Dated = tuple[pd.DataFrame, dict[date, frozenset[str]]]


def _over(table: FactTable, earlier: Sequence[_Dated], frame: pd.DataFrame) -> list[_Dated]:
    """Return frames and a later one, each with its office-days; those that they share are in one frame of their own."""
    found, rest, days = list[_Dated](), frame, office_days([frame])
    given = [each.key for each in table.measures if each.key in frame]
    for former, held in earlier:
        shared = {day: owners & held[day] for day, owners in days.items() if day in held and owners & held[day]}
        if not shared:
            found.append((former, held))
            continue
        both, left = of_office_days(rest, shared), without_office_days(former, shared)
        kept = [each.key for each in table.measures if each.key in former and each.key not in frame]
        if len(given) < len(table.measures):
            both = merged(both, of_office_days(former, shared), list(table.keys), given, kept)
        rest = without_office_days(rest, shared)
        found += [(left, office_days([left])), (both, shared)]
    return [*found, (rest, office_days([rest]))]


def refusals(sheets: Iterable[TableRows]) -> list[Reject]:
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


def _offices(rows: TableRows) -> dict[int, str]:
    """Return the office of each refused row, by position, where it names one that is known."""
    refused = rows.frame[rows.frame["position"].add(1).isin(rows.refused)].dropna(subset=["office_code"])
    return dict(zip(refused["position"].astype(int), refused["office_code"], strict=True))


def _refused_partitions(rows: TableRows) -> Iterator[tuple[OfficeDay, int, bool]]:
    """Yield the partitions with a refused row, the row, and whether its day is known: else it holds all days of its office."""
    if not rows.refused:
        return
    table, frame = rows.layout.table.key, rows.frame
    refused = frame[frame["position"].add(1).isin(rows.refused)].dropna(subset=["office_code"])
    dated = refused.dropna(subset=["day"])
    for office, day, position in zip(dated["office_code"], dated["day"], dated["position"], strict=True):
        yield (table, office, day), int(position) + 1, True
    dayless = refused[refused["day"].isna()].drop_duplicates("office_code").set_index("office_code")["position"]
    every = frame[frame["office_code"].isin(dayless.index)].dropna(subset=["day"])
    for office, day in every[["office_code", "day"]].drop_duplicates().itertuples(index=False):
        yield (table, office, day), int(dayless[office]) + 1, False


def _sorted(rows: TableRows, refused: Mapping[OfficeDay, Sequence[Holding]]) -> Sorted:
    reasons: dict[int, list[str]] = defaultdict(list)
    for finding in rows.findings:
        if finding.severity is Severity.ERROR and finding.row is not None:
            reasons[finding.row - 1].append(f"{finding.column}：{finding.reason}" if finding.column else finding.reason)
    frame, table = rows.frame, rows.layout.table.key
    if not reasons and not any(partition[0] == table for partition in refused):
        return Sorted(rows, frame, {})
    is_held = [(table, office, day) in refused for office, day in zip(frame["office_code"], frame["day"], strict=True)]
    is_good = ~(frame["position"].isin(reasons) | pd.Series(is_held, index=frame.index, dtype=bool))
    held: dict[OfficeDay, list[int]] = defaultdict(list)
    for position, office, day in frame.loc[~is_good, ["position", "office_code", "day"]].itertuples(index=False):
        if int(position) not in reasons:
            reasons[int(position)].append(held_by(refused[table, office, day]))
            held[table, office, day].append(int(position))
    return Sorted(rows, frame[is_good], dict(reasons), held)


def held_by(refused: Sequence[Holding]) -> str:
    """Return the text that says which refused rows keep the good rows of their office-day out."""
    dated, dayless = ([each.row for each in refused if each.is_dated is is_dated] for is_dated in (True, False))
    said = [f"本单位这一日的{_named(dated)}被拒"] if dated else []
    said += [f"本单位的{_named(dayless)}读不出日期，可能就是这一日的"] if dayless else []
    return f"{'，'.join(said)}，整份未写入，库中保持原样"


def _named(rows: Sequence[str]) -> str:
    return "、".join(rows[:NAMED]) + (f" 等 {len(rows)} 行" if len(rows) > NAMED else "")
