"""The map of brands: each county in the colour of its brand's class, placeholders pale, seals on the real ones."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Readings
from data.references.brands import CLASSES
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import KindMap, KindRegion
from layouts.panels.brands.choice import choose, chosen_county, class_name, class_of, is_shown, place_of
from layouts.panels.map import shown_regions
from layouts.scene import Panel, Scene

SERVED = "brand_served_person_times"


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the activities of each county's brand in the period."""
    codes = tuple(county.code for county in _counties(scene))
    return [Question((SERVED,), codes, (scene.period,))] if codes else []


def draw(readings: Readings, scene: Scene) -> KindMap | Nothing:
    """Return the map, one point a county whose brand is asked for."""
    counties = [county for county in _counties(scene) if _is_asked(county, scene)]
    if not counties:
        return Nothing(scene.words("panels.brand_map.empty"))
    return KindMap(
        name=scene.words("panels.brand_map.legend"),
        points=tuple(_point(readings, scene, county) for county in counties),
        summary=_summary(counties, scene),
        is_sealed=True,
        kinds=tuple((key, class_name(key, scene)) for key in CLASSES if _count(counties, key, scene)),
    )


def _counties(scene: Scene) -> tuple[Region, ...]:
    return shown_regions(scene)[0]


def _is_asked(county: Region, scene: Scene) -> bool:
    brand = scene.brands.get(county.code)
    return brand is not None and is_shown(brand, scene)


def _point(readings: Readings, scene: Scene, county: Region) -> KindRegion:
    brand, reading = scene.brands[county.code], readings.one(SERVED, county.code, scene.period)
    chosen = chosen_county(scene)
    served = f"{scene.words.short(reading.metric)} {scene.words.figure(reading)} {scene.words.unit_of(reading)}"
    return KindRegion(
        label=scene.words.short(county),
        value=reading.value,
        text=brand.zh,
        href=choose(scene, county.code),
        note=f"{class_name(class_of(brand), scene)} · {place_of(scene, county)} · {served}",
        reading=reading,
        look=class_of(brand),
        is_pale=brand.is_example,
        is_selected=chosen is not None and county.code == chosen.code,
    )


def _summary(counties: Sequence[Region], scene: Scene) -> str:
    counts = "，".join(f"{class_name(key, scene)} {_count(counties, key, scene)}" for key in CLASSES)
    real = sum(not scene.brands[county.code].is_example for county in counties)
    return scene.words("panels.brand_map.summary", count=len(counties), counts=counts, real=real)


def _count(counties: Sequence[Region], key: str, scene: Scene) -> int:
    return sum(class_of(scene.brands[county.code]) == key for county in counties)


PANEL = Panel(
    key="brand-map",
    title=lambda scene: scene.words("panels.brand_map.title"),
    note=lambda scene: scene.words("panels.brand_map.note"),
    needs=needs,
    draw=draw,
)
