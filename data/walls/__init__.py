"""Walls: what they report, the orders given to them, and the walls a bureau made itself."""
