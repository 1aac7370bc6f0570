"""What a viewer may not see: regions outside the scope, and small counts.

Beside a small count others are hidden, so that it cannot be computed from a sum known elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from data.catalogue import Measure, Metric
from data.errors import OutOfScope
from data.periods import Span
from data.regions import Level, Region, Regions
from data.viewer import Viewer

SMALL_CELL = 5
_AMOUNT = re.compile(  # （3）, （在册人数 3）, 写的是 3
    r"(（(?:[^（）\d]* )?)\d{1,8}(?=）)|((?:写的是|相加是|原为) )\d{1,8}(?!\d)"
)

Key = TypeVar("Key", str, tuple[str, ...])


def hidden_in(lines: Collection[Mapping[Key, int]]) -> set[Key]:
    """Return which counts to hide in some lines: the small ones, and others whose line's sum would reveal them.

    A line holds counts that are not zero. Its sum, which may be known, reveals one that is hidden alone, and several
    that add up to their number: each of them is 1. The next smallest of the line is hidden as well; where all are
    hidden there is nothing to hide beside them.
    """
    found = {key for line in lines for key, amount in line.items() if is_small(amount)}
    while extra := {each for line in lines for each in _companion(line, found)}:
        found |= extra
    return found


def is_small(amount: int) -> bool:
    """Say whether a count is so small that it may identify someone; zero is not a small count."""
    return 0 < amount < SMALL_CELL


def _companion(line: Mapping[Key, int], hidden: set[Key]) -> Iterable[Key]:
    amounts = [amount for key, amount in line.items() if key in hidden]
    if not amounts or (len(amounts) > 1 and sum(amounts) > len(amounts)):
        return ()
    others = [key for key in line if key not in hidden]
    return sorted(others, key=lambda key: (line[key], key))[:1]


def check_scope(regions: Regions, codes: Iterable[str], viewer: Viewer) -> None:
    """Raise OutOfScope where a viewer may not see some region."""
    for code in codes:
        if not regions.within(code, viewer.scope):
            scope = regions.get(viewer.scope)
            raise OutOfScope(f"当前账号只能查看{scope.zh}及其下级，{code} 不在其中。请从{scope.zh}进入。")


def is_guarded(what: Metric | Measure, region: Region) -> bool:
    """Say whether small counts of a metric or column are hidden in a region: below cities, of some columns in offices."""
    if isinstance(what, Measure) and what.office_guarded and region.level is Level.OFFICE:
        return True
    return what.guarded and is_below_cities(region)


def is_below_cities(region: Region) -> bool:
    """Say whether guarded counts of a region may be hidden: those of cities and above are shown whatever they are."""
    return region.level.depth > Level.CITY.depth


def decided_in(regions: Regions, region: Region) -> Region:
    """Return the region for which it is decided at once what is hidden: the nearest above whose own is not, else the root."""
    shown = [each for each in regions.above(region.code) if not is_below_cities(each)]
    return shown[-1] if shown else regions.root


def beside(regions: Regions, region: Region, during: Span | None = None) -> list[Region]:
    """Return a region and its siblings, of a span where one is given, whoever asks: what is hidden is the same for all."""
    return regions.children(region.parent, during) if region.code != regions.root.code and region.parent else [region]


def without_amounts(reason: str) -> str:
    """Return why a row was refused without the counts in it: 未成年在册（3）大于在册人数（2） would show a small cell."""
    return _AMOUNT.sub(lambda found: f"{found[1] or found[2]}…", reason)
