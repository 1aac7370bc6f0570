"""Sums of office-days by week, month, quarter and year for every region."""
