"""The composite score of counties, with its weights on screen and small counties marked."""

from __future__ import annotations

from collections.abc import Sequence

from data.composite import Composite, composite_question, composites, score_themes
from data.readings import Question, Readings
from data.regions import Region
from layouts.chart import Chart, ChartKind, Nothing, Point, Series
from layouts.panel import Panel, Scene
from layouts.panels.county_map import shown_regions
from layouts.panels.links import go_to

MANAGED = "managed_total"
SMALL = 100  # subjects: domain's rule for marking a county


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the parts of every county's score, and how many subjects it has."""
    codes = tuple(county.code for county in shown_regions(scene)[0])
    if not codes:
        return []
    return [composite_question(scene.catalogue, codes, scene.period), Question((MANAGED,), codes, (scene.period,))]


def draw(readings: Readings, scene: Scene) -> Chart | Nothing:
    """Return a row a county: rank and score, then each theme's part."""
    counties = {county.code: county for county in shown_regions(scene)[0]}
    found = composites(scene.catalogue, readings, tuple(counties), scene.period)
    if not any(each.score is not None for each in found):
        return Nothing(scene.words("review.composite.none"))
    rows = tuple(_row(each, counties[each.region], readings, scene) for each in found)
    first = counties[found[0].region]
    return Chart(
        kind=ChartKind.MATRIX,
        series=rows,
        summary=scene.words("review.composite.summary", count=len(rows), first=scene.words.name(first)),
        decimals=2,
        centre=0.0,
        note=scene.words("review.composite.legend"),
    )


def _row(each: Composite, county: Region, readings: Readings, scene: Scene) -> Series:
    words = scene.words
    managed = readings.one(MANAGED, county.code, scene.period)
    is_small = managed.value is not None and managed.value < SMALL
    whole = Point(
        label=words("review.composite.whole"),
        value=each.score,
        text=_text(each.score, scene),
        note=words("review.composite.small", count=words.figure(managed)) if is_small else "",
        is_emphasised=True,
        is_thin=is_small,
        is_selected=county.code == scene.region.code,
    )
    rank = Point(words("panel.rank"), None, str(each.rank or "—"), is_emphasised=True)
    parts = tuple(
        Point(_theme(theme.key, theme.weight, scene), each.themes[theme.key], _text(each.themes[theme.key], scene))
        for theme in score_themes(scene.catalogue)
    )
    name = words.short(county) + (words("review.composite.mark") if is_small else "")
    return Series(name, (rank, whole, *parts), href=go_to(scene, county))


def _theme(key: str, weight: float, scene: Scene) -> str:
    return scene.words(
        "review.composite.theme", name=scene.words(f"review.composite.themes.{key}"), weight=f"{weight:g}"
    )


def _text(value: float | None, scene: Scene) -> str:
    return "—" if value is None else scene.words.signed(value, 2)


PANEL = Panel(
    key="composite",
    title=lambda scene: scene.words("review.composite.title"),
    note=lambda scene: scene.words("review.composite.note"),
    needs=needs,
    draw=draw,
)
