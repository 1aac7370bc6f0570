"""Synthetic demo figures: persons' states first, then events, then facts. Nothing here describes a real county."""

from data.demo.facts import DemoFacts
from data.demo.references import references
from data.demo.simulate import simulate

__all__ = ["DemoFacts", "references", "simulate"]
