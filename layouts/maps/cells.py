"""The regions of a map in words: look, text and link; and the legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from data.catalogue import Direction, Metric
from data.readings import Reading
from data.statistics.intervals import TOO_FEW_TO_COLOUR, is_colourless
from data.statistics.ranking import Spot
from layouts.charts.geometry.shades import BLANK, FILLS, Steps, blank_state, shade_of, shaded_value
from layouts.charts.kinds import KindRegion, MapRegion
from layouts.context import Context


@dataclass(frozen=True, slots=True)
class Cell:
    """A region of a map: its look (`fill-4`, `is-missing`, `is-around`), words and link."""

    code: str
    name: str
    href: str
    look: str
    pattern: str = ""
    figure: str = ""
    lines: tuple[str, ...] = ()
    is_partial: bool = False
    is_selected: bool = False

    @property
    def spoken(self) -> str:
        """The region, its figure and what the hover adds, in one line."""
        return "，".join((f"{self.name} {self.figure}".strip(), *self.lines))


def cell_of(code: str, point: MapRegion | KindRegion | None, steps: Steps, spot: Spot | None, context: Context) -> Cell:
    """Return the cell of a point, or of a region around that has none."""
    name, href = context.words.name(context.regions.get(code)), context.address(code)
    is_here = code == context.region.code
    if point is None or point.reading is None:
        return Cell(code, name, href, look="is-around", is_selected=is_here)
    reading = point.reading
    if isinstance(point, KindRegion):
        look = f"kind-{point.look}{' is-pale' if point.is_pale else ''}"
        lines = tuple(point.note.split(" · ")) if point.note else ()
        return Cell(code, name, point.href or href, look, figure=point.text, lines=lines, is_selected=point.is_selected)
    value = shaded_value(reading)
    return Cell(
        code,
        name,
        point.href or href,
        look=shade_of(reading, steps),
        pattern=f"map-{blank_state(reading.status)}" if value is None else "",
        figure=context.words.figure_with_unit(reading),
        lines=tuple(_lines(reading, spot, context)),
        is_partial=value is not None and context.is_thin(reading),
        is_selected=point.is_selected or is_here,
    )


def _lines(reading: Reading, spot: Spot | None, context: Context) -> Iterable[str]:
    """Return what the hover adds to the figure: a word for its state, its parts, place and coverage."""
    words = context.words
    if context.state(reading):
        yield words(f"status.{reading.status}")
    if reading.value is not None and reading.numerator is not None and reading.denominator is not None:
        parts = (reading.numerator, reading.denominator)
        yield " / ".join(words.number(part, _decimals(part)) for part in parts)
    if spot is not None:
        yield words("map.rank", rank=spot.rank, count=spot.count)
    if reading.coverage is not None:
        yield words("map.coverage", percent=f"{floor(reading.coverage * 1000) / 10:g}")


@dataclass(frozen=True, slots=True)
class Key:
    """One swatch of the legend and its word."""

    look: str
    text: str


def legend(steps: Steps, cells: Sequence[Cell], readings: Sequence[Reading], context: Context) -> tuple[Key, ...]:
    """Return the colour limits that some region is beyond, the steps with their lower limits, and the states that occur."""
    looks = {cell.look: cell.figure for cell in cells}
    limits = [context.words.number(limit, _decimals(limit)) for limit in steps.breaks]
    metric = readings[0].metric if readings else None
    texts = [_lowest(steps, readings, context), *limits[:-1], f"≥{limits[-1]}"] if limits else [""]
    shades = [f"fill-{shade}" for shade in FILLS[len(texts)]]
    keys = [
        _limit_key(colour, metric, context) for colour in ("red", "yellow") if metric and f"limit-{colour}" in looks
    ]
    keys += [key for key in map(Key, shades, texts) if key.text] or _only_step(shades, looks)
    keys += [Key(f"is-{state}", context.words(f"status.{state}")) for state in BLANK if f"is-{state}" in looks]
    if any(cell.is_partial for cell in cells):
        keys.append(Key("is-partial", context.words("status.partial")))
    return tuple(keys)


def _lowest(steps: Steps, readings: Sequence[Reading], context: Context) -> str:
    """Return where the lowest step begins: at the yellow limit where everything below has that colour, else at zero.

    A step that holds only figures on a base too small for the yellow colour is called by that base.
    """
    metric = readings[0].metric
    below = metric.bands.yellow if metric.direction is Direction.UP else None
    values = [shaded_value(reading) for reading in readings if is_colourless(reading)]
    is_mixed = below is not None and any(value is not None and value < below for value in values)
    if below is not None and is_mixed and steps.breaks[0] <= below:
        return context.words("map.small", base=TOO_FEW_TO_COLOUR)
    if below is None or is_mixed:
        return f"<{context.words.number(steps.breaks[0], _decimals(steps.breaks[0]))}"
    return context.words.number(below, _decimals(below))


def _limit_key(colour: str, metric: Metric, context: Context) -> Key:
    """Return the key of a colour limit, which says what the colour means: 红 <95."""
    limit = metric.bands.red if colour == "red" else metric.bands.yellow
    sign = "<" if metric.direction is Direction.UP else ">"
    text = context.words.number(limit or 0.0, _decimals(limit or 0.0))
    return Key(
        f"limit-{colour}", context.words("map.limit", colour=context.words(f"alert.{colour}"), limit=f"{sign}{text}")
    )


def _only_step(shades: Sequence[str], looks: Mapping[str, str]) -> list[Key]:
    """Return the key of the only step of a map: its one figure."""
    return [Key(look, looks[look]) for look in shades if looks.get(look)]


def _decimals(limit: float) -> int:
    return len(f"{limit:.6f}".rstrip("0").partition(".")[2])
