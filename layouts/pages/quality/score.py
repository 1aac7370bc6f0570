"""The score of a region's data and its parts, each with the counts it was made from."""

from __future__ import annotations

from collections.abc import Sequence

from data.periods import Period
from data.readings import Figures, Readings, Status
from data.regions import Level, Region
from data.statistics.intervals import SMALL_SAMPLE
from data.statistics.scores import Score, ScoredPart, score, score_parts, score_question
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import FunnelChart, FunnelStep, MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels.links import go_to, whole_and_parts

BACK = 8


def scored_region(context: Context) -> Region:
    """Return the region that is judged: an office's data are judged with its county's."""
    return whole_and_parts(context)[0]


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the parts of the region's own score."""
    return [score_question((scored_region(context).code,), (context.period,))]


def draw(readings: Readings, context: Context) -> FunnelChart | Nothing:
    """Return the parts as points gained, with what was lost and the counts behind it."""
    words, region = context.words, scored_region(context)
    found = score(readings, region.code, context.period)
    if all(each.points is None for each in found.parts):
        return Nothing(words("panels.quality_score.empty"))
    return FunnelChart(
        name=words("panels.quality_score.points"),
        points=tuple(_part(each, context, region) for each in found.parts),
        is_wide=True,
        summary=_summary(found, context, region),
        unit="分",
        decimals=1,
        note=_summary(found, context, region),
    )


def _summary(found: Score, context: Context, region: Region) -> str:
    words, name = context.words, context.words.name(region)
    if found.points is None:
        lacking = words("panels.comma").join(
            words.short(each.reading.metric) for each in found.parts if each.points is None
        )
        return words("panels.quality_score.unknown", region=name, parts=lacking)
    return words("panels.quality_score.summary", region=name, points=words.number(found.points, 1))


def _part(judged: ScoredPart, context: Context, region: Region) -> FunnelStep:
    words = context.words
    lost = judged.lost
    return FunnelStep(
        label=words.short(judged.reading.metric),
        value=judged.points,
        text=words.status(judged.reading) if judged.points is None else words.number(judged.points, 1),
        lack=words("panels.quality_score.lost", points=words.number(lost, 1)) if lost and lost >= 0.05 else "",
        note=_counts(judged, context),
        href=context.address(region.code, explain=judged.reading.metric.key),
        reading=judged.reading,
    )


def _counts(judged: ScoredPart, context: Context) -> str:
    """Write the counts behind a part: 1 325 / 1 336."""
    if judged.reading.numerator is None or judged.base is None:
        return ""
    return f"{context.words.number(judged.reading.numerator)} / {context.words.number(judged.base)}"


def board_needs(context: Context) -> Sequence[Figures]:
    """Ask for the parts of every county; of one county for its last periods."""
    if counties := _counties(context):
        return [score_question((each.code for each in counties), (context.period,))]
    return [score_question((scored_region(context).code,), _periods(context))]


def board(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return the counties with the lowest score first; of one county its last periods, the newest first."""
    if counties := _counties(context):
        found = [(each, score(readings, each.code, context.period)) for each in counties]
        ordered = sorted(found, key=lambda pair: (pair[1].points is not None, pair[1].points or 0, pair[0].code))
        rows = tuple(
            _row(context.words.short(each), go_to(context, each), judged, context, each, context.period)
            for each, judged in ordered
        )
    else:
        region = scored_region(context)
        rows = tuple(
            _row(
                context.words.tick(period),
                context.view.on(period=period).href,
                score(readings, region.code, period),
                context,
                region,
                period,
            )
            for period in reversed(_periods(context))
        )
    if all(series.points[0].value is None for series in rows):
        return Nothing(context.words("panels.quality_score.empty"))
    return MatrixChart(
        series=rows,
        summary=_board_summary(rows, context),
        unit="分",
        decimals=1,
        note=context.words("panels.quality_board.legend"),
        is_bad=True,
    )


def board_title(context: Context) -> str:
    """Name the counties, or the one county whose past is shown."""
    if _counties(context):
        return context.words("panels.quality_board.title")
    return context.words("panels.quality_board.past", region=context.words.name(scored_region(context)), count=BACK)


def _counties(context: Context) -> list[Region]:
    if context.region.level.depth >= Level.COUNTY.depth:
        return []
    found = context.within(context.region.code, Level.COUNTY)
    return [each for each in found if each.is_valid(context.period.first)]


def _periods(context: Context) -> list[Period]:
    return list(context.period.back(BACK))


def _row(label: str, href: str, found: Score, context: Context, region: Region, period: Period) -> MatrixRow:
    words = context.words
    total = MatrixCell(
        label=words("panels.quality_board.score"),
        value=found.points,
        text="—" if found.points is None else words.number(found.points, 1),
        amount=None if found.points is None else Amount(found.points, 1),
        note=label,
        is_sum=True,
    )
    return MatrixRow(label, (total, *(_cell(each, context, region, period) for each in found.parts)), href=href)


def _cell(judged: ScoredPart, context: Context, region: Region, period: Period) -> MatrixCell:
    """Return the points lost; a dot where none are."""
    words, reading = context.words, judged.reading
    lost = None if judged.lost is None else round(judged.lost, 1)
    shown = words.figure(reading) if lost is None else "·" if not lost else words.number(-lost, 1)
    return MatrixCell(
        label=words(f"panels.quality_board.short.{judged.part.metric}"),
        value=lost,
        text=shown,
        amount=None if lost is None else Amount(-lost if lost else 0.0, 1),
        note=f"{words.name(reading.metric)} {words.figure(reading)} {_counts(judged, context)}",
        href=context.address(region.code, period=period, explain=judged.part.metric),
        reading=reading if reading.status in {Status.MISSING, Status.STALE} else None,
        is_hatched=judged.base is not None and judged.base < SMALL_SAMPLE,
    )


def _board_summary(rows: Sequence[MatrixRow], context: Context) -> str:
    known = [series for series in rows if series.points[0].value is not None]
    lowest = min(known, key=lambda series: series.points[0].value or 0)
    highest = max(known, key=lambda series: series.points[0].value or 0)
    return context.words(
        "panels.quality_board.summary",
        lowest=lowest.label,
        low=lowest.points[0].text,
        highest=highest.label,
        high=highest.points[0].text,
    )


def _weights(context: Context) -> str:
    return context.words("panels.comma").join(context.words.number(part.weight) for part in score_parts())


def _board_note(context: Context) -> str:
    return context.words(f"panels.quality_board.note.{'region' if _counties(context) else 'past'}")


PANEL = Panel(
    key="quality_score",
    title=lambda context: context.words(
        "panels.quality_score.title", region=context.words.name(scored_region(context))
    ),
    note=lambda context: context.words("panels.quality_score.note", weights=_weights(context)),
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
