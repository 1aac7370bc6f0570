"""What a viewer may not see: regions outside the scope, and small counts.

Beside a small count others are hidden, so that it cannot be computed from a sum known elsewhere (`hidden/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.catalogue import Measure, Metric
from data.errors import OutOfScope
from data.regions import Level, Region, Regions
from data.regions.scope import sees_totals
from data.viewer import Viewer

SMALL_CELL = 5
_AMOUNT = re.compile(  # （3）, （在册人数 3）, 写的是 3
    r"(（(?:[^（）\d]* )?)\d{1,8}(?=）)|((?:写的是|相加是|原为) )\d{1,8}(?!\d)"
)


def is_small(amount: int) -> bool:
    """Say whether a count is so small that it may identify someone; zero is not a small count."""
    return 0 < amount < SMALL_CELL


def check_scope(regions: Regions, codes: Iterable[str], viewer: Viewer) -> None:
    """Raise OutOfScope where a viewer may not see everything of some region.

    What is outside the scope is refused alike, whether or not there is such a region; a code that no region has raises
    UnknownRegion for the viewer of the whole cockpit alone.
    """
    if any(_is_outside(regions, code, viewer) for code in codes):
        raise OutOfScope(regions.get(viewer.scope))


def check_totals(regions: Regions, codes: Iterable[str], viewer: Viewer) -> None:
    """Raise OutOfScope where a viewer may not see a region's own figures by name, UnknownRegion as above."""
    check_scope(regions, [code for code in codes if not sees_totals(regions, code, viewer)], viewer)


def _is_outside(regions: Regions, code: str, viewer: Viewer) -> bool:
    if code not in regions.by_code and viewer.scope != regions.root.code:
        return True
    return not regions.within(code, viewer.scope)


def is_guarded(what: Metric | Measure, region: Region) -> bool:
    """Say whether small counts of a metric or column are hidden in a region: below cities, of some columns in offices."""
    if isinstance(what, Measure) and what.office_guarded and region.level is Level.OFFICE:
        return True
    return what.guarded and is_below_cities(region)


def is_for_halls(metric: Metric) -> bool:
    """Say whether a wall may explain a metric: in a hall nobody opens minors, women or colours, at any level."""
    return not metric.guarded


def is_below_cities(region: Region) -> bool:
    """Say whether guarded counts of a region may be hidden: those of cities and above are shown whatever they are."""
    return region.level.depth > Level.CITY.depth


def decided_in(regions: Regions, region: Region) -> Region:
    """Return the region for which it is decided at once what is hidden: the nearest above whose own is not, else the root."""
    shown = [each for each in regions.above(region.code) if not is_below_cities(each)]
    return shown[-1] if shown else regions.root


def without_amounts(reason: str) -> str:
    """Return why a row was refused without the counts in it: 未成年在册（3）大于在册人数（2） would show a small cell."""
    return _AMOUNT.sub(lambda found: f"{found[1] or found[2]}…", reason)
