"""Webhooks: what other systems learn without asking, and what of it is still to be delivered."""

from data.webhooks.outbox import (
    Delivery,
    claim,
    count,
    deliveries_due,
    put_delivered,
    put_events,
    put_failed,
    try_again,
)

__all__ = ["Delivery", "claim", "count", "deliveries_due", "put_delivered", "put_events", "put_failed", "try_again"]
