"""Alerts by rule and level, and which rules mostly raise false ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Question, Readings
from data.readings.cuts import Cell, Cut
from data.statistics.intervals import SMALL_SAMPLE
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

METRIC = "alert_count"
RAISED = Cut("alert_n", ("alert_type", "alert_level"))
OPEN = Cut("alert_open_eod", ("alert_type", "alert_level"))
JUDGED = Cut("alert_judged_n", ("alert_type", "alert_level"))
VALID = Cut("alert_valid_n", ("alert_type", "alert_level"))
LEVELS = ("red", "yellow", "blue")


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for alerts raised, open, judged and found real, by rule."""
    return [Question((METRIC,), (scene.region.code,), (scene.period,), cuts=(RAISED, OPEN, JUDGED, VALID))]


def draw(readings: Readings, scene: Scene) -> MatrixChart | Nothing:
    """Return a row a rule: raised by level, open at the end, and the share found real; most raised first."""
    raised, still, judged, valid = (
        readings.cut(cut, scene.region.code, scene.period) for cut in (RAISED, OPEN, JUDGED, VALID)
    )
    if raised is None:
        return Nothing(scene.words("panels.alert_kinds.empty"))
    judged, valid = judged or {}, valid or {}
    kinds = sorted({kind for kind, _ in (*raised, *(still or {}))}, key=lambda kind: (-_of(raised, kind), kind))
    if not kinds:
        return Nothing(scene.words("panels.alert_kinds.none"))
    return MatrixChart(
        series=tuple(_row(kind, raised, still, judged, valid, scene) for kind in kinds),
        summary=scene.words(
            "panels.alert_kinds.summary",
            count=scene.words.number(sum(raised.values())),
            kinds=len(kinds),
            open="—" if still is None else scene.words.number(sum(still.values())),
        ),
        note=scene.words("panels.alert_kinds.foot"),
    )


def _of(cells: Mapping[Cell, int], kind: str) -> int:
    return sum(amount for cell, amount in cells.items() if cell[0] == kind)


def _row(
    kind: str,
    raised: Mapping[Cell, int],
    still: Mapping[Cell, int] | None,
    judged: Mapping[Cell, int],
    valid: Mapping[Cell, int],
    scene: Scene,
) -> MatrixRow:
    words = scene.words
    levels = tuple(_count(raised.get((kind, level), 0), words(f"alert.{level}"), scene) for level in LEVELS)
    share = _share(_of(valid, kind), _of(judged, kind), scene)
    return MatrixRow(_name(kind, scene), (*levels, _open(kind, still, scene), share))


def _name(kind: str, scene: Scene) -> str:
    names = scene.catalogue.dimensions["alert_type"].values.get(kind)
    return kind if names is None else names.zh if scene.words.tongue == "zh" else names.en


def _count(amount: int, label: str, scene: Scene) -> MatrixCell:
    text = scene.words.number(amount) if amount else "·"
    href = explain(scene, scene.catalogue.metric(METRIC))
    return MatrixCell(label, float(amount), text, href=href, amount=Amount(amount))


def _open(kind: str, still: Mapping[Cell, int] | None, scene: Scene) -> MatrixCell:
    """Say how many of a rule are open, and how many of these red; a dash where the last days were not reported."""
    words, label, count = scene.words, scene.words("panels.alert_kinds.open"), _of(still or {}, kind)
    text = "—" if still is None else words.number(count) if count else "·"
    href = explain(scene, scene.catalogue.metric(METRIC))
    if still and (red := still.get((kind, "red"))):
        text = words("panels.alert_kinds.open_red", count=text, red=words.number(red))
        return MatrixCell(label, None, text, href=href)
    return MatrixCell(label, None, text, href=href, amount=Amount(count) if count else None)


def _share(valid: int, judged: int, scene: Scene) -> MatrixCell:
    metric = scene.catalogue.metric("alert_valid_rate")
    share = Amount(metric.scale * valid / judged, metric.decimals, "%") if judged else None
    return MatrixCell(
        scene.words("panels.alert_kinds.valid"),
        None,
        "—" if share is None else str(share),
        href=explain(scene, metric),
        amount=share,
        note=scene.words("panels.alert_kinds.base", judged=scene.words.number(judged)),
        is_hatched=0 < judged < SMALL_SAMPLE,
    )


PANEL = Panel(
    key="alert_kinds",
    title=lambda scene: scene.words("panels.alert_kinds.title"),
    note=lambda scene: scene.words("panels.alert_kinds.note"),
    needs=needs,
    draw=draw,
)
