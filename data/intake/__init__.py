"""The intake desk: what is due, what was given, what it would change, and how it becomes a load."""

from data.intake.checking import Checked, check
from data.intake.corrected import read_draft
from data.intake.draft import Corrections, Draft, DraftState, Origin

__all__ = ["Checked", "Corrections", "Draft", "DraftState", "Origin", "check", "read_draft"]
