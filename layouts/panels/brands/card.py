"""One county's brand, read large: its story, what it did, with every outcome beside its base."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.reference_tables import Row
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Figures, Reading, Readings
from data.references import Brand
from data.regions import Region
from data.statistics import is_small_sample
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards, Nothing
from layouts.context import Context, Need, Panel
from layouts.panels.brands.choice import chosen_county, class_name, class_of, place_of
from layouts.panels.brands.facts import CardFigure, brand_row, contract_figure, named, published_outcomes
from layouts.panels.brands.photos import photo_of

FEW_SURVEYS = 30
ABSCONDED = "abscond_rate"
METRICS = (
    "registered_count",
    "brand_served_person_times",
    "brand_activity_count",
    "pairing_rate",
    "family_engagement_rate",
    "brand_satisfaction_avg",
)


def needs(context: Context) -> Sequence[Need]:
    """Ask for the chosen county's figures, and how many absconded this year."""
    county = chosen_county(context)
    return county_needs(context, county.code) if county else []


def county_needs(context: Context, county: str) -> list[Need]:
    """Return the question for `figures`."""
    return [
        Reference("contract"),
        Figures(METRICS, (county,), (context.period,)),
        Figures((ABSCONDED,), (county,), (_year(context),), until=context.until),
    ]


def draw(readings: Readings, context: Context) -> Cards | Nothing:
    """Return the card, large."""
    county = chosen_county(context)
    if county is None:
        return Nothing(context.words("panels.brand_card.none"))
    brand = context.brands.get(county.code)
    if brand is None:
        return Nothing(context.words("panels.brand_card.unknown", county=context.words.name(county)))
    return Cards((card(brand, county, readings, context),), is_led=True)


def card(brand: Brand, county: Region, readings: Readings, context: Context) -> Card:
    """Return a county's brand as a card, from the readings of `county_needs`."""
    words = context.words
    row = brand_row(context, county.code)
    photo = photo_of(county.code, str(row["photo"]) if row else "")
    return Card(
        heading=brand.zh,
        under=" · ".join(filter(None, (place_of(context, county), brand.organisation, since(brand, context)))),
        text=_text(brand, row, context),
        figures=(*figures(readings, context, county), *(published_outcomes(row, context) if row else ())),
        seal=brand.seal[:2],
        tag=class_name(class_of(brand), context),
        look=class_of(brand),
        note=words(
            "panels.brand_card.example" if brand.is_example else "panels.brand_card.source", source=brand.source
        ),
        is_example=brand.is_example,
        photo=photo,
        photo_of=words("panels.brand_card.photo", brand=brand.zh) if photo else "",
    )


def _text(brand: Brand, row: Row | None, context: Context) -> str:
    """Return the story with the brand's homes and kinds of service; for a placeholder, a note that it is one."""
    if brand.is_example:
        return context.words("panels.brand_card.placeholder")
    said = [brand.story]
    for column in ("homes", "service_types"):
        if row and row[column]:
            said.append(context.words(f"panels.brand_facts.{column}", named=named(context, column, row[column])))
    if row and row["outcomes"] and row["paired_n"] is None:
        said.append(context.words("panels.brand_facts.outcomes", text=row["outcomes"]))
    return " ".join(filter(None, said))


def since(brand: Brand, context: Context) -> str:
    """Say since when a brand is at work, empty where that is not known."""
    return context.words("panels.brand_card.since", since=context.words.when(brand.since)) if brand.since else ""


def figures(readings: Readings, context: Context, county: Region) -> tuple[CardFigure, ...]:
    """Return a county's figures in one order, each with its base where it has one."""
    found = [readings.one(metric, county.code, context.period) for metric in METRICS]
    absconded = readings.one(ABSCONDED, county.code, _year(context))
    shown = (_figure(reading, context) for reading in found)
    return (*shown, _absconded(absconded, context), contract_figure(context, county.code))


def _figure(reading: Reading, context: Context) -> CardFigure:
    words = context.words
    unit = words.unit_of(reading) if reading.value is not None else words.status(reading)
    parts = (unit, _base(reading, context)) if reading.value is not None else (unit,)
    return words.short(reading.metric), shown(reading, words), " ".join(filter(None, parts)), _explain(reading, context)


def _base(reading: Reading, context: Context) -> str:
    """Say the base of a ratio, and that it is small where it is."""
    if reading.denominator is None:
        return ""
    base = context.words.number(reading.denominator)
    if reading.metric.unit == "%":
        return context.words(
            "panels.brand_card.base_small" if is_small_sample(reading) else "panels.brand_card.base", base=base
        )
    is_few = reading.denominator < FEW_SURVEYS
    return context.words("panels.brand_card.surveys_few" if is_few else "panels.brand_card.surveys", base=base)


def _absconded(reading: Reading, context: Context) -> CardFigure:
    """Write the year's absconded as a count of all who were managed: a zero is never shown without its base."""
    words = context.words
    label, href = words("panels.brand_card.absconded"), _explain(reading, context)
    if reading.numerator is None or reading.denominator is None:
        return label, words.figure(reading), words.status(reading) if reading.value is None else "", href
    base = words("panels.brand_card.of", base=words.number(reading.denominator))
    return label, Amount(reading.numerator), base, href


def _explain(reading: Reading, context: Context) -> str:
    return context.address(reading.region.code, period=reading.period, explain=reading.metric.key)


def _year(context: Context) -> Period:
    return Period.holding(min(context.period.last, max(context.as_of, context.period.first)), Grain.YEAR)


def title(context: Context) -> str:
    """Name the county whose brand is read."""
    county = chosen_county(context)
    return context.words("panels.brand_card.title", county=context.words.name(county or context.region))


PANEL = Panel(
    key="brand-card", title=title, note=lambda context: context.words.period(context.period), needs=needs, draw=draw
)
