"""六个不发生: six things that must not happen, each zero or its cases, and how long it has been zero."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Grain, Period
from data.readings import Figures, Reading, Readings
from data.readings.reading import Compare
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Panel
from layouts.panels.links import explain

METRICS = (
    "absconded_new_count",
    "serious_reoffence_count",
    "group_incident_count",
    "extreme_incident_count",
    "petition_incident_count",
    "other_incident_count",
)
WEEKS_BACK = 52


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the six counts of the shown period, what is still open of them, and the year of weeks up to its end."""
    code, still_open = (context.region.code,), tuple(filter(None, (_stock(context, key) for key in METRICS)))
    return [
        Figures(METRICS, code, (context.period,), last_cases=True),
        Figures(still_open, code, (context.period,), open_since=still_open),
        Figures(METRICS, code, _weeks(context)),
    ]


def draw(readings: Readings, context: Context) -> Tiles:
    """Return six tiles of what happened in the period; a case, or one that is still open, is marked.

    Each names the day of its last case; a zero says since when, an open case for how many days.
    """
    tiles = tuple(_tile(readings, context, key) for key in METRICS)
    words = context.words
    broken = [tile for tile in tiles if tile.is_alarming]
    calm = [tile for tile in tiles if tile.reading.value == 0 and not tile.is_alarming]
    zero = [tile for tile in calm if _is_whole(tile.reading)]
    partial = [tile for tile in calm if not _is_whole(tile.reading)]
    unknown = [tile for tile in tiles if tile.reading.value is None and not tile.is_alarming]
    groups = zip(("broken", "zero", "partial", "unknown"), (broken, zero, partial, unknown), strict=True)
    said = [words(f"panels.bottom_line.{key}", count=len(some)) for key, some in groups if some]
    return Tiles(tiles, summary=words("panels.comma").join(said))


def _is_whole(reading: Reading) -> bool:
    """Say whether a figure is known and about all reports are in: zero among half the offices does not prove zero."""
    return reading.value is not None and reading.is_comparable(Compare.TARGET)


def _weeks(context: Context) -> tuple[Period, ...]:
    """Return the year of weeks that end in the shown period, the running week among them."""
    last = min(context.period.last, context.as_of)
    week = Period.holding(last, Grain.WEEK)
    return tuple((week if last in {week.last, context.as_of} else week.previous()).back(WEEKS_BACK))


def _tile(readings: Readings, context: Context, key: str) -> Tile:
    reading = readings.one(key, context.region.code, context.period)
    open_now = _open(readings, context, key)
    lasting = _lasting(readings, context, open_now) if open_now else ""
    since = "" if reading.value is None or lasting else _since(readings, context, key)
    return Tile(
        reading=reading,
        compare=None,
        href=explain(context, reading.metric),
        label=context.words(f"panels.bottom_line.name.{key}"),
        note=" · ".join(filter(None, (_still(open_now, context) if open_now else "", lasting, since))),
        is_alarming=bool(reading.value or (open_now and open_now.value)),
    )


def _open(readings: Readings, context: Context, key: str) -> Reading | None:
    """Return how many cases are open at the end, None where none can stay open or it is not known."""
    stock = _stock(context, key)
    found = readings.one(stock, context.region.code, context.period) if stock else None
    return None if found is None or found.value is None else found


def _stock(context: Context, key: str) -> str:
    """Return the count of the cases of another that are still open; empty where none can stay open."""
    return next((metric.key for metric in context.catalogue.metrics.values() if metric.occurrence == key), "")


def _still(open_now: Reading, context: Context) -> str:
    unit = context.words.unit_of(open_now)
    return context.words("panels.bottom_line.still", count=context.words.figure(open_now), unit=unit)


def _lasting(readings: Readings, context: Context, open_now: Reading) -> str:
    """Say since which day a case is open and for how many days; empty where none is."""
    first = readings.open_since(open_now.metric.key, context.region.code, context.period)
    if first is None:
        return ""
    days = (open_now.span.last - first).days + 1
    return context.words("panels.bottom_line.lasting", day=context.words.day(first), count=days)


def _since(readings: Readings, context: Context, key: str) -> str:
    """Say which day was the last that was not zero, or its week, and how many weeks since then are not all reported.

    The day comes from the days themselves.
    """
    words = context.words
    weeks = readings.series(key, context.region.code, _weeks(context))
    last = readings.last_case(key, context.region.code, context.period) or _last_week(weeks)
    thin = [week.period for week in weeks if not week.value and not _is_whole(week)]
    silent = [week for week in thin if last is None or week.first > last.last]
    if last is not None:
        last_text = words("panels.bottom_line.last", period=words.period(last))
        return last_text + words("panels.bottom_line.silent", count=len(silent)) if silent else last_text
    known = [week for week in weeks if not silent or week.period > silent[-1]]
    if readings.one(key, context.region.code, context.period).value or not known:
        return ""
    return words(f"panels.bottom_line.{'known' if silent else 'year'}", count=len(known))


def _last_week(weeks: Sequence[Reading]) -> Period | None:
    """Return the newest week that was not zero."""
    return next((week.period for week in reversed(weeks) if week.value), None)


PANEL = Panel(
    key="bottom_line",
    title=lambda context: context.words("panels.bottom_line.title"),
    note=lambda context: context.words("panels.bottom_line.note"),
    needs=needs,
    draw=draw,
)
