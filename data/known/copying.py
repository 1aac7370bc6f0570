"""Makes a copy of the store in which nothing is that was not known: later loads are taken back, later daily work undone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine, Table, create_engine, insert, select

from data.known.daily_work import undo_daily_work
from data.known.figures import take_back_loads
from data.known.moment import Knowledge
from data.schema.operations import (
    AreaAlertRow,
    AreaAlertStepRow,
    BaselineRow,
    FrozenWeekRow,
    ReviewNoteRow,
    TaskRow,
    TaskStepRow,
)
from data.store import Store

DAILY_WORK = (AreaAlertRow, AreaAlertStepRow, BaselineRow, FrozenWeekRow, ReviewNoteRow, TaskRow, TaskStepRow)
AT_ONCE = 5000  # rows read from a database server in one go


def copy_of(store: Store, known: Knowledge, path: Path) -> None:
    """Write what was known into a new SQLite file; accounts, the audit log, walls and drafts are not in it."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    try:
        tables = _copied(store)
        if store.engine.dialect.name == "sqlite":
            _copy_file(store, tables, path)
        else:
            _copy_rows(store, tables, engine)
        copy = replace(store, engine=engine, vault=None, present=None, _since={})
        with engine.begin() as connection:
            take_back_loads(copy, connection, known)
            undo_daily_work(connection, known)
    finally:
        engine.dispose()


def _copied(store: Store) -> list[Table]:
    """Return the tables whose rows are copied; the others are there and empty."""
    schema = store.schema
    figures = (*schema.facts.values(), *schema.rollups.values(), schema.slices)
    loads = (schema.loads, schema.rejects, schema.week_changes, schema.earlier_counts, schema.regions)
    work = (schema.metadata.tables[each.__tablename__] for each in DAILY_WORK)
    history = (*schema.histories.values(), schema.load_parts)
    return [*figures, *loads, *schema.references.values(), *history, *work]


def _copy_file(store: Store, tables: list[Table], path: Path) -> None:
    """Copy the tables of a SQLite database as they are on the disk, in one transaction beside its readers and writers."""
    wanted = {table.name for table in tables}
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536", "temp_store=MEMORY"):
            copy.execute(f"PRAGMA {pragma}")
        copy.execute("ATTACH ? AS present", (str(store.engine.url.database),))
        copy.execute("BEGIN")
        made = (
            "SELECT type, tbl_name, sql FROM present.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        )
        parts = copy.execute(made).fetchall()
        for kind, name, sql in sorted(parts, key=lambda part: part[0] != "table"):
            copy.execute(sql)
            if kind == "table" and name in wanted:
                copy.execute(f'INSERT INTO main."{name}" SELECT * FROM present."{name}"')  # noqa: S608 - a name of ours
        copy.execute("COMMIT")


def _copy_rows(store: Store, tables: list[Table], engine: Engine) -> None:
    """Copy the tables of a database server row by row, all of one moment."""
    store.schema.metadata.create_all(engine)
    with store.reading() as read, engine.begin() as written:
        for table in tables:
            for rows in read.execute(select(table)).partitions(AT_ONCE):
                written.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in rows])
