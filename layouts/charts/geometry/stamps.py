"""Where the names and seals of a map are at each of its sizes."""

from __future__ import annotations

from functools import lru_cache

from shapely import STRtree

from layouts.charts.geometry.ground import MapGround
from layouts.charts.geometry.labels import Box, Label, place, spots_about, text_spots, text_width

EMS = {"xs": 128, "s": 70, "m": 50, "l": 40, "xl": 32}  # units an em takes, by the map's size (assets/map.css)
SEAL_WIDTH, SEAL_LINE, SEAL_AIR = 1.35, 1.05, 0.25  # ems
APART = 0.4  # ems between a seal and what is beside it


@lru_cache(maxsize=1024)
def placed_names(
    ground: MapGround, em: int, names: tuple[tuple[str, str], ...], seals: tuple[tuple[str, int], ...]
) -> dict[str, Box]:
    """Return where names and seals are: where cities are named the seals come first, else the names."""
    tree = STRtree([outline.geometry for outline in ground.outlines.values()])
    texts = [
        Label(
            code,
            em * (text_width(name) + 0.3),
            em * 1.2,
            text_spots(named.geometry, named.anchor, name, em, tree),
        )
        for code, name in names
        if (named := ground.named[code])
    ]
    stamps = [
        Label(
            f"seal-{code}",
            em * (SEAL_WIDTH + APART),
            em * (SEAL_LINE * length + SEAL_AIR + APART),
            tuple(spots_about(*ground.outlines[code].anchor, em * 1.2)),
        )
        for code, length in seals
    ]
    frame = Box(0, 0, ground.width, ground.height)
    return place(stamps + texts if ground.cities else texts + stamps, frame=frame)
