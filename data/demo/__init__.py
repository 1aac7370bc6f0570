"""Synthetic demo figures: persons' states first, then events, then facts. Nothing here describes a real county."""

from data.demo.corrections import SOURCE as CORRECTION
from data.demo.corrections import corrected_weeks, refused_rows
from data.demo.facts import DemoFacts
from data.demo.references import references
from data.demo.simulate import simulate
from data.demo.tasks import hand_out, is_half_made

__all__ = [
    "CORRECTION",
    "DemoFacts",
    "corrected_weeks",
    "hand_out",
    "is_half_made",
    "references",
    "refused_rows",
    "simulate",
]
