"""What belongs to a viewer's scope: its region and those below. Whoever reads or writes daily work is asked here."""

from __future__ import annotations

from data.errors import OutOfScope
from data.reasons import Reason
from data.regions.region import Region
from data.regions.tree import Regions
from data.viewer import Viewer


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
