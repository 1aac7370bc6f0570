"""Choices about the brands shown: their class, and links to compare and edit them."""

from __future__ import annotations

from data.references.brands import CLASSES
from layouts.charts.chart import Choice
from layouts.context import Context
from layouts.panels.brands.choice import class_name, counties, services
from layouts.panels.map import regions_around


def filters(context: Context) -> tuple[Choice, ...]:
    """Return the choices beside the period."""
    desk = Choice(context.words("desk.title"), ((context.words("desk.title"), _desk(context), False),))
    return (_classes(context), _services(context), desk)


def _services(context: Context) -> Choice:
    words = context.words
    asked = context.view.service if context.view.service in services() else ""
    options = [(words("panels.brand_filters.all"), context.view.on(service="").href, not asked)]
    for key, names in services().items():
        name = names.zh if words.tongue == "zh" else names.en
        options.append((name, context.view.on(service=key, brand="").href, key == asked))
    return Choice(words("panels.brand_filters.services"), tuple(options), is_folded=True)


def _desk(context: Context) -> str:
    """Return the address of the administration page."""
    return f"/brands-admin?lang={context.words.tongue}"


def _classes(context: Context) -> Choice:
    words = context.words
    held = [
        context.brands[county.code].brand_class
        for county in regions_around(context)[0] or counties(context)
        if county.code in context.brands
    ]
    every = (f"{words('panels.brand_filters.all')} {len(held)}", context.view.on(brand_class="").href)
    asked = context.view.brand_class if context.view.brand_class in CLASSES else ""
    options = [(*every, not asked)]
    for key, name in CLASSES.items():
        options.append(
            (
                f"{class_name(key, context)} {held.count(name)}",
                context.view.on(brand_class=key, brand="").href,
                key == asked,
            )
        )
    return Choice(words("panels.brand_filters.class"), tuple(options))
