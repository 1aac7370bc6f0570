"""What a viewer may not see: regions outside the scope, and small counts.

Beside a small count others are hidden, so that it cannot be computed from a sum known elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from data.catalogue import Measure, Metric
from data.errors import OutOfScope
from data.periods import Period, Span
from data.readings.reading import Compare, Reading, Status
from data.readings.scope import sees_totals
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
    found = {key for line in lines for key, amount in line.items() if _is_small(amount)}
    while extra := {each for line in lines for each in _companion(line, found)}:
        found |= extra
    return found


def _is_small(amount: int) -> bool:
    """Say whether a count is so small that it may identify someone; zero is not a small count."""
    return 0 < amount < SMALL_CELL


def _companion(line: Mapping[Key, int], hidden: set[Key]) -> Iterable[Key]:
    amounts = [amount for key, amount in line.items() if key in hidden]
    if not amounts or (len(amounts) > 1 and sum(amounts) > len(amounts)):
        return ()
    others = [key for key in line if key not in hidden]
    return sorted(others, key=lambda key: (line[key], key))[:1]


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
    return what.guarded and _is_below_cities(region)


def _is_below_cities(region: Region) -> bool:
    return region.level.depth > Level.CITY.depth


def beside(regions: Regions, region: Region, viewer: Viewer, during: Span | None = None) -> list[Region]:
    """Return a region and those of its siblings that the viewer may see, of a span where one is given.

    The siblings are read too, so that what is hidden does not depend on what was asked.
    """
    around = regions.children(region.parent, during) if region.parent else [region]
    return [each for each in around if regions.within(each.code, viewer.scope)]


def read_along(regions: Regions, codes: Iterable[str], viewer: Viewer) -> tuple[str, ...]:
    """Return the codes of the siblings of some regions, and of the regions above them in which counts are hidden."""
    asked = set(codes)
    above = {region for code in asked for region in regions.above(code) if _is_below_cities(region)}
    by_parent = {region.parent: region for region in (*map(regions.get, asked), *above)}
    found = {each.code for region in by_parent.values() for each in beside(regions, region, viewer)}
    return tuple(sorted(found - asked))


def hide_small_cells(
    answers: dict[tuple[str, str, Period], Reading],
) -> dict[tuple[str, str, Period], Reading]:
    """Hide counts of 1–4 of guarded metrics below city level.

    Where one sibling alone is hidden the next smallest is too, so that the parent's total does not reveal it; below a
    hidden region at least one is hidden, so that their sum does not reveal it.
    """
    shown = dict(answers)
    groups: dict[tuple[str, str | None, Period], list[Reading]] = {}
    for reading in answers.values():
        if is_guarded(reading.metric, reading.region):
            groups.setdefault((reading.metric.key, reading.region.parent, reading.period), []).append(reading)
    for (metric, parent, period), siblings in sorted(groups.items(), key=lambda group: group[1][0].region.level.depth):
        above = shown.get((metric, parent or "", period))
        counts = [(reading.numerator, reading) for reading in siblings if reading.numerator]
        for reading in _siblings_to_hide(
            counts, is_below_hidden=above is not None and above.status is Status.SUPPRESSED
        ):
            shown[metric, reading.region.code, period] = _suppressed(reading)
        for held in (Compare.PREVIOUS, Compare.LAST_YEAR):
            _hide_small_bases(shown, siblings, held, is_below_hidden=above is not None and above.is_hidden(held))
    return shown


def _siblings_to_hide(counts: Sequence[tuple[float, Reading]], *, is_below_hidden: bool) -> list[Reading]:
    """Return the siblings to hide: the small ones, and the next smallest where their sum would reveal them.

    Below a region that is hidden itself the sum is not known: one is enough, and there must be one.
    """
    amounts = {reading.region.code: round(count) for count, reading in counts}
    if is_below_hidden:
        small = {code for code, amount in amounts.items() if _is_small(amount)}
        hidden = small or set(sorted(amounts, key=lambda code: (amounts[code], code))[:1])
    else:
        hidden = hidden_in([amounts])
    return [reading for _, reading in counts if reading.region.code in hidden]


def _hide_small_bases(
    shown: dict[tuple[str, str, Period], Reading], siblings: Sequence[Reading], held: Compare, *, is_below_hidden: bool
) -> None:
    """Hide the earlier counts of siblings by the same rule, so that differences do not reveal them either."""
    counts = [
        (parts.numerator, reading) for reading in siblings if (parts := reading.bases.get(held)) and parts.numerator
    ]
    for reading in _siblings_to_hide(counts, is_below_hidden=is_below_hidden):
        key = (reading.metric.key, reading.region.code, reading.period)
        known = shown[key]
        shown[key] = replace(
            known,
            previous=None if held is Compare.PREVIOUS else known.previous,
            last_year=None if held is Compare.LAST_YEAR else known.last_year,
            bases={**known.bases, held: None},
        )


def without_amounts(reason: str) -> str:
    """Return why a row was refused without the counts in it: 未成年在册（3）大于在册人数（2） would show a small cell."""
    return _AMOUNT.sub(lambda found: f"{found[1] or found[2]}…", reason)


def _suppressed(reading: Reading) -> Reading:
    return replace(
        reading,
        value=None,
        numerator=None,
        denominator=None,
        previous=None,
        last_year=None,
        bases=dict.fromkeys(reading.bases),
        atoms={},
        status=Status.SUPPRESSED,
    )
