"""A draft: a file that was given, with what was corrected in it, before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class DraftState(StrEnum):
    """What became of a draft; only a confirmed one is in the figures."""

    OPEN = "open"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    DISCARDED = "discarded"


class Origin(StrEnum):
    """How a draft was given."""

    FILE = "file"
    PASTE = "paste"
    GRID = "grid"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was corrected in a file at the desk.

    `cells` are texts by sheet, row and column, all counted from 0 as the file has them. `columns` gives for the title of
    a column that is not known the one that it means, or "" where it is not used. `reasons` gives for a doubt, by its key,
    why the figure is right. `left_out` are the codes of offices whose rows are not loaded. `is_whole` says that the file
    names every part of a split, and that those which it does not name are nothing.
    """

    cells: Mapping[tuple[int, int, int], str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was last saved; `edition` counts its savings from 1, `load_no` is the load it became.

    `checked_no` is the data version that its sender knows. Times are UTC without a zone.
    """

    number: int
    edition: int
    region: str
    account: str
    post: str
    state: DraftState
    origin: Origin
    title: str
    file_key: str
    sha256: str
    corrections: Corrections
    checked_no: int
    made_at: datetime
    saved_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    load_no: int | None = None
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its sender may still correct it."""
        return self.state in {DraftState.OPEN, DraftState.RETURNED}
