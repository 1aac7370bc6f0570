"""The region table, which the roll-up joins on, in line with the region files."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from sqlalchemy import delete, insert, select

from data.regions import Region, Regions
from data.regions.owners import bureau_of, is_owner
from data.store.loads import newest_load
from data.store.rebuilding import roll_again
from data.store.store import Store

logger = logging.getLogger(__name__)


def put_regions(store: Store) -> None:
    """Bring the region table, which the roll-up joins on, in line with the region files.

    Owners whose first day, last day or place changed are rolled up again from the facts that are kept.
    """
    table = store.schema.regions
    wanted = {str(row["code"]): row for row in _region_rows(store.regions)}
    with store.engine.connect() as connection:
        held = {str(row.code): dict(row._mapping) for row in connection.execute(select(table))}
    if held == wanted:
        return
    with store.writing() as connection:
        connection.execute(delete(table))
        connection.execute(insert(table), list(wanted.values()))
        moved, entry = _moved(store.regions, held, wanted), newest_load(connection, store.schema)
        if moved and entry is not None:
            logger.warning("地区文件改了 %d 个单位的起止日或上级，正在重新汇总它们的数，请勿中断。", len(moved))
            roll_again(store, connection, entry, moved)


def _moved(
    regions: Regions, held: Mapping[str, Mapping[str, object]], wanted: Mapping[str, Mapping[str, object]]
) -> tuple[str, ...]:
    """Return the owners whose days or place have changed, and some owner of each region that they left."""
    changed = [code for code in held.keys() & wanted.keys() if _is_moved(held[code], wanted[code])]
    touched = {*changed, *(str(held[code]["parent_code"]) for code in changed)}
    owners: set[str] = set()
    for code in touched & wanted.keys():
        if is_owner(code):
            owners.add(code)
        elif code in regions.by_code:
            owners.update(regions.owners(code))
    return tuple(sorted(owners))


def _is_moved(held: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    """Say whether a region's days or place differ; the parent of this cockpit's root is not compared."""
    parents = held["parent_code"], wanted["parent_code"]
    lives = [(row["valid_from"], row["valid_to"]) for row in (held, wanted)]
    return lives[0] != lives[1] or (None not in parents and parents[0] != parents[1])


def _region_rows(regions: Regions) -> Iterator[Mapping[str, object]]:
    for region in [
        regions.root,
        *(r for level in type(regions.root.level) for r in regions.descendants(regions.root.code, level)),
    ]:
        yield _region_row(region, region.parent if region.code != regions.root.code else None)
    for county in map(regions.get, regions.counties(regions.root.code)):
        bureau = bureau_of(county.code)
        yield {
            "code": bureau,
            "region_level": "bureau",
            "parent_code": county.code,
            "zh": regions.owner_name(bureau),
            "valid_from": county.valid_from,
            "valid_to": county.valid_to,
        }


def _region_row(region: Region, parent: str | None) -> Mapping[str, object]:
    return {
        "code": region.code,
        "region_level": region.level.value,
        "parent_code": parent,
        "zh": region.zh,
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
    }
