"""What a viewer may not see: regions outside the scope, and small counts.

Beside a small count others are hidden, so that it cannot be computed from a sum known elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from data.catalogue import Metric
from data.errors import OutOfScope
from data.periods import Period
from data.readings.reading import Compare, Reading, Status
from data.regions import Level, Region, Regions
from data.viewer import Viewer

SMALL_CELL = 5

Key = TypeVar("Key", str, tuple[str, ...])


def is_small(amount: int) -> bool:
    """Say whether a count is so small that it may identify someone; zero is not a small count."""
    return 0 < amount < SMALL_CELL


def with_companions(hidden: Iterable[Key], lines: Sequence[Mapping[Key, int]]) -> set[Key]:
    """Return what is hidden and, in each line whose sum would reveal it, the next smallest as well.

    A line holds counts that are not zero. Its sum, which may be known, reveals one that is hidden alone, and several
    that add up to their number: each of them is 1. Where all are hidden there is nothing to hide beside them.
    """
    found = set(hidden)
    while extra := {each for line in lines for each in _companion(line, found)}:
        found |= extra
    return found


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


def is_guarded(metric: Metric, region: Region) -> bool:
    """Say whether small counts of a metric are hidden in a region: below cities."""
    return metric.guarded and region.level.depth > Level.CITY.depth


def hide_small_cells(
    answers: dict[tuple[str, str, Period], Reading],
) -> dict[tuple[str, str, Period], Reading]:
    """Hide counts of 1–4 of guarded metrics below city level.

    Where one sibling alone is hidden the next smallest is too, so that the parent's total does not reveal it; below a
    region that is hidden at least one is, so that their sum does not.
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
    small = {code for code, amount in amounts.items() if is_small(amount)}
    if is_below_hidden:
        hidden = small or set(sorted(amounts, key=lambda code: (amounts[code], code))[:1])
    else:
        hidden = with_companions(small, [amounts])
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
