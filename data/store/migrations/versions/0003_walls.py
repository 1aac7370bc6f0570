"""The fleet of walls: their reports, and the orders given to them."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables where the first schema of a newer program has not made them already."""
    tables = build_schema(load_catalogue()).metadata.tables
    for name in ("wall_report", "wall_order"):
        tables[name].create(op.get_bind(), checkfirst=True)
