"""The intake desk: what is due, what was given, what it would change, and how it becomes a load."""

from data.intake.corrected import read_draft
from data.intake.draft import Corrections, Draft, DraftState, Origin

__all__ = ["Corrections", "Draft", "DraftState", "Origin", "read_draft"]
