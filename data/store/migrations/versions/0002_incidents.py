"""Incidents by kind: their facts and roll-up."""

from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables where the first schema of a newer program has not made them already."""
    schema = build_schema(load_catalogue())
    for tables in (schema.facts, schema.rollups):
        tables["fact_incident_day"].create(op.get_bind(), checkfirst=True)
