"""Sheets of reference tables: read, checked, and empty ones to fill in."""
