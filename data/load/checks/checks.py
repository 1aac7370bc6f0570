"""Rules for the rows of a file: what is wrong (errors), and what is odd but possible (warnings)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pandas as pd
from sqlalchemy import Table, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue.catalogue import Limit
from data.load.checks.usual import usual_amounts
from data.load.findings import Finding, FindingKind, Severity, few
from data.load.rows.places import Places
from data.load.rows.rows import TableRows, by_days
from data.store import Store
from data.store.fact_rows import OFFICE_DAY, runs_of_days, within

TIMES_USUAL = 10
FEWEST_ODD = 20
NAMED = 10  # rows that one message names
REGISTERED = "registered_eod"
ARRIVALS = ("received_n", "transfer_in_n")
INCIDENTS = {"incident_n": "incident_type_n", "incident_type_n": "incident_n"}  # reported twice: in all and by kind
DEPARTURES = ("transfer_out_n", "released_n", "revoked_probation_n", "revoked_parole_n", "reimprisoned_n", "died_n")

Registered = dict[tuple[str, date], int]  # by office and day


def errors(rows: TableRows, *, today: date, floor: date | None, places: Places) -> Iterator[Finding]:
    """Yield the errors in the rows of one sheet."""
    wrong = {finding.row for finding in rows.findings if finding.kind is FindingKind.DAY}
    dated = replace(rows, frame=rows.frame[~rows.frame["position"].add(1).isin(wrong)]) if wrong else rows
    yield from _days(dated, today, floor)
    yield from _closed(dated, places)
    yield from _duplicates(rows)
    limits = [each for each in rows.layout.table.limits if each.part in rows.frame and each.whole in rows.frame]
    sums = office_day_sums(rows.frame, sorted({key for limit in limits for key in (limit.part, limit.whole)}))
    for limit in limits:
        yield from _above(rows, limit, sums)


def warnings(rows: TableRows, store: Store) -> Iterator[Finding]:
    """Yield the warnings for one sheet, whose rows are still loaded."""
    if len(rows.totals):
        yield from _totals(rows)
    days = rows.frame.loc[~rows.frame["position"].add(1).isin(rows.refused), "day"].dropna()
    if days.empty:
        return
    before: Registered = {}
    for (part,) in by_days([rows]):
        known = part.frame.dropna(subset=OFFICE_DAY)
        if known.empty:
            continue
        yield from _unusual(part, known, store, days.min())
        if {REGISTERED, *ARRIVALS, *DEPARTURES} <= set(part.frame):
            before = yield from _unbalanced(part, known, store, before)


def across(sheets: Sequence[TableRows]) -> dict[int, list[Finding]]:
    """Return, by the sheet's number, the rows that two sheets of one load both fill."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for earlier, later in _meeting(sheets):
        first, rows = sheets[earlier], sheets[later]
        if set(first.measures) & set(rows.measures):
            keys = rows.keys if first.measures == rows.measures else OFFICE_DAY
            found[later] += few(_twice(rows, first, keys))
    return found


def _meeting(sheets: Sequence[TableRows]) -> list[tuple[int, int]]:
    """Return the pairs of sheets of one table that share an office-day, in order: a load may have a thousand sheets."""
    if len(sheets) < 2:
        return []
    each = [
        rows.frame[OFFICE_DAY].dropna().drop_duplicates().assign(table=rows.layout.table.key, sheet=at)
        for at, rows in enumerate(sheets)
    ]
    every = pd.concat(each)
    shared = every[every.duplicated(["table", *OFFICE_DAY], keep=False)]
    pairs = {
        pair
        for _, numbers in shared.groupby(["table", *OFFICE_DAY])["sheet"]
        for pair in combinations(sorted(numbers), 2)
    }
    return sorted(pairs, key=lambda pair: pair[::-1])


def _twice(rows: TableRows, earlier: TableRows, keys: list[str]) -> Iterator[Finding]:
    first = earlier.frame.dropna(subset=keys).drop_duplicates(keys)
    both = rows.frame.dropna(subset=keys).merge(first[[*keys, "position"]], on=keys, suffixes=("", "_first"))
    for position, before in zip(both["position"], both["position_first"], strict=True):
        name = earlier.sheet.name or earlier.sheet.file
        reason = f"与“{name}”第 {before + 1} 行重复填报。请只留一份，此单位·日两份均未写入。"
        yield rows.finding(FindingKind.DUPLICATE, int(position), "office_code", reason)


def _days(rows: TableRows, today: date, floor: date | None) -> Iterator[Finding]:
    known = rows.frame.dropna(subset=["day"])
    for day in sorted(set(known["day"])):
        reason = ""
        if day > today:
            reason = f"日期 {day} 晚于今天（{today}）。请核对年月日。"
        elif floor is not None and day < floor:
            reason = f"日期 {day} 太早：按日明细只保留 {floor} 起的，更早的汇总已经定稿，不能再改。"
        if reason:
            for position in known.loc[known["day"] == day, "position"]:
                yield rows.finding(FindingKind.DAY, int(position), "day", reason, value=str(day))


def _closed(rows: TableRows, places: Places) -> Iterator[Finding]:
    known = rows.frame.dropna(subset=OFFICE_DAY)
    if known.empty:
        return
    first, last = known["day"].min(), known["day"].max()
    limited = [
        code for code in known["office_code"].unique() if places.closed(code, first) or places.closed(code, last)
    ]
    for position, code, day in known.loc[known["office_code"].isin(limited), ["position", *OFFICE_DAY]].itertuples(
        index=False
    ):
        if reason := places.closed(code, day):
            yield rows.finding(FindingKind.OFFICE, int(position), "office_code", reason)


def _duplicates(rows: TableRows) -> Iterator[Finding]:
    known = rows.frame[[*rows.keys, "position"]].dropna()
    again = known[known.duplicated(rows.keys, keep=False)]
    for _, group in again.groupby(rows.keys, sort=False):
        numbers = [int(position) + 1 for position in group["position"]]
        for number in numbers:
            others = "、".join([str(other) for other in numbers[: NAMED + 1] if other != number][:NAMED])
            others += f" 等 {len(numbers) - 1}" if len(numbers) - 1 > NAMED else ""
            reason = f"与第 {others} 行重复（{'、'.join(_shown(rows, group))}）。请只留一行。"
            yield rows.finding(FindingKind.DUPLICATE, number - 1, "office_code", reason)


def _shown(rows: TableRows, group: pd.DataFrame) -> list[str]:
    return [str(group[key].iloc[0]) for key in rows.keys]


def _above(rows: TableRows, limit: Limit, sums: pd.DataFrame) -> Iterator[Finding]:
    """Find the office-days where a part is more than its total; both as sums over the office-day's rows."""
    wrong = sums[(sums[limit.part] > limit.times * sums[limit.whole]).fillna(False)]
    if wrong.empty:
        return
    names = {measure.key: measure.zh for measure in rows.layout.table.measures}
    first = (
        rows.frame[rows.frame[limit.part].fillna(0) > 0].drop_duplicates(OFFICE_DAY).set_index(OFFICE_DAY)["position"]
    )
    for at, part, whole in zip(wrong.index, wrong[limit.part], wrong[limit.whole], strict=True):
        times = f"的 {limit.times} 倍" if limit.times > 1 else ""
        reason = f"{names[limit.part]}（{part}）大于{names[limit.whole]}（{whole}）{times}。请核对这两个数。"
        yield _beside(rows.finding(FindingKind.LIMIT, int(first[at]), limit.part, reason), rows, [limit.whole])


def _totals(rows: TableRows) -> Iterator[Finding]:
    before = -1
    for total in rows.totals.to_dict("records"):
        position = int(total["position"])
        above = rows.frame[rows.frame["position"] < position]
        section = above[above["position"] > before]
        parts = rows.frame[rows.frame["position"].isin(total["parts"])] if total["parts"] is not None else None
        for key in rows.measures:
            stated = total[key]
            sums = [section[key].sum()] if total["is_part"] else [above[key].sum(), section[key].sum()]
            sums = sums if parts is None else [parts[key].sum()]
            if stated is not pd.NA and not pd.isna(stated) and stated not in sums:
                reason = f"合计写的是 {stated}，各行相加是 {sums[0]}。合计行不装载，请核对各行有没有漏填。"
                yield rows.finding(FindingKind.TOTAL, position, key, reason, Severity.WARNING)
        before = position if parts is None else before


def _unusual(rows: TableRows, known: pd.DataFrame, store: Store, first: date) -> Iterator[Finding]:
    """Compare each office-day with the office's mean before the file's first day."""
    sums = known.groupby(OFFICE_DAY)[rows.measures].sum(min_count=1)
    many = (sums >= FEWEST_ODD).fillna(False)
    large = [key for key in rows.measures if many[key].any()]
    offices = sorted(set(sums.index[many.any(axis=1)].get_level_values("office_code")))
    usual = usual_amounts(store, rows.layout.table.key, large, offices, first)
    if usual.empty:
        return
    positions = known.drop_duplicates(OFFICE_DAY).set_index(OFFICE_DAY)["position"]
    owners = sums.index.get_level_values("office_code")
    for key in large:
        mean = usual[key].reindex(owners).to_numpy(float)
        value = sums[key].to_numpy(float, na_value=float("nan"))
        for at in (((value > TIMES_USUAL * mean) & (mean > 0) & (value >= FEWEST_ODD)).nonzero()[0]).tolist():
            reason = f"{int(value[at])} 是平时（日均 {mean[at]:.1f}）的 {value[at] / mean[at]:.0f} 倍，已装载，请核对。"
            yield rows.finding(FindingKind.USUAL, int(positions[sums.index[at]]), key, reason, Severity.WARNING)


def _unbalanced(
    rows: TableRows, known: pd.DataFrame, store: Store, before: Registered
) -> Generator[Finding, None, Registered]:
    """Find the office-days whose register is not yesterday's plus arrivals less departures; return the registers.

    `before` are those of the days before that the same file brings.
    """
    sums = office_day_sums(known, [REGISTERED, *ARRIVALS, *DEPARTURES])
    own = {at: int(value) for at, value in zip(sums.index, sums[REGISTERED], strict=True) if not pd.isna(value)}
    opening = _registered_before(sums, store, before | own)
    positions = known.drop_duplicates(OFFICE_DAY).set_index(OFFICE_DAY)["position"]
    moved = sums[list(ARRIVALS)].sum(axis=1, skipna=False) - sums[list(DEPARTURES)].sum(axis=1, skipna=False)
    for at, registered, change in zip(sums.index, sums[REGISTERED], moved, strict=True):
        held = opening.get(at)
        if held is None or pd.isna(registered) or pd.isna(change) or held + change == registered:
            continue
        reason = f"在册勾稽不平：上一日 {held}，当日增减 {int(change):+d}，应为 {held + change}，填的是 {registered}。已装载并记录。"
        finding = rows.finding(FindingKind.BALANCE, int(positions[at]), REGISTERED, reason, Severity.WARNING)
        yield _beside(finding, rows, [*ARRIVALS, *DEPARTURES])
    return own


def _beside(finding: Finding, rows: TableRows, keys: Sequence[str]) -> Finding:
    """Return a finding with other cells of its row that could be wrong instead."""
    columns = [rows.column(key) for key in keys]
    row = (finding.row or 1) - 1
    return replace(finding, beside=tuple((row, column.at) for column in columns if column))


def beyond_held(sheets: Sequence[TableRows], store: Store) -> dict[int, list[Finding]]:
    """Return, by the sheet's number, the office-days where a part is more than its total and the sheet brings only one of them.

    Both are sums over what the same load brings, or else what the store holds; where either is not known there is no finding.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for at, rows in enumerate(sheets):
        for limit in rows.layout.table.limits:
            if (limit.part in rows.frame) != (limit.whole in rows.frame):
                found[at] += few(_beyond(rows, limit, sheets, store))
    return found


def _beyond(rows: TableRows, limit: Limit, sheets: Sequence[TableRows], store: Store) -> Iterator[Finding]:
    is_part = limit.part in rows.frame
    own, other = (limit.part, limit.whole) if is_part else (limit.whole, limit.part)
    mine, theirs = _brought(sheets, own), _brought(sheets, other)
    theirs = {**_held(store, other, mine), **theirs}
    known = rows.frame.dropna(subset=OFFICE_DAY).drop_duplicates(OFFICE_DAY)
    for office, day, position in zip(known["office_code"], known["day"], known["position"], strict=True):
        value, held = mine.get((office, day)), theirs.get((office, day))
        if value is None or held is None:
            continue
        part, whole = (value, held) if is_part else (held, value)
        if part > limit.times * whole:
            yield rows.finding(
                FindingKind.LIMIT, int(position), own, _said_beyond(rows, limit, part, whole, is_part=is_part)
            )


def _said_beyond(rows: TableRows, limit: Limit, part: int, whole: int, *, is_part: bool) -> str:
    names = {measure.key: measure.zh for measure in rows.layout.table.measures}
    times = f"的 {limit.times} 倍" if limit.times > 1 else ""
    said_part, said_whole = f"{names[limit.part]}（{part}）", f"{names[limit.whole]}（{whole}）{times}"
    said = f"{said_part}大于已报的{said_whole}" if is_part else f"{said_whole}小于已报的{said_part}"
    return f"{said}。请核对；两个数都要改时，在同一次装载里一并报来。"


def _brought(sheets: Sequence[TableRows], key: str) -> dict[tuple[str, date], int | None]:
    """Return what a load brings of a measure by (office, day), summed over its sheets.

    None where a sheet leaves it empty, and where two of a table without dimensions bring it: one of them is refused.
    """
    brought: dict[tuple[str, date], int | None] = {}
    for rows in sheets:
        if key not in rows.frame:
            continue
        sums = office_day_sums(rows.frame, [key])[key]
        for at, value in zip(sums.index, sums, strict=True):
            is_twice = at in brought and not rows.layout.table.dimensions
            before = brought.get(at, 0)
            brought[at] = None if is_twice or before is None or pd.isna(value) else before + int(value)
    return brought


def incidents(sheets: Sequence[TableRows], store: Store) -> dict[int, list[Finding]]:
    """Return, by the sheet's number, the office-days whose incidents in all and by kind do not agree.

    A sheet is compared with what the same load brings, or else what the store holds; where the load brings both, the
    finding is about the sheet by kind.
    """
    brought: dict[str, dict[tuple[str, date], int]] = {key: {} for key in INCIDENTS}
    for rows in sheets:
        for key in brought.keys() & set(rows.frame):
            brought[key] |= _sums(rows, key)
    found: dict[int, list[Finding]] = defaultdict(list)
    for at, rows in enumerate(sheets):
        for key in INCIDENTS.keys() & set(rows.frame):
            found[at] += few(_differing(rows, key, brought, store))
    return found


def _sums(rows: TableRows, key: str) -> dict[tuple[str, date], int]:
    sums = office_day_sums(rows.frame, [key])[key].dropna()
    return {at: int(value) for at, value in zip(sums.index, sums, strict=True)}


def _differing(
    rows: TableRows, key: str, brought: Mapping[str, Mapping[tuple[str, date], int]], store: Store
) -> Iterator[Finding]:
    other, sums = INCIDENTS[key], _sums(rows, key)
    if other == "incident_type_n":
        sums = {at: value for at, value in sums.items() if at not in brought[other]}
    theirs = {**_held(store, other, sums), **brought[other]}
    positions = rows.frame.dropna(subset=OFFICE_DAY).drop_duplicates(OFFICE_DAY).set_index(OFFICE_DAY)["position"]
    name = store.catalogue.measures[other].zh
    for at, value in sums.items():
        if at in theirs and theirs[at] != value:
            reason = f"与“{name}”勾稽不平：这里合计 {value}，那里是 {theirs[at]}。已装载并记录，请核对哪一个对。"
            yield rows.finding(FindingKind.BALANCE, int(positions[at]), key, reason, Severity.WARNING)


def _held(store: Store, key: str, asked: Collection[tuple[str, date]]) -> dict[tuple[str, date], int]:
    if not asked:
        return {}
    facts = store.schema.facts[store.catalogue.measures[key].table]
    is_complete = func.count(facts.c[key]) == func.count()
    return _sums_held(store, facts, facts.c[key], asked, is_complete)


def _sums_held(
    store: Store,
    facts: Table,
    column: ColumnElement[int],
    asked: Collection[tuple[str, date]],
    having: ColumnElement[bool],
) -> dict[tuple[str, date], int]:
    """Return what the store holds of a column by (office, day), a month at a time."""
    which: dict[date, list[str]] = defaultdict(list)
    for office, day in asked:
        which[day].append(office)
    held: dict[tuple[str, date], int] = {}
    with store.engine.connect() as connection:
        for some in runs_of_days(which):
            query = (
                select(facts.c.office_code, facts.c.day, func.sum(column))
                .where(within(facts, some))
                .group_by(facts.c.office_code, facts.c.day)
                .having(having)
            )
            found = connection.execute(query)
            held |= {(office, day): total for office, day, total in found if total is not None}
    return held


def _registered_before(sums: pd.DataFrame, store: Store, own: Registered) -> Registered:
    """Return the day before's register by (office, day): the file's own, or else the store's."""
    asked = [(office, day - timedelta(days=1)) for office, day in sums.index]
    facts = store.schema.facts["fact_roster_day"]
    held = _sums_held(store, facts, facts.c.registered_eod, asked, true())
    held |= own
    return {(office, day + timedelta(days=1)): int(held[office, day]) for office, day in asked if (office, day) in held}


def office_day_sums(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return sums by office and day, missing where any row of the office-day is."""
    known = frame[[*OFFICE_DAY, *columns]].dropna(subset=OFFICE_DAY)
    if not known.duplicated(OFFICE_DAY).any():
        return known.set_index(OFFICE_DAY)
    groups = known.groupby(OFFICE_DAY)[columns]
    return groups.sum().mask(groups.count().lt(groups.size(), axis=0))
