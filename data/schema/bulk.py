"""Rows and codes in numbers: many rows written at once, as many codes in a statement as every database takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, Table, insert

MOST_NAMED = 5_000  # codes named in one statement: every database takes several times as many


def named(codes: Collection[str]) -> Iterator[list[str]]:
    """Yield codes in order, as many at a time as one statement may name."""
    ordered = sorted(codes)
    return (ordered[start : start + MOST_NAMED] for start in range(0, len(ordered), MOST_NAMED))


def bulk_insert(connection: Connection, table: Table, columns: Mapping[str, Sequence[object]]) -> None:
    """Insert many rows, given by column; straight through the driver where it takes plain `?` parameters."""
    if not all(columns.values()):
        return
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        names = ", ".join(table.c[name].name for name in columns)
        text = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names from the schema
        driven = [_iso(values) if name in {"first_day", "day"} else values for name, values in columns.items()]
        connection.exec_driver_sql(text, list(zip(*driven, strict=True)))
    else:
        rows = zip(*columns.values(), strict=True)
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])


def _iso(days: Sequence[object]) -> list[str]:
    texts = {day: str(day) for day in dict.fromkeys(days)}
    return [texts[day] for day in days]
