"""Which regions a viewer sees, and how much of each: sorted once, for every kind of question."""

from __future__ import annotations

from enum import StrEnum

from data.regions import Regions
from data.viewer import Viewer


class Relation(StrEnum):
    """How a region is related to the one that a viewer's scope begins at."""

    OWN = "own"  # the scope and everything below it: all of it is seen
    ABOVE = "above"  # an ancestor: its own totals are seen, nothing of how they came about
    BESIDE = "beside"  # a child of an ancestor: part of a distribution, by name only where the setting opens names
    FOREIGN = "foreign"  # everything else, regions that do not exist among them


def relation(regions: Regions, code: str, viewer: Viewer) -> Relation:
    """Return how a region is related to a viewer's scope; a code that no region has is foreign."""
    if code not in regions.by_code:
        return Relation.FOREIGN
    if regions.within(code, viewer.scope):
        return Relation.OWN
    above = {region.code for region in regions.above(viewer.scope)}
    if code in above:
        return Relation.ABOVE
    return Relation.BESIDE if regions.get(code).parent in above else Relation.FOREIGN


def sees_totals(regions: Regions, code: str, viewer: Viewer) -> bool:
    """Say whether a viewer sees a region's own figures by its name."""
    match relation(regions, code, viewer):
        case Relation.OWN | Relation.ABOVE:
            return True
        case Relation.BESIDE:
            return viewer.names_siblings
        case Relation.FOREIGN:
            return False
