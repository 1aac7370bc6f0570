"""Which readings may be compared with one another: those whose coverage is about that of most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.readings.reading import Reading
from data.readings.reports import Reports, are_comparable


def together(readings: Iterable[Reading]) -> Reports:
    """Return the reports of several periods as those of one."""
    known = [reading.reports for reading in readings]
    return Reports(sum(each.reported for each in known), sum(each.due for each in known))


def usual_reports(readings: Sequence[Reading]) -> Reports | None:
    """Return the reports of the reading with the median coverage, the fuller of the two middle ones; None without values."""
    known = sorted(
        (reading.reports for reading in readings if reading.value is not None), key=lambda reports: reports.share
    )
    return known[len(known) // 2] if known else None


def comparable(readings: Sequence[Reading]) -> list[Reading]:
    """Return those of some readings of one metric that have a value and about as much coverage as most of them."""
    usual = usual_reports(readings)
    return [each for each in readings if usual and each.value is not None and are_comparable(each.reports, usual)]
