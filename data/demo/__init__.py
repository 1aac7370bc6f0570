"""Synthetic demo figures: persons' states first, then events, then facts. Nothing here describes a real county."""

from data.demo.brands import brands
from data.demo.facts import DemoFacts
from data.demo.simulate import simulate

__all__ = ["DemoFacts", "brands", "simulate"]
