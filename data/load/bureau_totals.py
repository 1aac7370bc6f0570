"""Tells a county's own row from the sum of its offices under the county bureau's name, which would count them twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from data.catalogue import Owner
from data.load.cells import clean
from data.load.findings import Finding, Kind, Severity
from data.load.rows import Rows
from data.load.vocabulary import Role


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the offices of one county, day and kind have together, by measure, and how many rows that is."""

    rows: int
    by_measure: Mapping[str, int]


def without_bureau_totals(rows: Rows) -> Rows:
    """Return the rows without those of a bureau that add up its offices; one that only looks like it is refused.

    Only measures that offices alone report are looked at: a bureau has no figures of its own in them. A row that says
    本级, or gives the bureau's code, is taken for the county's own unless it is the sum of several offices.
    """
    frame = rows.frame
    is_bureau = frame["office_code"].str.endswith("000").fillna(False).astype(bool) if len(frame) else None
    owed = [
        measure.key for measure in rows.layout.table.measures if measure.owner is Owner.OFFICE and measure.key in frame
    ]
    if is_bureau is None or not (is_bureau & (frame[owed].fillna(0) > 0).any(axis=1)).any():
        return rows
    suspects = frame[is_bureau & (frame[owed].fillna(0) > 0).any(axis=1)]
    sums = _sums(rows, frame[~is_bureau], owed)
    findings = [*_judged(rows, suspects, sums, owed)]
    totals = {finding.row for finding in findings if finding.severity is Severity.WARNING}
    kept = frame[~frame["position"].add(1).isin(totals)]
    return replace(rows, frame=kept.reset_index(drop=True), findings=(*rows.findings, *findings))


def _judged(
    rows: Rows, suspects: pd.DataFrame, sums: Mapping[tuple[object, ...], _Sums], owed: list[str]
) -> Iterator[Finding]:
    own = [measure for measure in rows.measures if measure not in owed]
    for row in suspects.to_dict("records"):
        position = int(row["position"])
        name = _name(rows, position)
        figures = {key: int(row[key]) for key in owed if not pd.isna(row[key])}
        offices = sums.get(_key(rows, row), _Sums(0, {}))
        is_sum = all(offices.by_measure.get(key, 0) == value for key, value in figures.items())
        is_own = "本级" in name or clean(name).split(".")[0].isdigit()
        has_own = any(not pd.isna(row[key]) and row[key] > 0 for key in own)
        first = next(key for key, value in figures.items() if value)
        if is_sum and offices.rows > is_own and not has_own:
            reason = f"“{name}”这一行等于各司法所之和，按合计行处理，未装载。"
            yield rows.finding(Kind.TOTAL, position, first, reason, Severity.WARNING)
        elif is_sum and offices.rows > is_own:
            reason = f"“{name}”这一行里由司法所填报的数等于各所之和，装载会重复计算。请清空这些格，只留本级自己的数。"
            yield rows.finding(Kind.TOTAL, position, first, reason)
        elif not is_own:
            yield rows.finding(Kind.TOTAL, position, first, _why_no_sum(rows, name, first, figures, offices))


def _why_no_sum(rows: Rows, name: str, first: str, figures: Mapping[str, int], offices: _Sums) -> str:
    column = rows.layout.measures[first].title
    ways = "是合计行的，把名称改为“合计”；确是本级自己办理的，名称写“本级”。"
    if not offices.rows:
        return f"“{column}”由司法所填报，“{name}”不是司法所。请按司法所分行填报；{ways}"
    wrong = next(key for key, value in figures.items() if offices.by_measure.get(key, 0) != value)
    title, told, added = rows.layout.measures[wrong].title, figures[wrong], offices.by_measure.get(wrong, 0)
    return f"“{name}”像是合计，但“{title}”写的是 {told}，各司法所相加是 {added}，装载可能重复计算。{ways}"


def _name(rows: Rows, position: int) -> str:
    texts = [str(rows.sheet.cells[position, column.at]).strip() for column in rows.layout.header.of(Role.OFFICE)]
    return next((text for text in texts if text and not clean(text).isdigit()), next(filter(None, texts), "本级"))


def _sums(rows: Rows, offices: pd.DataFrame, owed: list[str]) -> Mapping[tuple[object, ...], _Sums]:
    """Return the offices' sums by day, county and kind."""
    kinds = [key for key in rows.keys if key not in {"day", "office_code"}]
    known = offices.dropna(subset=["day", "office_code", *kinds])
    groups = known.groupby([known["day"], known["office_code"].str[:6], *(known[kind] for kind in kinds)])
    added, counts = groups[owed].sum(), groups.size()
    return {
        key: _Sums(int(counts[key]), {name: int(value) for name, value in values.items()})
        for key, values in zip(added.index, added.to_dict("records"), strict=True)
    }


def _key(rows: Rows, row: Mapping[str, object]) -> tuple[object, ...]:
    kinds = [key for key in rows.keys if key not in {"day", "office_code"}]
    return (row["day"], str(row["office_code"])[:6], *(row[kind] for kind in kinds))
