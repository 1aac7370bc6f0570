"""What a load would remove from the store without naming it: parts of a split, and figures left blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from data.catalogue import Catalogue
from data.load.findings import Finding, FindingKind, Severity, few
from data.load.rows.places import Places
from data.load.rows.rows import TableRows
from data.store import Store
from data.store.fact_rows import OFFICE_DAY, held, office_days, some_days

NAMED = 6  # parts that one message names


def lost(sheets: Sequence[TableRows], store: Store, *, is_whole: bool) -> dict[int, list[Finding]]:
    """Return, by the sheet's number, what the store holds of its office-days and would lose.

    Parts that no sheet names refuse the office-day, since they may not be zero; with `is_whole` they are zero, and only
    a warning. Cells left blank are a warning: their figures will be 未上报.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for at, rows in enumerate(sheets):
        if rows.layout.table.dimensions:
            found[at] += few(_unnamed_parts(rows, sheets, store, is_whole=is_whole))
        found[at] += few(_blanked(rows, store))
    return found


def _unnamed_parts(rows: TableRows, sheets: Sequence[TableRows], store: Store, *, is_whole: bool) -> Iterator[Finding]:
    keys, measures = rows.keys, rows.measures
    beside = [
        each.frame for each in sheets if each.layout.table is rows.layout.table and set(each.measures) & set(measures)
    ]
    for old in _held(rows.frame, rows, store, [*keys, *measures]):
        days = old["day"].unique()
        named = pd.concat([frame.loc[frame["day"].isin(days), keys] for frame in beside]).dropna().drop_duplicates()
        firsts = rows.frame.loc[rows.frame["day"].isin(days), [*OFFICE_DAY, "position"]].drop_duplicates(OFFICE_DAY)
        first = dict(zip(zip(firsts["office_code"], firsts["day"], strict=True), firsts["position"], strict=True))
        some = old[(old[measures] > 0).any(axis=1)].merge(named, on=keys, how="left", indicator=True)
        for (office, day), parts in some[some["_merge"] == "left_only"].groupby(OFFICE_DAY):
            said = _said(parts, rows, store.catalogue)
            yield rows.finding(
                FindingKind.SPLIT,
                int(first[office, day]),
                "office_code",
                f"已按没有处理：库中原有{said}，文件里没有。" if is_whole else f"库中还有{said}，文件里没有。{WAYS}",
                Severity.WARNING if is_whole else Severity.ERROR,
            )


WAYS = (
    "只改其中几行的，请把这一日的各行一并报来；确已没有的请填 0。"
    "文件里每个单位·日的各行都是齐的，可用 cockpit load --whole 装载。"
)


def _said(parts: pd.DataFrame, rows: TableRows, catalogue: Catalogue) -> str:
    """Return parts and their figures: 缓刑·严管（在册人数 2）."""
    names = {measure.key: measure.zh for measure in rows.layout.table.measures}
    texts = []
    for part in parts.head(NAMED).to_dict("records"):
        cells = [catalogue.dimensions[key].values.get(part[key]) for key in rows.layout.table.dimensions]
        where = "·".join(
            cell.zh if cell else str(part[key]) for cell, key in zip(cells, rows.layout.table.dimensions, strict=True)
        )
        key = next(key for key in rows.measures if part[key] > 0)
        texts.append(f"{where}（{names[key]} {int(part[key])}）")
    return "、".join(texts) + (f" 等 {len(parts)} 行" if len(parts) > NAMED else "")


def _blanked(rows: TableRows, store: Store) -> Iterator[Finding]:
    """Yield one warning for each column whose blank cells would remove figures from the store."""
    keys, measures = rows.keys, rows.measures
    is_blank = np.logical_or.reduce([rows.frame[key].isna() for key in measures])
    blank = rows.frame[is_blank].dropna(subset=keys)
    counts: dict[str, int] = defaultdict(int)
    firsts: dict[str, tuple[int, str, date, int]] = {}
    for old in _held(blank, rows, store, [*keys, *measures]):
        both = blank[[*keys, *measures, "position"]].merge(old, on=keys, suffixes=("", "_held"))
        for key in measures:
            gone = both[both[key].isna() & both[f"{key}_held"].notna()]
            if len(gone):
                counts[key] += len(gone)
                row = gone.iloc[0]
                at = int(row["position"]), row["office_code"], row["day"], int(row[f"{key}_held"])
                firsts.setdefault(key, at)
    for key, number in counts.items():
        position, office, day, value = firsts[key]
        example = f"例如{Places(store.regions).label(office)} {day} 原为 {value}"
        reason = f"此列有 {number} 行留空，而库中原有数字，{example}：装载后为未上报。没有发生请填 0。"
        yield rows.finding(FindingKind.SPLIT, position, key, reason, Severity.WARNING)


def _held(frame: pd.DataFrame, rows: TableRows, store: Store, names: Sequence[str]) -> Iterable[pd.DataFrame]:
    """Yield what the store holds of the office-days of a frame, some days at a time; nothing where it holds nothing."""
    facts = store.schema.facts[rows.layout.table.key]
    known = frame[OFFICE_DAY].dropna()
    with store.engine.connect() as connection:
        for part in some_days(known):
            old = held(connection, facts, office_days([part]), names)
            if len(old):
                yield old
