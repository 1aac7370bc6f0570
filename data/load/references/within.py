"""Refuses rows of reference tables that belong to regions outside a scope, or would replace such a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.catalogue.reference_tables import Row
from data.load.references.sheets import ReferenceSheet
from data.regions.scope import is_within
from data.store import Store


def only_within(sheets: Sequence[ReferenceSheet], store: Store, scope: str) -> list[ReferenceSheet]:
    """Return the sheets without the rows that an account of a scope may not write, each refused with its reason."""
    if scope == store.regions.root.code:
        return [*sheets]
    return [sheet.without(dict(_refused(sheet, store, scope))) for sheet in sheets]


def _refused(sheet: ReferenceSheet, store: Store, scope: str) -> Iterator[tuple[int, str]]:
    table, name = sheet.table, store.regions.get(scope).zh
    others = {table.key_of(row) for row in store.reference(table.key) if not _is_of(row, store, scope)}
    for position, row in sheet.rows.items():
        if not _is_of(row, store, scope):
            yield position, f"这一行不是{name}及其下级的，未装载。请核对地区一列，或交给所属地装载。"
        elif table.key_of(row) in others:
            yield position, f"同名的一行已由{name}以外的地区登记，不能替换，未装载。请核对名称，或交给所属地装载。"


def _is_of(row: Row, store: Store, scope: str) -> bool:
    return is_within(store.regions, str(row.get("county") or row.get("region") or ""), scope)
