"""Refused rows keep their place and reason, and a value only where it is a small number."""

import sqlalchemy as sa
from alembic import op

from data.store.partitions import Reject

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take out of the refusals of earlier loads what the cells held: it may be a name or a person's number."""
    refusals = sa.table(
        "load_reject",
        *(sa.column(name) for name in ("load_no", "reject_no", "value_text", "reason")),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(refusals).where(refusals.c.value_text.is_not(None))).all():
        kept = Reject("", 0, "", row.value_text, row.reason or "", "")
        bind.execute(
            sa.update(refusals)
            .where(refusals.c.load_no == row.load_no, refusals.c.reject_no == row.reject_no)
            .values(value_text=kept.kept_value or None, reason=kept.kept_reason)
        )
