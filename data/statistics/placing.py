"""How a figure compares with its target, its group and all of its level: the same for a panel and for a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.periods import Span
from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Level, Region, Regions
from data.statistics.behind import behind, misses_target
from data.statistics.intervals import is_small_sample
from data.statistics.ranking import Spot, spots


@dataclass(frozen=True, slots=True)
class Among:
    """The regions that one is compared with, itself among them: its `group` under `head`, and all of its level under `top`.

    The root has no peers and no `head`; there is no `top` where the group already holds the whole level, or for an office.
    """

    group: tuple[Region, ...] = ()
    head: Region | None = None
    level: tuple[Region, ...] = ()
    top: Region | None = None


def among(regions: Regions, region: Region, span: Span) -> Among:
    """Return the regions one is compared with in a span."""
    wider = regions.above(region.code)
    if not wider:
        return Among()
    group, head = tuple(regions.children(wider[-1].code, span)), wider[-1]
    if region.level is not Level.COUNTY or len(wider) < 2:
        return Among(group, head)
    return Among(group, head, tuple(regions.descendants(regions.root.code, Level.COUNTY, span)), wider[0])


@dataclass(frozen=True, slots=True)
class Placing:
    """What is remarkable about a reading: its places, and what is beyond chance.

    `is_short` is set when it misses its target, `is_behind_group` and `is_behind_level` when it is worse than the
    average of its group or level. On a small base neither is set.
    """

    reading: Reading
    group: Spot | None
    level: Spot | None
    is_short: bool
    is_behind_group: bool
    is_behind_level: bool

    @property
    def is_beyond_chance(self) -> bool:
        """Whether chance alone does not explain how bad it is."""
        return self.is_short or self.is_behind_group or self.is_behind_level

    @property
    def is_last(self) -> bool:
        """Whether it is the last of its group or of its level, on a base large enough for a rank to mean something."""
        spots = (self.group, self.level)
        return not is_small_sample(self.reading) and any(each is not None and each.is_last for each in spots)

    @property
    def is_in_tail(self) -> bool:
        """Whether it is one of the last ten of its level."""
        return not is_small_sample(self.reading) and self.level is not None and self.level.is_in_tail

    @property
    def gravity(self) -> tuple[int, int, bool, float]:
        """The order in which figures are named: what chance does not explain, last places, missed targets, then rank."""
        marks = self.is_short + self.is_behind_group + self.is_behind_level
        depths = [each.depth for each in (self.group, self.level) if each is not None]
        is_missed = self.reading.is_better(Compare.TARGET) is False
        return marks, self.is_last + self.is_in_tail, is_missed, max(depths, default=0.0)


def placing(reading: Reading, group: Sequence[Reading], level: Sequence[Reading]) -> Placing:
    """Return the place of a reading among those of its group and of its level, its own among both."""
    code = reading.region.code
    return Placing(
        reading,
        spots(group).get(code),
        spots(level).get(code),
        misses_target(reading),
        code in behind(group),
        code in behind(level),
    )
