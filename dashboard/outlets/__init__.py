"""What the server gives out beside answers to people: metrics on a port of their own, and webhooks."""
