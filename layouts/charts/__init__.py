"""Charts, tables and documents as values that every medium can draw."""
