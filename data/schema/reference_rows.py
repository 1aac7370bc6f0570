"""Keeps rows of the reference tables: plain Python values on this side, portable SQL on the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)
from sqlalchemy.types import TypeEngine

from data.catalogue.reference_tables import EMPTY, ReferenceColumn, ReferenceKind, ReferenceTable, Row
from data.errors import StoreError

SEPARATOR = "、"  # between the items of a list; a file splits at it, so no item holds one
LONGEST_STRING = 255


def sql_table(metadata: MetaData, table: ReferenceTable) -> Table:
    """Return the database table: numbered rows, and no key in SQL because an empty text is a NULL.

    `load_no` is the load that a row came with, empty for rows that come with the product or are from before loads were kept.
    """
    return Table(
        table.sql_name,
        metadata,
        Column("row_no", Integer, primary_key=True, autoincrement=False),
        *(Column(column.key, _sql_type(column)) for column in table.columns),
        Column("load_no", Integer),
        sqlite_with_rowid=False,
    )


def kept_rows(connection: Connection, sql: Table, table: ReferenceTable) -> tuple[Row, ...]:
    """Return the rows a table or its history holds, in the order of its key: the first in that of their unique columns."""
    names = [column.key for column in table.columns]
    found = connection.execute(select(*(sql.c[name] for name in names)).order_by(*sql.primary_key)).all()
    columns = [_values(column, [row[at] for row in found]) for at, column in enumerate(table.columns)]
    return tuple(dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def put_rows(
    connection: Connection,
    sql: Table,
    table: ReferenceTable,
    rows: Iterable[Row],
    number: int | None = None,
    gone: Collection[tuple[object, ...]] = (),
) -> int:
    """Put rows in place of those with the same unique columns and take out those with `gone` ones; return how many were put.

    Columns that a row leaves out are empty; raises StoreError for a column that the table does not have. `number` is the
    load's that the rows come with, None for rows that come with the product.
    """
    wanted = [whole(table, row) for row in rows]
    stamps = connection.scalars(select(sql.c.load_no).order_by(sql.c.row_no))
    held = zip(kept_rows(connection, sql, table), stamps, strict=True)
    by_key = {table.key_of(row): (row, stamp) for row, stamp in held}
    by_key |= {table.key_of(row): (row, number) for row in wanted}
    connection.execute(delete(sql))
    ordered = sorted((key for key in by_key if key not in gone), key=lambda key: tuple(map(str, key)))
    lines = [
        {
            "row_no": at,
            "load_no": by_key[key][1],
            **{column.key: _stored(column, by_key[key][0][column.key]) for column in table.columns},
        }
        for at, key in enumerate(ordered, start=1)
    ]
    if lines:
        connection.execute(insert(sql), lines)
    return len(wanted)


def row_numbers(connection: Connection, sql: Table, table: ReferenceTable) -> dict[tuple[object, ...], int]:
    """Return where each row is, by its unique columns."""
    numbers = connection.scalars(select(sql.c.row_no).order_by(sql.c.row_no))
    return dict(zip(map(table.key_of, kept_rows(connection, sql, table)), numbers, strict=True))


def whole(table: ReferenceTable, row: Row) -> Row:
    """Return a row with every column of its table; raises StoreError for a column that the table does not have."""
    if unknown := set(row) - {column.key for column in table.columns}:
        raise StoreError(f"参考表“{table.zh}”（{table.key}）没有这些列：{SEPARATOR.join(sorted(unknown))}。")
    return {column.key: row.get(column.key, column.empty) for column in table.columns}


def _sql_type(column: ReferenceColumn) -> TypeEngine[Any]:
    plain: dict[ReferenceKind, TypeEngine[Any]] = {
        ReferenceKind.WHOLE: BigInteger(),
        ReferenceKind.NUMBER: Float(),
        ReferenceKind.DATE: Date(),
        ReferenceKind.MONTH: String(7),
        ReferenceKind.WHEN: String(10),
        ReferenceKind.TIME: String(5),
        ReferenceKind.CHOICE: String(40),
        ReferenceKind.FLAG: SmallInteger(),
        ReferenceKind.REGION: String(9),
        ReferenceKind.LIST: Text(),
        ReferenceKind.LINK: Text(),
    }
    return plain.get(column.kind) or (String(column.longest) if column.longest <= LONGEST_STRING else Text())


def _stored(column: ReferenceColumn, value: object) -> object:
    if column.kind is ReferenceKind.LIST and isinstance(value, tuple | list):
        return SEPARATOR.join(value) or None
    if column.kind is ReferenceKind.FLAG:
        return int(bool(value))
    return None if value == "" else value


def _values(column: ReferenceColumn, stored: list[Any]) -> list[object]:
    """Return a whole column as Python values."""
    empty = EMPTY.get(column.kind, "")
    if column.kind is ReferenceKind.LIST:
        return [empty if value is None else tuple(value.split(SEPARATOR)) for value in stored]
    if column.kind is ReferenceKind.FLAG:
        return [bool(value) for value in stored]
    return [empty if value is None else value for value in stored]
