"""What was hidden of guarded counts before they were corrected."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table where the first schema of a newer program has not."""
    build_schema(load_catalogue()).earlier_counts.create(op.get_bind(), checkfirst=True)
