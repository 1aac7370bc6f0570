"""Alerts by rule and level, and which rules mostly raise false ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.readings import Figures, Readings
from data.readings.cuts import Cell, Cut
from data.statistics.intervals import SMALL_SAMPLE
from layouts.charts.amount import Amount
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels.links import explain

METRIC = "alert_count"
RAISED = Cut("alert_n", ("alert_type", "alert_level"))
OPEN = Cut("alert_open_eod", ("alert_type", "alert_level"))
JUDGED = Cut("alert_judged_n", ("alert_type", "alert_level"))
VALID = Cut("alert_valid_n", ("alert_type", "alert_level"))
LEVELS = ("red", "yellow", "blue")


def needs(context: Context) -> Sequence[Figures]:
    """Ask for alerts raised, open, judged and found real, by rule."""
    return [Figures((METRIC,), (context.region.code,), (context.period,), cuts=(RAISED, OPEN, JUDGED, VALID))]


def draw(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return a row a rule: raised by level, open at the end, and the share found real; most raised first."""
    raised, still, judged, valid = (
        readings.cut(cut, context.region.code, context.period) for cut in (RAISED, OPEN, JUDGED, VALID)
    )
    if raised is None:
        return Nothing(context.words("panels.alert_kinds.empty"))
    judged, valid = judged or {}, valid or {}
    kinds = sorted({kind for kind, _ in (*raised, *(still or {}))}, key=lambda kind: (-_of(raised, kind), kind))
    if not kinds:
        return Nothing(context.words("panels.alert_kinds.none"))
    return MatrixChart(
        series=tuple(_row(kind, raised, still, judged, valid, context) for kind in kinds),
        summary=context.words(
            "panels.alert_kinds.summary",
            count=context.words.number(sum(raised.values())),
            kinds=len(kinds),
            open="—" if still is None else context.words.number(sum(still.values())),
        ),
        note=context.words("panels.alert_kinds.foot"),
    )


def _of(cells: Mapping[Cell, int], kind: str) -> int:
    return sum(amount for cell, amount in cells.items() if cell[0] == kind)


def _row(
    kind: str,
    raised: Mapping[Cell, int],
    still: Mapping[Cell, int] | None,
    judged: Mapping[Cell, int],
    valid: Mapping[Cell, int],
    context: Context,
) -> MatrixRow:
    words = context.words
    levels = tuple(_count(raised.get((kind, level), 0), words(f"alert.{level}"), context) for level in LEVELS)
    share = _share(_of(valid, kind), _of(judged, kind), context)
    return MatrixRow(_name(kind, context), (*levels, _open(kind, still, context), share))


def _name(kind: str, context: Context) -> str:
    names = context.catalogue.dimensions["alert_type"].values.get(kind)
    return kind if names is None else names.zh if context.words.tongue == "zh" else names.en


def _count(amount: int, label: str, context: Context) -> MatrixCell:
    text = context.words.number(amount) if amount else "·"
    href = explain(context, context.catalogue.metric(METRIC))
    return MatrixCell(label, float(amount), text, href=href, amount=Amount(amount))


def _open(kind: str, still: Mapping[Cell, int] | None, context: Context) -> MatrixCell:
    """Say how many of a rule are open, and how many of these red; a dash where the last days were not reported."""
    words, label, count = context.words, context.words("panels.alert_kinds.open"), _of(still or {}, kind)
    text = "—" if still is None else words.number(count) if count else "·"
    href = explain(context, context.catalogue.metric(METRIC))
    if still and (red := still.get((kind, "red"))):
        text = words("panels.alert_kinds.open_red", count=text, red=words.number(red))
        return MatrixCell(label, None, text, href=href)
    return MatrixCell(label, None, text, href=href, amount=Amount(count) if count else None)


def _share(valid: int, judged: int, context: Context) -> MatrixCell:
    metric = context.catalogue.metric("alert_valid_rate")
    share = Amount(metric.scale * valid / judged, metric.decimals, "%") if judged else None
    return MatrixCell(
        context.words("panels.alert_kinds.valid"),
        None,
        "—" if share is None else str(share),
        href=explain(context, metric),
        amount=share,
        note=context.words("panels.alert_kinds.base", judged=context.words.number(judged)),
        is_hatched=0 < judged < SMALL_SAMPLE,
    )


PANEL = Panel(
    key="alert_kinds",
    title=lambda context: context.words("panels.alert_kinds.title"),
    note=lambda context: context.words("panels.alert_kinds.note"),
    needs=needs,
    draw=draw,
)
