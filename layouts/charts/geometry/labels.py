"""Labels on a map: which of them fit without touching one another, the most important first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

NARROW = 0.58  # ems of an average Latin letter or figure; a Chinese character is one em
FOREIGN = 0.35  # how much of a name may be over regions that are not its own
RINGS = (
    (0.0, 0.0),
    (0.0, -0.7),
    (0.0, 0.7),
    (-0.8, 0.0),
    (0.8, 0.0),
    (-0.8, -0.7),
    (0.8, -0.7),
    (-0.8, 0.7),
    (0.8, 0.7),
    (0.0, -1.4),
    (0.0, 1.4),
    (-1.6, 0.0),
    (1.6, 0.0),
    (-1.6, -1.2),
    (1.6, -1.2),
    (-1.6, 1.2),
    (1.6, 1.2),
    (0.0, -2.2),
    (0.0, 2.2),
    (-2.6, 0.0),
    (2.6, 0.0),
)


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def about(cls, x: float, y: float, width: float, height: float) -> Box:
        """Return the box of this size with (x, y) at its middle."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """The point halfway between the corners."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: Box) -> bool:
        """Say whether the insides meet; boxes that only touch do not."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, other: Box) -> bool:
        """Say whether no part of this box is outside the other."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Something to be placed: its size, and the middles it may take, best first; they are tried until one is free."""

    key: str
    width: float
    height: float
    spots: Iterable[tuple[float, float]]

    def boxes(self) -> Iterable[Box]:
        """Return the boxes the label may take, best first."""
        return (Box.about(x, y, self.width, self.height) for x, y in self.spots)


def place(labels: Sequence[Label], *, frame: Box) -> dict[str, Box]:
    """Return the box of every label that fits inside `frame` beside those before it."""
    placed: dict[str, Box] = {}
    for label in labels:
        free = (
            box
            for box in label.boxes()
            if box.is_within(frame) and not any(box.overlaps(other) for other in placed.values())
        )
        if (box := next(free, None)) is not None:
            placed[label.key] = box
    return placed


def text_width(text: str) -> float:
    """Return the width of a line of text in ems."""
    return sum(1 if unicodedata.east_asian_width(letter) in "WF" else NARROW for letter in text)


def spots_about(x: float, y: float, em: float) -> list[tuple[float, float]]:
    """Return the middles a label anchored at (x, y) may take, nearest first."""
    return [(x + across * em, y + down * em) for across, down in RINGS]


def text_spots(
    region: BaseGeometry, anchor: tuple[float, float], text: str, em: float, regions: STRtree
) -> Iterator[tuple[float, float]]:
    """Yield the middles at which a name is on its own region or the sea, mostly clear of other regions."""
    return (
        (x, y)
        for x, y in spots_about(*anchor, em)
        if _is_own_ground(shapely.Point(x, y), region, em, regions)
        and _foreign_share(Box.about(x, y, em * text_width(text), em), region, regions) <= FOREIGN
    )


def _is_own_ground(middle: shapely.Point, region: BaseGeometry, em: float, regions: STRtree) -> bool:
    if region.covers(middle):
        return True
    return region.distance(middle) < em and not len(regions.query(middle, "intersects"))


def _foreign_share(box: Box, region: BaseGeometry, regions: STRtree) -> float:
    """Return how much of a box is over regions other than its own, 0..1."""
    area = shapely.box(box.left, box.top, box.right, box.bottom)
    land = shapely.area(shapely.intersection(regions.geometries.take(regions.query(area)), area)).sum()
    return float((land - region.intersection(area).area) / area.area)
