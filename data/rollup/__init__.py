"""Sums of office-days by week, month, quarter and year for every region."""

from data.rollup.blocks import OfficeDayBlock
from data.rollup.roller import Progress, Roller
from data.rollup.sums import SUMMED

__all__ = ["SUMMED", "OfficeDayBlock", "Progress", "Roller"]
