"""How the library was used: month by month, and by region and month; of one county by theme and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from data.periods import Period
from data.readings import Readings
from data.regions import Level
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import ColouredSeries, LineChart, LinePoint, MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels.links import go_to
from layouts.panels.shelf import Use, home, months, name_of, needs, resources, themes, uses

SHOWN = 6  # months of the matrix


def draw_months(readings: Readings, context: Context) -> LineChart | Nothing:
    """Return the uses of twelve months; a month without reports is a gap, not a zero."""
    words, found = context.words, uses(context)
    if not found:
        return _nothing(context)
    counts = _counted(found, lambda use: use.month)
    points = tuple(_month(month, counts.get(month.key), context) for month in months(context))
    return LineChart(
        series=(ColouredSeries(words("panels.library_use.series"), points),),
        summary=words(
            "panels.library_use.summary", region=words.name(home(context)), count=words.number(sum(counts.values()))
        ),
        unit="人次",
        domain=(0.0, max(counts.values()) * 1.08),
    )


def draw_regions(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return region × month; of one county theme × month."""
    words, found = context.words, uses(context)
    if not found:
        return _nothing(context)
    rows = _themes(found, context) if home(context).level is Level.COUNTY else _regions(found, context)
    return MatrixChart(
        series=tuple(rows),
        summary=words("panels.library_use.matrix", region=words.name(home(context))),
        note=words("panels.library_use.blank", mark=words("mark.missing")),
    )


def _regions(found: Sequence[Use], context: Context) -> list[MatrixRow]:
    owner = {county: child.code for child in context.children for county in context.regions.counties(child.code)}
    counts = _counted(found, lambda use: (owner.get(use.county, ""), use.month))
    return [
        MatrixRow(context.words.short(child), _months(counts, child.code, context), href=go_to(context, child))
        for child in context.children
    ]


def _themes(found: Sequence[Use], context: Context) -> list[MatrixRow]:
    theme_of = {str(row["zh"]): str(row["theme"]) for row in resources(context)}
    counts = _counted(found, lambda use: (theme_of[use.resource], use.month))
    return [
        MatrixRow(name_of(names, context), _months(counts, key, context), href=context.view.on(theme=key).href)
        for key, names in themes().items()
    ]


def _months(counts: Counter[Hashable], row: str, context: Context) -> tuple[MatrixCell, ...]:
    return tuple(
        _cell(counts.get((row, month.key)), context.words.tick(month), context) for month in months(context)[-SHOWN:]
    )


def _counted(found: Sequence[Use], key: Callable[[Use], Hashable]) -> Counter[Hashable]:
    counts: Counter[Hashable] = Counter()
    for use in found:
        counts[key(use)] += use.count
    return counts


def _month(month: Period, count: int | None, context: Context) -> LinePoint:
    """Return a point of the line, which leads to its month."""
    return LinePoint(
        label=context.words.period(month),
        value=None if count is None else float(count),
        text=_text(count, context),
        href=context.view.on(period=month).href,
        is_selected=month == months(context)[-1],
    )


def _cell(count: int | None, label: str, context: Context) -> MatrixCell:
    return MatrixCell(
        label=label,
        value=None if count is None else float(count),
        text=_text(count, context),
        amount=None if count is None else Amount(count),
    )


def _text(count: int | None, context: Context) -> str:
    return context.words("mark.missing") if count is None else context.words.number(count)


def _nothing(context: Context) -> Nothing:
    return Nothing(context.words("panels.library_use.none", region=context.words.name(home(context))))


def _title(context: Context) -> str:
    by = "themes" if home(context).level is Level.COUNTY else "regions"
    return context.words(f"panels.library_use.by_{by}")


MONTHLY = Panel(
    key="library-months",
    title=lambda context: context.words("panels.library_use.title"),
    note=lambda context: context.words("panels.library_use.note"),
    needs=needs,
    draw=draw_months,
)
BY_REGION = Panel(
    key="library-regions",
    title=_title,
    note=lambda context: context.words("panels.library_use.unit"),
    needs=needs,
    draw=draw_regions,
)
