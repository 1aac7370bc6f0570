"""A reading as plain values, for programs."""

from __future__ import annotations

from data.readings.reading import Compare, Reading


def as_row(reading: Reading, compare: Compare) -> dict[str, object]:
    """Return a reading as plain values, the way `cockpit read --format json` prints it."""
    return {
        "id": reading.id,
        "metric": reading.metric.key,
        "region": reading.region.code,
        "period": reading.period.key,
        "value": reading.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "coverage": reading.coverage,
        "status": reading.status.value,
        "previous": reading.base(compare),
        "change": reading.change(compare),
        "previous_coverage": reading.base_coverage(compare),
        "is_comparable": reading.is_comparable(compare),
    }
