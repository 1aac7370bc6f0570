"""Text: what people write freely, and what XML can hold."""
