"""What all tables have in common: no hidden row number, and a type for long texts that every database knows."""

from sqlalchemy import MetaData, Table, Text
from sqlalchemy.sql.schema import SchemaItem

LONG_TEXT = Text().with_variant(Text(16_000_000), "mysql", "mariadb")  # whose bare Text ends at 64 KiB


def portable_table(metadata: MetaData, name: str, *items: SchemaItem) -> Table:
    """Return a table whose rows SQLite keeps in the order of their key."""
    return Table(name, metadata, *items, sqlite_with_rowid=False)
