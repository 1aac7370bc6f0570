"""A region and its level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.periods import Span


class Level(StrEnum):
    """The five levels, from the widest."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    OFFICE = "office"

    @property
    def depth(self) -> int:
        """How far below the nation."""
        return DEPTHS[self]


DEPTHS = {level: depth for depth, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Region:
    """A region: `zh` 西湖区, `short_zh` 西湖, `centre` (longitude, latitude) where known.

    `kind` is "zone" for a development zone, and for an office its township's: street, town or rural.
    `predecessors` are codes, which need not be in the files any more.
    """

    code: str
    level: Level
    parent: str | None
    zh: str
    short_zh: str
    en: str
    pinyin_initials: str
    centre: tuple[float, float] | None
    valid_from: date
    valid_to: date | None
    predecessors: tuple[str, ...]
    kind: str

    def exists_in(self, span: Span) -> bool:
        """Say whether the region exists on some day of a span."""
        return self.valid_from <= span.last and (self.valid_to is None or span.first <= self.valid_to)

    def is_valid(self, day: date) -> bool:
        """Say whether the region exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
