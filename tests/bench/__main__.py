"""Runs every measurement against the demo data and prints the table."""

from __future__ import annotations

import sys
import time

from tests.bench import calibration, exports, loads, reads, soak, visits
from tests.bench.table import table_of
from tests.product import filled_database


def main() -> None:
    """Measure everything; progress goes to stderr, the table to stdout."""
    started = time.monotonic()
    rows = []
    with filled_database() as url:
        for theme in (calibration, reads, visits, exports, loads, soak):
            for row in theme.rows(url):
                print(f"{time.monotonic() - started:4.0f} s  {row.name}", file=sys.stderr, flush=True)
                rows.append(row)
    print(table_of(rows))
    print("\nMedians on a machine that does other work too: read the ratios, and times as their order of size.")


if __name__ == "__main__":
    main()
