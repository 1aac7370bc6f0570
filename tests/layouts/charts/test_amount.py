"""A number until it is written."""

from __future__ import annotations

import pytest

from layouts.charts.amount import Amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Amount(97.25, 1), "97.2"),
        (Amount(1316), "1\u2009316"),
        (Amount(98.35, 1, "%"), "98.3%"),
        (Amount(26, unit="人次"), "26 人次"),
        (Amount(0.3, 1, is_signed=True), "+0.3"),
        (Amount(-0.6, 1), "\u22120.6"),
        (Amount(-0.04, 1, is_signed=True), "0.0"),
    ],
)
def test_a_number_is_written_with_its_unit_and_sign(amount: Amount, text: str) -> None:
    """Thousands apart, a zero without a sign, per cent close to the number and other units apart."""
    assert str(amount) == text
