"""Where the figures and regions of a panel link to, and the regions above and below one."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Metric
from data.regions import Level, Region
from layouts.charts.chart import Choice
from layouts.scene import Scene
from layouts.view import DICTIONARY, PUBLISHED, RANKING, WALL


def explain(scene: Scene, metric: Metric) -> str:
    """Return the address of this view with the drawer of a metric open."""
    return scene.view.on(explain=metric.key).href


def go_to(scene: Scene, region: Region) -> str:
    """Return the address of this view for another region."""
    return scene.view.on(region=region.code).href


def compared(scene: Scene, metric: Metric) -> tuple[str, str] | None:
    """Return the name and address of the page that compares all regions below one by one; None on a wall, which has no links."""
    if scene.view.page == WALL:
        return None
    period = scene.view.period if scene.as_of in scene.period.span else scene.period
    view = scene.view.on(page=RANKING, region=scene.region.code, period=period, grain=scene.view.grain, map=metric.key)
    return scene.words("panels.ranked.more"), view.href


def all_of(region: Region, scene: Scene) -> str:
    """Return the name of what a region's parts are compared with: 全省, 全市, 全区, in English its name."""
    of = region.zh[-1:] if scene.words.tongue == "zh" else region.en
    return scene.words("panels.ranked.whole", of=of)


def whole_and_parts(scene: Scene) -> tuple[Region, tuple[Region, ...]]:
    """Return the region and its children; of an office, and of a county on a wall, its peers and their parent."""
    wider = scene.regions.above(scene.region.code)
    is_county_on_wall = scene.view.page == WALL and scene.region.level is Level.COUNTY
    if (scene.region.level is Level.OFFICE or is_county_on_wall) and wider:
        return wider[-1], scene.below(wider[-1])
    return scene.region, scene.children


def references(scene: Scene) -> Sequence[Choice]:
    """Return the choice between the two pages for looking things up: the dictionary and the published figures."""
    keys = (DICTIONARY, PUBLISHED)
    options = [(scene.words(f"pages.{key}"), scene.view.on(page=key).href, scene.view.page == key) for key in keys]
    return [Choice(scene.words("pages.references"), tuple(options))]
