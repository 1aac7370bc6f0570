"""Removes wrong office-days from the store, as a load of its own that records who did it and why."""

from __future__ import annotations

from datetime import date

from data.errors import DataError
from data.load.load import judge_areas
from data.load.writing import withdraw_office_days
from data.periods import days_between
from data.regions import Level, Regions
from data.regions.owners import is_owner, region_of
from data.regions.scope import region_in_scope
from data.store import Store
from data.store.loads import Loaded
from data.text.free import checked
from data.viewer import Viewer

LONGEST = 366  # days taken back at once
LONGEST_REASON = 200


def withdraw(store: Store, viewer: Viewer, table: str, region: str, first: date, last: date, *, reason: str) -> Loaded:
    """Take back what an office, a bureau row or every owner within a region reported in a table, day by day.

    `table` is a key or stem, `region` a code or name, 本级 of a county among them. The figures are 未上报 again; roll-ups
    and area alerts follow. Raises DataError when there is nothing to take back, no reason or one that cannot be kept, or an order of days that cannot
    be meant; OutOfScope; StoreError while another load is writing.
    """
    facts, code = store.catalogue.table(table), _code(store.regions, region, viewer)
    why = checked(reason, "撤回的原因", LONGEST_REASON)
    if not why:
        raise DataError("没有写撤回的原因。请加 --reason，例如 --reason 误报了次日的数。")
    if last < first:
        raise DataError(f"止日 {last} 早于起日 {first}。请核对 --day 和 --to。")
    if (last - first).days >= LONGEST:
        raise DataError(f"一次最多撤回 {LONGEST} 天，{first} 至 {last} 太长。请分几次撤回。")
    owners = _owners(store.regions, code)
    loaded = withdraw_office_days(
        store,
        facts.key,
        dict.fromkeys(days_between(first, last), owners),
        source=f"撤回 {facts.zh} {first}" + (f" 至 {last}" if last != first else ""),
        region=code,
        post=viewer.signature,
        reason=why,
    )
    judge_areas(store, None)  # figures now gone may be the history of any
    return loaded


def _code(regions: Regions, text: str, viewer: Viewer) -> str:
    try:
        code = regions.named(text, level=Level.OFFICE)
    except DataError:
        code = regions.named(text)
    region_in_scope(regions, region_of(code), viewer)
    return code


def _owners(regions: Regions, code: str) -> list[str]:
    """Return the owners of facts that a code means: itself, or every office and bureau row within."""
    return [code] if is_owner(code) else [*regions.owners(code)]
