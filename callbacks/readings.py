"""Single figures for programs and the command line, out of the function that pages read from."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Period
from data.readings import Figures, Reading, read
from data.store import LoadEntry, Store
from data.viewer import Viewer

Place = tuple[str, str, Period]  # metric, region, period


def readings_of(store: Store, viewer: Viewer, places: Sequence[Place], entry: LoadEntry) -> list[Reading]:
    """Return the readings of some places with what they compare with, in the same order.

    A period that is not over is read up to the day of `entry`; one that begins after that day up to the newest day, which
    is still coming in. Raises OutOfScope, and DataError for what is unknown.
    """
    found: dict[Place, Reading] = {}
    for day in {entry.as_of_in(period) for _, _, period in places}:
        asked = [place for place in places if entry.as_of_in(place[2]) == day]
        metrics, regions, periods = (tuple(dict.fromkeys(each)) for each in zip(*asked, strict=True))
        answers = read(store, [Figures(metrics, regions, periods, compare=True)], viewer=viewer, as_of=day)
        found |= {place: answers.one(*place) for place in asked}
    return [found[place] for place in places]
