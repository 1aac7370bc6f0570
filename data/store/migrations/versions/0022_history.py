"""What loads replaced and which days each touched; who made a load and what it undoes. History begins with the next load."""

from typing import Any

from alembic import op
from sqlalchemy import Column, Integer, String, inspect

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and add the columns where the first schema of a newer program has not."""
    connection, schema = op.get_bind(), build_schema(load_catalogue())
    for table in (*schema.histories.values(), schema.load_parts):
        table.create(connection, checkfirst=True)
    for references in schema.references.values():
        _add(references.name, Column("load_no", Integer))
    _add("load_log", Column("undoes", Integer))
    _add("load_log", Column("account", String(40)))


def _add(table: str, column: Column[Any]) -> None:
    if column.name not in {each["name"] for each in inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)
