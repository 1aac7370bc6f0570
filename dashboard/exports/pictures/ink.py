"""Ink on paper: the marks a picture is made of, collected as SVG that needs nothing but a font."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import category
from xml.etree import ElementTree as ET

from layouts.charts.geometry.labels import text_width
from layouts.charts.tokens import LIGHT, blend
from layouts.words.language import THIN
from layouts.words.official import official

PAPER = {**LIGHT, "--panel": "#ffffff"}  # the light theme, on white
FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
SONG = "'Noto Serif CJK SC','Source Han Serif SC','Noto Serif SC','Songti SC',SimSun,serif"
CJK = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei", "Droid Sans Fallback")
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")
BODY, SMALL = 9.0, 7.5  # points
MARK = "#efece3"  # of a watermark: the palest text of paper keeps 4.5:1 on it
DROP = 0.36  # ems from the middle of a line of text down to its baseline
NARROW = {THIN: 0.2, " ": 0.23, ".": 0.29, ",": 0.29, ":": 0.29, "%": 0.93, "\u00b7": 1.0}  # ems
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, formats, halves of pairs, separators of lines
CLOSING = "，。；：、！？）”"
HATCH, THREAD = 4.0, 0.3  # points from one thread to the next, and how much of that a thread takes
ROUND = {"stroke-linejoin": "round"}
Align = Literal["start", "middle", "end"]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: its SVG, its size in points, and all text in it."""

    svg: str
    width: float
    height: float
    words: tuple[str, ...]


def heat(step: int, *, is_bad: bool = False) -> str:
    """Return the colour of a step 0..5 of a shaded field; where more is worse it is a pale red."""
    if step <= 0:
        return PAPER["--panel"]
    return blend("--worse", (0.08, 0.15, 0.22, 0.30, 0.40)[step - 1]) if is_bad else PAPER[f"--celadon-{step}"]


class Ink:
    """A sheet of a given width and height in points, y downwards; marks made later are on top."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        size = {
            "width": _number(width),
            "height": _number(height),
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
        }
        self._root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": FONTS})
        self._defs = ET.SubElement(self._root, "defs")
        self._patterns: dict[tuple[str, str, float], str] = {}

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
        self._mark("polygon", {"points": _points(spots), "fill": PAPER[token]})

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
        """Write a line of text whose middle is at the height of `at`."""
        look: dict[str, str | float] = {"font-size": size, "fill": PAPER[hue]}
        if align != "start":
            look["text-anchor"] = align
        if bold:
            look["font-weight"] = "600"
        if song:
            look["font-family"] = SONG
        if halo:
            look |= {**_stroke(halo, size / 4), "paint-order": "stroke", **ROUND}
        self._mark("text", {"x": at[0], "y": at[1] + DROP * size, **look}, clean(text))

    def hatch(self, token: str, ground: str, scale: float = 1.0) -> str:
        """Return a pattern of slanting threads in one colour on another, to fill with what is drawn at a scale."""
        if (token, ground, scale) not in self._patterns:
            key = f"hatch-{len(self._patterns)}"
            step = HATCH / scale
            side = {"width": _number(step), "height": _number(step)}
            pattern = ET.SubElement(
                self._defs,
                "pattern",
                {"id": key, **side, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"},
            )
            ET.SubElement(pattern, "rect", {**side, "fill": _fill(ground)})
            thread = {"x2": _number(step), "y1": _number(step / 2), "y2": _number(step / 2)}
            stroke = {"stroke": PAPER[token], "stroke-width": _number(THREAD * step)}
            ET.SubElement(pattern, "line", {**thread, **stroke})
            self._patterns[token, ground, scale] = f"url(#{key})"
        return self._patterns[token, ground, scale]

    def _mark(self, tag: str, attributes: Mapping[str, str | float], text: str | None = None) -> None:
        written = {key: value if isinstance(value, str) else _number(value) for key, value in attributes.items()}
        ET.SubElement(self._root, tag, written).text = text


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold, and without invisible formatting characters."""
    return "".join(sign for sign in text if category(sign) not in UNSEEN and sign not in "\ufffe\uffff")


def formal(text: str) -> str:
    """Return a clean text as official documents write figures: 98.0%, 5750人."""
    return official(clean(text))


def extent(text: str, size: float = BODY) -> float:
    """Return about how many points a line of text takes in the fonts of paper."""
    return size * sum(NARROW.get(sign, 0.0) or text_width(sign) for sign in text)


def fit(text: str, room: float, size: float = BODY) -> str:
    """Return a text cut so that it fits into so many points, with … where something is left out."""
    if extent(text, size) <= room:
        return text
    kept = text
    while kept and extent(kept, size) + size > room:
        kept = kept[:-1]
    return f"{kept}…"


def wrap(text: str, room: float, size: float = BODY) -> list[str]:
    """Break a text into lines of so many points, between any two characters but those of a Latin word."""
    lines, line = [], ""
    for word in _words(text):
        if line and extent(line + word.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def widest(texts: Sequence[str], size: float = BODY) -> float:
    """Return the width of the longest of some texts in points."""
    return max((extent(text, size) for text in texts), default=0.0)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for sign in text:
        last = words[-1][-1] if words else ""
        goes_on = sign.isspace() or sign in CLOSING or last == THIN or (_is_latin(sign) and _is_latin(last))
        if words and goes_on:
            words[-1] += sign
        else:
            words.append(sign)
    return words


def _is_latin(sign: str) -> bool:
    return sign.isascii() and bool(sign.strip())


def _fill(fill: str) -> str:
    return PAPER.get(fill, fill)


def _stroke(token: str, width: float, dash: str = "") -> dict[str, str | float]:
    stroke: dict[str, str | float] = {"stroke": PAPER[token], "stroke-width": width}
    return {**stroke, "stroke-dasharray": dash} if dash else stroke


def _points(spots: Iterable[Spot]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in spots)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
