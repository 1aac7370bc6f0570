"""Writes a value of a workbook's cell as the text that its number format shows, unrounded, whatever kind of file it is from."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from data.load.files.date_formats import shown
from data.load.files.number_formats import NumberFormat, number_format

LOCAL_MONEY = {5, 6, 7, 8, 42, 44}  # formats, by number, with the currency of the reader's computer


def value_text(value: object, code: str) -> str:
    """Return a value as a format (as Excel writes it: 0.0%, yyyy-mm-dd) shows it; numbers are not rounded."""
    if isinstance(value, date):
        return shown(value, code)
    if isinstance(value, int | float | str) and not isinstance(value, bool) and (form := _format(code)):
        return form.shown(value)
    return plain_text(value)


def plain_text(value: object) -> str:
    """Return a value as text; a whole number without a point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@lru_cache(maxsize=1024)
def _format(code: str) -> NumberFormat | None:
    return number_format(code)
