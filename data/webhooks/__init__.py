"""Webhooks: what other systems learn without asking, and what of it is still to be delivered."""

from data.webhooks.outbox import Delivery, deliveries_due, put_events

__all__ = ["Delivery", "deliveries_due", "put_events"]
