"""Runs measurements against the demo data and prints the table: all of them, or the named ones (`… loads reads`)."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.bench import calibration, confirms, exports, history, known, loads, reads, soak, visits
from tests.bench.table import table_of
from tests.product import filled_database

THEMES = {
    "calibration": calibration,
    "reads": reads,
    "visits": visits,
    "exports": exports,
    "loads": loads,
    "confirms": confirms,
    "known": known,
    "history": history,
    "soak": soak,
}


def main(names: Sequence[str]) -> None:
    """Measure the named themes, all where none is named; progress goes to stderr, the table to stdout."""
    started = time.monotonic()
    rows = []
    with filled_database() as url:
        for name in names or THEMES:
            for row in THEMES[name].rows(url):
                print(f"{time.monotonic() - started:4.0f} s  {row.name}", file=sys.stderr, flush=True)
                rows.append(row)
    print(table_of(rows))
    print("\nMedians on a machine that does other work too: read the ratios, and times as their order of size.")


if __name__ == "__main__":
    main(sys.argv[1:])
