"""考核指标: how a region ranks among those of its level, by the figures it is assessed by, the last place first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.periods import Grain, Period
from data.questions.kinds import Comparisons
from data.readings import Figures, Reading, Readings
from data.readings.assessed import assessed_periods
from data.readings.reading import TargetStatus
from data.regions import Level, Region
from data.statistics import is_small_sample
from data.statistics.comparison import Comparison
from data.statistics.placing import Among, Placing, among, placing
from data.statistics.ranking import Spot
from layouts.charts.chart import Tile, Tiles
from layouts.context import Context, Need, Panel
from layouts.panels.among import compared
from layouts.panels.links import explain
from layouts.panels.monthly import asked, assessed_note, newest_reading
from layouts.panels.ranking import unranked
from layouts.sentences.topics import OVERVIEW

METRICS = OVERVIEW.ranked
HISTORY = 12


def needs(context: Context) -> Sequence[Need]:
    """Ask for the figures of the region and, where it has a rank, how they compare and their history, else for those below."""
    own = (context.region.code,)
    codes = (*own, *sorted(region.code for region in _held(context)))
    courses = [Figures((key,), own, _course(context, key)) for key in METRICS] if _about(context).head else []
    return [*_comparisons(context), *asked(context, METRICS, codes), *courses]


def draw(readings: Readings, context: Context) -> Tiles:
    """Return a tile for each figure, the gravest first; of the root, how many of the regions below meet the target."""
    about = _about(context)
    known = compared(context, _comparisons(context))
    placed = sorted((_placed(readings, context, known, key) for key in METRICS), key=_order)
    tiles = tuple(_tile(readings, context, about, each) for each in placed)
    return Tiles(tiles, summary=_summary(placed, about, context) if about.head else "")


def _about(context: Context) -> Among:
    return among(context.regions, context.region, context.period.to_date(context.as_of))


def _comparisons(context: Context) -> list[Comparisons]:
    if _about(context).head is None:
        return []
    return [Comparisons(context.region.code, METRICS, context.period, context.as_of)]


def _placed(readings: Readings, context: Context, known: Mapping[tuple[str, Period], Comparison], key: str) -> Placing:
    reading = newest_reading(readings, context, key, context.region.code)
    found = known.get((key, reading.period))
    return replace(found.placing, reading=reading) if found else placing(reading, (), ())


def _order(placed: Placing) -> float:
    return -placed.group.depth if placed.group else 0.0


def _tile(readings: Readings, context: Context, about: Among, placed: Placing) -> Tile:
    reading = placed.reading
    key = reading.metric.key
    return Tile(
        reading=reading,
        compare=None,
        href=explain(context, reading.metric),
        trend=tuple(readings.series(key, context.region.code, _course(context, key))) if about.head else (),
        note=" · ".join(filter(None, _notes(readings, context, about, placed))),
        is_alarming=_is_marked(placed),
        marked=_tail(context, about, placed),
    )


def _is_marked(placed: Placing) -> bool:
    """Say whether a figure is marked as behind: where chance does not explain it, on more than a small base."""
    return placed.is_beyond_chance and not is_small_sample(placed.reading)


def _tail(context: Context, about: Among, placed: Placing) -> str:
    """Say that a figure is one of the last ten of all."""
    if about.top is None or not placed.is_in_tail:
        return ""
    return context.words("panels.standing.tail", whole=_whole(context, about.top))


def _summary(placed: Sequence[Placing], about: Among, context: Context) -> str:
    """Say how many figures are clearly behind, and how many of the others are among the last of all."""
    count = sum(_is_marked(each) for each in placed)
    tail = sum(each.is_in_tail and not _is_marked(each) for each in placed)
    if not tail or about.top is None:
        return context.words("panels.standing.summary", count=count)
    return context.words("panels.standing.summary_tail", count=count, tail=tail, whole=_whole(context, about.top))


def _notes(readings: Readings, context: Context, about: Among, placed: Placing) -> Sequence[str]:
    words, reading = context.words, placed.reading
    target = words.target(reading.metric)
    rank = placed.group.rank if placed.group else None
    return [
        _said(placed.group, about.head, context) if about.head else _met(readings, context, reading),
        _said(placed.level, about.top, context),
        _tail(context, about, placed),
        unranked(reading, rank, context) if about.head else "",
        _behind(context, about, placed),
        words("panels.standing.thin") if reading.denominator and is_small_sample(reading) else "",
        words("panels.standing.short", target=target) if placed.is_short and _is_marked(placed) else target,
        assessed_note(reading, context),
    ]


def _behind(context: Context, about: Among, placed: Placing) -> str:
    """Say which regions a figure is clearly worse than: its peers, all of its level, or both."""
    words = context.words
    peers = words("panels.standing.peers") if placed.is_behind_group else ""
    whole = _whole(context, about.top) if placed.is_behind_level and about.top else ""
    names = words("panels.comma").join(filter(None, (peers, whole)))
    return words("panels.standing.behind", names=names) if names else ""


def _whole(context: Context, region: Region) -> str:
    """Name a region as the whole its parts belong to: 全省."""
    return context.words("panels.standing.province") if region.level is Level.PROVINCE else context.words.short(region)


def _said(spot: Spot | None, among: Region | None, context: Context) -> str:
    if spot is None or among is None:
        return ""
    key = "shared" if spot.shared_by > 1 else "place"
    return context.words(f"panels.standing.{key}", region=context.words.short(among), rank=spot.rank, count=spot.count)


def _met(readings: Readings, context: Context, own: Reading) -> str:
    known = [readings.one(own.metric.key, region.code, own.period) for region in _held(context)]
    known = [reading for reading in known if reading.value is not None]
    met = sum(reading.target_status is TargetStatus.MET for reading in known)
    return context.words("panels.standing.met", met=met, count=len(known)) if known else ""


def _course(context: Context, key: str) -> tuple[Period, ...]:
    """Return the last twelve periods; of a monthly duty seen by the week, months."""
    is_short = context.period.grain in {Grain.DAY, Grain.WEEK}
    last = (
        assessed_periods(context.period, context.as_of)[1]
        if is_short and context.catalogue.metric(key).is_monthly
        else context.period
    )
    return tuple(last.back(HISTORY))


def _held(context: Context) -> tuple[Region, ...]:
    """Return the regions below the root, which has no peers."""
    return () if _about(context).head else context.children


def _note(context: Context) -> str:
    about = _about(context)
    if about.head is None:
        return context.words("panels.standing.note_root")
    return context.words("panels.standing.note", region=context.words.short(about.head), count=len(about.group))


PANEL = Panel(
    key="standing",
    title=lambda context: context.words("panels.standing.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
