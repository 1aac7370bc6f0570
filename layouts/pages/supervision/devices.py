"""Positioning devices, region by region: how many are worn, and the only fault, devices past their term."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.regions import Region
from data.statistics import is_small_sample
from layouts.charts.amount import Amount, amount_of
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels.links import go_to, whole_and_parts

SHARE, OVER_TERM = "device_worn_share", "device_over_term_count"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for share and overdue devices of the region and of those below."""
    whole, parts = whole_and_parts(context)
    return [Figures((SHARE, OVER_TERM), (whole.code, *(part.code for part in parts)), (context.period,))]


def draw(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return devices in use, their share and those past their term; only the last are shaded.

    Most past their term come first, then most in use. Regions without any device are counted, not listed.
    """
    whole, parts = whole_and_parts(context)
    below = sorted((_read(readings, context, part) for part in parts), key=_order)
    found = [_read(readings, context, whole), *below]
    shown = [pair for step, pair in enumerate(found) if not step or any(each.numerator != 0 for each in pair)]
    if all(share.value is None and late.value is None for share, late in found):
        return Nothing(context.words("panels.devices.empty"))
    share, late = found[0]
    return MatrixChart(
        series=tuple(_row(*pair, context, is_whole=not step) for step, pair in enumerate(shown)),
        summary=context.words(
            "panels.devices.summary",
            region=context.words.name(whole),
            worn=_worn(share, context),
            share=context.words.figure(share),
            late=context.words.figure(late),
        ),
        note=_legend(len(found) - len(shown), context),
        is_bad=True,
    )


def _order(pair: tuple[Reading, Reading]) -> tuple[float, float]:
    share, late = pair
    return -(late.value or 0), -(share.numerator or 0)


def _legend(absent: int, context: Context) -> str:
    legend = context.words("panels.devices.legend")
    return f"{context.words('panels.devices.absent', count=absent)}{legend}" if absent else legend


def _read(readings: Readings, context: Context, region: Region) -> tuple[Reading, Reading]:
    return readings.one(SHARE, region.code, context.period), readings.one(OVER_TERM, region.code, context.period)


def _row(share: Reading, late: Reading, context: Context, *, is_whole: bool) -> MatrixRow:
    words = context.words
    note = words("drawer.small") if is_small_sample(share) else ""
    worn = None if share.numerator is None else Amount(share.numerator)
    cells = (
        _plain("worn", worn, _worn(share, context), share, context, is_whole=is_whole),
        _plain("share", amount_of(share), words.figure(share), share, context, is_whole=is_whole, note=note),
        MatrixCell(
            label=words("panels.devices.late"),
            value=late.value,
            text=words.figure(late),
            href=_drawer(context, late),
            reading=late,
            amount=amount_of(late),
            is_sum=is_whole and not late.value,
        ),
    )
    return MatrixRow(words.short(share.region), cells, href=go_to(context, share.region))


def _plain(
    name: str, amount: Amount | None, text: str, share: Reading, context: Context, *, is_whole: bool, note: str = ""
) -> MatrixCell:
    """Return a neutral cell: without a value nothing shades it."""
    return MatrixCell(
        label=context.words(f"panels.devices.{name}"),
        value=None,
        text=text,
        href=_drawer(context, share),
        note=note,
        reading=share,
        amount=amount,
        is_sum=is_whole,
        is_hatched=bool(note),
    )


def _worn(share: Reading, context: Context) -> str:
    return context.words.figure(share) if share.numerator is None else context.words.number(share.numerator)


def _drawer(context: Context, reading: Reading) -> str:
    return context.address(reading.region.code, explain=reading.metric.key)


PANEL = Panel(
    key="devices",
    title=lambda context: context.words("panels.devices.title"),
    note=lambda context: context.words("panels.devices.note"),
    needs=needs,
    draw=draw,
)
