"""Figures that public sources give (公开口径), written as they were published, beside the computed ones."""

from __future__ import annotations

from dataclasses import replace

from data.catalogue.reference_tables import Row, opening
from data.questions.kinds import Reference
from layouts.charts.amount import Amount
from layouts.context import Context

MYRIAD = 10_000  # the number from which Chinese counts in 万


def published(context: Context, figure_key: str) -> Row | None:
    """Return a published figure's row, None where it is not in the table."""
    return next((row for row in context.answer(Reference("published_figure")) if row["figure_key"] == figure_key), None)


def published_of(context: Context, metric: str, region: str) -> Row | None:
    """Return the figure published for a metric and region, the newest of several known in the shown period."""
    rows = [
        row
        for row in context.answer(Reference("published_figure"))
        if row["metric"] == metric and row["region"] == region and opening(str(row["as_of"])) <= context.known_until
    ]
    return max(rows, key=lambda row: str(row["as_of"]), default=None)


def quoted(row: Row, context: Context) -> Amount | str:
    """Return a published figure, with its qualifier in words where it has one: 近 5 000, 7.5 万余."""
    amount = float(str(row["figure"]))
    is_myriad = context.words.tongue == "zh" and amount >= MYRIAD and amount % 1000 == 0
    plain = Amount(amount, len(f"{amount:.2f}".rstrip("0").partition(".")[2]))
    figure = f"{amount / MYRIAD:g} 万" if is_myriad else str(plain)
    said = context.words(f"published.{row['qualifier']}", figure=figure)
    return plain if said == str(plain) else said.replace("万 余", "万余")


def unit_beside(row: Row, amount: str, context: Context) -> str:
    """Return the unit of a published figure beside an amount: its own words where it has them, else the catalogue's."""
    words, own = context.words, f"published.units.{row['unit']}"
    return words(own, count=amount) if own in words.messages else words.unit_named(str(row["unit"]), amount)


def quoted_with_unit(row: Row, context: Context) -> Amount | str:
    """Return a published figure with its unit, apart only from a bare number: 338 场次, 560 余人, 91.1%."""
    figure = quoted(row, context)
    unit = unit_beside(row, f"{float(str(row['figure'])):g}", context)
    if isinstance(figure, Amount):
        return replace(figure, unit=unit)
    return f"{figure}{'' if unit == '%' or not figure[-1].isdecimal() else ' '}{unit}"


def of_when(row: Row, context: Context) -> str:
    """Write a figure's date, or that its source gives none."""
    return context.words.when(str(row["as_of"])) if row["is_dated"] else context.words("published.undated")
