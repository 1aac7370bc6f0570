"""The printed table: what was measured, beside a plain alternative or a limit."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HEADER = ("measured", "ours", "plain", "ratio or limit", "unit")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: our figure in `unit`, that of the plain alternative, and the limit we set ourselves."""

    name: str
    ours: float
    unit: str
    plain: float | None = None
    limit: float | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the line, in the order of the header."""
        plain = "–" if self.plain is None else _number(self.plain)
        held_to = []
        if self.plain is not None:
            held_to.append(f"{self.plain / self.ours:.1f} ×")
        if self.limit is not None:
            held_to.append(f"{'over' if self.ours > self.limit else '≤'} {_number(self.limit)}")
        return self.name, _number(self.ours), plain, ", ".join(held_to) or "–", self.unit


def table_of(rows: Iterable[Row]) -> str:
    """Return rows as an aligned Markdown table."""
    lines = [HEADER, *(row.cells for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(HEADER))]
    head, *body = (_line(line, widths) for line in lines)
    rule = (
        "|" + "|".join("-" * (width + 1) + (":" if at in {1, 2, 3} else "-") for at, width in enumerate(widths)) + "|"
    )
    return "\n".join([head, rule, *body])


def median_ms(action: Callable[[], object], times: int) -> float:
    """Return the median duration of an action in milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        took.append((time.perf_counter() - started) * 1000)
    return median(took)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if at in {1, 2, 3} else cell + " " * (width - _width(cell))
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
