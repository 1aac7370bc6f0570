"""Frozen weeks, baselines that were set again, and notes of meetings."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables where the first schema of a newer program has not."""
    tables = build_schema(load_catalogue()).metadata.tables
    for name in ("frozen_week", "signal_step", "review_note"):
        tables[name].create(op.get_bind(), checkfirst=True)
