"""Tasks of the meetings and their history."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables where the first schema of a newer program has not."""
    tables = build_schema(load_catalogue()).metadata.tables
    for name in ("task", "task_step"):
        tables[name].create(op.get_bind(), checkfirst=True)
