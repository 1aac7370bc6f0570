"""The official letter as a Word file."""
