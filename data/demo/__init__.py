"""Synthetic demo figures: persons' states first, then events, then facts. Nothing here describes a real county."""

from data.demo.fill import fill
from data.demo.references import references
from data.demo.simulate import simulate
from data.demo.tasks import assign_tasks

__all__ = ["assign_tasks", "fill", "references", "simulate"]
