"""Drafts of the intake desk and columns matched by hand."""

from alembic import op

from data.schema.intake import ColumnMatchRow, DraftRow

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables where the first schema of a newer program has not."""
    for row in (DraftRow, ColumnMatchRow):
        row.metadata.tables[row.__tablename__].create(op.get_bind(), checkfirst=True)
