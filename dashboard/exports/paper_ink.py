"""Ink on paper: the marks a picture is made of, collected as SVG that needs nothing but a font."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from layouts.labels import text_width

LIGHT = {
    "--ground": "#f3f0e7",
    "--panel": "#ffffff",
    "--line": "#e0daca",
    "--text-1": "#14201f",
    "--text-2": "#3f4e4b",
    "--text-3": "#5f6c68",
    "--celadon-1": "#dceae5",
    "--celadon-2": "#bad7ce",
    "--celadon-3": "#8cbcaf",
    "--celadon-4": "#559a8c",
    "--celadon-5": "#2c7468",
    "--celadon-6": "#1b4d49",
    "--amber": "#b5771a",
    "--amber-text": "#8f5c0e",
    "--seal": "#b2382a",
    "--red": "#c23a28",
    "--yellow": "#b08a06",
    "--blue": "#2c74b8",
    "--better": "#2c7468",
    "--worse": "#c23a28",
    "--on-chip": "#fffdf8",
    "--on-yellow": "#14201f",
    "--track": "#ebe6d8",
    "--kind-1": "#76ada1",
    "--kind-2": "#d3ad6c",
    "--kind-3": "#a7b694",
    "--kind-1-text": "#2c7468",
    "--kind-2-text": "#8f5c0e",
    "--kind-3-text": "#5c6f45",
    "--mood-blue": "#6b9bc6",
    "--mood-yellow": "#d9b44a",
    "--mood-orange": "#cf7d35",
    "--mood-red": "#a8433f",
}
FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
SONG = "'Noto Serif CJK SC','Source Han Serif SC','Noto Serif SC','Songti SC',SimSun,serif"
CJK = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei", "Droid Sans Fallback")
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")
BODY, SMALL = 9.0, 7.5  # points
DROP = 0.36  # ems from the middle of a line of text down to its baseline
CLOSING = "，。；：、！？）”"
HATCH = 4  # points from one thread to the next
ROUND = {"stroke-linejoin": "round"}
Align = Literal["start", "middle", "end"]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: its SVG, its size in points, and all that is written in it."""

    svg: str
    width: float
    height: float
    words: tuple[str, ...]


def heat(step: int, *, is_bad: bool) -> str:
    """Return the colour of a step 0..5 of a shaded field; where more is worse it is a pale red."""
    if step <= 0:
        return LIGHT["--panel"]
    return blend("--worse", (0.08, 0.15, 0.22, 0.30, 0.40)[step - 1]) if is_bad else LIGHT[f"--celadon-{step}"]


def blend(token: str, share: float) -> str:
    """Return a token's colour thinned with the white of the paper."""
    parts = [int(LIGHT[token][at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)


class Ink:
    """A sheet of a given width and height in points, y downwards; marks made later lie on top."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        size = {
            "width": _number(width),
            "height": _number(height),
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
        }
        self._root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": FONTS})
        self._defs = ET.SubElement(self._root, "defs")
        self._patterns: dict[tuple[str, str], str] = {}

    def place(self, other: Ink, left: float, top: float) -> None:
        """Lay another sheet on this one."""
        other._root.set("x", _number(left))
        other._root.set("y", _number(top))
        self._root.append(other._root)

    def picture(self) -> Picture:
        """Return what was drawn."""
        words = tuple(mark.text for mark in self._root.iter("text") if mark.text)
        return Picture(ET.tostring(self._root, encoding="unicode"), self.width, self.height, words)

    def line(self, start: Spot, end: Spot, token: str, width: float = 0.75, dash: str = "") -> None:
        """Draw a straight line."""
        ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
        self._mark("line", {**ends, **_stroke(token, width, dash)})

    def run(self, spots: Iterable[Spot], token: str, width: float = 1.25) -> None:
        """Draw a line through spots; a single one becomes a short stroke, so that it is seen."""
        along = list(spots)
        along = along if len(along) > 1 else [(along[0][0] - 1, along[0][1]), (along[0][0] + 1, along[0][1])]
        self._mark("polyline", {"points": _points(along), "fill": "none", **_stroke(token, width), **ROUND})

    def area(self, spots: Iterable[Spot], token: str) -> None:
        """Fill a polygon."""
        self._mark("polygon", {"points": _points(spots), "fill": LIGHT[token]})

    def box(self, left: float, top: float, width: float, height: float, fill: str, edge: str = "") -> None:
        """Fill a rectangle with a token's colour or a pattern; `edge` is the token of its outline."""
        around = _stroke(edge, 0.6) if edge else {}
        size = {"x": left, "y": top, "width": max(width, 0.0), "height": height}
        self._mark("rect", {**size, "fill": _fill(fill), **around})

    def dot(self, at: Spot, radius: float, fill: str, edge: str = "", width: float = 1.25) -> None:
        """Draw a disc, with `edge` a ring about it."""
        around = _stroke(edge, width) if edge else {}
        self._mark("circle", {"cx": at[0], "cy": at[1], "r": radius, "fill": _fill(fill), **around})

    def path(self, data: str, fill: str, *, edge: str = "", width: float = 0.0, transform: str = "") -> None:
        """Draw path data; `width` is of the outline in the path's own units."""
        around = _stroke(edge, width) if edge else {}
        moved = {"transform": transform} if transform else {}
        self._mark("path", {"d": data, "fill": _fill(fill), **around, **moved, **ROUND})

    def text(
        self,
        at: Spot,
        text: str,
        *,
        hue: str = "--text-1",
        size: float = BODY,
        align: Align = "start",
        bold: bool = False,
        song: bool = False,
        halo: str = "",
    ) -> None:
        """Write a line of text whose middle lies at the height of `at`."""
        look: dict[str, str | float] = {"font-size": size, "fill": LIGHT[hue]}
        if align != "start":
            look["text-anchor"] = align
        if bold:
            look["font-weight"] = "600"
        if song:
            look["font-family"] = SONG
        if halo:
            look |= {**_stroke(halo, size / 4), "paint-order": "stroke", **ROUND}
        self._mark("text", {"x": at[0], "y": at[1] + DROP * size, **look}, clean(text))

    def hatch(self, token: str, ground: str) -> str:
        """Return a pattern of slanting threads in one colour on another, to fill with."""
        if (token, ground) not in self._patterns:
            key = f"hatch-{len(self._patterns)}"
            side = {"width": str(HATCH), "height": str(HATCH)}
            pattern = ET.SubElement(
                self._defs,
                "pattern",
                {"id": key, **side, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"},
            )
            ET.SubElement(pattern, "rect", {**side, "fill": _fill(ground)})
            thread = {"x1": "0", "x2": str(HATCH), "y1": str(HATCH / 2), "y2": str(HATCH / 2)}
            ET.SubElement(pattern, "line", {**thread, "stroke": LIGHT[token], "stroke-width": "1.6"})
            self._patterns[token, ground] = f"url(#{key})"
        return self._patterns[token, ground]

    def _mark(self, tag: str, attributes: Mapping[str, str | float], text: str | None = None) -> None:
        written = {key: value if isinstance(value, str) else _number(value) for key, value in attributes.items()}
        ET.SubElement(self._root, tag, written).text = text


def clean(text: str) -> str:
    """Return a text without the control characters that no XML may hold."""
    return "".join(
        sign for sign in text if sign >= " " and sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff"
    )


def fit(text: str, room: float, size: float = BODY) -> str:
    """Return a text cut so that it fits into so many points, with … where something is left out."""
    if text_width(text) * size <= room:
        return text
    kept = text
    while kept and (text_width(kept) + 1) * size > room:
        kept = kept[:-1]
    return f"{kept}…"


def wrap(text: str, room: float, size: float = BODY) -> list[str]:
    """Break a text into lines of so many points, between any two characters but those of a Latin word."""
    lines, line = [], ""
    for word in _words(text):
        if line and text_width(line + word.rstrip()) * size > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def widest(texts: Sequence[str], size: float = BODY) -> float:
    """Return the width of the longest of some texts in points."""
    return max((text_width(text) * size for text in texts), default=0.0)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for sign in text:
        goes_on = sign.isspace() or sign in CLOSING or (_is_latin(sign) and words and _is_latin(words[-1][-1]))
        if words and goes_on:
            words[-1] += sign
        else:
            words.append(sign)
    return words


def _is_latin(sign: str) -> bool:
    return sign.isascii() and not sign.isspace()


def _fill(fill: str) -> str:
    return LIGHT.get(fill, fill)


def _stroke(token: str, width: float, dash: str = "") -> dict[str, str | float]:
    stroke: dict[str, str | float] = {"stroke": LIGHT[token], "stroke-width": width}
    return {**stroke, "stroke-dasharray": dash} if dash else stroke


def _points(spots: Iterable[Spot]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in spots)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
