"""Sums of office-days by week, month, quarter and year for every region."""

from data.rollup.roller import SUMMED, Block, Progress, Roller

__all__ = ["SUMMED", "Block", "Progress", "Roller"]
