"""A sheet to fill in: the offices that owe a table on a day, a column for each of its figures."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pandas as pd

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable, Owner
from data.intake.drafts import DraftFault
from data.load.files.grid import CellGrid
from data.reasons import Reason
from data.regions import Level, Region, Regions
from data.regions.owners import is_bureau
from data.store import Store
from data.store.fact_rows import held

KEYS = ("日期", "司法所代码", "司法所")
WEEK = timedelta(days=7)


def tables_by_hand(catalogue: Catalogue) -> tuple[FactTable, ...]:
    """Return the tables that have one row an office and day, which can be filled in by hand."""
    return tuple(table for table in catalogue.tables.values() if not table.dimensions)


def prepared(catalogue: Catalogue, regions: Regions, table_key: str, region: Region, day: date) -> bytes:
    """Return the CSV of a table for the offices of a county, or for one office, with its figures left empty.

    It loads as it is once figures are in it. Raises DataError for an unknown table, DraftFault for one with several rows an office and
    day, and for a region above the counties.
    """
    table = catalogue.table(table_key)
    if table not in tables_by_hand(catalogue) or region.level.depth < Level.COUNTY.depth:
        raise DraftFault(Reason("prepared.cannot", {"table": table}))
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow([*KEYS, *(measure.zh for measure in table.measures)])
    for owner in _owners(regions, table, region):
        name = "本级" if is_bureau(owner) else regions.get(owner).zh
        rows.writerow([day.isoformat(), owner, name, *("" for _ in table.measures)])
    return out.getvalue().encode("utf-8-sig")


def week_before(store: Store, cells: CellGrid) -> dict[tuple[int, int], int]:
    """Return what the store holds a week before the days of a prepared sheet, by row and column; nothing of any other sheet."""
    height, width = cells.shape
    titles = {str(cells[0, column]): column for column in range(width)} if height else {}
    found = (
        each for each in tables_by_hand(store.catalogue) if {*KEYS, *(m.zh for m in each.measures)} <= titles.keys()
    )
    table = next(found, None)
    if table is None:
        return {}
    rows = {(str(cells[row, 1]), str(cells[row, 0])): row for row in range(1, height)}
    which: dict[date, set[str]] = {}
    for code, day in rows:
        try:
            which.setdefault(date.fromisoformat(day) - WEEK, set()).add(code)
        except ValueError:  # typed over at the desk
            continue
    keys = [measure.key for measure in table.measures]
    with store.reading() as connection:
        old = held(connection, store.schema.facts[table.key], which, ["office_code", "day", *keys])
    return {
        (rows[row["office_code"], (row["day"] + WEEK).isoformat()], titles[measure.zh]): int(row[measure.key])
        for row in old.to_dict("records")
        for measure in table.measures
        if not pd.isna(row[measure.key])
    }


def _owners(regions: Regions, table: FactTable, region: Region) -> Iterator[str]:
    """Yield the codes of who owes a table within a region, the bureau first."""
    if region.level is Level.OFFICE:
        yield region.code
        return
    owners = {measure.owner for measure in table.measures}
    if owners != {Owner.OFFICE}:
        yield from regions.bureaus(region.code)
    if owners != {Owner.BUREAU}:
        yield from regions.offices(region.code)
