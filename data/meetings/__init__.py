"""Meetings: frozen weeks, notes, baselines and the files made for Monday."""
