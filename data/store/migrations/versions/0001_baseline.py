"""The first schema: all tables as the catalogue of the installing program defines them."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    build_schema(load_catalogue()).metadata.create_all(op.get_bind())
