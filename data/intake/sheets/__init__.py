"""Sheets that the desk gives out: prepared to be filled in, and marked to be corrected."""
