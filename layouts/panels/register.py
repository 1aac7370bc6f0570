"""Who is on the register: correction type by management level, and the few who need special care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Figures, Readings
from data.readings.register import Composition
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels import tiles
from layouts.panels.links import explain

REGISTER = "registered_count"
TYPES = ("probation", "outside_prison", "parole", "surveillance", "other")
LEVELS = ("strict", "ordinary", "lenient", "none")


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the register with its composition."""
    return [Figures((REGISTER,), (context.region.code,), (context.period,), composed=True)]


def draw(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return persons by type and level with both sums; a level or type without persons is left out."""
    found = readings.composition(context.region.code, context.period)
    if found is None:
        return Nothing(context.words("panels.composition.empty"))
    levels = [level for level in LEVELS if found.whole(level) != 0]
    rows = tuple(_row(found, kind, levels, context) for kind in TYPES if found.whole(kind) != 0)
    sums = tuple(_sum(found, level, context, _level(level, context)) for level in levels)
    all_of = _cell(_total(found), context, context.words("panels.composition.sum"), is_sum=True)
    is_hidden = None in found.cells.values()
    return MatrixChart(
        series=(*rows, MatrixRow(context.words("panels.composition.sum"), (*sums, all_of))),
        summary=_summary(found, levels, context),
        unit="人",
        note=context.words("panels.composition.hidden") if is_hidden else _summary(found, levels, context),
    )


def _row(found: Composition, kind: str, levels: Sequence[str], context: Context) -> MatrixRow:
    cells = [_cell(found.cells.get((kind, level), 0), context, _level(level, context)) for level in levels]
    name = context.words(f"panels.composition.type.{kind}")
    return MatrixRow(name, (*cells, _sum(found, kind, context, context.words("panels.composition.sum"))))


def _sum(found: Composition, key: str, context: Context, label: str) -> MatrixCell:
    return _cell(found.whole(key), context, label, is_sum=True)


def _cell(amount: int | None, context: Context, label: str, *, is_sum: bool = False) -> MatrixCell:
    """Return a cell; a small one is hidden, and so is a sum that would reveal it."""
    hidden = context.words("panels.composition.mark")
    text = hidden if amount is None else context.words.number(amount) if amount else "·"
    href = explain(context, context.catalogue.metric(REGISTER)) if is_sum else ""
    note = context.words("panels.composition.hidden") if amount is None else ""
    return MatrixCell(
        label,
        amount,
        text,
        href=href,
        note=note,
        amount=None if amount is None else Amount(amount),
        is_sum=is_sum,
        is_hatched=amount is None,
    )


def _total(found: Composition) -> int | None:
    known = [amount for amount in found.cells.values() if amount is not None]
    return sum(known) if len(known) == len(found.cells) else None


def _level(level: str, context: Context) -> str:
    return context.words(f"panels.composition.level.{level}")


def _summary(found: Composition, levels: Sequence[str], context: Context) -> str:
    counted = [(level, found.whole(level)) for level in levels]
    parts = [
        f"{_level(level, context)} {context.words.number(amount)}" for level, amount in counted if amount is not None
    ]
    if not parts:
        return context.words("panels.composition.hidden")
    return context.words(
        "panels.composition.summary", day=context.words.day(found.day), parts=context.words("panels.comma").join(parts)
    )


PANEL = Panel(
    key="composition",
    title=lambda context: context.words("panels.composition.title"),
    note=lambda context: context.words("panels.composition.note"),
    needs=needs,
    draw=draw,
)
PEOPLE = replace(
    tiles.figures(REGISTER, "key_subject_count", "female_count", "minor_count"),
    key="people",
    title=lambda context: context.words("panels.composition.people"),
    note=lambda context: context.words("panels.composition.people_note"),
)
