"""The region that own walls, their drafts and the orders given to walls belong to; what is older belongs to the root."""

from alembic import op
from sqlalchemy import Column, String, inspect, select

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns where the first schema of a newer program has not."""
    connection, regions = op.get_bind(), build_schema(load_catalogue()).regions.c
    root = connection.execute(select(regions.code).where(regions.parent_code.is_(None))).scalar()
    for name in ("own_wall", "wall_draft", "wall_order"):
        if "region_code" not in {column["name"] for column in inspect(connection).get_columns(name)}:
            op.add_column(name, Column("region_code", String(9), nullable=False, server_default=root or ""))
