"""The map of brands: each county in the colour of its brand's class, placeholders pale, seals on the real ones."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Readings
from data.references.brands import CLASSES
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import KindMap, KindRegion
from layouts.context import Context, Panel
from layouts.panels.brands.choice import choose, chosen_county, class_name, class_of, is_shown, place_of
from layouts.panels.map import shown_regions

SERVED = "brand_served_person_times"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the activities of each county's brand in the period."""
    codes = tuple(county.code for county in _counties(context))
    return [Figures((SERVED,), codes, (context.period,))] if codes else []


def draw(readings: Readings, context: Context) -> KindMap | Nothing:
    """Return the map, one point a county whose brand is asked for."""
    counties = [county for county in _counties(context) if _is_asked(county, context)]
    if not counties:
        return Nothing(context.words("panels.brand_map.empty"))
    return KindMap(
        name=context.words("panels.brand_map.legend"),
        points=tuple(_point(readings, context, county) for county in counties),
        summary=_summary(counties, context),
        is_sealed=True,
        kinds=tuple((key, class_name(key, context)) for key in CLASSES if _count(counties, key, context)),
    )


def _counties(context: Context) -> tuple[Region, ...]:
    return shown_regions(context)[0]


def _is_asked(county: Region, context: Context) -> bool:
    brand = context.brands.get(county.code)
    return brand is not None and is_shown(brand, context)


def _point(readings: Readings, context: Context, county: Region) -> KindRegion:
    brand, reading = context.brands[county.code], readings.one(SERVED, county.code, context.period)
    chosen = chosen_county(context)
    served = f"{context.words.short(reading.metric)} {context.words.figure(reading)} {context.words.unit_of(reading)}"
    return KindRegion(
        label=context.words.short(county),
        value=reading.value,
        text=brand.zh,
        href=choose(context, county.code),
        note=f"{class_name(class_of(brand), context)} · {place_of(context, county)} · {served}",
        reading=reading,
        look=class_of(brand),
        is_pale=brand.is_example,
        is_selected=chosen is not None and county.code == chosen.code,
    )


def _summary(counties: Sequence[Region], context: Context) -> str:
    counts = "，".join(f"{class_name(key, context)} {_count(counties, key, context)}" for key in CLASSES)
    real = sum(not context.brands[county.code].is_example for county in counties)
    return context.words("panels.brand_map.summary", count=len(counties), counts=counts, real=real)


def _count(counties: Sequence[Region], key: str, context: Context) -> int:
    return sum(class_of(context.brands[county.code]) == key for county in counties)


PANEL = Panel(
    key="brand-map",
    title=lambda context: context.words("panels.brand_map.title"),
    note=lambda context: context.words("panels.brand_map.note"),
    needs=needs,
    draw=draw,
)
