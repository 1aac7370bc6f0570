"""Cuts what is kept for everybody to what a viewer sees of it: rows of reference tables, and weeks frozen before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data.catalogue.reference_tables import ReferenceKind, ReferenceTable, Row
from data.meetings.frozen import Body
from data.reasons import Reason
from data.regions import Regions
from data.regions.scope import Relation, relation, sees_totals
from data.viewer import Viewer

WHOLE = {Relation.OWN, Relation.ABOVE}  # what rows are seen in full of
ELSEWHERE, CORRECTED = Reason("frozen.elsewhere"), Reason("frozen.corrected")
NOTHING_HIDDEN: Mapping[str, Any] = {}
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


def cut_body(body: Body, regions: Regions, viewer: Viewer, hidden: Mapping[str, Any] = NOTHING_HIDDEN) -> Body:
    """Return a frozen week's body without the readings of regions that a viewer does not see by name.

    A panel that draws one of them, or leads to one, is replaced by a sentence as a whole: its texts may name them. So is
    one that draws a reading that is `hidden` since, or speaks of its metric; these readings take the place of those kept.
    """
    unseen = {at for at, held in body["readings"].items() if not _is_seen(held["region"], regions, viewer)}
    metrics = {held["metric"] for held in hidden.values()}
    names = {name for key in metrics for name in _names(key, body["definitions"][key])}

    def why_cut(drawn: Any) -> Reason | None:
        parts = list(_parts(drawn))
        places = {str(each.get("at")) for each in parts if isinstance(each, dict)}
        texts = [each for each in parts if isinstance(each, str)]
        if places & unseen or any(
            not _is_seen(code, regions, viewer) for each in texts for code in _PLACE.findall(each)
        ):
            return ELSEWHERE
        return (
            CORRECTED
            if not places.isdisjoint(hidden) or any(name in each for each in texts for name in names)
            else None
        )

    def leaf_without(leaf: Mapping[str, Any]) -> Mapping[str, Any]:
        drawn = [_without(each, why) if (why := why_cut(each)) else each for each in leaf["drawn"]]
        if not leaf.get("said"):
            return {**leaf, "drawn": drawn}
        lines = [[str(why)] if (why := why_cut(line)) else line for line in leaf["said"]["lines"]]
        return {**leaf, "drawn": drawn, "said": {**leaf["said"], "lines": lines}}

    return {
        **{name: held for name, held in body.items() if not (metrics and name == "limits")},
        "leaves": [leaf_without(leaf) for leaf in body["leaves"]],
        "asked": [at for at in body["asked"] if str(at) not in unseen],
        "readings": {at: hidden.get(at, held) for at, held in body["readings"].items() if at not in unseen},
        "regions": {code: held for code, held in body["regions"].items() if _is_seen(code, regions, viewer)},
    }


def _names(key: str, definition: Mapping[str, Any]) -> list[str]:
    """Return what a text may name a metric by: in addresses its key, and its names."""
    return [f"explain={key}", *(str(definition[name]) for name in ("zh", "en", "short_zh", "short_en"))]


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


def _without(drawn: Any, why: Reason) -> Any:
    return {**drawn, "note": "", "drawing": {"": "Nothing", "reason": str(why)}}
