"""A cell of a table twin as data files hold it: the number behind what is drawn, a word, or a text."""

from __future__ import annotations

from layouts.charts.amount import Amount
from layouts.charts.twins import TwinCell
from layouts.words.language import Language


def typed(cell: TwinCell, words: Language) -> Amount | str:
    """Return a cell's number, unrounded, the word of its status where its reading has none, or its text."""
    if cell.amount is not None:
        return cell.amount
    if cell.reading is not None and cell.reading.value is None:
        return words.status(cell.reading)
    return cell.text
