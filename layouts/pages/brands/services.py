"""A brand's service by the six kinds of the provincial rule; at an office, the office's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Figures, Readings
from data.readings.cuts import Cell, Cut
from data.regions import Level, Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Bar, BarChart, Series
from layouts.context import Context, Panel
from layouts.panels.brands.choice import chosen_county, services

BY_KIND = Cut("attendance_n", ("service_type",))
SMALL = 100


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the attendances by kind."""
    region = _region(context)
    return [Figures((), (region.code,), (context.period,), cuts=(BY_KIND,))] if region else []


def draw(readings: Readings, context: Context) -> BarChart | Nothing:
    """Return a bar a kind, as shares of all attendances; without a feed nothing is drawn."""
    region, words = _region(context), context.words
    if region is None:
        return Nothing(words("panels.brand_card.none"))
    cells = readings.cut(BY_KIND, region.code, context.period)
    if cells is None:
        return Nothing(words("panels.brand_services.unfed"))
    total = sum(cells.values())
    if not total:
        return Nothing(words("panels.brand_services.idle", region=words.name(region)))
    thin = words("panels.brand_services.thin") if total < SMALL else ""
    return BarChart(
        series=(Series(words("panels.brand_services.title"), tuple(_points(cells, total, context))),),
        summary=words("panels.brand_services.summary", region=words.name(region), total=words.number(total)),
        unit="%",
        domain=(0.0, 100.0),
        note=words("panels.brand_services.base", total=words.number(total)) + thin,
    )


def _points(cells: Mapping[Cell, int], total: int, context: Context) -> list[Bar]:
    words = context.words
    return [
        Bar(
            label=names.zh if words.tongue == "zh" else names.en,
            value=100 * cells.get((key,), 0) / total,
            text=words.number(100 * cells.get((key,), 0) / total),
            note=words("panels.brand_services.times", count=words.number(cells.get((key,), 0))),
            href=context.view.on(service=key).href,
            has_small_base=total < SMALL,
            is_selected=context.view.service == key,
        )
        for key, names in services().items()
    ]


def _region(context: Context) -> Region | None:
    return context.region if context.region.level is Level.OFFICE else chosen_county(context)


def title(context: Context) -> str:
    """Name the region whose services are shown."""
    region = _region(context) or context.region
    return context.words("panels.brand_services.of", region=context.words.short(region))


PANEL = Panel(
    key="brand-services",
    title=title,
    note=lambda context: context.words.period(context.period),
    needs=needs,
    draw=draw,
)
