"""Panels as pictures, drawn without a browser."""
