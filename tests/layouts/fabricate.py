"""Fabricated readings and scenes, so that panels are tested without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from data.catalogue import Catalogue, load_catalogue
from data.catalogue.reference_tables import Row, reference_table
from data.periods import Period
from data.questions import Answers, Question, kinds
from data.questions.kinds import Answer
from data.readings import Reading, Readings, Status
from data.readings.assessed import figure_periods
from data.readings.reading import Compare, Parts
from data.regions import Level, Region, Regions, load_regions
from data.regions.boundaries import Boundaries, load_boundaries
from data.statistics.comparison import Comparison, comparison
from data.statistics.placing import among
from data.store.seeding import shipped_rows
from data.viewer import Viewer
from layouts.context import Context, Need, figures
from layouts.view import View
from layouts.words.language import load_language

ROOT = Path(__file__).parents[2]
WEEK = Period.parse("2026-W47")
AS_OF = date(2026, 11, 22)
DUE = 7
REGIONS = {
    Level.PROVINCE: "330000",
    Level.CITY: "330100",
    Level.COUNTY: "330108",
    Level.OFFICE: "330108001",
}
Maker = Callable[[str, Region, Period], Reading]


@cache
def catalogue() -> Catalogue:
    """Return the project's own catalogue."""
    return load_catalogue()


@cache
def regions(root: str = "330000") -> Regions:
    """Return the project's own regions under a root."""
    return load_regions(ROOT / "data" / "places", root)


@cache
def boundaries() -> Boundaries:
    """Return the project's own boundaries."""
    return load_boundaries(ROOT / "assets" / "maps" / "330000.geojson")


def region(code: str) -> Region:
    """Return a region by code."""
    return regions().get(code)


def reading(
    metric_key: str,
    where: Region,
    period: Period = WEEK,
    *,
    value: float | None = None,
    status: Status = Status.OK,
    base: float = 1000,
    previous: float | None = None,
    reported: int = DUE,
    due: int = DUE,
) -> Reading:
    """Return a reading with counts that fit its value: a ratio's denominator is `base`, then as now."""
    metric = catalogue().metric(metric_key)
    top, before = (
        amount if amount is None or not metric.is_ratio else round(amount * base / metric.scale)
        for amount in (value, previous)
    )
    earlier = None if before is None else Parts(before, base if metric.is_ratio else None)
    return Reading(
        metric=metric,
        region=where,
        period=period,
        span=period.to_date(AS_OF),
        value=value,
        numerator=top,
        denominator=base if metric.is_ratio and value is not None else None,
        reported=reported,
        due=due,
        status=status,
        version=12,
        atoms={},
        previous=previous,
        last_year=previous,
        bases={held: earlier for held in (Compare.PREVIOUS, Compare.LAST_YEAR) if earlier},
    )


def usual(metric_key: str, where: Region, period: Period) -> Reading:
    """Return a plausible reading of any metric: its target, 90 for a percentage, 12 for a count."""
    metric = catalogue().metric(metric_key)
    value = metric.target if metric.target is not None else 90.0 if metric.unit == "%" else 12.0
    return reading(metric_key, where, period, value=value, previous=value)


def silent(status: Status) -> Maker:
    """Return a maker of readings without a value, all of one status."""
    return lambda key, where, period: reading(key, where, period, status=status, reported=0)


def answers(questions: Sequence[Need], make: Maker = usual, *others: Reading) -> Readings:
    """Answer questions with made readings; `others` replace those of the same metric, region and period.

    How a region compares with others is made of the same readings, for the context that is drawn next.
    """
    COMPARED.update({each: compared(each, make, *others) for each in questions if isinstance(each, kinds.Comparisons)})
    made = [
        make(key, region(code), period)
        for question in figures(questions)
        for key in question.metrics
        for code in question.regions
        for period in question.periods
    ]
    return Readings([*made, *others])


COMPARED: dict[kinds.Comparisons, Mapping[tuple[str, Period], Comparison]] = {}


def compared(
    asked: kinds.Comparisons, make: Maker = usual, *others: Reading
) -> Mapping[tuple[str, Period], Comparison]:
    """Return how made figures compare with those made for the other regions, for a viewer who sees all of them."""
    own, known = region(asked.region), {(each.metric.key, each.region.code, each.period): each for each in others}
    found = {}
    asked_of = [(key, figure_periods(catalogue().metric(key), asked.period, asked.as_of)) for key in asked.metrics]
    for key, period in ((key, period) for key, periods in asked_of for period in periods):
        about = among(regions(), own, period.to_date(asked.as_of))
        group, level, (mine,) = (
            [known.get((key, each.code, period)) or make(key, each, period) for each in places]
            for places in (about.group, about.level, (own,))
        )
        found[key, period] = comparison(mine, group, level, regions().by_code)
    return found


def context(code: str = "330100", *, root: str = "330000", **changes: object) -> Context:
    """Return a context of a region in week 47 of 2026; `changes` go to the view."""
    view = replace(View(region=code, period=WEEK), **changes)  # type: ignore[arg-type]
    tree = regions(root)
    return Context(
        view=view,
        viewer=Viewer("test", root),
        region=tree.get(code),
        period=view.period or WEEK,
        as_of=AS_OF,
        today=AS_OF + timedelta(days=1),
        loaded_at=datetime(2026, 11, 23, 6, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
        version=12,
        is_demo=True,
        catalogue=catalogue(),
        regions=tree,
        boundaries=boundaries(),
        brands={},
        words=load_language(view.lang),
        answers=Known({}),
    )


class Known(Answers):
    """Answers by the kind of question, nothing for every other kind."""

    def __init__(self, by_kind: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__()
        self.by_kind = by_kind

    def __contains__(self, question: Question[Any]) -> bool:
        return True

    def of(self, question: Question[Answer]) -> Answer:
        """Return what was made for a question's kind."""
        if isinstance(question, kinds.Comparisons):
            return cast(Answer, COMPARED.get(question, {}))
        make = self.by_kind.get(ASKED_AS[type(question)])
        return cast(Answer, question.nothing if make is None else make(question))


ASKED_AS: Mapping[type, str] = {
    kinds.Reference: "reference",
    kinds.OpenAlerts: "open",
    kinds.AlertsOpenAt: "open_then",
    kinds.AlertsClosedWithin: "closed",
    kinds.FeedLog: "feed",
    kinds.DueReports: "due",
    kinds.Loads: "loads",
    kinds.PulledFeeds: "pulled",
    kinds.EventDays: "days",
    kinds.TaskList: "tasks",
    kinds.Baselines: "baselines",
    kinds.MeetingNotes: "notes",
    kinds.Frozen: "frozen",
}


def knows(here: Context, **known: Callable[..., Any]) -> Context:
    """Return a context with answers, made from the question, by what it asks for: `tasks`, `open` alerts, `feed` …"""
    before = here.answers.by_kind if isinstance(here.answers, Known) else {}
    return replace(here, answers=Known({**before, **known}))


def tables(rows: Callable[[str], Sequence[Row]]) -> Callable[[kinds.Reference], Sequence[Row]]:
    """Return what answers for reference tables by their key."""
    return lambda question: rows(question.table)


@cache
def shipped(table: str) -> tuple[Row, ...]:
    """Return the rows of a reference table that come with the product."""
    found = reference_table(table)
    return tuple(shipped_rows(ROOT / "data" / "places" / found.shipped, found, regions())) if found.shipped else ()


def knowing(here: Context) -> Context:
    """Return a context that knows what is shipped with the product: published figures and events."""
    return knows(here, reference=tables(shipped))
