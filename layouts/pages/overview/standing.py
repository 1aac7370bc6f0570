"""考核指标: how a region ranks among those of its level, by the figures it is assessed by, the last place first."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Grain, Period
from data.readings import Question, Reading, Readings
from data.readings.assessed import assessed_periods
from data.readings.reading import TargetStatus
from data.regions import Level, Region
from data.statistics import is_small_sample
from data.statistics.placing import Among, Placing, among, placing
from data.statistics.ranking import Spot
from layouts.charts.chart import Tile, Tiles
from layouts.panels.links import explain
from layouts.panels.monthly import asked, assessed_note, newest_reading
from layouts.panels.ranking import unranked
from layouts.scene import Panel, Scene
from layouts.sentences.topics import OVERVIEW

METRICS = OVERVIEW.ranked
HISTORY = 12


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the figures of the region and of all it is compared with, and, where it has a rank, for its own history."""
    about, own = _about(scene), (scene.region.code,)
    others = (*about.group, *about.level, *_held(scene))
    codes = tuple(sorted({scene.region.code, *(region.code for region in others)}))
    courses = [Question((key,), own, _course(scene, key)) for key in METRICS] if about.head else []
    return [*asked(scene, METRICS, codes), *courses]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return a tile for each figure, the gravest first; of the root, how many of the regions below meet the target."""
    about = _about(scene)
    placed = sorted((_placed(readings, scene, about, key) for key in METRICS), key=_order)
    tiles = tuple(_tile(readings, scene, about, each) for each in placed)
    return Tiles(tiles, summary=_summary(placed, about, scene) if about.head else "")


def _about(scene: Scene) -> Among:
    return among(scene.regions, scene.region, scene.period.to_date(scene.as_of))


def _placed(readings: Readings, scene: Scene, about: Among, key: str) -> Placing:
    reading = newest_reading(readings, scene, key, scene.region.code)
    group, level = (
        readings.across(key, [region.code for region in regions], reading.period)
        for regions in (about.group, about.level)
    )
    return placing(reading, group, level)


def _order(placed: Placing) -> float:
    return -placed.group.depth if placed.group else 0.0


def _tile(readings: Readings, scene: Scene, about: Among, placed: Placing) -> Tile:
    reading = placed.reading
    key = reading.metric.key
    return Tile(
        reading=reading,
        compare=None,
        href=explain(scene, reading.metric),
        trend=tuple(readings.series(key, scene.region.code, _course(scene, key))) if about.head else (),
        note=" · ".join(filter(None, _notes(readings, scene, about, placed))),
        is_alarming=_is_marked(placed),
        marked=_tail(scene, about, placed),
    )


def _is_marked(placed: Placing) -> bool:
    """Say whether a figure is marked as behind: where chance does not explain it, on more than a small base."""
    return placed.is_beyond_chance and not is_small_sample(placed.reading)


def _tail(scene: Scene, about: Among, placed: Placing) -> str:
    """Say that a figure is one of the last ten of all."""
    if about.top is None or not placed.is_in_tail:
        return ""
    return scene.words("panels.standing.tail", whole=_whole(scene, about.top))


def _summary(placed: Sequence[Placing], about: Among, scene: Scene) -> str:
    """Say how many figures are clearly behind, and how many of the others are among the last of all."""
    count = sum(_is_marked(each) for each in placed)
    tail = sum(each.is_in_tail and not _is_marked(each) for each in placed)
    if not tail or about.top is None:
        return scene.words("panels.standing.summary", count=count)
    return scene.words("panels.standing.summary_tail", count=count, tail=tail, whole=_whole(scene, about.top))


def _notes(readings: Readings, scene: Scene, about: Among, placed: Placing) -> Sequence[str]:
    words, reading = scene.words, placed.reading
    target = words.target(reading.metric)
    rank = placed.group.rank if placed.group else None
    return [
        _said(placed.group, about.head, scene) if about.head else _met(readings, scene, reading),
        _said(placed.level, about.top, scene),
        _tail(scene, about, placed),
        unranked(reading, rank, scene) if about.head else "",
        _behind(scene, about, placed),
        words("panels.standing.thin") if reading.denominator and is_small_sample(reading) else "",
        words("panels.standing.short", target=target) if placed.is_short and _is_marked(placed) else target,
        assessed_note(reading, scene),
    ]


def _behind(scene: Scene, about: Among, placed: Placing) -> str:
    """Say which regions a figure is clearly worse than: its peers, all of its level, or both."""
    words = scene.words
    peers = words("panels.standing.peers") if placed.is_behind_group else ""
    whole = _whole(scene, about.top) if placed.is_behind_level and about.top else ""
    names = words("panels.comma").join(filter(None, (peers, whole)))
    return words("panels.standing.behind", names=names) if names else ""


def _whole(scene: Scene, region: Region) -> str:
    """Name a region as the whole its parts belong to: 全省."""
    return scene.words("panels.standing.province") if region.level is Level.PROVINCE else scene.words.short(region)


def _said(spot: Spot | None, among: Region | None, scene: Scene) -> str:
    if spot is None or among is None:
        return ""
    key = "shared" if spot.shared_by > 1 else "place"
    return scene.words(f"panels.standing.{key}", region=scene.words.short(among), rank=spot.rank, count=spot.count)


def _met(readings: Readings, scene: Scene, own: Reading) -> str:
    known = [readings.one(own.metric.key, region.code, own.period) for region in _held(scene)]
    known = [reading for reading in known if reading.value is not None]
    met = sum(reading.target_status is TargetStatus.MET for reading in known)
    return scene.words("panels.standing.met", met=met, count=len(known)) if known else ""


def _course(scene: Scene, key: str) -> tuple[Period, ...]:
    """Return the last twelve periods; of a monthly duty seen by the week, months."""
    is_short = scene.period.grain in {Grain.DAY, Grain.WEEK}
    last = (
        assessed_periods(scene.period, scene.as_of)[1]
        if is_short and scene.catalogue.metric(key).is_monthly
        else scene.period
    )
    return tuple(last.back(HISTORY))


def _held(scene: Scene) -> tuple[Region, ...]:
    """Return the regions below the root, which has no peers."""
    return () if _about(scene).head else scene.children


def _note(scene: Scene) -> str:
    about = _about(scene)
    if about.head is None:
        return scene.words("panels.standing.note_root")
    return scene.words("panels.standing.note", region=scene.words.short(about.head), count=len(about.group))


PANEL = Panel(
    key="standing",
    title=lambda scene: scene.words("panels.standing.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
