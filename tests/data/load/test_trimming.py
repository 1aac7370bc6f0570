"""What is kept of counts before they were corrected goes with the office-days that it is about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select

from data.load.trimming import forget_before
from data.store import Store

FLOOR = date(2026, 10, 1)
OFFICE, COUNTY = "330902001", "330902"
FRIDAY, SUNDAY, MONTH_END, KEPT = date(2026, 5, 8), date(2026, 5, 10), date(2026, 4, 30), date(2026, 10, 2)


def test_what_was_hidden_is_forgotten_with_the_days_of_offices(store: Store) -> None:
    """But not where a week or month ends, and nothing of counties: these can still be read."""
    table = store.schema.earlier_counts
    rows = [
        {
            "day": day,
            "region_code": code,
            "metric": "female_count",
            "is_hidden": 1,
            "spare": 2,
            "rises": 1,
            "is_zero": 0,
        }
        for day in (FRIDAY, SUNDAY, MONTH_END, KEPT)
        for code in (OFFICE, COUNTY)
    ]
    with store.writing() as connection:
        connection.execute(insert(table), rows)
        forget_before(store, connection, 1, FLOOR)
        left = {(day, code) for day, code in connection.execute(select(table.c.day, table.c.region_code))}

    assert left == {(row["day"], row["region_code"]) for row in rows} - {(FRIDAY, OFFICE)}
