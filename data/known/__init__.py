"""The store as it was known at an earlier data version."""
