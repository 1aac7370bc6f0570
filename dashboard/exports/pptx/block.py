"""A card on a slide: what it says above, how its inside is drawn, and the room it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.exports.pptx.pen import Area, Pen, text_height
from data.readings import Reading

FULL, HALF = 888.0, 437.0  # the width of a slide's body, and of one of its two columns
BODY = 394.0  # its height
AIR = 12.0  # inside a card
TITLE, SAID = 24.0, 10.5  # the height of a card's title, the size of its sentences
LEAST = 0.8  # of its height that a chart or a map keeps where cards share a slide
Draw = Callable[[Pen, Area, str], None]


@dataclass(frozen=True, slots=True)
class SlideBlock:
    """A card on a slide: what it says above, and how its inside is drawn.

    `height` is what the inside needs at its `width`; one that grows fills what room there is. `name` begins the names
    of the shapes that hold its figures.
    """

    title: str
    note: str
    said: tuple[str, ...]
    name: str
    is_full: bool
    height: float
    grows: bool
    draw: Draw
    summary: str = ""
    is_late: bool = False  # comes after all other cards of its page
    readings: tuple[Reading, ...] = ()

    @property
    def panel(self) -> str:
        """The panel it is of."""
        return self.name.rsplit("/", 2)[0] if self.name.startswith("annex") else "/".join(self.name.split("/")[:2])

    @property
    def texts(self) -> tuple[str, ...]:
        """All it says above its inside."""
        return tuple(filter(None, (self.summary, *self.said)))

    @property
    def width(self) -> float:
        """How wide its card is at least."""
        return FULL if self.is_full else HALF

    def head(self, width: float) -> float:
        """Return the height that title and sentences take in a card of this width."""
        said = text_height(self.texts, width - 2 * AIR, SAID) + 4 if self.texts else 0.0
        return (TITLE if self.title else 0.0) + said

    @property
    def needed(self) -> float:
        """How high its card must be; the inside of one that grows may shrink a little."""
        return self.head(self.width) + self.height * (LEAST if self.grows else 1.0) + 2 * AIR


def block_of(name: str, height: float, draw: Draw, *, is_full: bool = False, grows: bool = False) -> SlideBlock:
    """Return a block whose title and sentences are still to come."""
    return SlideBlock("", "", (), name, is_full, height, grows, draw)
