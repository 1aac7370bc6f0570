"""Accounts with their sessions and tokens, and the audit log."""

from alembic import op

from data.schema.accounts import AccountRow, AuditRow, EndedSessionRow, FailedAddressRow, TokenRow

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables where the first schema of a newer program has not."""
    for row in (AccountRow, EndedSessionRow, TokenRow, FailedAddressRow, AuditRow):
        AccountRow.metadata.tables[row.__tablename__].create(op.get_bind(), checkfirst=True)
