"""One county's brand, read large: its story, what it did, with every outcome beside its base."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue.reference_tables import Row
from data.periods import Grain, Period
from data.questions.kinds import Reference
from data.readings import Question, Reading, Readings
from data.references import Brand
from data.regions import Region
from data.statistics import is_small_sample
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards, Nothing
from layouts.panels.brands.choice import chosen_county, class_name, class_of, place_of
from layouts.panels.brands.facts import CardFigure, brand_row, contract_figure, named, published_outcomes
from layouts.panels.brands.photos import photo_of
from layouts.scene import Need, Panel, Scene

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


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the chosen county's figures, and how many absconded this year."""
    county = chosen_county(scene)
    return county_needs(scene, county.code) if county else []


def county_needs(scene: Scene, county: str) -> list[Need]:
    """Return the question for `figures`."""
    return [
        Reference("contract"),
        Question(METRICS, (county,), (scene.period,)),
        Question((ABSCONDED,), (county,), (_year(scene),), until=scene.until),
    ]


def draw(readings: Readings, scene: Scene) -> Cards | Nothing:
    """Return the card, large."""
    county = chosen_county(scene)
    if county is None:
        return Nothing(scene.words("panels.brand_card.none"))
    brand = scene.brands.get(county.code)
    if brand is None:
        return Nothing(scene.words("panels.brand_card.unknown", county=scene.words.name(county)))
    return Cards((card(brand, county, readings, scene),), is_led=True)


def card(brand: Brand, county: Region, readings: Readings, scene: Scene) -> Card:
    """Return a county's brand as a card, from the readings of `county_needs`."""
    words = scene.words
    row = brand_row(scene, county.code)
    photo = photo_of(county.code, str(row["photo"]) if row else "")
    return Card(
        heading=brand.zh,
        under=" · ".join(filter(None, (place_of(scene, county), brand.organisation, since(brand, scene)))),
        text=_text(brand, row, scene),
        figures=(*figures(readings, scene, county), *(published_outcomes(row, scene) if row else ())),
        seal=brand.seal[:2],
        tag=class_name(class_of(brand), scene),
        look=class_of(brand),
        note=words(
            "panels.brand_card.example" if brand.is_example else "panels.brand_card.source", source=brand.source
        ),
        is_example=brand.is_example,
        photo=photo,
        photo_of=words("panels.brand_card.photo", brand=brand.zh) if photo else "",
    )


def _text(brand: Brand, row: Row | None, scene: Scene) -> str:
    """Return the story with the brand's homes and kinds of service; for a placeholder, a note that it is one."""
    if brand.is_example:
        return scene.words("panels.brand_card.placeholder")
    said = [brand.story]
    for column in ("homes", "service_types"):
        if row and row[column]:
            said.append(scene.words(f"panels.brand_facts.{column}", named=named(scene, column, row[column])))
    if row and row["outcomes"] and row["paired_n"] is None:
        said.append(scene.words("panels.brand_facts.outcomes", text=row["outcomes"]))
    return " ".join(filter(None, said))


def since(brand: Brand, scene: Scene) -> str:
    """Say since when a brand is at work, empty where that is not known."""
    return scene.words("panels.brand_card.since", since=scene.words.when(brand.since)) if brand.since else ""


def figures(readings: Readings, scene: Scene, county: Region) -> tuple[CardFigure, ...]:
    """Return a county's figures in one order, each with its base where it has one."""
    found = [readings.one(metric, county.code, scene.period) for metric in METRICS]
    absconded = readings.one(ABSCONDED, county.code, _year(scene))
    shown = (_figure(reading, scene) for reading in found)
    return (*shown, _absconded(absconded, scene), contract_figure(scene, county.code))


def _figure(reading: Reading, scene: Scene) -> CardFigure:
    words = scene.words
    unit = words.unit_of(reading) if reading.value is not None else words.status(reading)
    parts = (unit, _base(reading, scene)) if reading.value is not None else (unit,)
    return words.short(reading.metric), shown(reading, words), " ".join(filter(None, parts)), _explain(reading, scene)


def _base(reading: Reading, scene: Scene) -> str:
    """Say the base of a ratio, and that it is small where it is."""
    if reading.denominator is None:
        return ""
    base = scene.words.number(reading.denominator)
    if reading.metric.unit == "%":
        return scene.words(
            "panels.brand_card.base_small" if is_small_sample(reading) else "panels.brand_card.base", base=base
        )
    is_few = reading.denominator < FEW_SURVEYS
    return scene.words("panels.brand_card.surveys_few" if is_few else "panels.brand_card.surveys", base=base)


def _absconded(reading: Reading, scene: Scene) -> CardFigure:
    """Write the year's absconded as a count of all who were managed: a zero is never shown without its base."""
    words = scene.words
    label, href = words("panels.brand_card.absconded"), _explain(reading, scene)
    if reading.numerator is None or reading.denominator is None:
        return label, words.figure(reading), words.status(reading) if reading.value is None else "", href
    base = words("panels.brand_card.of", base=words.number(reading.denominator))
    return label, Amount(reading.numerator), base, href


def _explain(reading: Reading, scene: Scene) -> str:
    return scene.view.on(region=reading.region.code, period=reading.period, explain=reading.metric.key).href


def _year(scene: Scene) -> Period:
    return Period.holding(min(scene.period.last, max(scene.as_of, scene.period.first)), Grain.YEAR)


def title(scene: Scene) -> str:
    """Name the county whose brand is read."""
    county = chosen_county(scene)
    return scene.words("panels.brand_card.title", county=scene.words.name(county or scene.region))


PANEL = Panel(
    key="brand-card", title=title, note=lambda scene: scene.words.period(scene.period), needs=needs, draw=draw
)
