"""The map on a slide: every region a freeform of its own, coloured by its value, labelled, with the legend below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from shapely.geometry.base import BaseGeometry

from dashboard.exports.pptx.pen import Area, Pen, paint
from layouts.charts.geometry.labels import text_width
from layouts.charts.geometry.stamps import EMS, SEAL_AIR, SEAL_LINE, SEAL_WIDTH
from layouts.charts.kinds import KindMap, RegionMap
from layouts.charts.tokens import blend
from layouts.context import Context
from layouts.maps.layout import Laid, lay_out
from layouts.maps.sheets import Mark, sheet

FINE = 10  # units of a freeform to a unit of the ground
READABLE = 7.0  # points an em must have
KEY, SIZE = 15.0, 9.0
KINDS = {
    "professional": "--kind-1",
    "industry": "--kind-2",
    "association": "--kind-3",
    "worse": blend("--worse", 0.78),
    "better": "--better",
    "differs-worse": blend("--worse", 0.32),
    "differs-better": blend("--better", 0.38),
    "usual": "--celadon-1",
    "few": "--track",
    "none": "--panel",
}
DEEP = {"fill-4", "fill-5", "fill-6"}


def draw_map(pen: Pen, chart: RegionMap | KindMap, context: Context, area: Area, name: str) -> None:
    """Draw a map into an area: regions, borders of cities, labels, seals, and under them measure, legend and source."""
    laid = lay_out(chart, context)
    foot = _draw_legend(pen, laid, area)
    if not laid.order:
        return
    room = area.height - foot - 4
    scale = min(area.width / laid.ground.width, room / laid.ground.height)
    left = area.left + (area.width - laid.ground.width * scale) / 2
    top = area.top + (room - laid.ground.height * scale) / 2
    for code in laid.order:
        cell = laid.cells[code]
        shape = _freeform(pen, laid.ground.outlines[code].geometry, left, top, scale)
        shape.name = f"{name}/{code}"
        shape._element.nvSpPr.cNvPr.set("descr", cell.spoken)
        paint(
            shape,
            colour(cell.look),
            "--panel" if cell.look.startswith(("fill-", "kind-", "is-around")) else "--line",
            0.5,
        )
    for code in laid.ground.cities:
        paint(_freeform(pen, laid.ground.cities[code].geometry, left, top, scale), "", "--panel", 1.5)
    for code in laid.order:
        if laid.cells[code].is_selected:
            paint(_freeform(pen, laid.ground.outlines[code].geometry, left, top, scale), "", "--amber", 1.75)
    _label(pen, laid, context, left, top, scale)


def colour(look: str) -> str:
    """Return the colour of a region's look: a shade, a kind's, or the pale one of a region without a figure."""
    first, _, rest = look.partition("-")
    if first == "fill":
        return f"--celadon-{rest}"
    if first == "kind":
        kind, _, pale = rest.partition(" ")
        return blend(KINDS[kind], 0.36) if pale else KINDS[kind]
    return blend("--line", 0.45) if look == "is-around" else "--track" if look != "is-not_applicable" else "--panel"


def _freeform(pen: Pen, geometry: BaseGeometry, left: float, top: float, scale: float) -> Any:
    """Draw a geometry given in units of the ground as one shape, its rings one path.

    The path is written at once: python-pptx's own builder takes seconds for a province.
    """
    west, north, east, south = geometry.bounds
    box = Area(left + west * scale, top + north * scale, (east - west) * scale, (south - north) * scale)
    shape = pen.box(box, "", "")
    outline = "".join(_steps_of(ring, west, north) for ring in _rings(geometry))
    size = f'w="{round((east - west) * FINE)}" h="{round((south - north) * FINE)}"'
    drawn = parse_xml(
        f"<a:custGeom {nsdecls('a')}><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path {size}>{outline}</a:path></a:pathLst></a:custGeom>'
    )
    plain = shape._element.spPr.find(qn("a:prstGeom"))
    plain.addnext(drawn)
    shape._element.spPr.remove(plain)
    return shape


def _rings(geometry: BaseGeometry) -> Iterator[Sequence[Sequence[float]]]:
    for part in shapely.get_parts(geometry).tolist():
        if isinstance(part, shapely.Polygon):
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring).tolist()


def _steps_of(ring: Sequence[Sequence[float]], west: float, north: float) -> str:
    """Return a ring as a path's commands, from the corner of its own box."""
    spots = [f'<a:pt x="{round((x - west) * FINE)}" y="{round((y - north) * FINE)}"/>' for x, y in ring]
    lines = "".join(f"<a:lnTo>{spot}</a:lnTo>" for spot in spots[1:-1])
    return f"<a:moveTo>{spots[0]}</a:moveTo>{lines}<a:close/>"


def _label(pen: Pen, laid: Laid, context: Context, left: float, top: float, scale: float) -> None:
    size = next((size for size in reversed(EMS) if EMS[size] * scale >= READABLE), "xs")
    em = EMS[size] * scale
    drawn = sheet(size, laid, context)
    for mark in drawn.texts:
        x, y = mark.box.middle
        wide = text_width(mark.text) * em * 1.15 + 4
        area = Area(left + x * scale - wide / 2, top + y * scale - em * 0.7, wide, em * 1.4)
        hue = "--panel" if mark.look.removeprefix("on-") in DEEP else "--text-1"
        pen.text(area, mark.text, em, hue, align="center", anchor="middle")
    for seal in drawn.seals:
        _draw_seal(pen, seal, left, top, scale, em)


def _draw_seal(pen: Pen, seal: Mark, left: float, top: float, scale: float, em: float) -> None:
    x, y = seal.box.middle
    wide, high = em * SEAL_WIDTH, em * (SEAL_LINE * len(seal.text) + SEAL_AIR)
    area = Area(left + x * scale - wide / 2, top + y * scale - high / 2, wide, high)
    is_example = seal.look == "is-example"
    pen.box(area, "--panel" if is_example else "--seal", "--seal")
    hue = "--seal" if is_example else "--panel"
    pen.text(area, list(seal.text), em * 0.66, hue, bold=True, song=True, align="center", anchor="middle")


def _draw_legend(pen: Pen, laid: Laid, area: Area) -> float:
    """Write measure, keys and source at the foot of the area, in as many lines as they take; return their height."""
    placed: list[tuple[float, int, str, str]] = []
    x, line = 0.0, 0
    for look, text in [("", laid.measure), *((key.look, key.text) for key in laid.legend), ("", laid.source)]:
        if not text:
            continue
        wide = text_width(text) * SIZE * 1.1 + (18 if look else 4)
        if x and x + wide > area.width:
            x, line = 0.0, line + 1
        placed.append((x, line, look, text))
        x += wide + 8
    foot = (line + 1) * KEY
    for x, line, look, text in placed:
        top, left = area.bottom - foot + line * KEY, area.left + x
        if look:
            pen.box(Area(left, top + 3.5, 12, 8), colour(look), "--line")
            left += 16
        pen.text(Area(left, top, text_width(text) * SIZE * 1.1 + 4, KEY), text, SIZE, "--text-2", anchor="middle")
    return foot
