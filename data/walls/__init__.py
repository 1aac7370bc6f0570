"""Walls: what they report, the orders given to them, and the walls a bureau made itself."""

from data.walls.custom import SavedWall, own_walls
from data.walls.reports import Report

__all__ = ["Report", "SavedWall", "own_walls"]
