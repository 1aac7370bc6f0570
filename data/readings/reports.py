"""Which figures may be compared: those based on about the same share of the reports due.

A sum of half the offices is half a sum, and a share of half the offices may be that of the better half. So there is no
change, colour, rank or verdict between figures whose coverage differs by more than chance makes it differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

LEAST_GAP = 0.05  # of the reports: a smaller gap never stops a comparison, it moves a sum by a twentieth at most
MOST_GAP = 0.1  # a larger one always does: of seven days chance may take four, and the sum is still not that of a week
SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class Reports:
    """How many reports are behind a figure, and how many were due: office-days of a flow, offices of a stock."""

    reported: int
    due: int

    @property
    def share(self) -> float:
        """Reported ÷ due, 0..1; 1 where nothing is due, since nothing is missing then."""
        return min(self.reported / self.due, 1.0) if self.due else 1.0


def are_comparable(one: Reports, other: Reports) -> bool:
    """Say whether the coverage of two figures differs by no more than chance: five points always may, over ten never.

    Between them the fuller one says how often a report is missing by chance; the other may miss as many as the lower limit of a p
    chart leaves to it: p - 3 √(p (1 - p) / n). Source: Montgomery (2009), Introduction to Statistical Quality Control, 7.2.
    """
    (sparse, due), (full, _) = sorted(((one.share, one.due), (other.share, other.due)))
    gap = round(full - sparse, 9)
    return gap <= LEAST_GAP or not due or gap <= min(SIGMAS * sqrt(full * (1 - full) / due), MOST_GAP)
