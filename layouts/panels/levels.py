"""逐级上报: how many of each level, from the shown region down to the office, have reported all that was due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Question, Reading, Readings, Status
from data.regions import Level, Region
from layouts.charts.chart import Row, Rows
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

ROLL_CALL = "registered_count"
BETWEEN = (Level.PROVINCE, Level.CITY, Level.COUNTY)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the reports of the register: the region itself and everything down to the county."""
    codes = [scene.region.code, *(region.code for level in BETWEEN for region in _inside(scene, level))]
    return [
        Question((ROLL_CALL,), tuple(dict.fromkeys(codes)), (scene.period,)),
        Question((ROLL_CALL,), (scene.region.code,), (scene.period,), absent=True),
    ]


def draw(readings: Readings, scene: Scene) -> Rows:
    """Return a cell for each level from the shown region's own down."""
    own = readings.one(ROLL_CALL, scene.region.code, scene.period)
    inside = {level: _inside(scene, level) for level in BETWEEN}
    cells = [_level(readings, scene, level, regions) for level, regions in inside.items() if regions]
    return Rows((*cells, _offices(own, readings, scene)), is_cells=True, summary=_summary(own, scene))


def _inside(scene: Scene, level: Level) -> list[Region]:
    """Return the regions of a level that are the shown region or inside it."""
    if level.depth < scene.region.level.depth:
        return []
    if level is scene.region.level:
        return [scene.region]
    return list(scene.within(scene.region.code, level))


def _level(readings: Readings, scene: Scene, level: Level, inside: Sequence[Region]) -> Row:
    found = readings.across(ROLL_CALL, [region.code for region in inside], scene.period)
    answers = [
        reading for reading in found if reading.status is not Status.NOT_APPLICABLE
    ]  # regions that did not exist had nothing to report
    complete = sum(reading.reported == reading.due for reading in answers)
    return _counted(level, complete, len(answers), "incomplete", scene)


def _offices(own: Reading, readings: Readings, scene: Scene) -> Row:
    """Return the offices' cell; of a past period it names the few that did not report, of the running one 昨日以来 does."""
    cell = _counted(Level.OFFICE, own.reported, own.due, "unreported", scene)
    absent = readings.absent(scene.region.code, scene.period) if scene.until else ()
    if not absent:
        return cell
    names = scene.words("panels.comma").join(map(scene.words.short, absent))
    return replace(cell, note=scene.words("panels.levels.named", note=cell.note, names=names))


def _counted(level: Level, complete: int, total: int, lacking: str, scene: Scene) -> Row:
    """Return how many of a level have reported all that was due, and how many have not."""
    if not total:
        return _cell(level, "—", scene.words("panels.levels.none_due"), scene)
    figure = f"{scene.words.number(complete)}/{scene.words.number(total)}"
    key = "complete" if complete == total else lacking
    return _cell(level, figure, scene.words(f"panels.levels.{key}", count=scene.words.number(total - complete)), scene)


def _cell(level: Level, figure: str, note: str, scene: Scene) -> Row:
    metric = scene.catalogue.metric(ROLL_CALL)
    href = "" if figure == "—" else explain(scene, metric)
    return Row(text=scene.words(f"panels.levels.{level}"), figure=figure, note=note, href=href)


def _summary(own: Reading, scene: Scene) -> str:
    return scene.words(
        "panels.levels.summary", count=scene.words.number(own.reported), total=scene.words.number(own.due)
    )


PANEL = Panel(
    key="levels",
    title=lambda scene: scene.words("panels.levels.title"),
    note=lambda scene: scene.words("panels.levels.note"),
    needs=needs,
    draw=draw,
)
