"""Figures: metrics × regions × periods, as pages show them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from callbacks.readings import readings_of
from dashboard.web.api.asked import (
    MOST_METRICS,
    MOST_PERIODS,
    LevelAsked,
    Name,
    RegionAsked,
    RowsAsked,
    asked_metrics,
    asked_period,
    asked_region,
    asked_regions,
)
from dashboard.web.api.listing import FoundRows, Listing
from data.periods import Grain, Period
from data.readings import Reading, Status
from data.readings.plain import as_row
from data.readings.reading import Compare
from data.readings.shown_day import shown_load
from data.viewer import Viewer


class ReadingsAsked(RowsAsked):
    """Which figures."""

    metric: list[Name] = Field(
        min_length=1,
        max_length=MOST_METRICS,
        description="Keys of metrics, the parameter given once for each.",
        examples=[["registered_count"]],
    )
    region: RegionAsked
    level: LevelAsked
    period: list[Name] = Field(
        [],
        max_length=MOST_PERIODS,
        description="Days, weeks, months, quarters or years, the parameter given once for each; none for the newest week.",
        examples=[["2026-W46"]],
    )
    compare: Annotated[
        Literal["", "previous", "last_year", "target"],
        Field(
            "",
            description="What a figure is compared with: the period before (also when empty), the year before, its target.",
            examples=["previous"],
        ),
    ]


class ReadingRow(BaseModel):
    """One figure; `value` is null where there is none, and `status` says why: never 0 in its place."""

    id: str = Field(description="What `cockpit read --id` computes the figure again from.")
    metric: str
    region: str
    period: str
    value: float | None = Field(description="In the metric's unit.")
    numerator: float | None
    denominator: float | None
    coverage: float | None = Field(description="Reported ÷ due, 0 to 1.")
    status: Status = Field(description="`suppressed` hides a small count, or one that would give another away.")
    previous: float | None = Field(description="What it is compared with, by `compare`.")
    change: float | None = Field(
        description="Value − previous in the metric's unit, null where they cannot be compared."
    )
    previous_coverage: float | None
    is_comparable: bool


def reading_row(reading: Reading, against: Compare) -> ReadingRow:
    """Return a figure as a row."""
    return ReadingRow.model_validate(as_row(reading, against))


def answer(cockpit: Cockpit, viewer: Viewer, asked: ReadingsAsked) -> FoundRows:
    """Return a page of figures, by metric, region and period; raises WordedRefusal, StoreError while the store is empty."""
    store = cockpit.store
    metrics = asked_metrics(cockpit, asked.metric)
    codes = asked_regions(cockpit, viewer, asked.region, asked.level)
    entry = shown_load(store, asked_region(cockpit, viewer, asked.region).code)
    week = Period.holding(entry.as_of, Grain.WEEK)
    periods = tuple(dict.fromkeys(asked_period(text, default=week) for text in asked.period or [""]))
    total = len(metrics) * len(codes) * len(periods)
    places = []
    for at in range(asked.offset, min(asked.offset + asked.limit, total)):
        rest, period = divmod(at, len(periods))
        metric, code = divmod(rest, len(codes))
        places.append((metrics[metric], codes[code], periods[period]))
    against = Compare(asked.compare) if asked.compare else Compare.PREVIOUS
    rows = [reading_row(reading, against) for reading in readings_of(store, viewer, places, entry)]
    return FoundRows(rows, total, entry.as_of)


READINGS = Listing(
    path="/api/v1/readings",
    name="readings",
    summary="Figures: metrics × regions × periods, as pages show them",
    asked=ReadingsAsked,
    row=ReadingRow,
    answer=answer,
    state=lambda cockpit, viewer: "",
    statuses=(404, 503),
)
