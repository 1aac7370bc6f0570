"""Details: alerts by hour, brand services by kind."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables where the first schema of a newer program has not made them already."""
    facts = build_schema(load_catalogue()).facts
    for key in ("fact_alert_hour", "fact_brand_service_day"):
        facts[key].create(op.get_bind(), checkfirst=True)
