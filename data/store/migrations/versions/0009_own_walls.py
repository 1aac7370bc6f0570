"""Walls a bureau made itself, their scenes, and drafts of them."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables where the first schema of a newer program has not made them already."""
    schema = build_schema(load_catalogue())
    for table in (schema.own_walls, schema.wall_scenes, schema.wall_drafts):
        table.create(op.get_bind(), checkfirst=True)
