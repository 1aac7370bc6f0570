"""A sheet to fill in: the offices that owe a table on a day, a column for each of its figures."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from data.catalogue import Catalogue
from data.catalogue.catalogue import FactTable, Owner
from data.intake.drafts import DraftFault
from data.reasons import Reason
from data.regions import Level, Region, Regions
from data.regions.owners import is_bureau


def tables_by_hand(catalogue: Catalogue) -> tuple[FactTable, ...]:
    """Return the tables that have one row an office and day, which can be filled in by hand."""
    return tuple(table for table in catalogue.tables.values() if not table.dimensions)


def prepared(catalogue: Catalogue, regions: Regions, table_key: str, region: Region, day: date) -> bytes:
    """Return the CSV of a table for the offices of a county, or for one office, with its figures left empty.

    It loads as it is once figures are in it. Raises DataError for an unknown table, DraftFault for one with several rows an office and
    day, and for a region above the counties.
    """
    table = catalogue.table(table_key)
    if table not in tables_by_hand(catalogue) or region.level.depth < Level.COUNTY.depth:
        raise DraftFault(Reason("prepared.cannot", {"table": table}))
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(["日期", "司法所代码", "司法所", *(measure.zh for measure in table.measures)])
    for owner in _owners(regions, table, region):
        name = "本级" if is_bureau(owner) else regions.get(owner).zh
        rows.writerow([day.isoformat(), owner, name, *("" for _ in table.measures)])
    return out.getvalue().encode("utf-8-sig")


def _owners(regions: Regions, table: FactTable, region: Region) -> Iterator[str]:
    """Yield the codes of who owes a table within a region, the bureau first."""
    if region.level is Level.OFFICE:
        yield region.code
        return
    owners = {measure.owner for measure in table.measures}
    if owners != {Owner.OFFICE}:
        yield from regions.bureaus(region.code)
    if owners != {Owner.BUREAU}:
        yield from regions.offices(region.code)
