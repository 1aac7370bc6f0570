"""Since which day what an area alert found has lasted; of alerts from before it is known after the next load."""

from alembic import op
from sqlalchemy import Column, inspect

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column where the first schema of a newer program has not."""
    table = build_schema(load_catalogue()).metadata.tables["area_alert"]
    there = {column["name"] for column in inspect(op.get_bind()).get_columns(table.name)}
    if table.c.since_day.name not in there:
        op.add_column(table.name, Column(table.c.since_day.name, table.c.since_day.type))
