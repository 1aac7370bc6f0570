"""The register's flow: opening + received + in − out − released − terminated = closing, and what does not balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.catalogue.formula import Atom, Operator
from data.readings import Figures, Reading, Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import StepKind, WaterfallChart, WaterfallStep
from layouts.context import Context, Panel
from layouts.panels.links import explain

METRIC, BREAKS = "register_balance_gap", "roster_balance_break_count"
CHANGES = {
    "received": (1, ("received_n",)),
    "transfer_in": (1, ("transfer_in_n",)),
    "transfer_out": (-1, ("transfer_out_n",)),
    "released": (-1, ("released_n",)),
    "terminated": (-1, ("revoked_probation_n", "revoked_parole_n", "reimprisoned_n", "died_n")),
}


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the gap, whose formula holds every part of the flow, and for the office-days that do not balance."""
    return [Figures((METRIC, BREAKS), (context.region.code,), (context.period,))]


def draw(readings: Readings, context: Context) -> WaterfallChart | Nothing:
    """Return the two stocks with the changes between; the unexplained rest is a column of its own."""
    reading = readings.one(METRIC, context.region.code, context.period)
    opening = reading.atoms.get(Atom(Operator.B, "registered_eod"))
    closing = reading.atoms.get(Atom(Operator.E, "registered_eod"))
    changes = {name: _change(reading, sign, columns) for name, (sign, columns) in CHANGES.items()}
    known = {name: change for name, change in changes.items() if change is not None}
    if opening is None or closing is None or len(known) < len(changes):
        return Nothing(context.words("panels.flow.empty", status=context.words.status(reading)))
    gap = closing - opening - sum(known.values())
    points = [_stock("opening", opening, context), *(_moved(name, change, context) for name, change in known.items())]
    if gap:
        points.append(
            replace(_moved("gap", gap, context), href=explain(context, reading.metric), move=StepKind.UNEXPLAINED)
        )
    points.append(_stock("closing", closing, context))
    return WaterfallChart(
        name=context.words("panels.flow.title"),
        points=tuple(points),
        summary=_summary(points, context),
        unit=reading.metric.unit,
        note=_note(gap, reading, readings.one(BREAKS, context.region.code, context.period), context),
    )


def _change(reading: Reading, sign: int, columns: Sequence[str]) -> float | None:
    amounts = [reading.atoms.get(Atom(Operator.S, column)) for column in columns]
    known = [amount for amount in amounts if amount is not None]
    return sign * sum(known) if len(known) == len(amounts) else None


def _stock(name: str, amount: float, context: Context) -> WaterfallStep:
    text = context.words.number(amount)
    return WaterfallStep(context.words(f"panels.flow.{name}"), amount, text, move=StepKind.STOCK)


def _moved(name: str, change: float, context: Context) -> WaterfallStep:
    return WaterfallStep(context.words(f"panels.flow.{name}"), change, context.words.signed(change))


def _summary(points: Sequence[WaterfallStep], context: Context) -> str:
    return context.words("panels.comma").join(f"{point.label} {point.text}" for point in points)


def _note(gap: float, reading: Reading, breaks: Reading, context: Context) -> str:
    """Say whether the flow balances and, where it does not, whether reports are missing or reported registers are wrong."""
    words = context.words
    broken, lacking = breaks.value or 0.0, max(reading.due - reading.reported, 0)
    counts = {"breaks": words.number(broken), "lacking": words.number(lacking)}
    if not gap:
        return words("panels.flow.cancelled" if broken else "panels.flow.balanced", **counts)
    why = "broken_lacking" if broken and lacking else "broken" if broken else "lacking" if lacking else "earlier"
    said = words("panels.flow.more" if gap > 0 else "panels.flow.fewer", count=words.number(abs(gap)))
    return words(f"panels.flow.{why}", said=said, **counts)


PANEL = Panel(
    key="flow",
    title=lambda context: context.words("panels.flow.title"),
    note=lambda context: context.words("panels.flow.note"),
    needs=needs,
    draw=draw,
)
