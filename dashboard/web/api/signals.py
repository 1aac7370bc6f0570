"""Signals: the verdict on each metric of a region, signal or noise, as the meeting's page judges it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.web.api.asked import (
    MOST_METRICS,
    LevelAsked,
    Name,
    PeriodAsked,
    RegionAsked,
    RowsAsked,
    asked_metrics,
    asked_period,
    asked_region,
    asked_regions,
)
from dashboard.web.api.listing import FoundRows, Listing
from data.meetings.baselines import steps_in
from data.periods import Grain, Period
from data.questions import answer
from data.questions.kinds import Baselines
from data.readings import Figures, Reading, read
from data.readings.shown_day import shown_load
from data.regions import Level
from data.statistics import Variation, Verdict
from data.statistics.control import Reliability
from data.statistics.history import HISTORY, judged
from data.statistics.rules import Rule
from data.statistics.verdict import Assurance
from data.viewer import Viewer


class SignalsAsked(RowsAsked):
    """Which verdicts."""

    metric: list[Name] = Field(
        [],
        max_length=MOST_METRICS,
        description="Keys of metrics, the parameter given once for each; none for all that exist at the level.",
        examples=[["checkin_completion_rate"]],
    )
    region: RegionAsked
    level: LevelAsked
    period: PeriodAsked
    limit: int = Field(100, ge=1, le=200, description="Most rows in one answer; each is judged by 26 periods.")


class SignalRow(BaseModel):
    """One verdict on the latest of 26 periods; without a signal `rules` is empty and `variation` common or unknown."""

    metric: str
    region: str
    period: str
    value: float | None
    variation: Variation = Field(description="What is happening, by the metric's direction.")
    assurance: Assurance = Field(description="Whether the process as it runs meets its target.")
    rules: list[Rule] = Field(description="The patterns that the latest figure is part of, the gravest first.")
    side: int = Field(description="Of the gravest: 1 high or rising, -1 low or falling, 0 neither.", ge=-1, le=1)
    low: float | None = Field(description="The natural limits of the latest period.")
    centre: float | None
    high: float | None
    reliability: Reliability = Field(description="How far the limits can be trusted.")
    is_rough: bool = Field(description="The limits are based on too few cases to be more than a hint.")
    is_unlike: bool = Field(description="Not judged: based on another share of the reports than the periods before.")
    book: str = Field(description="The rule book.")


def signals(cockpit: Cockpit, viewer: Viewer, asked: SignalsAsked) -> FoundRows:
    """Return a page of verdicts, by region and metric; raises WordedRefusal, StoreError while the store is empty."""
    region = asked_region(cockpit, viewer, asked.region)
    codes = asked_regions(cockpit, viewer, asked.region, asked.level)
    entry = shown_load(cockpit.store, region.code)
    period = asked_period(asked.period, default=Period.holding(entry.as_of, Grain.WEEK))
    level = Level(asked.level) if asked.level else region.level
    keys = asked_metrics(cockpit, asked.metric) or _keys(cockpit, level, period)
    total = len(codes) * len(keys)
    places = [divmod(at, len(keys)) for at in range(asked.offset, min(asked.offset + asked.limit, total))]
    wanted = [(codes[code], keys[key]) for code, key in places]
    periods = period.back(HISTORY)
    question = Figures(
        tuple(dict.fromkeys(key for _, key in wanted)),
        tuple(dict.fromkeys(code for code, _ in wanted)),
        tuple(periods),
    )
    if not wanted:
        return FoundRows((), total, entry.as_of)
    readings = read(cockpit.store, [question], viewer=viewer, as_of=entry.as_of_in(period))
    steps = answer(cockpit.store, Baselines(), viewer)
    rows = []
    for code, key in wanted:
        own = [step for step in steps if (step.metric, step.region) == (key, code)]
        history = readings.series(key, code, periods)
        verdict = judged(history, steps=steps_in(periods, own), book=cockpit.book)
        rows.append(_row(history, verdict))
    return FoundRows(rows, total, entry.as_of)


def _keys(cockpit: Cockpit, level: Level, period: Period) -> tuple[str, ...]:
    is_short = period.grain in {Grain.DAY, Grain.WEEK}
    return tuple(
        metric.key
        for metric in cockpit.store.catalogue.metrics.values()
        if level.depth <= metric.lowest.depth and not (is_short and metric.is_monthly)
    )


def _row(history: Sequence[Reading], verdict: Verdict) -> SignalRow:
    latest, limits = history[-1], None if verdict.is_hidden else verdict.limits
    return SignalRow(
        metric=latest.metric.key,
        region=latest.region.code,
        period=latest.period.key,
        value=latest.value,
        variation=verdict.variation,
        assurance=verdict.assurance,
        rules=[signal.rule for signal in verdict.signals],
        side=verdict.signals[0].side if verdict.signals else 0,
        low=limits.low if limits else None,
        centre=limits.centre if limits else None,
        high=limits.high if limits else None,
        reliability=verdict.reliability,
        is_rough=verdict.is_rough,
        is_unlike=verdict.is_unlike,
        book=verdict.chart.book,
    )


SIGNALS = Listing(
    path="/api/v1/signals",
    name="signals",
    summary="Verdicts: signal or noise, for each metric of a region",
    asked=SignalsAsked,
    row=SignalRow,
    answer=signals,
    state=lambda cockpit, viewer: answer(cockpit.store, Baselines(), viewer),
    statuses=(404, 503),
)
