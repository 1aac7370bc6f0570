"""A brand edited by hand: what a form says, what is refused, and how two editors at once do not overwrite each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from data.audit import Action, record
from data.audit.actor import acting_now
from data.catalogue.reference_tables import ReferenceColumn, ReferenceKind, Row, reference_table
from data.errors import SavedMeanwhile
from data.load.files.cells import BadCell
from data.load.references.cells import ReferenceReader
from data.load.references.sheets import against_one_another
from data.load.rows.places import Places
from data.reasons import Reason
from data.regions import Regions
from data.schema.reference_rows import SEPARATOR, kept_rows
from data.store import Store

TABLE = reference_table("brand")


def stamp(row: Row | None) -> str:
    """Return the mark of a brand's state, by which a change in between is noticed."""
    state = None if row is None else [row[column.key] for column in TABLE.columns]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def find(rows: Iterable[Row], key: tuple[object, ...]) -> Row | None:
    """Return the row of a county's brand by its (county, number), None where there is none."""
    return next((row for row in rows if TABLE.key_of(row) == key), None)


def texts_of(row: Row | None) -> dict[str, str]:
    """Return a row as a file or a form has it, by column; what is unknown is empty, as is all of None."""
    return {column.key: _text(column, row[column.key]) if row else "" for column in TABLE.columns}


def _text(column: ReferenceColumn, value: object) -> str:
    if column.kind is ReferenceKind.FLAG:
        return "是" if value else "否"
    if isinstance(value, tuple):
        return SEPARATOR.join(column.choices[each].zh if column.choices else each for each in value)
    if column.kind is ReferenceKind.CHOICE:
        return column.choices[str(value)].zh
    return "" if value is None else str(value)


def read_form(texts: Mapping[str, str], regions: Regions) -> tuple[Row, dict[str, Reason | str]]:
    """Return the row that texts describe, and by column why it cannot be kept: the rules are those of a loaded file."""
    reader = ReferenceReader(Places(regions), {})
    row: dict[str, object] = {}
    wrong: dict[str, Reason | str] = {}
    for column in TABLE.columns:
        try:
            row[column.key] = reader.value(column, texts.get(column.key, ""))
        except BadCell as fault:
            wrong[column.key] = fault.reason
    if not wrong:
        wrong.update((column.key, reason) for column, reason in against_one_another(TABLE, row))
    return row, wrong


def save(store: Store, row: Row, seen: str) -> int:
    """Keep a brand in place of that with its county and number, as one load; return the data version.

    `seen` is the stamp of the brand that was opened. Raises SavedMeanwhile, and StoreError while another load is under
    way; nothing is written then.
    """
    with store.writing() as connection:
        held = kept_rows(connection, store.schema.references[TABLE.key], TABLE)
        if stamp(find(held, TABLE.key_of(row))) != seen:
            raise SavedMeanwhile("brand", "这个品牌")
        source, county = f"品牌管理页：{row['county']} {row['zh']}", str(row["county"])
        given, account = {TABLE.key: [row]}, acting_now().account
        number = store.put_references_within(connection, given, source=source, account=account)
        about, before = f"{county} {row['brand_no']} {row['zh']}", find(held, TABLE.key_of(row))
        record(store, connection, Action.BRAND, about, region=county, before=before, after=row)
        return number
