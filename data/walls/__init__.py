"""Walls: what they report, the orders given to them, and the walls a bureau made itself."""

from data.walls.custom import OwnWall, own_walls
from data.walls.reports import Report

__all__ = ["OwnWall", "Report", "own_walls"]
