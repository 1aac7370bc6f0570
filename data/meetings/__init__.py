"""Meetings: frozen weeks, notes, baselines and the files made for Monday."""

from data.meetings.baselines import BaselineStep, baseline_steps
from data.meetings.files import monday_file
from data.meetings.frozen import Edition, editions

__all__ = ["BaselineStep", "Edition", "baseline_steps", "editions", "monday_file"]
