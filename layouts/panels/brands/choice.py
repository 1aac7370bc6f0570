"""Which brands a view shows, and which one it shows large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.catalogue.definitions import Names
from data.catalogue.reference_tables import reference_table
from data.references import Brand
from data.references.brands import CLASSES
from data.regions import Level, Region
from layouts.context import Context
from layouts.panels.brands.facts import offered
from layouts.panels.links import go_to

MOST_COMPARED = 4


def county_here(context: Context) -> Region | None:
    """Return the county that is shown or that the shown office belongs to; None above, and for an office at the top."""
    if context.region.level is Level.OFFICE:
        return next(
            (wider for wider in context.regions.above(context.region.code) if wider.level is Level.COUNTY), None
        )
    return context.region if context.region.level is Level.COUNTY else None


def counties(context: Context) -> tuple[Region, ...]:
    """Return the counties the page is about: those of the region, or the one that is shown."""
    here = county_here(context)
    if here is not None:
        return (here,)
    found = context.within(context.region.code, Level.COUNTY)
    return tuple(county for county in found if county.code in context.brands or county.exists_in(context.period.span))


def is_shown(brand: Brand, context: Context) -> bool:
    """Say whether a brand is of the class and offers the service that the view asks for."""
    asked = CLASSES.get(context.view.brand_class)
    if asked is not None and brand.brand_class != asked:
        return False
    if context.view.service not in services():
        return True
    return context.view.service in offered(context, brand.county)


def services() -> Mapping[str, Names]:
    """Return the six kinds of service by key."""
    return reference_table("brand").column("service_types").choices


def shown_brands(context: Context, among: Sequence[Region]) -> list[Brand]:
    """Return the brands of some counties that the view asks for: the real ones by age, then the placeholders."""
    brands = [context.brands[county.code] for county in among if county.code in context.brands]
    return sorted((brand for brand in brands if is_shown(brand, context)), key=_by_age)


def _by_age(brand: Brand) -> tuple[bool, str, str]:
    return brand.is_example, brand.since or "9999", brand.county


def chosen_county(context: Context) -> Region | None:
    """Return the county whose brand is read: the one here, else the one asked for, else that of the oldest brand."""
    here = county_here(context)
    if here is not None:
        return here
    among = counties(context)
    asked = next((county for county in among if county.code == context.view.brand), None)
    if asked is not None:
        return asked
    shown = shown_brands(context, among)
    return context.regions.get(shown[0].county) if shown else next(iter(among), None)


def compared_counties(context: Context) -> tuple[str, ...]:
    """Return the codes of the counties to compare, those that the viewer sees by name, at most four."""
    codes = dict.fromkeys(context.view.beside.split("."))
    known = {each.code for each in context.named(context.within(context.regions.root.code, Level.COUNTY))}
    return tuple(code for code in codes if code in known)[:MOST_COMPARED]


def choose(context: Context, county: str) -> str:
    """Return the address that shows a county's brand large, within the shown region where it is part of it."""
    if county_here(context) is None and context.regions.within(county, context.region.code):
        return context.view.on(brand=county).href
    return go_to(context, context.regions.get(county))


def place_of(context: Context, county: Region) -> str:
    """Name a county with its city."""
    city = next((wider for wider in context.regions.ancestors(county.code) if wider.level is Level.CITY), None)
    names = [context.words.short(region) for region in (city, county) if region is not None]
    return " · ".join(names)


def class_of(brand: Brand) -> str:
    """Return the key of a brand's class, as addresses and colours name it."""
    return next((key for key, name in CLASSES.items() if name == brand.brand_class), "")


def class_name(key: str, context: Context) -> str:
    """Name a class of brands by its key."""
    names = reference_table("brand").column("brand_class").choices.get(key)
    return "" if names is None else names.zh if context.words.tongue == "zh" else names.en
