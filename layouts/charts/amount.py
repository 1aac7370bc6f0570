"""A number that is shown: it stays one until it is written, with its decimals, its unit and its sign."""

from __future__ import annotations

from dataclasses import dataclass

from data.readings import Reading
from layouts.words.language import Language, written


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the decimals and the unit it is written with; `is_signed` ones show a plus."""

    value: float
    decimals: int = 0
    unit: str = ""
    is_signed: bool = False

    def __str__(self) -> str:
        """Return how the number is written: +0.3, 98.2%, 1 204 人."""
        text = written(self.value, self.decimals, is_signed=self.is_signed)
        return f"{text}{self.unit}" if self.unit in {"%", "‰"} else f"{text} {self.unit}".rstrip()


def amount_of(reading: Reading, unit: str = "") -> Amount | None:
    """Return a reading's value as it is shown, None where it has none."""
    return None if reading.value is None else Amount(reading.value, reading.metric.decimals, unit)


def shown(reading: Reading, words: Language) -> Amount | str:
    """Return a reading's value as it is shown, or the short mark of why there is none."""
    return amount_of(reading) or words.figure(reading)


def shown_with_unit(reading: Reading, words: Language) -> Amount | str:
    """Return a reading's value with its unit, or the short mark of why there is none."""
    return amount_of(reading, words.unit_of(reading)) or words.figure(reading)
