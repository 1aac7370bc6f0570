"""Who is on the register: correction type by management level, and the few who need special care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.readings import Question, Readings
from data.readings.register import Composition
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.panels import tiles
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

REGISTER = "registered_count"
TYPES = ("probation", "outside_prison", "parole", "surveillance", "other")
LEVELS = ("strict", "ordinary", "lenient", "none")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the register with its composition."""
    return [Question((REGISTER,), (scene.region.code,), (scene.period,), composed=True)]


def draw(readings: Readings, scene: Scene) -> MatrixChart | Nothing:
    """Return persons by type and level with both sums; a level or type without persons is left out."""
    found = readings.composition(scene.region.code, scene.period)
    if found is None:
        return Nothing(scene.words("panels.composition.empty"))
    levels = [level for level in LEVELS if found.whole(level) != 0]
    rows = tuple(_row(found, kind, levels, scene) for kind in TYPES if found.whole(kind) != 0)
    sums = tuple(_sum(found, level, scene, _level(level, scene)) for level in levels)
    all_of = _cell(_total(found), scene, scene.words("panels.composition.sum"), is_sum=True)
    is_hidden = None in found.cells.values()
    return MatrixChart(
        series=(*rows, MatrixRow(scene.words("panels.composition.sum"), (*sums, all_of))),
        summary=_summary(found, levels, scene),
        unit=scene.words.unit_named("人"),
        note=scene.words("panels.composition.hidden") if is_hidden else _summary(found, levels, scene),
    )


def _row(found: Composition, kind: str, levels: Sequence[str], scene: Scene) -> MatrixRow:
    cells = [_cell(found.cells.get((kind, level), 0), scene, _level(level, scene)) for level in levels]
    name = scene.words(f"panels.composition.type.{kind}")
    return MatrixRow(name, (*cells, _sum(found, kind, scene, scene.words("panels.composition.sum"))))


def _sum(found: Composition, key: str, scene: Scene, label: str) -> MatrixCell:
    return _cell(found.whole(key), scene, label, is_sum=True)


def _cell(amount: int | None, scene: Scene, label: str, *, is_sum: bool = False) -> MatrixCell:
    """Return a cell; a small one is hidden, and so is a sum that would reveal it."""
    hidden = scene.words("panels.composition.mark")
    text = hidden if amount is None else scene.words.number(amount) if amount else "·"
    href = explain(scene, scene.catalogue.metric(REGISTER)) if is_sum else ""
    note = scene.words("panels.composition.hidden") if amount is None else ""
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


def _level(level: str, scene: Scene) -> str:
    return scene.words(f"panels.composition.level.{level}")


def _summary(found: Composition, levels: Sequence[str], scene: Scene) -> str:
    counted = [(level, found.whole(level)) for level in levels]
    parts = [f"{_level(level, scene)} {scene.words.number(amount)}" for level, amount in counted if amount is not None]
    if not parts:
        return scene.words("panels.composition.hidden")
    return scene.words(
        "panels.composition.summary", day=scene.words.day(found.day), parts=scene.words("panels.comma").join(parts)
    )


PANEL = Panel(
    key="composition",
    title=lambda scene: scene.words("panels.composition.title"),
    note=lambda scene: scene.words("panels.composition.note"),
    needs=needs,
    draw=draw,
)
PEOPLE = replace(
    tiles.figures(REGISTER, "key_subject_count", "female_count", "minor_count"),
    key="people",
    title=lambda scene: scene.words("panels.composition.people"),
    note=lambda scene: scene.words("panels.composition.people_note"),
)
