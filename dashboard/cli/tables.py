"""Rows of plain values on a terminal: as a table, as JSON or as CSV."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from dashboard.cli.terminal import say


def print_table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows in columns under their keys."""
    cells = [list(rows[0]), *([_short(value) for value in row.values()] for row in rows)] if rows else []
    widths = [max(_width(row[at]) for row in cells) for at in range(len(cells[0]))] if cells else []
    for row in cells:
        say("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.10g}"
    return "—" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _print_json(rows: Sequence[Mapping[str, object]]) -> None:
    say(json.dumps(rows, ensure_ascii=False, indent=2))


def _print_csv(rows: Sequence[Mapping[str, object]]) -> None:
    writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)


PRINTERS: dict[str, Callable[[Sequence[Mapping[str, object]]], None]] = {
    "table": print_table,
    "json": _print_json,
    "csv": _print_csv,
}
