"""What all tables have in common: no hidden row number, and a type for long texts that every database knows."""

from typing import Any

from sqlalchemy import Column, MetaData, Table, Text

LONG_TEXT = Text().with_variant(Text(16_000_000), "mysql", "mariadb")  # whose bare Text ends at 64 KiB


def portable_table(metadata: MetaData, name: str, *columns: Column[Any]) -> Table:
    """Return a table whose rows SQLite keeps in the order of their key."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False)
