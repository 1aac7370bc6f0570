"""Two to four counties side by side: the same figures of the same period, each with its base."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Readings
from data.references import Brand
from data.regions import Level, Region
from layouts.charts.chart import Card, Cards, Nothing
from layouts.context import Context, Need, Panel
from layouts.panels.brands import card
from layouts.panels.brands.choice import MOST_COMPARED, chosen_county, class_name, class_of, compared_counties, place_of
from layouts.panels.links import go_to

ALIKE = 3  # how many are side by side until some are chosen
SIZE = "registered_count"


def needs(context: Context) -> Sequence[Need]:
    """Ask for the figures of the counties compared, or of those that may be."""
    return [question for code in _candidates(context) for question in card.county_needs(context, code)]


def draw(readings: Readings, context: Context) -> Cards | Nothing:
    """Return one card a county; until some are chosen, the chosen brand's county and those nearest to it in size."""
    codes = compared_counties(context) or _alike(readings, context)
    if len(codes) < 2 and not compared_counties(context):
        return Nothing(context.words("panels.brand_beside.none"))
    said = "chosen" if compared_counties(context) else "wider" if _is_only(context) else "alike"
    return Cards(
        cards=tuple(_card(context.regions.get(code), readings, context) for code in codes),
        summary=context.words(f"panels.brand_beside.{said}", period=context.words.period(context.period)),
        links=() if _is_only(context) else tuple(_choice(county, codes, context) for county in _all(context)),
    )


def _all(context: Context) -> list[Region]:
    return context.named(context.within(context.regions.root.code, Level.COUNTY))


def _is_only(context: Context) -> bool:
    """Say whether the viewer sees no county but one by name: it is compared with the regions above it."""
    return len(_all(context)) == 1


def _wider(context: Context) -> tuple[str, ...]:
    """Return the only county and the regions above it, the nearest first."""
    only = _all(context)[0].code
    return (only, *reversed([region.code for region in context.regions.above(only)]))


def _candidates(context: Context) -> tuple[str, ...]:
    chosen = chosen_county(context)
    if chosen is None:
        return compared_counties(context)
    if _is_only(context):
        return compared_counties(context) or _wider(context)
    known = [county.code for county in _all(context)]
    real = [code for code in known if code in context.brands and not context.brands[code].is_example]
    others = real if len({*real} - {chosen.code}) >= ALIKE - 1 else known
    return compared_counties(context) or tuple(dict.fromkeys([chosen.code, *others]))


def _alike(readings: Readings, context: Context) -> tuple[str, ...]:
    """Return the chosen county and those with a real brand whose registers are nearest to its own in size."""
    own, *others = _candidates(context) or ("",)
    if not own or _is_only(context):
        return _candidates(context)
    sizes = {code: readings.one(SIZE, code, context.period).value or 0.0 for code in (own, *others)}
    near = sorted(others, key=lambda code: (abs(sizes[code] - sizes[own]), code))
    return (own, *near[: ALIKE - 1])


def _card(county: Region, readings: Readings, context: Context) -> Card:
    brand: Brand | None = context.brands.get(county.code)
    shown = card.figures(readings, context, county)
    return Card(
        heading=context.words.name(county),
        under=f"{brand.zh}" if brand else place_of(context, county),
        figures=shown if county.level is Level.COUNTY else shown[:-1],  # a wider region has no contract
        seal=brand.seal[:2] if brand else "",
        tag=class_name(class_of(brand), context) if brand else "",
        look=class_of(brand) if brand else "",
        href=go_to(context, county),
        is_example=brand is not None and brand.is_example,
    )


def _choice(county: Region, codes: Sequence[str], context: Context) -> tuple[str, str, bool]:
    """Return a county with the address that puts it beside the others, or removes it."""
    is_there = county.code in codes
    kept = [code for code in codes if code != county.code]
    asked = kept if is_there else [*kept[-(MOST_COMPARED - 1) :], county.code]
    return context.words.short(county), context.view.on(beside=".".join(asked)).href, is_there


PANEL = Panel(
    key="brand-beside",
    title=lambda context: context.words("panels.brand_beside.title"),
    note=lambda context: "",
    needs=needs,
    draw=draw,
)
