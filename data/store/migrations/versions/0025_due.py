"""When each table is due, and who was urged."""

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables where the first schema of a newer program has not."""
