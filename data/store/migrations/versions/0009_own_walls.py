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
    tables = build_schema(load_catalogue()).metadata.tables
    for name in ("own_wall", "wall_scene", "wall_draft"):
        tables[name].create(op.get_bind(), checkfirst=True)
