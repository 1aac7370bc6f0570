"""逐级上报: how many of each level, from the shown region down to the office, have reported all that was due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Figures, Reading, Readings, Status
from data.regions import Level, Region
from layouts.charts.chart import Row, Rows
from layouts.context import Context, Panel
from layouts.panels.links import explain

ROLL_CALL = "registered_count"
BETWEEN = (Level.PROVINCE, Level.CITY, Level.COUNTY)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the reports of the register: the region itself and everything down to the county."""
    codes = [context.region.code, *(region.code for level in BETWEEN for region in _inside(context, level))]
    return [
        Figures((ROLL_CALL,), tuple(dict.fromkeys(codes)), (context.period,)),
        Figures((ROLL_CALL,), (context.region.code,), (context.period,), absent=True),
    ]


def draw(readings: Readings, context: Context) -> Rows:
    """Return a cell for each level from the shown region's own down."""
    own = readings.one(ROLL_CALL, context.region.code, context.period)
    inside = {level: _inside(context, level) for level in BETWEEN}
    cells = [_level(readings, context, level, regions) for level, regions in inside.items() if regions]
    return Rows((*cells, _offices(own, readings, context)), is_cells=True, summary=_summary(own, context))


def _inside(context: Context, level: Level) -> list[Region]:
    """Return the regions of a level that are the shown region or inside it."""
    if level.depth < context.region.level.depth:
        return []
    if level is context.region.level:
        return [context.region]
    return list(context.within(context.region.code, level))


def _level(readings: Readings, context: Context, level: Level, inside: Sequence[Region]) -> Row:
    found = readings.across(ROLL_CALL, [region.code for region in inside], context.period)
    answers = [
        reading for reading in found if reading.status is not Status.NOT_APPLICABLE
    ]  # regions that did not exist had nothing to report
    complete = sum(reading.reported == reading.due for reading in answers)
    return _counted(level, complete, len(answers), "incomplete", context)


def _offices(own: Reading, readings: Readings, context: Context) -> Row:
    """Return the offices' cell; of a past period it names the few that did not report, of the running one 昨日以来 does."""
    cell = _counted(Level.OFFICE, own.reported, own.due, "unreported", context)
    absent = readings.absent(context.region.code, context.period) if context.until else ()
    if not absent:
        return cell
    names = context.words("panels.comma").join(map(context.words.short, absent))
    return replace(cell, note=context.words("panels.levels.named", note=cell.note, names=names))


def _counted(level: Level, complete: int, total: int, lacking: str, context: Context) -> Row:
    """Return how many of a level have reported all that was due, and how many have not."""
    if not total:
        return _cell(level, "—", context.words("panels.levels.none_due"), context)
    figure = f"{context.words.number(complete)}/{context.words.number(total)}"
    key = "complete" if complete == total else lacking
    return _cell(
        level, figure, context.words(f"panels.levels.{key}", count=context.words.number(total - complete)), context
    )


def _cell(level: Level, figure: str, note: str, context: Context) -> Row:
    metric = context.catalogue.metric(ROLL_CALL)
    href = "" if figure == "—" else explain(context, metric)
    return Row(text=context.words(f"panels.levels.{level}"), figure=figure, note=note, href=href)


def _summary(own: Reading, context: Context) -> str:
    return context.words(
        "panels.levels.summary", count=context.words.number(own.reported), total=context.words.number(own.due)
    )


PANEL = Panel(
    key="levels",
    title=lambda context: context.words("panels.levels.title"),
    note=lambda context: context.words("panels.levels.note"),
    needs=needs,
    draw=draw,
)
