"""Choices about the brands shown: their class, and links to compare and edit them."""

from __future__ import annotations

from data.references.brands import CLASSES
from layouts.charts.chart import Choice
from layouts.panels.brands.choice import class_name, counties, services
from layouts.panels.map import shown_regions
from layouts.scene import Scene


def filters(scene: Scene) -> tuple[Choice, ...]:
    """Return the choices beside the period."""
    desk = Choice(scene.words("desk.title"), ((scene.words("desk.title"), _desk(scene), False),))
    return (_classes(scene), _services(scene), desk)


def _services(scene: Scene) -> Choice:
    words = scene.words
    asked = scene.view.service if scene.view.service in services() else ""
    options = [(words("panels.brand_filters.all"), scene.view.on(service="").href, not asked)]
    for key, names in services().items():
        name = names.zh if words.tongue == "zh" else names.en
        options.append((name, scene.view.on(service=key, brand="").href, key == asked))
    return Choice(words("panels.brand_filters.services"), tuple(options), is_folded=True)


def _desk(scene: Scene) -> str:
    """Return the address of the administration page."""
    return f"/brands-admin?lang={scene.words.tongue}"


def _classes(scene: Scene) -> Choice:
    words = scene.words
    held = [
        scene.brands[county.code].brand_class
        for county in shown_regions(scene)[0] or counties(scene)
        if county.code in scene.brands
    ]
    every = (f"{words('panels.brand_filters.all')} {len(held)}", scene.view.on(brand_class="").href)
    asked = scene.view.brand_class if scene.view.brand_class in CLASSES else ""
    options = [(*every, not asked)]
    for key, name in CLASSES.items():
        options.append(
            (
                f"{class_name(key, scene)} {held.count(name)}",
                scene.view.on(brand_class=key, brand="").href,
                key == asked,
            )
        )
    return Choice(words("panels.brand_filters.class"), tuple(options))
