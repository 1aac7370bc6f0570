"""Contributions: how much of a region's change each region below it made, by its own rate and by its weight.

Source: Kitagawa (1955), Components of a Difference Between Two Rates, JASA 50: the two-factor decomposition with
averaged weights, its second factor centred on the mean of the two overall rates so that a region with an ordinary
rate makes no difference when it grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from data.readings import Reading, Status
from data.readings.reading import Compare, Parts
from data.regions import Region

NEGLIGIBLE = 1e-9


class Presence(StrEnum):
    """In which of the two periods a region has figures."""

    BOTH = "both"
    NOW = "now"  # new, or without a report then
    BEFORE = "before"  # dissolved, or without a report now
    UNLIKE = "unlike"  # in both, but not of comparable coverage


@dataclass(frozen=True, slots=True)
class Contribution:
    """One region's part of the change, in the metric's unit (percentage points for a percentage).

    `own` is the effect of its own change, `mix` that of the change of its share of the total. A region with figures
    in one of the periods only, or of coverage that cannot be compared, has no change of its own; its effect is in `mix`.
    """

    region: Region
    own: float
    mix: float
    presence: Presence


@dataclass(frozen=True, slots=True)
class Split:
    """A change split into parts: Σ own + Σ mix + remainder = change, in the metric's unit.

    `remainder` is what the known regions below do not explain, `numerator` and `denominator` the changes of the two
    amounts. With `is_withheld` a region below is hidden as a small cell and no contributions are given.
    """

    change: float
    numerator: float
    denominator: float | None
    children: tuple[Contribution, ...]
    remainder: float
    is_withheld: bool = False

    @property
    def mix(self) -> float:
        """The effect of all changes of shares together."""
        return sum(child.mix for child in self.children)


def split(whole: Reading, children: Sequence[Reading], compare: Compare) -> Split | None:
    """Split a reading's change since an earlier period into parts; None where the change is not known.

    `children` are the readings of the same metric and period one level below, read with their bases.
    """
    change, now, before = whole.change(compare), whole.parts, whole.bases.get(compare)
    if change is None or now is None or before is None:
        return None
    is_withheld = any(_is_hidden(child, compare) for child in children)
    known = () if is_withheld else tuple(_contribution(child, compare, now, before) for child in children)
    parts = tuple(part for part in known if part)
    remainder = change - sum(part.own + part.mix for part in parts)
    return Split(
        change=change,
        numerator=now.numerator - before.numerator,
        denominator=_gap(now.denominator, before.denominator),
        children=parts,
        remainder=0.0 if abs(remainder) < NEGLIGIBLE * max(1.0, abs(change)) else remainder,
        is_withheld=is_withheld,
    )


def effects(now: Parts | None, before: Parts | None, whole_now: Parts, whole_before: Parts) -> tuple[float, float]:
    """Return the own-rate and mix effects of one part, unscaled; over all parts of a whole they add up to its change.

    None is "no figures in that period" and weighs nothing. The denominators of the total must not be empty.
    """
    is_both = now is not None and before is not None
    now, before = now or Parts(0.0, 0.0), before or Parts(0.0, 0.0)
    if not whole_now.denominator or not whole_before.denominator:
        gap = now.numerator - before.numerator
        return (gap, 0.0) if is_both else (0.0, gap)
    weight_now = (now.denominator or 0.0) / whole_now.denominator
    weight_before = (before.denominator or 0.0) / whole_before.denominator
    own = 0.0
    if is_both and now.denominator and before.denominator:
        rise = now.numerator / now.denominator - before.numerator / before.denominator
        own = (weight_now + weight_before) / 2 * rise
    middle = (whole_now.numerator / whole_now.denominator + whole_before.numerator / whole_before.denominator) / 2
    total = now.numerator / whole_now.denominator - before.numerator / whole_before.denominator
    return own, total - middle * (weight_now - weight_before) - own


def apportioned(amounts: Sequence[float], decimals: int) -> list[float]:
    """Round amounts so that what is shown adds up to the rounded sum, each by less than one unit of the last place."""
    unit = 10**decimals
    scaled = [amount * unit for amount in amounts]
    floors = [floor(amount) for amount in scaled]
    lacking = round(sum(scaled)) - sum(floors)
    by_remains = sorted(range(len(scaled)), key=lambda index: floors[index] - scaled[index])
    for index in by_remains[:lacking]:
        floors[index] += 1
    return [amount / unit for amount in floors]


def _contribution(child: Reading, compare: Compare, whole_now: Parts, whole_before: Parts) -> Contribution | None:
    now, before = child.parts, child.bases.get(compare)
    if now is None and before is None:
        return None
    own, mix = effects(now, before, whole_now, whole_before)
    presence = Presence.BEFORE if now is None else Presence.NOW if before is None else Presence.BOTH
    if presence is Presence.BOTH and not child.is_comparable(compare):
        own, mix, presence = 0.0, own + mix, Presence.UNLIKE
    return Contribution(child.region, own * child.metric.scale, mix * child.metric.scale, presence)


def _is_hidden(child: Reading, compare: Compare) -> bool:
    return child.status is Status.SUPPRESSED or child.is_hidden(compare)


def _gap(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
