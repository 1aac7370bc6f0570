"""The register's flow: opening + received + in − out − released − terminated = closing, and what does not balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.catalogue.formula import Atom, Operator
from data.readings import Question, Reading, Readings
from layouts.charts.chart import Nothing
from layouts.charts.kinds import Move, WaterfallChart, WaterfallStep
from layouts.panels.links import explain
from layouts.scene import Panel, Scene

METRIC, BREAKS = "register_balance_gap", "roster_balance_break_count"
CHANGES = {
    "received": (1, ("received_n",)),
    "transfer_in": (1, ("transfer_in_n",)),
    "transfer_out": (-1, ("transfer_out_n",)),
    "released": (-1, ("released_n",)),
    "terminated": (-1, ("revoked_probation_n", "revoked_parole_n", "reimprisoned_n", "died_n")),
}


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the gap, whose formula holds every part of the flow, and for the office-days that do not balance."""
    return [Question((METRIC, BREAKS), (scene.region.code,), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> WaterfallChart | Nothing:
    """Return the two stocks with the changes between; the unexplained rest is a column of its own."""
    reading = readings.one(METRIC, scene.region.code, scene.period)
    opening = reading.atoms.get(Atom(Operator.B, "registered_eod"))
    closing = reading.atoms.get(Atom(Operator.E, "registered_eod"))
    changes = {name: _change(reading, sign, columns) for name, (sign, columns) in CHANGES.items()}
    known = {name: change for name, change in changes.items() if change is not None}
    if opening is None or closing is None or len(known) < len(changes):
        return Nothing(scene.words("panels.flow.empty", status=scene.words.status(reading)))
    gap = closing - opening - sum(known.values())
    points = [_stock("opening", opening, scene), *(_moved(name, change, scene) for name, change in known.items())]
    if gap:
        points.append(replace(_moved("gap", gap, scene), href=explain(scene, reading.metric), move=Move.UNEXPLAINED))
    points.append(_stock("closing", closing, scene))
    return WaterfallChart(
        name=scene.words("panels.flow.title"),
        points=tuple(points),
        summary=_summary(points, scene),
        unit=scene.words.unit(reading.metric),
        note=_note(gap, reading, readings.one(BREAKS, scene.region.code, scene.period), scene),
    )


def _change(reading: Reading, sign: int, columns: Sequence[str]) -> float | None:
    amounts = [reading.atoms.get(Atom(Operator.S, column)) for column in columns]
    known = [amount for amount in amounts if amount is not None]
    return sign * sum(known) if len(known) == len(amounts) else None


def _stock(name: str, amount: float, scene: Scene) -> WaterfallStep:
    text = scene.words.number(amount)
    return WaterfallStep(scene.words(f"panels.flow.{name}"), amount, text, move=Move.STOCK)


def _moved(name: str, change: float, scene: Scene) -> WaterfallStep:
    return WaterfallStep(scene.words(f"panels.flow.{name}"), change, scene.words.signed(change))


def _summary(points: Sequence[WaterfallStep], scene: Scene) -> str:
    return scene.words("panels.comma").join(f"{point.label} {point.text}" for point in points)


def _note(gap: float, reading: Reading, breaks: Reading, scene: Scene) -> str:
    """Say whether the flow balances and, where it does not, whether reports are missing or reported registers are wrong."""
    words = scene.words
    broken, lacking = breaks.value or 0.0, max(reading.due - reading.reported, 0)
    counts = {"breaks": words.number(broken), "lacking": words.number(lacking)}
    if not gap:
        return words("panels.flow.cancelled" if broken else "panels.flow.balanced", **counts)
    why = "broken_lacking" if broken and lacking else "broken" if broken else "lacking" if lacking else "earlier"
    said = words("panels.flow.more" if gap > 0 else "panels.flow.fewer", count=words.number(abs(gap)))
    return words(f"panels.flow.{why}", said=said, **counts)


PANEL = Panel(
    key="flow",
    title=lambda scene: scene.words("panels.flow.title"),
    note=lambda scene: scene.words("panels.flow.note"),
    needs=needs,
    draw=draw,
)
