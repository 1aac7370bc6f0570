"""The coverage below which a figure shows how much was reported."""

from __future__ import annotations

from data.readings import Reading

COVERAGE_SHOWN = 0.95


def is_thin(reading: Reading, share: float = COVERAGE_SHOWN) -> bool:
    """Say whether a reading's coverage is below a share."""
    return reading.coverage is not None and reading.coverage < share
