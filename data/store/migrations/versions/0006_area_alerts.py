"""The alerts that the cockpit raises itself, and the steps each of them went through."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables where the first schema of a newer program has not."""
    tables = build_schema(load_catalogue()).metadata.tables
    for name in ("area_alert", "area_alert_step"):
        tables[name].create(op.get_bind(), checkfirst=True)
