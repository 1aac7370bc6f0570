"""Panels about alerts that several pages share."""
