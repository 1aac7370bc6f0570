"""The score of a region's data and its parts, each with the counts it was made from."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Period
from data.readings import Question, Readings, Status
from data.regions import Level, Region
from data.statistics.intervals import SMALL_SAMPLE
from data.statistics.scores import Score, ScoredPart, score, score_parts, score_question
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import FunnelChart, FunnelStep, MatrixCell, MatrixChart, MatrixRow
from layouts.panels.links import go_to, whole_and_parts
from layouts.scene import Panel, Scene

BACK = 8


def scored_region(scene: Scene) -> Region:
    """Return the region that is judged: an office's data are judged with its county's."""
    return whole_and_parts(scene)[0]


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the parts of the region's own score."""
    return [score_question((scored_region(scene).code,), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> FunnelChart | Nothing:
    """Return the parts as points gained, with what was lost and the counts behind it."""
    words, region = scene.words, scored_region(scene)
    found = score(readings, region.code, scene.period)
    if all(each.points is None for each in found.parts):
        return Nothing(words("panels.quality_score.empty"))
    return FunnelChart(
        name=words("panels.quality_score.points"),
        points=tuple(_part(each, scene, region) for each in found.parts),
        is_wide=True,
        summary=_summary(found, scene, region),
        unit=words.unit_named("分"),
        decimals=1,
        note=_summary(found, scene, region),
    )


def _summary(found: Score, scene: Scene, region: Region) -> str:
    words, name = scene.words, scene.words.name(region)
    if found.points is None:
        lacking = words("panels.comma").join(
            words.short(each.reading.metric) for each in found.parts if each.points is None
        )
        return words("panels.quality_score.unknown", region=name, parts=lacking)
    return words("panels.quality_score.summary", region=name, points=words.number(found.points, 1))


def _part(judged: ScoredPart, scene: Scene, region: Region) -> FunnelStep:
    words = scene.words
    lost = judged.lost
    return FunnelStep(
        label=words.short(judged.reading.metric),
        value=judged.points,
        text=words.status(judged.reading) if judged.points is None else words.number(judged.points, 1),
        lack=words("panels.quality_score.lost", points=words.number(lost, 1)) if lost and lost >= 0.05 else "",
        note=_counts(judged, scene),
        href=scene.view.on(region=region.code, explain=judged.reading.metric.key).href,
        reading=judged.reading,
    )


def _counts(judged: ScoredPart, scene: Scene) -> str:
    """Write the counts behind a part: 1 325 / 1 336."""
    if judged.reading.numerator is None or judged.base is None:
        return ""
    return f"{scene.words.number(judged.reading.numerator)} / {scene.words.number(judged.base)}"


def board_needs(scene: Scene) -> Sequence[Question]:
    """Ask for the parts of every county; of one county for its last periods."""
    if counties := _counties(scene):
        return [score_question((each.code for each in counties), (scene.period,))]
    return [score_question((scored_region(scene).code,), _periods(scene))]


def board(readings: Readings, scene: Scene) -> MatrixChart | Nothing:
    """Return the counties with the lowest score first; of one county its last periods, the newest first."""
    if counties := _counties(scene):
        found = [(each, score(readings, each.code, scene.period)) for each in counties]
        ordered = sorted(found, key=lambda pair: (pair[1].points is not None, pair[1].points or 0, pair[0].code))
        rows = tuple(
            _row(scene.words.short(each), go_to(scene, each), judged, scene, each, scene.period)
            for each, judged in ordered
        )
    else:
        region = scored_region(scene)
        rows = tuple(
            _row(
                scene.words.tick(period),
                scene.view.on(period=period).href,
                score(readings, region.code, period),
                scene,
                region,
                period,
            )
            for period in reversed(_periods(scene))
        )
    if all(series.points[0].value is None for series in rows):
        return Nothing(scene.words("panels.quality_score.empty"))
    return MatrixChart(
        series=rows,
        summary=_board_summary(rows, scene),
        unit=scene.words.unit_named("分"),
        decimals=1,
        note=scene.words("panels.quality_board.legend"),
        is_bad=True,
    )


def board_title(scene: Scene) -> str:
    """Name the counties, or the one county whose past is shown."""
    if _counties(scene):
        return scene.words("panels.quality_board.title")
    return scene.words("panels.quality_board.past", region=scene.words.name(scored_region(scene)), count=BACK)


def _counties(scene: Scene) -> list[Region]:
    if scene.region.level.depth >= Level.COUNTY.depth:
        return []
    found = scene.within(scene.region.code, Level.COUNTY)
    return [each for each in found if each.is_valid(scene.period.first)]


def _periods(scene: Scene) -> list[Period]:
    return list(scene.period.back(BACK))


def _row(label: str, href: str, found: Score, scene: Scene, region: Region, period: Period) -> MatrixRow:
    words = scene.words
    total = MatrixCell(
        label=words("panels.quality_board.score"),
        value=found.points,
        text="—" if found.points is None else words.number(found.points, 1),
        amount=None if found.points is None else Amount(found.points, 1),
        note=label,
        is_sum=True,
    )
    return MatrixRow(label, (total, *(_cell(each, scene, region, period) for each in found.parts)), href=href)


def _cell(judged: ScoredPart, scene: Scene, region: Region, period: Period) -> MatrixCell:
    """Return the points lost; a dot where none are."""
    words, reading = scene.words, judged.reading
    lost = None if judged.lost is None else round(judged.lost, 1)
    shown = words.figure(reading) if lost is None else "·" if not lost else words.number(-lost, 1)
    return MatrixCell(
        label=words(f"panels.quality_board.short.{judged.part.metric}"),
        value=lost,
        text=shown,
        amount=None if lost is None else Amount(-lost if lost else 0.0, 1),
        note=f"{words.name(reading.metric)} {words.figure(reading)} {_counts(judged, scene)}",
        href=scene.view.on(region=region.code, period=period, explain=judged.part.metric).href,
        reading=reading if reading.status in {Status.MISSING, Status.STALE} else None,
        is_hatched=judged.base is not None and judged.base < SMALL_SAMPLE,
    )


def _board_summary(rows: Sequence[MatrixRow], scene: Scene) -> str:
    known = [series for series in rows if series.points[0].value is not None]
    lowest = min(known, key=lambda series: series.points[0].value or 0)
    highest = max(known, key=lambda series: series.points[0].value or 0)
    return scene.words(
        "panels.quality_board.summary",
        lowest=lowest.label,
        low=lowest.points[0].text,
        highest=highest.label,
        high=highest.points[0].text,
    )


def _weights(scene: Scene) -> str:
    return scene.words("panels.comma").join(scene.words.number(part.weight) for part in score_parts())


def _board_note(scene: Scene) -> str:
    return scene.words(f"panels.quality_board.note.{'region' if _counties(scene) else 'past'}")


PANEL = Panel(
    key="quality_score",
    title=lambda scene: scene.words("panels.quality_score.title", region=scene.words.name(scored_region(scene))),
    note=lambda scene: scene.words("panels.quality_score.note", weights=_weights(scene)),
    needs=needs,
    draw=draw,
)
BOARD = Panel(
    key="quality_board",
    title=board_title,
    note=_board_note,
    needs=board_needs,
    draw=board,
)
