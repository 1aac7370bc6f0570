"""The brand wall: a card with its seal for each real brand, the placeholders folded away as grey seals."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.references import Brand
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards, Nothing
from layouts.context import Context, Panel
from layouts.panels.brands.card import FEW_SURVEYS, since
from layouts.panels.brands.choice import choose, class_name, class_of, counties, place_of, shown_brands
from layouts.panels.map import regions_around

METRICS = ("brand_served_person_times", "brand_activity_count", "brand_satisfaction_avg")


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the figures of the real brands, those of counties that the viewer sees by name."""
    codes = tuple(brand.county for brand in _brands(context) if not brand.is_example and _has_figures(brand, context))
    return [Figures(METRICS, codes, (context.period,))] if codes else []


def draw(readings: Readings, context: Context) -> Cards | Nothing:
    """Return the wall; a county sees that of its city."""
    brands = _brands(context)
    if not brands:
        return Nothing(context.words("panels.brand_wall.empty"))
    real = [brand for brand in brands if not brand.is_example]
    examples = [brand for brand in brands if brand.is_example]
    return Cards(
        cards=tuple(_card(brand, readings, context) for brand in real),
        summary="" if real else context.words("panels.brand_wall.no_real"),
        folded=tuple(_seal(brand, context) for brand in examples),
        folded_label=context.words("panels.brand_wall.examples", count=len(examples)) if examples else "",
    )


def _brands(context: Context) -> list[Brand]:
    around = regions_around(context)[0]
    return shown_brands(context, around or counties(context))


def _has_figures(brand: Brand, context: Context) -> bool:
    return context.names([context.regions.get(brand.county)])


def _card(brand: Brand, readings: Readings, context: Context) -> Card:
    shown = METRICS if _has_figures(brand, context) else ()
    found = [readings.one(metric, brand.county, context.period) for metric in shown]
    return Card(
        heading=brand.zh,
        under=" · ".join(filter(None, (place_of(context, context.regions.get(brand.county)), since(brand, context)))),
        figures=tuple(_figure(reading, context) for reading in found),
        seal=brand.seal[:2],
        tag=class_name(class_of(brand), context),
        look=class_of(brand),
        href=choose(context, brand.county),
    )


def _figure(reading: Reading, context: Context) -> tuple[str, Amount | str, str, str]:
    words = context.words
    if reading.value is None:
        return words.short(reading.metric), words.figure(reading), words.status(reading), ""
    unit = words.unit_of(reading)
    if reading.denominator is not None:
        few = reading.denominator < FEW_SURVEYS
        base = words.number(reading.denominator)
        unit += " " + words("panels.brand_card.surveys_few" if few else "panels.brand_card.surveys", base=base)
    return words.short(reading.metric), shown(reading, words), unit, ""


def _seal(brand: Brand, context: Context) -> Card:
    county = context.regions.get(brand.county)
    return Card(
        heading=context.words.short(county),
        under=brand.zh,
        seal=brand.seal[:2],
        tag=class_name(class_of(brand), context),
        look=class_of(brand),
        href=choose(context, brand.county),
        is_example=True,
    )


PANEL = Panel(
    key="brand-wall",
    title=lambda context: context.words("panels.brand_wall.title"),
    note=lambda context: context.words("panels.brand_wall.note", count=len(_brands(context))),
    needs=needs,
    draw=draw,
)
