"""The page: panels on a grid under a headline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.readings import Readings
from layouts.charts.chart import Choice, Words
from layouts.context import Context, Need, Panel


@dataclass(frozen=True, slots=True)
class Placed:
    """A panel, its grid area, and how many of the grid's twelve columns it takes on a wide screen.

    On a wall `shapes` are the shapes of screen on which the area has a place. Panels of one `column` are below each
    other on a desk's screen. What `decides` is shown on a phone at once, the page's other panels after a tap.
    """

    area: str
    panel: Panel
    span: int = 4
    shapes: str = ""
    column: str = ""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its key in the address, its title, the sentences it opens with, its panels in order, what narrows it.

    One that `is_by_clock` is of today, this week or this month by the clock: no other period is offered, and no comparison.
    Panels `for_walls` are not on the page, which says the same already; a scene can show them as it shows the page's.
    """

    key: str
    title: Callable[[Context], str]
    headline: Callable[[Readings, Context], Words]
    headline_needs: Callable[[Context], Sequence[Need]]
    placed: tuple[Placed, ...]
    filters: Callable[[Context], Sequence[Choice]] = lambda context: ()
    for_walls: tuple[Panel, ...] = ()
    is_by_clock: bool = False

    def needs(self, context: Context) -> list[Need]:
        """Return the questions of the headline and every panel, for one read."""
        asked: list[Need] = [*self.headline_needs(context)]
        for place in self.placed:
            asked.extend(place.panel.needs(context))
        return asked
