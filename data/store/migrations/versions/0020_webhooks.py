"""What is to be delivered to receivers of webhooks."""

from alembic import op

from data.schema.operations import WebhookDeliveryRow

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table where the first schema of a newer program has not."""
    table = WebhookDeliveryRow.metadata.tables[WebhookDeliveryRow.__tablename__]
    table.create(op.get_bind(), checkfirst=True)
