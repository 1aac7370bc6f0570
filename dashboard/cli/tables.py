"""Rows of plain values on a terminal: as a table, as JSON or as CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard.cli.terminal import say

LONGEST_LINE = 100_000


def print_table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows under their keys; a terminal folds long cells, elsewhere a row is one line, for parsing."""
    is_terminal = sys.stdout.isatty()
    console = Console(force_terminal=is_terminal, width=None if is_terminal else LONGEST_LINE)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in rows[0] if rows else ():
        table.add_column(Text(key))
    for row in rows:
        table.add_row(*(Text(_short(value)) for value in row.values()))
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        say(line.rstrip())


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.10g}"
    return "—" if value is None else str(value)


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
