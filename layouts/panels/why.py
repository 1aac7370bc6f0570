"""Why a metric moved: the contributions of the regions below as signed bars that add up to the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Question, Reading, Readings
from data.readings.assessed import figure_periods
from data.readings.reading import Compare
from data.regions import Region
from layouts.charts.chart import Nothing
from layouts.charts.kinds import SignedBar, SignedChart
from layouts.panels.links import explain
from layouts.panels.monthly import newest_reading
from layouts.panels.movement import ChangePart, Why, base_name, contribution_decimals
from layouts.panels.movement import why as reasons
from layouts.scene import Panel, Scene


def why(metric: str, key: str = "why") -> Panel:
    """Return the panel that explains a metric's change since the period the view compares with."""

    def needs(scene: Scene) -> Sequence[Question]:
        codes = (scene.region.code, *(child.code for child in _below(scene, metric)))
        periods = figure_periods(scene.catalogue.metric(metric), scene.period, scene.as_of)
        return [Question((metric,), codes, periods, compare=True)]

    def draw(readings: Readings, scene: Scene) -> SignedChart | Nothing:
        whole = newest_reading(readings, scene, metric, scene.region.code)
        if scene.view.compare is Compare.TARGET:
            return Nothing(scene.words("why.target"))
        below = readings.across(metric, [child.code for child in _below(scene, metric)], whole.period)
        found = reasons(whole, below, scene.view.compare, scene)
        if found is None:
            return Nothing(_unknown(whole, scene))
        return _chart(found, whole, below, scene) if found.lines else Nothing(_text(found, scene))

    return Panel(
        key=key,
        title=lambda scene: scene.words("why.panel_title", metric=scene.words.short(scene.catalogue.metric(metric))),
        note=lambda scene: scene.words(f"against.{scene.view.compare}"),
        needs=needs,
        draw=draw,
    )


def _unknown(whole: Reading, scene: Scene) -> str:
    """Say that there is no change to explain: no earlier figure, or one that cannot be compared."""
    if reason := scene.words.unlike(whole, scene.view.compare):
        return scene.words("why.no_pair", reason=reason)
    return scene.words("why.unknown", base=base_name(whole, scene.view.compare, scene))


def _below(scene: Scene, metric: str) -> tuple[Region, ...]:
    """Return the regions below for which the metric is defined."""
    lowest = scene.catalogue.metric(metric).lowest
    return tuple(child for child in scene.children if child.level.depth <= lowest.depth)


def _chart(found: Why, whole: Reading, below: Sequence[Reading], scene: Scene) -> SignedChart:
    readings = {reading.region.code: reading for reading in below}
    points = tuple(_point(line, whole, readings, scene) for line in found.lines)
    words = scene.words
    return SignedChart(
        name=words.name(whole.metric),
        points=points,
        summary=words(
            "why.summary", region=words.name(whole.region), metric=words.name(whole.metric), text=found.change
        ),
        unit=words("unit.points") if whole.metric.unit == "%" else words.unit(whole.metric),
        decimals=contribution_decimals(whole),
        note=_text(found, scene),
    )


def _point(line: ChangePart, whole: Reading, readings: Mapping[str, Reading], scene: Scene) -> SignedBar:
    """Return a line as a bar; the total leads to the overall figure's drawer."""
    href = explain(scene, whole.metric) if line.is_total else ""
    return SignedBar(
        label=line.label,
        value=line.amount,
        text=line.text,
        href=line.href or href,
        reading=readings[line.region.code] if line.region else whole if line.is_total else None,
        is_total=line.is_total,
    )


def _text(found: Why, scene: Scene) -> str:
    what = scene.words("why.what", change=found.change, moves=found.moves) if found.moves else found.change
    return scene.words("why.text", what=what, notes=" ".join(found.notes)).strip()
