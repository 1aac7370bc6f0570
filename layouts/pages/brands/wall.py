"""The brand wall: a card with its seal for each real brand, the placeholders folded away as grey seals."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.references import Brand
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Card, Cards, Nothing
from layouts.panels.brands.card import FEW_SURVEYS, since
from layouts.panels.brands.choice import choose, class_name, class_of, counties, place_of, shown_brands
from layouts.panels.map import shown_regions
from layouts.scene import Panel, Scene

METRICS = ("brand_served_person_times", "brand_activity_count", "brand_satisfaction_avg")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the figures of the real brands."""
    codes = tuple(brand.county for brand in _brands(scene) if not brand.is_example)
    return [Question(METRICS, codes, (scene.period,))] if codes else []


def draw(readings: Readings, scene: Scene) -> Cards | Nothing:
    """Return the wall; a county sees that of its city."""
    brands = _brands(scene)
    if not brands:
        return Nothing(scene.words("panels.brand_wall.empty"))
    real = [brand for brand in brands if not brand.is_example]
    examples = [brand for brand in brands if brand.is_example]
    return Cards(
        cards=tuple(_card(brand, readings, scene) for brand in real),
        summary="" if real else scene.words("panels.brand_wall.no_real"),
        folded=tuple(_seal(brand, scene) for brand in examples),
        folded_label=scene.words("panels.brand_wall.examples", count=len(examples)) if examples else "",
    )


def _brands(scene: Scene) -> list[Brand]:
    around = shown_regions(scene)[0]
    return shown_brands(scene, around or counties(scene))


def _card(brand: Brand, readings: Readings, scene: Scene) -> Card:
    found = [readings.one(metric, brand.county, scene.period) for metric in METRICS]
    return Card(
        heading=brand.zh,
        under=" · ".join(filter(None, (place_of(scene, scene.regions.get(brand.county)), since(brand, scene)))),
        figures=tuple(_figure(reading, scene) for reading in found),
        seal=brand.seal[:2],
        tag=class_name(class_of(brand), scene),
        look=class_of(brand),
        href=choose(scene, brand.county),
    )


def _figure(reading: Reading, scene: Scene) -> tuple[str, Amount | str, str, str]:
    words = scene.words
    if reading.value is None:
        return words.short(reading.metric), words.figure(reading), words.status(reading), ""
    unit = words.unit_of(reading)
    if reading.denominator is not None:
        few = reading.denominator < FEW_SURVEYS
        base = words.number(reading.denominator)
        unit += " " + words("panels.brand_card.surveys_few" if few else "panels.brand_card.surveys", base=base)
    return words.short(reading.metric), shown(reading, words), unit, ""


def _seal(brand: Brand, scene: Scene) -> Card:
    county = scene.regions.get(brand.county)
    return Card(
        heading=scene.words.short(county),
        under=brand.zh,
        seal=brand.seal[:2],
        tag=class_name(class_of(brand), scene),
        look=class_of(brand),
        href=choose(scene, brand.county),
        is_example=True,
    )


PANEL = Panel(
    key="brand-wall",
    title=lambda scene: scene.words("panels.brand_wall.title"),
    note=lambda scene: scene.words("panels.brand_wall.note", count=len(_brands(scene))),
    needs=needs,
    draw=draw,
)
