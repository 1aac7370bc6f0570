"""Eight duties with a time limit: the cases overdue or not done, region by duty; the sentence says what the table shows."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings, Status
from data.regions import Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels.links import explain, go_to, whole_and_parts
from layouts.sentences.topics import DUTIES

NOT_DONE = {"checkin_completion_rate", "visit_completion_rate"}  # counted in times not done, not in cases overdue
MOST_NAMED = 2  # regions that share the highest count


def overdue(reading: Reading) -> int | None:
    """Return how many of the cases due were not done in time; 0 where none was due, None where not reported."""
    if reading.status is Status.UNDEFINED:
        return 0
    if reading.numerator is None or reading.denominator is None:
        return None
    return round(reading.denominator - reading.numerator)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the eight rates of the region and of those below; of an office's county and its offices."""
    whole, parts = whole_and_parts(context)
    return [Figures(DUTIES, (whole.code, *(part.code for part in parts)), (context.period,))]


def draw(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return the regions late in most duties first, below their total; cases of different duties are not added."""
    whole, parts = whole_and_parts(context)
    own = _row(readings, context, whole, is_whole=True)
    if all(overdue(readings.one(duty, whole.code, context.period)) is None for duty in DUTIES):
        return Nothing(context.words("panels.duties.empty"))
    below = [(part, _row(readings, context, part, is_whole=False)) for part in parts]
    below.sort(key=lambda each: -_late_duties(each[1]))
    rows = (own, *(row for _, row in below))
    return MatrixChart(
        series=rows,
        summary=_summary(own, below, context),
        unit="件",
        note=context.words("panels.duties.legend"),
        is_bad=True,
    )


def _row(readings: Readings, context: Context, region: Region, *, is_whole: bool) -> MatrixRow:
    found = [readings.one(duty, region.code, context.period) for duty in DUTIES]
    name = context.words.short(region)
    label = context.words("panels.duties.partial", region=name) if any(map(context.is_thin, found)) else name
    points = tuple(_cell(reading, context, is_whole=is_whole) for reading in found)
    return MatrixRow(label, points, href=go_to(context, region))


def _cell(reading: Reading, context: Context, *, is_whole: bool) -> MatrixCell:
    words, cases = context.words, overdue(reading)
    here = context.address(reading.region.code, explain=reading.metric.key)
    return MatrixCell(
        label=words(f"panels.duties.short.{reading.metric.key}"),
        value=None if reading.status is Status.UNDEFINED else cases,
        text=words.figure(reading) if cases is None else words.number(cases) if cases else "·",
        href=explain(context, reading.metric) if reading.region.code == context.region.code else here,
        note=_note(reading, cases, context),
        reading=reading,
        amount=None if cases is None or reading.status is Status.UNDEFINED else Amount(cases),
        is_sum=is_whole,
    )


def _note(reading: Reading, cases: int | None, context: Context) -> str:
    if reading.status is Status.UNDEFINED:
        return context.words("panels.duties.none_due")
    if cases is None or reading.denominator is None:
        return context.words.status(reading)
    due = context.words.number(reading.denominator)
    return context.words("panels.duties.of", metric=context.words.name(reading.metric), count=cases, due=due)


def lacking(chart: MatrixChart) -> dict[str, list[str]]:
    """Return what is overdue and what is not done in total, each as the duties' short names; empty where nothing is."""
    late = [point for point in chart.series[0].points if point.value]
    found = {kind: [point.label for point in late if _kind(point) == kind] for kind in ("overdue", "not_done")}
    return {kind: labels for kind, labels in found.items() if labels}


def _late_duties(row: MatrixRow) -> int:
    return sum(bool(point.value) for point in row.points)


def _summary(own: MatrixRow, below: Sequence[tuple[Region, MatrixRow]], context: Context) -> str:
    """Say of each duty how many, and where most of them are, in the order of the table's columns."""
    words = context.words
    said: dict[str, list[str]] = {"overdue": [], "not_done": []}
    for at, point in enumerate(own.points):
        if point.value:
            kind = _kind(point)
            where = _where(point.value, [(region, row.points[at]) for region, row in below], kind, context)
            key = f"panels.duties.{kind}_{'count' if not said[kind] else 'more'}"
            said[kind].append(words(key, duty=point.label, count=words.number(point.value)) + where)
    if not any(said.values()):
        return words("panels.duties.none")
    groups = [words("panels.comma").join(parts) for parts in said.values() if parts]
    return words("panels.duties.summary", said=words("panels.duties.join").join(groups))


def _where(total: float, parts: Sequence[tuple[Region, MatrixCell]], kind: str, context: Context) -> str:
    """Name the region that has them all, or those with most where they are few; nothing where many have as many."""
    words, most = context.words, max((point.value or 0.0 for _, point in parts), default=0.0)
    names = [words.name(region) for region, point in parts if most and point.value == most]
    if not names or len(names) > MOST_NAMED:
        return ""
    if most == total:
        return words("panels.duties.all_in" if total > 1 else "panels.duties.in", region=names[0])
    key = "most" if len(names) == 1 else "each" if most * len(names) == total else "each_most"
    return words(
        f"panels.duties.{key}",
        region=words("panels.comma").join(names),
        count=words.number(most),
        unit=words(f"panels.duties.{kind}_unit"),
    )


def _kind(point: MatrixCell) -> str:
    key = point.reading.metric.key if point.reading else ""
    return "not_done" if key in NOT_DONE else "overdue"


PANEL = Panel(
    key="duties",
    title=lambda context: context.words("panels.duties.title"),
    note=lambda context: context.words("panels.duties.note"),
    needs=needs,
    draw=draw,
)
