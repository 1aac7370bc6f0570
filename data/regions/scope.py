"""What belongs to a viewer's scope, and how much is seen of everything else: sorted once, for figures and for daily work."""

from __future__ import annotations

from enum import StrEnum

from data.errors import OutOfScope
from data.reasons import Reason
from data.regions.region import Region
from data.regions.tree import Regions
from data.viewer import Viewer


class Relation(StrEnum):
    """How a region is related to the one that a viewer's scope begins at."""

    OWN = "own"  # the scope and everything below it: all of it is seen
    ABOVE = "above"  # an ancestor: its own totals are seen, nothing of how they came about
    BESIDE = "beside"  # a child of an ancestor: part of a distribution, by name only where the setting opens names
    FOREIGN = "foreign"  # everything else, regions that do not exist among them


def is_within(regions: Regions, code: str, scope: str) -> bool:
    """Say whether a region is within a scope; what is no longer in the tree is within that of the root alone."""
    return scope == regions.root.code or (code in regions.by_code and regions.within(code, scope))


def region_in_scope(regions: Regions, code: str, viewer: Viewer) -> Region:
    """Return a region within a viewer's scope.

    Raises OutOfScope, which says the same of a region elsewhere and of one that does not exist; UnknownRegion, with the
    nearest codes, only where the scope is the whole tree.
    """
    is_root = viewer.scope == regions.root.code
    region = regions.get(code) if is_root else regions.by_code.get(code)
    if region is None or not regions.within(region.code, viewer.scope):
        scope = regions.get(viewer.scope)
        raise OutOfScope(Reason("scope.edited", {"scope": scope, "code": scope.code}))
    return region


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
