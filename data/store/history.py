"""What loads touched and replaced: written beside each load, read to undo one, and forgotten after some time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, literal, select
from sqlalchemy.sql.elements import ColumnElement

from data import clock
from data.catalogue.reference_tables import Row, reference_table
from data.schema import Schema
from data.schema.bulk import MOST_NAMED
from data.schema.reference_rows import kept_rows, put_rows, row_numbers, whole


class PartKind(StrEnum):
    """What a load did to the rows of a day: gave some, took them out, or undid a load; or it gave rows of a reference table."""

    PUT = "put"
    OUT = "out"
    UNDO = "undo"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class LoadPart:
    """What a load touched of a table on a day; `measures` are the columns it gave, none for all of them.

    `offices` are those it is about where other parts of the same load are of that day too, else none. Of a reference table
    `office_days` are its rows and the day is `NO_FIGURES`.
    """

    load: int
    table: str
    day: date
    kind: PartKind
    office_days: int
    measures: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """Which loads undo which: by the number of each undoing load that of the load it takes back."""

    targets: Mapping[int, int] = field(default_factory=dict)

    def by(self, number: int) -> int | None:
        """Return the load by which a load is undone now; None where it still applies."""
        return next((each for each, target in self.targets.items() if target == number and self.applies(each)), None)

    def applies(self, number: int) -> bool:
        """Say whether a load counts: nothing undoes it, or what did was undone itself."""
        return self.by(number) is None

    def first(self, number: int) -> int:
        """Return the load of figures or rows that a load takes back, or brings back, in the end: itself where it undoes none."""
        while number in self.targets:
            number = self.targets[number]
        return number

    def and_by(self, number: int, target: int) -> Undone:
        """Return the same with one more."""
        return Undone({**self.targets, number: target})


def keep_images(
    connection: Connection, rows: Table, images: Table, number: int, which: Collection[ColumnElement[bool]]
) -> None:
    """Keep some rows of a table as they are until load `number`, within the database."""
    names = [column.key for column in images.c if column.key != "until_no"]
    columns = [func.coalesce(rows.c[name], 0) if name == "load_no" else rows.c[name] for name in names]
    replaced = select(literal(number).label("until_no"), *columns).where(*which)
    connection.execute(insert(images).from_select(["until_no", *names], replaced))


def write_parts(connection: Connection, schema: Schema, parts: Iterable[LoadPart]) -> None:
    """Write what a load touched."""
    numbered: dict[tuple[str, date], int] = defaultdict(int)
    rows: list[dict[str, Any]] = []
    for part in parts:
        numbered[part.table, part.day] += 1
        rows.append(
            {
                "load_no": part.load,
                "fact_table": part.table,
                "day": part.day,
                "part_no": numbered[part.table, part.day],
                "kind": part.kind.value,
                "office_days": part.office_days,
                "measures": ",".join(part.measures),
                "offices": ",".join(part.offices),
            }
        )
    if rows:
        connection.execute(insert(schema.load_parts), rows)


def put_reference_rows(
    connection: Connection,
    schema: Schema,
    key: str,
    rows: Sequence[Row],
    number: int,
    gone: Collection[tuple[object, ...]] = (),
) -> int:
    """Put rows into a reference table and take out those with `gone` unique columns; return how many were put.

    Images of what is replaced are kept until load `number`. Raises DataError for an unknown table or column.
    """
    table, sql = reference_table(key), schema.references[key]
    at = row_numbers(connection, sql, table)
    touched = {*(table.key_of(whole(table, row)) for row in rows), *gone}
    replaced = sorted(at[each] for each in touched if each in at)
    for start in range(0, len(replaced), MOST_NAMED):
        which = (sql.c.row_no.in_(replaced[start : start + MOST_NAMED]),)
        keep_images(connection, sql, schema.histories[key], number, which)
    return put_rows(connection, sql, table, rows, number, gone)


@dataclass(frozen=True, slots=True)
class ReferenceImage:
    """A row of a reference table with the load that it came with, 0 for none, and until which it was there, None for now."""

    row: Row
    load: int
    until: int | None


def reference_images(connection: Connection, schema: Schema, key: str) -> list[ReferenceImage]:
    """Return the rows of a reference table, and those that were replaced and are kept."""
    table, now, then = reference_table(key), schema.references[key], schema.histories[key]
    stamps = connection.scalars(select(func.coalesce(now.c.load_no, 0)).order_by(*now.primary_key))
    found = [
        ReferenceImage(row, load, None) for row, load in zip(kept_rows(connection, now, table), stamps, strict=True)
    ]
    spans = connection.execute(select(then.c.load_no, then.c.until_no).order_by(*then.primary_key))
    kept = zip(kept_rows(connection, then, table), spans, strict=True)
    return [*found, *(ReferenceImage(row, load, until) for row, (load, until) in kept)]


def reference_loads(connection: Connection, schema: Schema, key: str) -> dict[int, PartKind]:
    """Return the loads that gave or restored rows of a reference table, in order, as far as what they replaced is kept."""
    parts = schema.load_parts.c
    rows = select(parts.load_no, parts.kind).where(parts.fact_table == key).order_by(parts.load_no)
    return {load: PartKind(kind) for load, kind in connection.execute(rows)}


def parts_of(connection: Connection, schema: Schema, number: int) -> list[LoadPart]:
    """Return what a load touched, by table and day; nothing where that is not kept."""
    return _parts(connection, schema, schema.load_parts.c.load_no == number)


def parts_on(connection: Connection, schema: Schema, table: str, days: Collection[date]) -> list[LoadPart]:
    """Return what all loads touched of a table on some days, at most a month of them, in the order of the loads."""
    parts = schema.load_parts.c
    return _parts(connection, schema, parts.fact_table == table, parts.day.in_(sorted(days)))


def _parts(connection: Connection, schema: Schema, *which: ColumnElement[bool]) -> list[LoadPart]:
    parts = schema.load_parts
    order = parts.c.load_no, parts.c.fact_table, parts.c.day, parts.c.part_no
    return [
        LoadPart(
            row.load_no,
            row.fact_table,
            row.day,
            PartKind(row.kind),
            row.office_days,
            tuple(filter(None, row.measures.split(","))),
            tuple(filter(None, row.offices.split(","))),
        )
        for row in connection.execute(select(parts).where(*which).order_by(*order))
    ]


def undone(connection: Connection, schema: Schema) -> Undone:
    """Return which loads undo which."""
    loads = schema.loads.c
    rows = connection.execute(select(loads.load_no, loads.undoes).where(loads.undoes.is_not(None)))
    return Undone({row.load_no: row.undoes for row in rows})


def known_from(connection: Connection, schema: Schema) -> int:
    """Return the first data version that can still be read as it was known, and before which no load can be undone."""
    parts, loads = schema.load_parts.c, schema.loads.c
    first: int | None = connection.execute(select(func.min(parts.load_no))).scalar()
    newest: int | None = connection.execute(select(func.max(loads.load_no))).scalar()
    return (newest or 0) if first is None else first - 1


def forget_loads(connection: Connection, schema: Schema, days: int) -> None:
    """Forget what loads replaced that were made more than so many days ago.

    What a load replaced is kept for longer where a load was undone that is not older: to undo that too needs it.
    """
    loads, parts = schema.loads.c, schema.load_parts
    before = clock.utc_now() - timedelta(days=days)
    newest: int = connection.execute(select(func.max(loads.load_no)).where(loads.loaded_at < before)).scalar() or 0
    of_loads = undone(connection, schema)
    newest = min([newest, *(of_loads.first(number) - 1 for number in of_loads.targets if number > newest)])
    oldest = connection.execute(select(func.min(parts.c.load_no))).scalar()
    if oldest is None or oldest > newest:
        return
    for images in schema.histories.values():
        connection.execute(delete(images).where(images.c.until_no <= newest))
    connection.execute(delete(parts).where(parts.c.load_no <= newest))
