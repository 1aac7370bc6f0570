"""The screening funnel: due, screened on time, positive, severe, started on time, improved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.readings import Figures, Reading, Readings
from layouts.charts.kinds import FunnelChart, FunnelStep
from layouts.context import Context, Panel
from layouts.panels.links import explain

ONTIME = "screening_ontime_rate"
POSITIVE = "screening_positive_rate"
SEVERE = "severe_found_count"
STARTED = "severe_intervention_ontime_rate"
IMPROVED = "case_improved_rate"
METRICS = (ONTIME, POSITIVE, SEVERE, STARTED, IMPROVED)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the funnel: the metric it shows, and whether its numerator or denominator.

    Only a pair from one metric is a part of a whole by definition: 按期筛 of 应筛, 阳性 of 已筛, 按期干预 of
    应干预, 好转 of 结案. Each such step names its own whole; steps from different metrics are not compared.
    """

    key: str
    metric: str
    is_whole: bool = False


STAGES = (
    Stage("due", ONTIME, is_whole=True),
    Stage("ontime", ONTIME),
    Stage("positive", POSITIVE),
    Stage("severe", SEVERE, is_whole=True),
    Stage("started", STARTED),
    Stage("improved", IMPROVED),
)
DUE = {"ontime", "started"}  # steps that everyone has to take


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the metrics whose counts make the funnel."""
    return [Figures(METRICS, (context.region.code,), (context.period,))]


def draw(readings: Readings, context: Context) -> FunnelChart:
    """Return the funnel; a step that is hidden or not reported keeps its place with its word."""
    own = {key: readings.one(key, context.region.code, context.period) for key in METRICS}
    points = tuple(_point(stage, own[stage.metric], context) for stage in STAGES)
    return FunnelChart(
        name=context.words("panels.screening.title"),
        points=points,
        summary=_summary(own[ONTIME], context),
        unit=own[SEVERE].metric.unit,
    )


def count_of(stage: Stage, reading: Reading) -> float | None:
    """Return a step's count: the numerator of its metric, or the denominator where it is the whole of a ratio."""
    if stage.is_whole and reading.metric.is_ratio:
        return reading.denominator
    return reading.numerator


def _point(stage: Stage, reading: Reading, context: Context) -> FunnelStep:
    count = count_of(stage, reading)
    return FunnelStep(
        label=context.words(f"panels.screening.{stage.key}"),
        value=count,
        text=context.words.figure(reading) if count is None else context.words.number(count, 0),
        href=explain(context, reading.metric),
        note="" if stage.is_whole else _share(stage, reading, context),
        reading=reading,
        is_emphasised=stage.key in {"severe", "started"},
    )


def _share(stage: Stage, reading: Reading, context: Context) -> str:
    """Say which whole a step is part of, and how many are missing where everyone is due."""
    whole, part = reading.denominator, reading.numerator
    if whole is None or part is None or reading.value is None:
        return ""
    is_done = stage.key in DUE and whole == part
    return context.words(
        f"panels.screening.{stage.key}_{'all' if is_done else 'note'}",
        whole=context.words.number(whole, 0),
        share=context.words.figure(reading),
        gap=context.words.number(whole - part, 0),
    )


def _summary(reading: Reading, context: Context) -> str:
    due, ontime = reading.denominator, reading.numerator
    if due is None or ontime is None:
        return context.words("panels.screening.empty")
    return context.words(
        "panels.screening.summary",
        due=context.words.number(due, 0),
        ontime=context.words.number(ontime, 0),
        gap=context.words.number(due - ontime, 0),
    )


PANEL = Panel(
    key="screening",
    title=lambda context: context.words("panels.screening.title"),
    note=lambda context: context.words("panels.screening.note"),
    needs=needs,
    draw=draw,
)
