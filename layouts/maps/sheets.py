"""The labels and seals that fit on a map at each of its sizes."""

from __future__ import annotations

from dataclasses import dataclass

from layouts.charts.geometry.labels import Box
from layouts.charts.geometry.stamps import EMS, placed_names
from layouts.context import Context
from layouts.maps.layout import Laid


@dataclass(frozen=True, slots=True)
class Mark:
    """A placed label, or, where it has a link, a brand's seal, its characters one above the other.

    `code` is the region whose shade is behind a label, empty where the label covers several.
    """

    text: str
    box: Box
    look: str = ""
    code: str = ""
    href: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MapSheet:
    """The labels and seals that fit when an em takes `em` units; the map's size says which sheet is seen."""

    size: str
    em: int
    texts: tuple[Mark, ...]
    seals: tuple[Mark, ...]


def sheet(size: str, laid: Laid, context: Context) -> MapSheet:
    """Return the labels and seals of a map of one of the sizes of EMS."""
    ground, cells = laid.ground, laid.cells
    named = sorted(ground.named, key=lambda code: (code != context.region.code, -ground.named[code].area))
    names = {code: context.words.short(context.regions.get(code)) for code in named}
    brands = {
        code: brand
        for code, brand in context.brands.items()
        if laid.is_sealed and code in cells and cells[code].look.startswith("kind-")
        if brand.seal and (not brand.is_example or code == context.region.code or cells[code].is_selected)
    }
    seals = tuple((code, min(len(brand.seal), 2)) for code, brand in brands.items())
    placed = placed_names(ground, EMS[size], tuple(names.items()), seals)
    return MapSheet(
        size=size,
        em=EMS[size],
        texts=tuple(
            Mark(name, placed[code], look="on-city")
            if ground.cities
            else Mark(name, placed[code], look=f"on-{cells[code].look}", code=code)
            for code, name in names.items()
            if code in placed
        ),
        seals=tuple(
            Mark(
                brand.seal[:2],
                placed[f"seal-{code}"],
                look="is-example" if brand.is_example else "",
                href=cells[code].href,
                name=f"{cells[code].name} · {brand.zh}",
            )
            for code, brand in brands.items()
            if f"seal-{code}" in placed
        ),
    )
