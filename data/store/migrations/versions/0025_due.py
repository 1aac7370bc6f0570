"""When each table is due, and who was urged."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema
from data.schema.intake import UrgeRow

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables where the first schema of a newer program has not."""
    schema = build_schema(load_catalogue())
    for table in (schema.references["deadline"], schema.metadata.tables[UrgeRow.__tablename__]):
        table.create(op.get_bind(), checkfirst=True)
