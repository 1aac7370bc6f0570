"""Runs of the feeds that fetch figures by themselves."""

from alembic import op

from data.schema.feeds import FeedRow, FeedRunRow

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables where the first schema of a newer program has not."""
    for row in (FeedRow, FeedRunRow):
        row.metadata.tables[row.__tablename__].create(op.get_bind(), checkfirst=True)
