"""Runs of the feeds that fetch figures by themselves."""

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables where the first schema of a newer program has not."""
