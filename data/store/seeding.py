"""Gives a new store what comes with the product: published figures, dated events and honours."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import delete, func, select

from data.catalogue.reference_tables import ReferenceColumn, ReferenceKind, ReferenceTable, Row, load_references
from data.regions import Regions
from data.schema.accounts import AccountRow, AuditRow, EndedSessionRow, FailedAddressRow, TokenRow
from data.schema.operations import WallOrderRow, WallReportRow
from data.schema.reference_rows import put_rows
from data.store.store import Store

PLACES = Path(__file__).parent.parent / "places"
KEPT = (WallReportRow, WallOrderRow, AccountRow, EndedSessionRow, TokenRow, FailedAddressRow, AuditRow)
WRITTEN: Mapping[ReferenceKind, Callable[[str], object]] = {
    ReferenceKind.NUMBER: float,
    ReferenceKind.FLAG: lambda text: text == "是",
}


def put_shipped(store: Store) -> None:
    """Fill each reference table that is shipped with rows and still empty; nothing in another province.

    This is not a load: an empty store stays empty, and the data version does not change.
    """
    for table in load_references().values():
        if not table.shipped:
            continue
        sql = store.schema.references[table.key]
        count = select(func.count()).select_from(sql)
        with store.engine.connect() as connection:
            is_filled = connection.execute(count).scalar()
        if is_filled:
            continue
        rows = shipped_rows(PLACES / table.shipped, table, store.regions)
        with store.writing() as connection:
            if not connection.execute(count).scalar():  # another program may have started at the same time
                put_rows(connection, sql, table, rows)


def shipped_rows(path: Path, table: ReferenceTable, regions: Regions) -> list[Row]:
    """Return the rows of a file that comes with the product, none where the regions are those of another province.

    The file holds codes and keys, as they are kept.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    if any(line["region"] and line["region"] not in regions.by_code for line in lines):
        return []
    return [{column.key: _value(column, line.get(column.key, "")) for column in table.columns} for line in lines]


def _value(column: ReferenceColumn, text: str) -> object:
    return WRITTEN.get(column.kind, str)(text) if text else column.empty


def clear(store: Store) -> None:
    """Delete all figures, loads and reference rows but the shipped ones; regions, walls, accounts and the audit log stay."""
    kept = {store.schema.regions.name, *(row.__tablename__ for row in KEPT)}
    with store.writing() as connection:
        for table in store.schema.metadata.sorted_tables:
            if table.name not in kept:
                connection.execute(delete(table))
    put_shipped(store)
