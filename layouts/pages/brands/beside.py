"""Two to four counties side by side: the same figures of the same period, each with its base."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Readings
from data.references import Brand
from data.regions import Level, Region
from layouts.charts.chart import Card, Cards, Nothing
from layouts.panels.brands import card
from layouts.panels.brands.choice import MOST_COMPARED, chosen_county, class_name, class_of, compared_counties, place_of
from layouts.panels.links import go_to
from layouts.scene import Need, Panel, Scene

ALIKE = 3  # how many are side by side until others are chosen
SIZE = "registered_count"


def needs(scene: Scene) -> Sequence[Need]:
    """Ask for the figures of the counties compared, or of those that may be."""
    return [question for code in _candidates(scene) for question in card.county_needs(scene, code)]


def draw(readings: Readings, scene: Scene) -> Cards | Nothing:
    """Return one card a county; until some are chosen, the chosen brand's county beside those nearest in size."""
    codes = compared_counties(scene) or _alike(readings, scene)
    if len(codes) < 2 and not compared_counties(scene):
        return Nothing(scene.words("panels.brand_beside.none"))
    said = "chosen" if compared_counties(scene) else "alike"
    return Cards(
        cards=tuple(_card(scene.regions.get(code), readings, scene) for code in codes),
        summary=scene.words(f"panels.brand_beside.{said}", period=scene.words.period(scene.period)),
        links=tuple(_choice(county, codes, scene) for county in _all(scene)),
    )


def _all(scene: Scene) -> list[Region]:
    return scene.within(scene.regions.root.code, Level.COUNTY)


def _candidates(scene: Scene) -> tuple[str, ...]:
    chosen = chosen_county(scene)
    if chosen is None:
        return compared_counties(scene)
    known = [county.code for county in _all(scene)]
    real = [code for code in known if code in scene.brands and not scene.brands[code].is_example]
    others = real if len({*real} - {chosen.code}) >= ALIKE - 1 else known
    return compared_counties(scene) or tuple(dict.fromkeys([chosen.code, *others]))


def _alike(readings: Readings, scene: Scene) -> tuple[str, ...]:
    """Return the chosen county and those with a real brand whose registers are nearest to its own in size."""
    own, *others = _candidates(scene) or ("",)
    if not own:
        return ()
    sizes = {code: readings.one(SIZE, code, scene.period).value or 0.0 for code in (own, *others)}
    near = sorted(others, key=lambda code: (abs(sizes[code] - sizes[own]), code))
    return (own, *near[: ALIKE - 1])


def _card(county: Region, readings: Readings, scene: Scene) -> Card:
    brand: Brand | None = scene.brands.get(county.code)
    return Card(
        heading=scene.words.name(county),
        under=f"{brand.zh}" if brand else place_of(scene, county),
        figures=card.figures(readings, scene, county),
        seal=brand.seal[:2] if brand else "",
        tag=class_name(class_of(brand), scene) if brand else "",
        look=class_of(brand) if brand else "",
        href=go_to(scene, county),
        is_example=brand is not None and brand.is_example,
    )


def _choice(county: Region, codes: Sequence[str], scene: Scene) -> tuple[str, str, bool]:
    """Return a county with the address that puts it beside the others, or removes it."""
    is_there = county.code in codes
    kept = [code for code in codes if code != county.code]
    asked = kept if is_there else [*kept[-(MOST_COMPARED - 1) :], county.code]
    return scene.words.short(county), scene.view.on(beside=".".join(asked)).href, is_there


PANEL = Panel(
    key="brand-beside",
    title=lambda scene: scene.words("panels.brand_beside.title"),
    note=lambda scene: "",
    needs=needs,
    draw=draw,
)
