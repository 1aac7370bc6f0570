"""Synthetic demo figures: persons' states first, then events, then facts. Nothing here describes a real county."""

from data.demo.fill import fill
from data.demo.references import references
from data.demo.simulate import simulate
from data.demo.tasks import hand_out

__all__ = ["fill", "hand_out", "references", "simulate"]
