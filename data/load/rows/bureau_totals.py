"""Separates a county's own row from the sum of its offices under the bureau's name, which would count them twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.catalogue import Measure
from data.catalogue.catalogue import Owner
from data.load.files.cells import clean
from data.load.findings import Finding, FindingKind, Severity
from data.load.headers.vocabulary import ColumnRole
from data.load.rows.rows import TableRows
from data.regions.owners import county_of

_WAYS = "是合计行的，把名称改为“合计”；确是本级自己办理的，名称写“本级”。"


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the offices of one county, day and kind have together, by measure, and how many rows that is."""

    rows: int
    by_measure: Mapping[str, int]

    def are(self, figures: Mapping[str, int]) -> bool:
        """Say whether figures equal these sums."""
        return all(self.by_measure.get(key, 0) == value for key, value in figures.items())


def without_bureau_totals(rows: TableRows) -> TableRows:
    """Return the rows without those of a bureau that add up its offices; one that only looks like it is refused.

    In measures that offices alone report a bureau has no figures of its own. A row that says 本级, or gives the bureau's
    code, is taken for the county's own unless it is the sum of several offices.
    """
    frame = rows.frame
    counted = [measure.key for measure in _measures(rows) if measure.owner is not Owner.BUREAU]
    if frame.empty or not counted:
        return rows
    is_bureau = rows.are_of_bureaus
    of_bureaus = frame[is_bureau]
    suspects = of_bureaus[(of_bureaus[counted].fillna(0) > 0).any(axis=1)]
    if suspects.empty:
        return rows
    sums = _sums(rows, frame[~is_bureau], counted)
    names = [str(name) for name in frame]
    suspected = [dict(zip(names, row, strict=True)) for row in suspects.itertuples(index=False)]
    findings = [finding for row in suspected for finding in _judged(rows, row, sums)]
    totals = {finding.row for finding in findings if finding.severity is Severity.WARNING}
    kept = frame[~frame["position"].add(1).isin(totals)]
    return replace(rows, frame=kept.reset_index(drop=True), findings=(*rows.findings, *findings))


def _measures(rows: TableRows) -> list[Measure]:
    return [measure for measure in rows.layout.table.measures if measure.key in rows.frame]


def _judged(rows: TableRows, row: Mapping[str, Any], sums: Mapping[tuple[object, ...], _Sums]) -> Iterator[Finding]:
    """Yield a warning for a row that is a total, an error for one that may be, nothing for a county's own."""
    position = int(row["position"])
    name = _name(rows, position)
    is_own = "本级" in name or clean(name).split(".")[0].isdigit()
    offices = sums.get(_key(rows, row), _Sums(0, {}))
    by_owner = {owner: _figures(rows, row, owner) for owner in Owner}
    of_offices, of_both = by_owner[Owner.OFFICE], by_owner[Owner.BOTH]
    is_sum, is_sum_of_both = offices.are(of_offices), offices.are(of_both)
    first = next(iter({**of_offices, **of_both}))
    if is_sum and is_sum_of_both and of_offices and not by_owner[Owner.BUREAU] and offices.rows > is_own:
        reason = f"“{name}”这一行等于各司法所之和，按合计行处理，未装载。"
        yield rows.finding(FindingKind.SUM, position, first, reason, Severity.WARNING)
    elif is_sum and of_offices and offices.rows > is_own:
        reason = f"“{name}”这一行里由司法所填报的数等于各所之和，装载会重复计算。请清空这些格，只留本级自己的数。"
        yield rows.finding(FindingKind.TOTAL, position, first, reason)
    elif of_offices and not is_own:
        yield rows.finding(FindingKind.TOTAL, position, first, _why_no_sum(rows, name, of_offices, offices))
    elif not of_offices and is_sum_of_both and offices.rows > 1 and not is_own:
        reason = f"“{name}”这一行恰好等于各司法所之和，装载可能重复计算。{_WAYS}"
        yield rows.finding(FindingKind.TOTAL, position, first, reason)


def _figures(rows: TableRows, row: Mapping[str, Any], owner: Owner) -> dict[str, int]:
    """Return the figures above zero that a row has in the measures of an owner."""
    keys = [measure.key for measure in _measures(rows) if measure.owner is owner]
    return {key: int(row[key]) for key in keys if not pd.isna(row[key]) and row[key] > 0}


def _why_no_sum(rows: TableRows, name: str, figures: Mapping[str, int], offices: _Sums) -> str:
    key, amount = next(((key, amount) for key, amount in figures.items() if not offices.are({key: amount})), ("", 0))
    if not offices.rows or not key:
        column = rows.layout.measures[next(iter(figures))].title
        return f"“{column}”由司法所填报，“{name}”不是司法所。请按司法所分行填报；{_WAYS}"
    title, added = rows.layout.measures[key].title, offices.by_measure.get(key, 0)
    return f"“{name}”像是合计，但“{title}”写的是 {amount}，各司法所相加是 {added}，装载可能重复计算。{_WAYS}"


def _name(rows: TableRows, position: int) -> str:
    texts = [str(rows.sheet.cells[position, column.at]).strip() for column in rows.layout.header.of(ColumnRole.OFFICE)]
    return next((text for text in texts if text and not clean(text).isdigit()), next(filter(None, texts), "本级"))


def _sums(rows: TableRows, offices: pd.DataFrame, owed: list[str]) -> Mapping[tuple[object, ...], _Sums]:
    """Return the offices' sums by day, county and kind."""
    kinds = [key for key in rows.keys if key not in {"day", "office_code"}]
    known = offices.dropna(subset=["day", "office_code", *kinds])
    groups = known.groupby([known["day"], known["office_code"].map(county_of), *(known[kind] for kind in kinds)])
    added, counts = groups[owed].sum(), groups.size()
    return {
        key: _Sums(int(counts[key]), {str(name): int(value) for name, value in values.items()})
        for key, values in zip(added.index, added.to_dict("records"), strict=True)
    }


def _key(rows: TableRows, row: Mapping[str, object]) -> tuple[object, ...]:
    kinds = [key for key in rows.keys if key not in {"day", "office_code"}]
    return (row["day"], county_of(str(row["office_code"])), *(row[kind] for kind in kinds))
