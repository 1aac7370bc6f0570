"""Where the figures and regions of a panel lead, and what lies above and below a region."""

from __future__ import annotations

from data.catalogue import Metric
from data.regions import Level, Region
from layouts.panel import Scene
from layouts.view import WALL


def explain(scene: Scene, metric: Metric) -> str:
    """Return the address of this view with the drawer of a metric open."""
    return scene.view.on(explain=metric.key).href


def go_to(scene: Scene, region: Region) -> str:
    """Return the address of this view for another region."""
    return scene.view.on(region=region.code).href


def whole_and_parts(scene: Scene) -> tuple[Region, tuple[Region, ...]]:
    """Return the region and its children; of an office, and of a county on a wall, those beside it and what they make up."""
    wider = scene.regions.above(scene.region.code)
    is_county_on_wall = scene.view.page == WALL and scene.region.level is Level.COUNTY
    if (scene.region.level is Level.OFFICE or is_county_on_wall) and wider:
        return wider[-1], scene.below(wider[-1])
    return scene.region, scene.children
