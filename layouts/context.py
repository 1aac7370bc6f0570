"""The context that a panel draws from, and the panel: a title, the readings it needs, and the function that draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data.catalogue import Catalogue
from data.known import Knowledge
from data.periods import Grain, Period
from data.questions import Answers, Question
from data.questions.kinds import Answer, FeedLog, TaskList
from data.readings import Figures, Reading, Readings, Status
from data.references import Brand
from data.regions import Level, Region, Regions
from data.regions.boundaries import Boundaries
from data.regions.scope import Relation, relation, sees_totals
from data.statistics.rules import NHS, RuleBook
from data.store.loads import Coming
from data.viewer import Right, Viewer
from layouts.charts.chart import Drawing
from layouts.view import WALL, View
from layouts.words.coverage import COVERAGE_SHOWN, is_thin
from layouts.words.language import Language

READING = frozenset({Right.VIEW, Right.EXPORT})
Need = Figures | Question[Any]  # what a panel asks: figures, or anything else that is read for a viewer


@dataclass(frozen=True, slots=True)
class Context:
    """Everything beside readings that a panel may know when it draws: the resolved view and the reference data."""

    view: View
    viewer: Viewer
    region: Region
    period: Period
    as_of: date
    today: date
    loaded_at: datetime
    version: int
    is_demo: bool
    catalogue: Catalogue
    regions: Regions
    boundaries: Boundaries
    brands: Mapping[str, Brand]  # by county code
    words: Language
    answers: Answers = field(default_factory=Answers)  # to what its page asks beside figures
    book: RuleBook = NHS  # by which signals are separated from noise
    monday_files: tuple[str, ...] = ()  # the kinds of file in which the shown week is ready
    coming: Coming | None = None  # the region's newest day while less than half of it has arrived
    behind: int = 0  # days by which the region's own day is earlier than the root's
    retained_from: date | None = None  # the first day that offices' days are kept of
    coverage_shown: float = COVERAGE_SHOWN  # share of those due below which a figure says its own coverage
    freeze_at: tuple[int, int, int] = (1, 8, 0)  # weekday from 1, hour and minute at which the week before is frozen
    known: Knowledge | None = None  # as of when everything was read, where that is not the present

    def offers(self, right: Right) -> bool:
        """Say whether this viewer is offered what a right allows.

        A wall offers nothing, since no one clicks on it, and where the past is shown nothing is changed.
        """
        is_reading = self.known is None or right in READING
        return self.viewer.may(right) and self.view.page != WALL and is_reading

    def opens(self, code: str) -> bool:
        """Say whether this viewer may open the pages of a region."""
        return relation(self.regions, code, self.viewer) is Relation.OWN

    def names(self, regions: Iterable[Region]) -> bool:
        """Say whether this viewer sees the figures of some regions one by one, each by its name."""
        every = list(regions)
        return self.named(every) == every

    def named(self, regions: Iterable[Region]) -> list[Region]:
        """Return those of some regions whose figures this viewer sees by their names."""
        return [region for region in regions if sees_totals(self.regions, region.code, self.viewer)]

    def address(self, code: str, **changes: object) -> str:
        """Return the address of this view for another region, empty where the viewer may not open it."""
        return self.view.on(region=code, **changes).href if self.opens(code) else ""

    def answer(self, question: Question[Answer]) -> Answer:
        """Return the answer to something that its page needs; raises KeyError for what it did not ask."""
        return self.answers.of(question)

    @property
    def task_list(self) -> TaskList:
        """What asks for the region's tasks of its last week that has data."""
        return TaskList(self.region.code, self.week, self.today)

    @property
    def feed_log(self) -> FeedLog:
        """What asks for the state of the region's data feed."""
        return FeedLog(self.region.code, self.last)

    @property
    def last(self) -> date:
        """The last day of the period that is known."""
        return min(self.period.last, self.as_of)

    @property
    def week(self) -> Period:
        """The last week of the period that has data: the one whose meeting it is of."""
        return Period.holding(self.last, Grain.WEEK)

    @property
    def until(self) -> date | None:
        """The end of a period that is over, None while it runs: later data is not shown on its page."""
        return self.period.last if self.period.last < self.as_of else None

    @property
    def known_until(self) -> date:
        """The day up to which the screen knows things: the end of a period that is over, else everything known."""
        return self.until or date.max

    @property
    def children(self) -> tuple[Region, ...]:
        """The regions one level below that existed in the period; on a wall no offices: nothing there is below county level."""
        return self.below(self.region)

    def within(self, code: str, level: Level) -> list[Region]:
        """Return the regions of one level below another that existed in the period."""
        return self.regions.descendants(code, level, self.period.to_date(self.as_of))

    def state(self, reading: Reading) -> str:
        """Say beside a figure why it has no value or is old; its coverage only where that is low."""
        is_plain = reading.status is Status.PARTIAL and not self.is_thin(reading)
        return "" if reading.status is Status.OK or is_plain else self.words.status(reading)

    def is_thin(self, reading: Reading) -> bool:
        """Whether so few reported that it may change how a figure reads; the page's head says how many in any case."""
        return is_thin(reading, self.coverage_shown)

    def below(self, region: Region) -> tuple[Region, ...]:
        """Return the regions one level below another that this screen may show."""
        if self.view.page == WALL and region.level is Level.COUNTY:
            return ()
        return tuple(self.regions.children(region.code, self.period.to_date(self.as_of)))


def figures(needs: Iterable[Need]) -> list[Figures]:
    """Return the questions for figures among what is needed."""
    return [each for each in needs if isinstance(each, Figures)]


def records(needs: Iterable[Need]) -> list[Question[Any]]:
    """Return the questions for anything else."""
    return [each for each in needs if not isinstance(each, Figures)]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of a page, wall or export: its texts for a context, what it asks, and the function that draws the answers."""

    key: str
    title: Callable[[Context], str]
    note: Callable[[Context], str]
    needs: Callable[[Context], Sequence[Need]]
    draw: Callable[[Readings, Context], Drawing]
    choices: tuple[str, ...] = ()  # the metrics it can show, one at a time, as the view's `map` says
