"""What loads change in closed weeks, and the office that a refused row is of."""

import sqlalchemy as sa
from alembic import op

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column where the first schema of a newer program has not made them already."""
    bind = op.get_bind()
    build_schema(load_catalogue()).week_changes.create(bind, checkfirst=True)
    if "office_code" not in {column["name"] for column in sa.inspect(bind).get_columns("load_reject")}:
        op.add_column("load_reject", sa.Column("office_code", sa.String(9)))
