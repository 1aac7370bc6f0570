"""Workbooks and text files as grids of cells."""
