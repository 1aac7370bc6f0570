"""The strip of figures at the top of a page."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Reading
from data.readings.reading import Compare
from data.regions import Level
from data.statistics import is_small_sample
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Panel
from layouts.panels.links import explain
from layouts.panels.monthly import asked, assessed_note, newest_reading
from layouts.words.verdicts import against_target

METRICS = ("registered_count", "education_met_rate", "screening_coverage_rate", "reoffence_rate")


def figures(*metrics: str, at_office: Sequence[str] = ()) -> Panel:
    """Return the strip of some metrics, monthly ones where they were last assessed.

    What is not kept at an office is replaced by `at_office` there.
    """

    def here(context: Context) -> list[str]:
        if context.region.level is not Level.OFFICE:
            return list(metrics)
        kept = [key for key in metrics if context.catalogue.metric(key).lowest is Level.OFFICE]
        return [*kept, *at_office][: len(metrics)]

    return Panel(
        key="kpis",
        title=lambda context: context.words("panels.kpis.title"),
        note=lambda context: "",
        needs=lambda context: asked(context, here(context), (context.region.code,), compare=True),
        draw=lambda readings, context: Tiles(
            tuple(_tile(newest_reading(readings, context, key, context.region.code), context) for key in here(context))
        ),
    )


def _tile(reading: Reading, context: Context) -> Tile:
    notes = [
        assessed_note(reading, context),
        _target(reading, context),
        _window(reading, context),
        _thin(reading, context),
    ]
    return Tile(
        reading=reading,
        compare=context.view.compare,
        href=explain(context, reading.metric),
        note=" · ".join(filter(None, notes)),
    )


def _target(reading: Reading, context: Context) -> str:
    said = context.words.target(reading.metric)
    compared = against_target(reading, context.words) if context.view.compare is Compare.TARGET else ""
    return f"{said} {compared}".strip()


def _window(reading: Reading, context: Context) -> str:
    """Say over how many days a rare event was counted, and the count: such a rate is never shown alone."""
    days = reading.metric.window_days
    if not days:
        return ""
    words, metric = context.words, reading.metric
    if reading.numerator is None or reading.denominator is None:
        return words("panels.window", days=days)
    is_zh = words.tongue == "zh"
    return words(
        "panels.kpis.window",
        days=days,
        part=metric.numerator_zh if is_zh else metric.numerator_en,
        count=words.number(reading.numerator),
        whole=metric.denominator_zh if is_zh else metric.denominator_en,
        base=words.number(reading.denominator),
    )


def _thin(reading: Reading, context: Context) -> str:
    """Say where a rate has a base under 100, and the base."""
    if not reading.denominator or reading.metric.window_days or not is_small_sample(reading):
        return ""
    return context.words("panels.kpis.thin", base=context.words.number(reading.denominator))


PANEL = figures(*METRICS)
