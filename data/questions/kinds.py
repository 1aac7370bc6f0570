"""The kinds of question beside figures: reference tables, alerts, the feed, tasks, meetings and walls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from data.alerts import Notice
from data.catalogue.reference_tables import Row
from data.intake.due.due import DueList
from data.intake.due.recent import RecentLoad
from data.meetings import BaselineStep, Edition
from data.meetings.frozen import Body
from data.meetings.notes import MeetingNote
from data.periods import Period, Span
from data.pull import FeedStatus
from data.readings import Figures, Readings
from data.readings.feed import Feed
from data.statistics.comparison import Comparison
from data.tasks import Listed
from data.walls.custom import Content

Answer_co = TypeVar("Answer_co", covariant=True)
Answer = TypeVar("Answer")


class Question(Generic[Answer_co]):
    """One kind of question: a frozen dataclass whose fields say what is asked.

    `nothing` is the answer of a store that holds nothing about it. `changes_with_loads` says that the answer stays the
    same until the next load, so that it may be remembered.
    """

    __slots__ = ()
    nothing: ClassVar[Any] = ()
    changes_with_loads: ClassVar[bool] = False

    @property
    def regions(self) -> tuple[str, ...]:
        """The codes of the regions it is about, which the viewer must be allowed to see; none for what everybody may."""
        return ()


@dataclass(frozen=True, slots=True)
class Reference(Question[Sequence[Row]]):
    """The rows of a reference table by its key: of other regions the columns that are public, else no row."""

    changes_with_loads: ClassVar[bool] = True
    table: str


@dataclass(frozen=True, slots=True)
class _OfRegion:
    region: str

    @property
    def regions(self) -> tuple[str, ...]:
        """The region it is about."""
        return (self.region,)


@dataclass(frozen=True, slots=True)
class Comparisons(_OfRegion, Question[Mapping[tuple[str, Period], Comparison]]):
    """How a region's figures compare with those of its siblings and of all of its level, by metric and period.

    That of a monthly duty is found where the region was last assessed. The answer holds the figure of no other region.
    `as_of` is the day up to which a running period is read.
    """

    nothing: ClassVar[Mapping[tuple[str, Period], Comparison]] = {}
    changes_with_loads: ClassVar[bool] = True
    metrics: tuple[str, ...]
    period: Period
    as_of: date


@dataclass(frozen=True, slots=True)
class OpenAlerts(_OfRegion, Question[Sequence[Notice]]):
    """The area alerts that are open now within a region, as notices; of an office its county's where the viewer sees that."""


@dataclass(frozen=True, slots=True)
class AlertsOpenAt(_OfRegion, Question[Sequence[Notice]]):
    """Those that were open at the end of a day."""

    day: date


@dataclass(frozen=True, slots=True)
class AlertsClosedWithin(_OfRegion, Question[Sequence[Notice]]):
    """Those that were opened and closed within some days."""

    span: Span


@dataclass(frozen=True, slots=True)
class FeedLog(_OfRegion, Question[Feed]):
    """What is known of a region's data feed in the days up to `day`."""

    nothing: ClassVar[Feed] = Feed()
    changes_with_loads: ClassVar[bool] = True
    day: date


@dataclass(frozen=True, slots=True)
class DueReports(_OfRegion, Question[DueList | None]):
    """What a region and those below it owe by the deadlines of some days, as the clock has it."""

    nothing: ClassVar[None] = None
    window: Span


@dataclass(frozen=True, slots=True)
class PulledFeeds(_OfRegion, Question[Sequence[FeedStatus]]):
    """The feeds that fetch figures of a region, and of those below it, by themselves: how each is, by name."""


@dataclass(frozen=True, slots=True)
class Loads(_OfRegion, Question[Sequence[RecentLoad]]):
    """The newest loads of a region, at most so many."""

    changes_with_loads: ClassVar[bool] = True
    most: int


@dataclass(frozen=True, slots=True)
class EventDays(_OfRegion, Question[Sequence[date] | None]):
    """The days on which a rare flow was not zero, once for each event, in order; None where it was not reported."""

    nothing: ClassVar[None] = None
    changes_with_loads: ClassVar[bool] = True
    measure: str
    day: date


@dataclass(frozen=True, slots=True)
class TaskList(_OfRegion, Question[Sequence[Listed]]):
    """A region's list of tasks for a week, as it is on a day."""

    week: Period
    on: date


@dataclass(frozen=True, slots=True)
class Baselines(Question[Sequence[BaselineStep]]):
    """Every baseline within the viewer's scope that was set again, the earliest first."""


@dataclass(frozen=True, slots=True)
class MeetingNotes(_OfRegion, Question[Mapping[str, MeetingNote]]):
    """The notes of a region's meeting on a week, by page of the agenda."""

    nothing: ClassVar[Mapping[str, MeetingNote]] = {}
    week: Period


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition of a frozen week with its body as a viewer of some sight sees it; two are equal where all of it is.

    `hidden` are the places of the readings of which something is hidden since the week was frozen.
    """

    edition: Edition
    sight: str
    hidden: frozenset[str]
    body: Body = field(compare=False)


@dataclass(frozen=True, slots=True)
class Editions(_OfRegion, Question[Sequence[Edition]]):
    """Every edition of the frozen weeks of a region and of those below it, the newest week and edition first."""


@dataclass(frozen=True, slots=True)
class Frozen(_OfRegion, Question[Kept | None]):
    """A region's week as it was frozen: the edition of a number, without one the newest; None where it never was."""

    nothing: ClassVar[None] = None
    week: Period
    number: str = ""


@dataclass(frozen=True, slots=True)
class FiguresNow(_OfRegion, Question[Readings]):
    """Figures of a region and others as they are now, asked of a store as it was known earlier."""

    nothing: ClassVar[Readings] = Readings(())
    changes_with_loads: ClassVar[bool] = True
    figures: Figures


@dataclass(frozen=True, slots=True)
class KnownThen(Question[bool]):
    """Whether what was known at a minute (2026-11-02T08:00) is another version than the newest, and can be shown."""

    nothing: ClassVar[bool] = False
    changes_with_loads: ClassVar[bool] = True
    asked: str


@dataclass(frozen=True, slots=True)
class MondayFiles(_OfRegion, Question[Sequence[str]]):
    """The kinds of file in which a region's week is ready in a folder."""

    week: Period
    folder: Path


@dataclass(frozen=True, slots=True)
class WallContent(Question[tuple[Content | None, int]]):
    """What a wall that a bureau made, or a draft of one, holds, and its edition; None where there is no such wall."""

    nothing: ClassVar[tuple[None, int]] = (None, 0)
    name: str
