"""In the load log: what a withdrawal is of, who made it and why; and the day that area alerts were judged for after a load."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("region_code", sa.String(9)),
    sa.Column("post", sa.String(40)),
    sa.Column("reason", sa.String(200)),
    sa.Column("judged_day", sa.Date),
)


def upgrade() -> None:
    """Add the columns where the first schema of a newer program has not made them already."""
    held = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("load_log")}
    for column in COLUMNS:
        if column.name not in held:
            op.add_column("load_log", sa.Column(column.name, column.type))
