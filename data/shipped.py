"""Gives a new store what the product knows of itself: published figures, dated events and honours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from data.load.reference_sheets import shipped_rows
from data.reference_rows import put_rows
from data.references import load_references

if TYPE_CHECKING:
    from data.store import Store

PLACES = Path(__file__).parent / "places"


def put_shipped(store: Store) -> None:
    """Fill each reference table that is shipped with rows and still empty; where the regions are others, nothing.

    It is no load: an empty store stays one, and the data version does not move.
    """
    for table in load_references().values():
        if not table.shipped:
            continue
        sql = store.schema.references[table.key]
        with store.engine.connect() as connection:
            is_filled = connection.execute(select(func.count()).select_from(sql)).scalar()
        if is_filled:
            continue
        rows = shipped_rows(PLACES / table.shipped, table, store.regions)
        with store.writing() as connection:
            put_rows(connection, sql, table, rows)
