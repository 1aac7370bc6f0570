"""A panel as it stands on paper: what it says, its pictures, and its tables laid out for the room there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from dashboard.exports.paper import picture
from dashboard.exports.paper_grid import Grid, set_out
from dashboard.exports.paper_ink import Picture, clean, heat
from layouts.chart import Chart, ChartKind, Drawing
from layouts.document import Drawn
from layouts.panel import Scene
from layouts.plots import shade
from layouts.twins import lines, twins

AS_TABLE = {ChartKind.MATRIX, ChartKind.TIMELINE}  # their tables, shaded, show all that a picture would


@dataclass(frozen=True, slots=True)
class Block:
    """A panel on paper; `said` are its sentences, `note` what stands under it."""

    title: str
    about: str
    said: tuple[str, ...]
    note: str
    pictures: tuple[Picture, ...]
    grids: tuple[Grid, ...]


def block(drawn: Drawn, scene: Scene, *, width: float, room: float) -> Block:
    """Return a panel for a column of `width` points in which a line of a table holds `room` ems."""
    drawing = drawn.drawing
    return Block(
        title=clean(drawn.title),
        about=clean(drawn.note),
        said=tuple(clean(line) for line in lines(drawing)),
        note=clean(drawing.note) if isinstance(drawing, Chart) else "",
        pictures=tuple(pictures(drawing, scene, width)),
        grids=tuple(grids(drawing, scene, room)),
    )


@singledispatch
def pictures(drawing: Drawing, scene: Scene, width: float) -> list[Picture]:
    """Return the pictures of a drawing; what is words or a table alone has none."""
    return []


@pictures.register
def _(drawing: Chart, scene: Scene, width: float) -> list[Picture]:
    return [] if drawing.kind in AS_TABLE or not drawing.series else [picture(drawing, scene, width)]


def grids(drawing: Drawing, scene: Scene, room: float) -> list[Grid]:
    """Return the tables of a drawing, those of a MATRIX shaded as on screen."""
    tables = twins(drawing, scene.words)
    if isinstance(drawing, Chart) and drawing.kind is ChartKind.MATRIX and drawing.series:
        return [set_out(table, room, _shades(drawing)) for table in tables]
    return [set_out(table, room) for table in tables]


def _shades(chart: Chart) -> list[list[str]]:
    step = shade([p.value for series in chart.series for p in series.points if not p.is_emphasised])
    return [
        [
            "",
            *(
                ""
                if point.is_emphasised or not step(point.value)
                else heat(min(step(point.value), 3), is_bad=chart.is_bad)
                for point in series.points
            ),
        ]
        for series in chart.series
    ]
