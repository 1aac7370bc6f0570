"""Who withdrew office-days and why, in the load log."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns where the first schema of a newer program has not made them already."""
    held = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("load_log")}
    for name, length in (("post", 40), ("reason", 200)):
        if name not in held:
            op.add_column("load_log", sa.Column(name, sa.String(length)))
