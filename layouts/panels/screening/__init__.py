"""Panels about psychological screening that several pages share."""
