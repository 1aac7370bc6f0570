"""The charts: a class for each kind with the points it draws, each with the fields that its renderers use and no others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from data.readings import Reading
from layouts.charts.amount import Amount

P_co = TypeVar("P_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Point:
    """A figure with its label, the text it is written as, where it leads, and the reading behind it where there is one."""

    label: str
    value: float | None
    text: str
    href: str = ""
    note: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class FigurePoint(Point):
    """A point whose text writes another number than its value in the decimals of its chart: `amount` is that number."""

    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class LinePoint(FigurePoint):
    """A point of a line, with the limits of normal variation there; `signal` says how it left them.

    It is improving, concerning or neutral. `beside` is a second number of the point, shown in its table.
    """

    low: float | None = None
    high: float | None = None
    signal: str = ""
    is_selected: bool = False
    beside: Amount | None = None


@dataclass(frozen=True, slots=True)
class ColumnPart(Point):
    """What a series adds to a column."""

    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Bar(FigurePoint):
    """A bar with its target mark; one on a base under 100 is drawn hatched."""

    target: float | None = None
    has_small_base: bool = False
    falls_short: bool = False
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class RankedBar(Point):
    """A bar with its rank, None without a figure, its deviation from the chart's centre, and its base."""

    rank: int | None = None
    deviation: float | None = None
    base: float | None = None
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class RankedInterval(Point):
    """A dot with its rank, its base and its 95 % interval in the unit of the value; on a base under 100 it is hollow."""

    rank: int | None = None
    base: float | None = None
    low: float | None = None
    high: float | None = None
    has_small_base: bool = False
    is_behind: bool = False
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class SwarmDot(Point):
    """A dot of a swarm with its base; on one under 100 it is drawn hollow."""

    base: float | None = None
    has_small_base: bool = False
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class SignedBar(Point):
    """A bar to the left or right of zero."""

    is_total: bool = False


@dataclass(frozen=True, slots=True)
class FunnelStep(FigurePoint):
    """A step of a funnel; `lack` says what did not reach this step and should have."""

    lack: str = ""
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class StackPart(Point):
    """What a series adds to a row of stacked bars."""

    is_selected: bool = False


class StepKind(StrEnum):
    """What a column of a waterfall is."""

    STOCK = "stock"
    CHANGE = "change"
    UNEXPLAINED = "unexplained"  # a change that nothing explains


@dataclass(frozen=True, slots=True)
class WaterfallStep(Point):
    """A stock, or a change with its sign."""

    move: StepKind = StepKind.CHANGE


@dataclass(frozen=True, slots=True)
class MatrixCell(Point):
    """A cell of a matrix, shaded by its value, with the number that its text writes where that is no word.

    A sum is not shaded, and a figure that is hidden or on a small base is hatched.
    """

    amount: Amount | None = None
    is_sum: bool = False
    is_hatched: bool = False


@dataclass(frozen=True, slots=True)
class CalendarDay(Point):
    """A day with its reading."""

    is_past_limit: bool = False


@dataclass(frozen=True, slots=True)
class MapRegion(Point):
    """A region in the shade of its reading."""

    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class KindRegion(Point):
    """A region in the colour of its kind, `look` the colour's name, with the number that its text writes, if any.

    An example is drawn pale.
    """

    amount: Amount | None = None
    look: str = ""
    is_pale: bool = False
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """A dated event: when it was, what it was, and more about it."""

    label: str
    text: str
    href: str = ""
    note: str = ""
    reading: Reading | None = None
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Series(Generic[P_co]):
    """Points in order, under one name."""

    label: str
    points: tuple[P_co, ...]


@dataclass(frozen=True, slots=True)
class ColouredSeries(Series[P_co]):
    """A series beside others, with the token of its colour where it has one of its own."""

    colour: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow(Series[MatrixCell]):
    """A row of a matrix, and where its name leads."""

    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    """What every chart says: a one-sentence reading, and a note under it. Its table twin is made from its series."""

    summary: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured(_Chart):
    """A chart of figures in one unit, a key of the units in the messages: the language writes it as it goes by a figure."""

    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Single(_Chart, Generic[P_co]):
    """A chart of one series under one name."""

    name: str
    points: tuple[P_co, ...]

    @property
    def series(self) -> tuple[Series[P_co], ...]:
        """The points under their name, as the charts of several series have them."""
        return (Series(self.name, self.points),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _MeasuredSingle(_Single[P_co]):
    """A chart of one series of figures in one unit, as above."""

    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart(_Measured):
    """Lines over time with their target and mean; `events` are (first label, last label, name), marked on the axis.

    `domain` are the ends of the axis of values. All series have the same points, and the first has the limits.
    """

    series: tuple[ColouredSeries[LinePoint], ...]
    target: float | None = None
    centre: float | None = None
    domain: tuple[float, float] | None = None
    events: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChart(_Measured):
    """Columns over time, the series stacked; `domain` are the ends of the axis of values."""

    series: tuple[ColouredSeries[ColumnPart], ...]
    domain: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(_Measured):
    """Labelled horizontal bars, each with its own target mark; `domain` are the ends of the axis of values."""

    series: tuple[Series[Bar], ...]
    domain: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StackChart(_Measured):
    """Labelled horizontal bars, the series side by side in each, all with the same points."""

    series: tuple[ColouredSeries[StackPart], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingChart(_MeasuredSingle[RankedBar]):
    """Bars about the parent's value, their deviation from it written; `more` is (label, address) of all places."""

    centre: float | None = None
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChart(_MeasuredSingle[RankedInterval]):
    """A ranking as dots with their intervals, the base beside them; `more` is (label, address) of all places."""

    centre: float | None = None
    target: float | None = None
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwarmChart(_MeasuredSingle[SwarmDot]):
    """Every peer a dot on one axis, the own one marked; `more` is (label, address) of all places."""

    target: float | None = None
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedChart(_MeasuredSingle[SignedBar]):
    """Bars to the left and right of zero: contributions, deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelChart(_MeasuredSingle[FunnelStep]):
    """What is left step by step; of a wide one figure, lack and note are at the end of each bar on a screen."""

    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterfallChart(_MeasuredSingle[WaterfallStep]):
    """A first stock, what came and went, the last stock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixChart(_Measured):
    """A table of cells shaded by their size; `is_bad` says that more is worse."""

    series: tuple[MatrixRow, ...]
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChart(_MeasuredSingle[CalendarDay]):
    """Days, a week a column, shaded between the ends of `domain`, else by their size."""

    domain: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMap(_Measured):
    """Regions shaded by one metric, each series a level of them.

    `links` are (label, address, is chosen) of the metrics to choose from, `more` is (label, address) of all places.
    """

    series: tuple[Series[MapRegion], ...]
    links: tuple[tuple[str, str, bool], ...] = ()
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindMap(_Single[KindRegion]):
    """Regions in the colours of their kinds; `kinds` are (look, word) of the legend, and one of brands shows their seals.

    `links` are (label, address, is chosen) of the metrics to choose from, `more` is (label, address) of all places.
    """

    kinds: tuple[tuple[str, str], ...]
    is_sealed: bool = False
    links: tuple[tuple[str, str, bool], ...] = ()
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart(_Single[TimelineEvent]):
    """Dated events in order."""


SeriesChart = (
    LineChart
    | ColumnChart
    | BarChart
    | StackChart
    | RankingChart
    | IntervalChart
    | SwarmChart
    | SignedChart
    | FunnelChart
    | WaterfallChart
)  # what is drawn along axes
Chart = SeriesChart | MatrixChart | CalendarChart | RegionMap | KindMap | TimelineChart
