"""考核指标: where a region stands among those of its level, by the figures it is assessed by, the last place first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.assessed import assessed_periods
from data.behind import behind
from data.intervals import is_small_sample
from data.periods import Grain, Period
from data.readings import Question, Reading, Readings, Standing
from data.regions import Level, Region
from layouts.chart import Tile, Tiles
from layouts.panel import Panel, Scene
from layouts.panels.links import above, explain
from layouts.panels.monthly import asked, assessed_note, at_hand
from layouts.panels.ranking import ranked_readings, unranked

METRICS = (
    "checkin_completion_rate",
    "registration_ontime_rate",
    "report_completion_rate",
    "education_met_rate",
    "screening_coverage_rate",
    "alert_close_ontime_rate",
)
HISTORY = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """A region's place among others: its rank, how many share it, how many have a figure."""

    rank: int
    shared_by: int
    count: int

    @property
    def depth(self) -> float:
        """The share of those with a figure that stand no worse: 1 for the last."""
        return (self.rank + self.shared_by - 1) / self.count


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the figures of the region and of all it is held against, and, where it has a place, for its own course."""
    others = (*_beside(scene), *_level(scene), *_held(scene))
    codes = tuple(sorted({scene.region.code, *(region.code for region in others)}))
    own = (scene.region.code,)
    courses = [Question((key,), own, _course(scene, key)) for key in METRICS] if _beside(scene) else []
    return [*asked(scene, METRICS, codes), *courses]


def draw(readings: Readings, scene: Scene) -> Tiles:
    """Return a tile for each figure; of the root, how many of the regions below meet the target."""
    tiles = [_tile(readings, scene, key) for key in METRICS]
    last_first = sorted(tiles, key=lambda each: -each[0])
    count = sum(tile.is_alarming for _, tile in tiles)
    summary = scene.words("panels.standing.summary", count=count) if _beside(scene) else ""
    return Tiles(tuple(tile for _, tile in last_first), summary=summary)


def _tile(readings: Readings, scene: Scene, key: str) -> tuple[float, Tile]:
    """Return a tile and how deep down its place is."""
    reading = at_hand(readings, scene, key, scene.region.code)
    near = [readings.one(key, region.code, reading.period) for region in _beside(scene)]
    spot, is_behind = _spot(reading, near), scene.region.code in behind(near)
    tile = Tile(
        reading=reading,
        compare=None,
        href=explain(scene, reading.metric),
        trend=tuple(readings.series(key, scene.region.code, _course(scene, key))) if near else (),
        note=" · ".join(filter(None, _notes(readings, scene, reading, spot, is_behind))),
        is_alarming=is_behind,
    )
    return (spot.depth if spot else 0.0), tile


def _notes(readings: Readings, scene: Scene, reading: Reading, spot: Spot | None, is_behind: bool) -> Sequence[str]:
    words, wider = scene.words, above(scene, scene.region)
    far = _spot(reading, [readings.one(reading.metric.key, region.code, reading.period) for region in _level(scene)])
    return [
        _said(spot, wider[-1], scene) if wider else _met(readings, scene, reading),
        _said(far, wider[0], scene) if wider else "",
        unranked(reading, spot.rank if spot else None, scene) if wider else "",
        words("panels.standing.behind") if is_behind else "",
        words("panels.standing.thin") if reading.denominator and is_small_sample(reading) else "",
        words.target(reading.metric),
        assessed_note(reading, scene),
    ]


def _said(spot: Spot | None, among: Region, scene: Scene) -> str:
    if spot is None:
        return ""
    key = "shared" if spot.shared_by > 1 else "place"
    return scene.words(f"panels.standing.{key}", region=scene.words.short(among), rank=spot.rank, count=spot.count)


def _spot(own: Reading, others: Sequence[Reading]) -> Spot | None:
    ranked = ranked_readings(others)
    ranks = [rank for _, rank in ranked if rank is not None]
    rank = next((rank for reading, rank in ranked if reading.region.code == own.region.code), None)
    return None if rank is None else Spot(rank, ranks.count(rank), len(ranks))


def _met(readings: Readings, scene: Scene, own: Reading) -> str:
    known = [readings.one(own.metric.key, region.code, own.period) for region in _held(scene)]
    known = [reading for reading in known if reading.value is not None]
    met = sum(reading.standing is Standing.MET for reading in known)
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


def _beside(scene: Scene) -> tuple[Region, ...]:
    """Return the regions under the same parent, the region among them; none for the root."""
    wider = above(scene, scene.region)
    return scene.below(wider[-1]) if wider else ()


def _level(scene: Scene) -> tuple[Region, ...]:
    """Return all counties of the root where the root is above the county's city; elsewhere its siblings tell enough."""
    if scene.region.level is not Level.COUNTY or len(above(scene, scene.region)) < 2:
        return ()
    return tuple(scene.within(scene.regions.root.code, Level.COUNTY))


def _held(scene: Scene) -> tuple[Region, ...]:
    """Return the regions below the root, which has none beside it."""
    return () if above(scene, scene.region) else scene.children


def _note(scene: Scene) -> str:
    wider = above(scene, scene.region)
    if not wider:
        return scene.words("panels.standing.note_root")
    return scene.words("panels.standing.note", region=scene.words.short(wider[-1]), count=len(_beside(scene)))


PANEL = Panel(
    key="standing",
    title=lambda scene: scene.words("panels.standing.title"),
    note=_note,
    needs=needs,
    draw=draw,
)
