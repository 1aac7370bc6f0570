"""The picture of a map: the same ground, shades and labels as on screen, with legend, tiles and source beside it."""

from __future__ import annotations

from dashboard.exports.pictures.ink import SMALL, Ink, fit, wrap
from layouts.charts.geometry.stamps import EMS, SEAL_AIR, SEAL_LINE, SEAL_WIDTH
from layouts.charts.kinds import KindMap, RegionMap
from layouts.charts.tokens import blend
from layouts.context import Context
from layouts.maps.cells import Key
from layouts.maps.layout import Laid, lay_out
from layouts.maps.sheets import Mark, sheet

SHARE = 0.66  # of the width for the map itself, the rest for what is beside it
TALLEST = 250.0
READABLE = 6.8  # points an em must have
KEY = 12.0
PALE = 0.36
KINDS = {  # a kind's token, and how much of it is left beside the white of the paper
    "professional": ("--kind-1", 1.0),
    "industry": ("--kind-2", 1.0),
    "association": ("--kind-3", 1.0),
    "worse": ("--worse", 0.78),
    "better": ("--better", 1.0),
    "differs-worse": ("--worse", 0.32),
    "differs-better": ("--better", 0.38),
    "usual": ("--celadon-1", 1.0),
    "few": ("--track", 1.0),
    "none": ("--panel", 1.0),
}
DEEP = {"fill-5", "fill-6", "limit-red"}
OTHER = ("--celadon-3", 1.0)


def map_ink(chart: RegionMap | KindMap, context: Context, width: float) -> Ink:
    """Draw a map; regions without geometry are tiles with their figures, as on screen."""
    laid = lay_out(chart, context)
    scale = min(width * SHARE / laid.ground.width, TALLEST / laid.ground.height) if laid.order else 0.0
    left = laid.ground.width * scale + 14 if laid.order else 0.0
    columns = 1 if laid.order else 4
    rows = -(-len(laid.tiles) // columns)
    ink = Ink(width, max(laid.ground.height * scale if laid.order else 0.0, 34 + KEY * (len(laid.legend) + rows) + 16))
    if laid.order:
        _ground(ink, laid, scale)
        _labels(ink, laid, scale, context)
    y = _legend(ink, laid, left)
    room = (width - left) / columns
    for at, cell in enumerate(laid.tiles):
        x, top = left + at % columns * room, y + at // columns * KEY
        ink.box(x, top - 4, 3, 8, _shade(ink, cell.look))
        ink.text((x + 8, top), fit(cell.name, room * 0.55, SMALL), hue="--text-2", size=SMALL)
        ink.text((x + room - 8, top), cell.figure or "—", size=SMALL, align="end", bold=cell.is_selected)
    if laid.order:
        ink.text((left, ink.height - 6), laid.source, hue="--text-3", size=SMALL)
    return ink


def _ground(ink: Ink, laid: Laid, scale: float) -> None:
    shrink = f"scale({scale:.5f})"
    for code in laid.order:
        fill = _shade(ink, laid.cells[code].look, scale)
        veiled = ink.hatch("--panel", fill, scale) if laid.cells[code].is_partial else fill
        has_shade = laid.cells[code].look.startswith(("fill-", "limit-", "kind-", "is-around"))
        edge = "--panel" if has_shade and "kind-none" not in laid.cells[code].look else "--line"
        ink.path(laid.ground.outlines[code].path, veiled, edge=edge, width=0.5 / scale, transform=shrink)
    if laid.ground.city_borders:
        ink.path(laid.ground.city_borders, "none", edge="--panel", width=1.3 / scale, transform=shrink)
    for code in laid.order:
        if laid.cells[code].is_selected:
            ink.path(laid.ground.outlines[code].path, "none", edge="--amber", width=1.4 / scale, transform=shrink)


def _labels(ink: Ink, laid: Laid, scale: float, context: Context) -> None:
    size = next((size for size in reversed(EMS) if EMS[size] * scale >= READABLE), "xs")
    em = EMS[size] * scale
    drawn = sheet(size, laid, context)
    for mark in drawn.texts:
        x, y = (at * scale for at in mark.box.middle)
        look = mark.look.removeprefix("on-")
        token = "--panel" if look in DEEP else "--text-1"
        halo = "--panel" if look == "city" else _shade(ink, look) if look.startswith(("fill-", "limit-")) else "--panel"
        ink.text((x, y), mark.text, hue=token, size=em, align="middle", halo=halo)
    for seal in drawn.seals:
        _seal(ink, seal, em, scale)


def _seal(ink: Ink, seal: Mark, em: float, scale: float) -> None:
    x, y = (at * scale for at in seal.box.middle)
    width, height = em * SEAL_WIDTH, em * (SEAL_LINE * len(seal.text) + SEAL_AIR)
    example = seal.look == "is-example"
    ink.box(x - width / 2, y - height / 2, width, height, "--panel" if example else "--seal", "--seal")
    for at, sign in enumerate(seal.text):
        middle = y - height / 2 + em * (SEAL_AIR / 2 + SEAL_LINE * (at + 0.5))
        token = "--seal" if example else "--panel"
        ink.text((x, middle), sign, hue=token, size=em * 0.84, align="middle", bold=True, song=True)


def _legend(ink: Ink, laid: Laid, left: float) -> float:
    """Write the measure and the keys one below the other from the top; return where the next thing may begin."""
    y = 10.0
    if laid.measure:
        for line in wrap(laid.measure, ink.width - left, SMALL):
            ink.text((left, y), line, hue="--text-2", size=SMALL)
            y += KEY
    for key in laid.legend:
        ink.box(left, y - 4, 12, 8, _swatch(ink, key), "" if key.look.startswith("fill-") else "--line")
        ink.text((left + 17, y), key.text, hue="--text-2", size=SMALL)
        y += KEY
    return y + 6


def _swatch(ink: Ink, key: Key) -> str:
    return ink.hatch("--panel", "--celadon-4") if key.look == "is-partial" else _shade(ink, key.look)


def _shade(ink: Ink, look: str, scale: float = 1.0) -> str:
    """Return the fill of a region's look: a shade, a kind's colour, or the pattern of why it has no figure."""
    first, _, rest = look.partition("-")
    if first == "fill":
        return f"--celadon-{rest}"
    if first == "limit":
        return "--red" if rest == "red" else "--map-yellow"
    if first == "kind":
        kind, _, pale = rest.partition(" ")
        token, share = KINDS.get(kind, OTHER)
        return blend(token, PALE if pale else share)
    if look == "is-around":
        return blend("--line", 0.45)
    return "--panel" if look == "is-not_applicable" else ink.hatch("--line", "--panel", scale)
