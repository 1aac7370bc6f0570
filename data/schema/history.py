"""The tables of what loads replaced: images of rows of facts and reference tables, and which days each load touched.

An image is a row as it was in its table from the load `load_no` until the load `until_no` replaced it. What was known
after load V are the rows of the table with `load_no` up to V and the images with `load_no` up to V and `until_no` after it.
An image whose two numbers are the same was never to be seen: it is what a load gave of a split table, before that was laid
over the columns that were there.
"""

from sqlalchemy import Column, Date, Index, Integer, MetaData, SmallInteger, String, Table

from data.catalogue.reference_tables import ReferenceTable
from data.schema.table import LONG_TEXT, portable_table


def fact_history_table(metadata: MetaData, facts: Table) -> Table:
    """Return the table of images of a fact table; those that one load replaced are together."""
    return portable_table(
        metadata,
        f"{facts.name}_history",
        Column("until_no", Integer, primary_key=True, autoincrement=False),
        *(Column(column.name, column.type, key=column.key, primary_key=True) for column in facts.primary_key),
        Column("load_no", Integer, primary_key=True, autoincrement=False),
        *(
            Column(column.name, column.type, key=column.key, nullable=column.nullable)
            for column in facts.c
            if not column.primary_key and column.name != "load_no"
        ),
        Index(f"ix_{facts.name}_history_day", "day", "office_code"),
    )


def reference_history_table(metadata: MetaData, table: ReferenceTable, rows: Table) -> Table:
    """Return the table of images of a reference table; `row_no` is where the row was."""
    return portable_table(
        metadata,
        f"{table.sql_name}_history",
        Column("until_no", Integer, primary_key=True, autoincrement=False),
        Column("row_no", Integer, primary_key=True, autoincrement=False),
        Column("load_no", Integer, nullable=False),
        *(Column(column.key, rows.c[column.key].type) for column in table.columns),
    )


def load_part_table(metadata: MetaData) -> Table:
    """Return the table of what loads touched: one row a load, table, day and set of columns.

    `fact_table` is the key of a fact or reference table, `day` for the latter `NO_FIGURES`; `kind` says what was done.
    `measures` are the keys of the columns given, parted by commas, empty for all; `offices` the offices and bureau rows
    where the load gave others of that day other columns, empty for all that the load touched.
    """
    return portable_table(
        metadata,
        "load_part",
        Column("load_no", Integer, primary_key=True, autoincrement=False),
        Column("fact_table", String(30), primary_key=True),
        Column("day", Date, primary_key=True),
        Column("part_no", SmallInteger, primary_key=True, autoincrement=False),
        Column("kind", String(10), nullable=False),
        Column("office_days", Integer, nullable=False),
        Column("measures", LONG_TEXT, nullable=False),
        Column("offices", LONG_TEXT, nullable=False),
        Index("ix_load_part_day", "fact_table", "day"),
    )
