"""From which coverage on a figure says how much of it came in."""

from __future__ import annotations

from data.readings import Reading

COVERAGE_SHOWN = 0.95


def is_thin(reading: Reading, share: float = COVERAGE_SHOWN) -> bool:
    """Say whether less than a share of what was due came in of a reading."""
    return reading.coverage is not None and reading.coverage < share
