"""The screening chain step by step: due, screened, positive, reassessed, severe, started, closed, improved.

A step shows how many are missing where everyone of another step is due, and its share where it is a part of a whole
by definition. Steps are recorded on their own days, so other pairs are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Figures, Reading, Readings
from data.statistics import is_small_sample
from layouts.charts.kinds import FunnelChart, FunnelStep
from layouts.context import Context, Panel
from layouts.panels.links import explain
from layouts.panels.screening.screening import IMPROVED, ONTIME, POSITIVE, SEVERE, STARTED, Stage, count_of

REASSESSED = "reassessment_rate"
LEAKS = {"ontime": ONTIME, "reassessed": REASSESSED, "started": STARTED}
SHARES = {"positive", "improved"}
OF_THE_SEVERE = {"severe", "started"}
STAGES = (
    Stage("due", ONTIME, is_whole=True),
    Stage("ontime", ONTIME),
    Stage("positive", POSITIVE),
    Stage("reassessed", REASSESSED),
    Stage("severe", SEVERE, is_whole=True),
    Stage("started", STARTED),
    Stage("closed", IMPROVED, is_whole=True),
    Stage("improved", IMPROVED),
)
METRICS = tuple(dict.fromkeys(stage.metric for stage in STAGES))


def lacking(reading: Reading) -> int | None:
    """Return how many of those due did not reach the step, never below 0; None where not reported."""
    parts = reading.parts
    if parts is None or parts.denominator is None:
        return None
    return max(round(parts.denominator - parts.numerator), 0)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the metrics whose counts make the steps."""
    return [Figures(METRICS, (context.region.code,), (context.period,))]


def draw(readings: Readings, context: Context) -> FunnelChart:
    """Return the eight steps; one that is not reported keeps its place with its word."""
    own = {key: readings.one(key, context.region.code, context.period) for key in METRICS}
    points = tuple(_step(stage, own[stage.metric], context) for stage in STAGES)
    return FunnelChart(
        name=context.words("panels.steps.title"),
        points=points,
        is_wide=True,
        summary=_summary(own, context),
        unit="人次",
        note=context.words("panels.steps.legend"),
    )


def _step(stage: Stage, reading: Reading, context: Context) -> FunnelStep:
    count = count_of(stage, reading)
    lack = lacking(reading) if stage.key in LEAKS else None
    return FunnelStep(
        label=context.words(f"panels.steps.{stage.key}"),
        value=count,
        text=context.words.figure(reading) if count is None else context.words.number(count),
        href=explain(context, reading.metric),
        note=_note(stage, reading, lack, context),
        reading=reading,
        lack=context.words(f"panels.steps.lack_{stage.key}", count=context.words.number(lack)) if lack else "",
        is_emphasised=stage.key in OF_THE_SEVERE,
    )


def _note(stage: Stage, reading: Reading, lack: int | None, context: Context) -> str:
    words, whole = context.words, reading.denominator
    if whole is None:
        return ""
    if stage.key in SHARES and reading.value is not None:
        said = words(f"panels.steps.{stage.key}_note", whole=words.number(whole), share=words.figure(reading))
        return f"{said} {words('drawer.small')}" if is_small_sample(reading) else said
    if stage.key == "started":
        return words("panels.steps.started_note", whole=words.number(whole))
    return words("panels.steps.no_lack") if lack == 0 else ""


def _summary(own: Mapping[str, Reading], context: Context) -> str:
    known = [(key, lacking(own[metric])) for key, metric in LEAKS.items()]
    said = [context.words(f"panels.steps.lack_{key}", count=count) for key, count in known if count]
    if all(count is None for _, count in known):
        return context.words("panels.screening.empty")
    return context.words("panels.comma").join(said) or context.words("panels.steps.tight")


PANEL = Panel(
    key="steps",
    title=lambda context: context.words("panels.steps.title"),
    note=lambda context: f"{context.words('panels.steps.note')} · {context.words('panels.steps.hint')}",
    needs=needs,
    draw=draw,
)
