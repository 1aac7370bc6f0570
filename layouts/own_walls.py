"""A bureau's own wall as it hangs: what it names and the product no longer has is said in its place, never a blank screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layouts.chart import Nothing
from layouts.pages import PAGES
from layouts.panel import Panel
from layouts.wall import Wall, build_wall, known_panels, shown_panel


def hung(name: str, content: Mapping[str, Any]) -> Wall:
    """Return a wall that was checked when it was saved, perhaps by an older program; raises CatalogueError."""
    return build_wall(name, name, {**content, "scenes": [_usable(s) for s in content["scenes"]]}, _panel, is_own=True)


def choices_of(named: str) -> tuple[str, ...]:
    """Return the metrics a panel, written as `page/panel`, can turn through; none for most."""
    panel = known_panels().get(named)
    return panel.choices if panel else ()


def _usable(scene: Mapping[str, Any]) -> dict[str, Any]:
    known = {metric for named in scene["panels"].values() for metric in choices_of(named)}
    headline = scene.get("headline", "")
    return {
        **scene,
        "maps": [metric for metric in scene.get("maps", ()) if metric in known],
        "headline": headline if headline in PAGES else next(iter(PAGES)),
    }


def _panel(where: str, area: str, named: str) -> Panel:
    return shown_panel(where, area, named) if named in known_panels() else _lost(area, named)


def _lost(area: str, named: str) -> Panel:
    return Panel(
        key=f"lost-{area}",
        title=lambda scene: scene.words("scenes.lost.title"),
        note=lambda scene: "",
        needs=lambda scene: (),
        draw=lambda readings, scene: Nothing(scene.words("scenes.lost.reason", panel=named)),
    )
