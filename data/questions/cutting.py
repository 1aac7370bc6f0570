"""Cuts what is kept for everybody to what a viewer sees of it: rows of reference tables, and weeks frozen before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from data.catalogue.reference_tables import ReferenceKind, ReferenceTable, Row
from data.meetings.frozen import Body
from data.regions import Regions
from data.regions.scope import Relation, relation, sees_totals
from data.viewer import Viewer

WHOLE = {Relation.OWN, Relation.ABOVE}  # what rows are seen in full of
CUT = "定稿时这里写有其他地区的数据，不在当前账号的查看范围之内。重新定稿后只列本地区的数据和所处的位次。"
_PLACE = re.compile(r"/[a-z_-]+/(\d{6,12})(?:[?#]|$)")  # the region of an address of the cockpit


def shown_rows(regions: Regions, table: ReferenceTable, rows: Sequence[Row], viewer: Viewer) -> Sequence[Row]:
    """Return the rows of a table that a viewer sees: its own and its ancestors' whole, of others the public columns."""
    place = next((column.key for column in table.columns if column.kind is ReferenceKind.REGION), "")
    if not place or viewer.scope == regions.root.code:
        return rows
    hidden = {column.key: column.empty for column in table.columns if column.key not in table.public}
    found: list[Row] = []
    for row in rows:
        code = str(row[place])
        if not code or code not in regions.by_code or relation(regions, code, viewer) in WHOLE:
            found.append(row)
        elif table.public:
            found.append({**row, **hidden})
    return found


def cut_body(body: Body, regions: Regions, viewer: Viewer) -> Body:
    """Return a frozen week's body without the readings of regions that a viewer does not see by name.

    A panel that draws one of them, or leads to one, is replaced by a sentence as a whole: its texts may name them.
    """
    unseen = {at for at, held in body["readings"].items() if not _is_seen(held["region"], regions, viewer)}

    def is_cut(drawn: Any) -> bool:
        return any(
            str(each.get("at")) in unseen
            if isinstance(each, dict)
            else any(not _is_seen(code, regions, viewer) for code in _PLACE.findall(each))
            for each in _parts(drawn)
        )

    leaves = [
        {**leaf, "drawn": [_without(drawn) if is_cut(drawn) else drawn for drawn in leaf["drawn"]]}
        for leaf in body["leaves"]
    ]
    return {
        **body,
        "leaves": leaves,
        "asked": [at for at in body["asked"] if str(at) not in unseen],
        "readings": {at: held for at, held in body["readings"].items() if at not in unseen},
        "regions": {code: held for code, held in body["regions"].items() if _is_seen(code, regions, viewer)},
    }


def _is_seen(code: str, regions: Regions, viewer: Viewer) -> bool:
    """Say whether a region's figures may be shown; one that the tree has no more is seen by those who see everything."""
    return viewer.scope == regions.root.code or sees_totals(regions, code, viewer)


def _parts(value: Any) -> Iterator[Any]:
    """Yield the readings and the texts in a drawing, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)
    elif isinstance(value, dict) and value.get("") == "reading":
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _parts(each)


def _without(drawn: Any) -> Any:
    return {**drawn, "note": "", "drawing": {"": "Nothing", "reason": CUT}}
