"""The table of duty posts and their telephones."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table where the first schema of a newer program has not."""
    build_schema(load_catalogue()).references["duty_post"].create(op.get_bind(), checkfirst=True)
