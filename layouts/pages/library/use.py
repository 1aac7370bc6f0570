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
from layouts.panels.links import go_to
from layouts.panels.shelf import Use, home, months, name_of, needs, resources, themes, uses
from layouts.scene import Panel, Scene

SHOWN = 6  # months of the matrix


def draw_months(readings: Readings, scene: Scene) -> LineChart | Nothing:
    """Return the uses of twelve months; a month without reports is a gap, not a zero."""
    words, found = scene.words, uses(scene)
    if not found:
        return _nothing(scene)
    counts = _counted(found, lambda use: use.month)
    points = tuple(_month(month, counts.get(month.key), scene) for month in months(scene))
    return LineChart(
        series=(ColouredSeries(words("panels.library_use.series"), points),),
        summary=words(
            "panels.library_use.summary", region=words.name(home(scene)), count=words.number(sum(counts.values()))
        ),
        unit=words.unit_named("人次") if words.tongue == "en" else "人次",
        domain=(0.0, max(counts.values()) * 1.08),
    )


def draw_regions(readings: Readings, scene: Scene) -> MatrixChart | Nothing:
    """Return region × month; of one county theme × month."""
    words, found = scene.words, uses(scene)
    if not found:
        return _nothing(scene)
    rows = _themes(found, scene) if home(scene).level is Level.COUNTY else _regions(found, scene)
    return MatrixChart(
        series=tuple(rows),
        summary=words("panels.library_use.matrix", region=words.name(home(scene))),
        note=words("panels.library_use.blank", mark=words("mark.missing")),
    )


def _regions(found: Sequence[Use], scene: Scene) -> list[MatrixRow]:
    owner = {county: child.code for child in scene.children for county in scene.regions.counties(child.code)}
    counts = _counted(found, lambda use: (owner.get(use.county, ""), use.month))
    return [
        MatrixRow(scene.words.short(child), _months(counts, child.code, scene), href=go_to(scene, child))
        for child in scene.children
    ]


def _themes(found: Sequence[Use], scene: Scene) -> list[MatrixRow]:
    theme_of = {str(row["zh"]): str(row["theme"]) for row in resources(scene)}
    counts = _counted(found, lambda use: (theme_of[use.resource], use.month))
    return [
        MatrixRow(name_of(names, scene), _months(counts, key, scene), href=scene.view.on(theme=key).href)
        for key, names in themes().items()
    ]


def _months(counts: Counter[Hashable], row: str, scene: Scene) -> tuple[MatrixCell, ...]:
    return tuple(
        _cell(counts.get((row, month.key)), scene.words.tick(month), scene) for month in months(scene)[-SHOWN:]
    )


def _counted(found: Sequence[Use], key: Callable[[Use], Hashable]) -> Counter[Hashable]:
    counts: Counter[Hashable] = Counter()
    for use in found:
        counts[key(use)] += use.count
    return counts


def _month(month: Period, count: int | None, scene: Scene) -> LinePoint:
    """Return a point of the line, which leads to its month."""
    return LinePoint(
        label=scene.words.period(month),
        value=None if count is None else float(count),
        text=_text(count, scene),
        href=scene.view.on(period=month).href,
        is_selected=month == months(scene)[-1],
    )


def _cell(count: int | None, label: str, scene: Scene) -> MatrixCell:
    return MatrixCell(
        label=label,
        value=None if count is None else float(count),
        text=_text(count, scene),
        amount=None if count is None else Amount(count),
    )


def _text(count: int | None, scene: Scene) -> str:
    return scene.words("mark.missing") if count is None else scene.words.number(count)


def _nothing(scene: Scene) -> Nothing:
    return Nothing(scene.words("panels.library_use.none", region=scene.words.name(home(scene))))


def _title(scene: Scene) -> str:
    by = "themes" if home(scene).level is Level.COUNTY else "regions"
    return scene.words(f"panels.library_use.by_{by}")


MONTHLY = Panel(
    key="library-months",
    title=lambda scene: scene.words("panels.library_use.title"),
    note=lambda scene: scene.words("panels.library_use.note"),
    needs=needs,
    draw=draw_months,
)
BY_REGION = Panel(
    key="library-regions",
    title=_title,
    note=lambda scene: scene.words("panels.library_use.unit"),
    needs=needs,
    draw=draw_regions,
)
