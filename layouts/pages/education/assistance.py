"""Assistance: needs recognised, assistance delivered, and where delivery lags."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings, Status
from data.statistics import is_small_sample
from layouts.charts.amount import Amount, amount_of, shown_with_unit
from layouts.charts.chart import Nothing
from layouts.charts.kinds import MatrixCell, MatrixChart, MatrixRow
from layouts.context import Context, Panel
from layouts.panels.links import go_to, whole_and_parts

METRIC = "assistance_done_rate"


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the rate of the region and of those below; of an office's county and its offices."""
    whole, parts = whole_and_parts(context)
    return [Figures((METRIC,), (whole.code, *(part.code for part in parts)), (context.period,))]


def draw(readings: Readings, context: Context) -> MatrixChart | Nothing:
    """Return needs, deliveries and what is outstanding, most outstanding first; regions without either are left out."""
    whole, parts = whole_and_parts(context)
    own = readings.one(METRIC, whole.code, context.period)
    below = readings.across(METRIC, [part.code for part in parts], context.period)
    if own.numerator is None:
        return Nothing(context.words("panels.assistance.empty", status=context.words.status(own)))
    shown = sorted((each for each in below if not _is_idle(each)), key=lambda each: -(outstanding(each) or 0))
    return MatrixChart(
        series=(_row(own, context, is_whole=True), *(_row(each, context, is_whole=False) for each in shown)),
        summary=_summary(own, context),
        unit="人次",
        note=_summary(own, context)
        + context.words("panels.assistance.legend")
        + _absent(len(below) - len(shown), context),
        is_bad=True,
    )


def _absent(count: int, context: Context) -> str:
    return context.words("panels.assistance.absent", count=count) if count else ""


def outstanding(reading: Reading) -> int | None:
    """Return by how many the needs recognised exceed what was delivered; None where not reported."""
    if reading.status is Status.UNDEFINED:
        return 0
    if reading.numerator is None or reading.denominator is None:
        return None
    return max(round(reading.denominator - reading.numerator), 0)


def _is_idle(reading: Reading) -> bool:
    """Say whether a region reported neither a need nor a delivery."""
    return reading.numerator == 0 and not reading.denominator


def _row(reading: Reading, context: Context, *, is_whole: bool) -> MatrixRow:
    words, lacking = context.words, outstanding(reading)
    cells = (
        _count("needed", reading.denominator, reading, context, is_whole=is_whole),
        _count("delivered", reading.numerator, reading, context, is_whole=is_whole),
        MatrixCell(
            label=words("panels.assistance.outstanding"),
            value=lacking,
            text=words.figure(reading) if lacking is None else words.number(lacking) if lacking else "·",
            href=_drawer(context, reading),
            reading=reading,
            amount=None if lacking is None else Amount(lacking),
            is_sum=is_whole,
        ),
        _rate(reading, context, is_whole=is_whole),
    )
    return MatrixRow(words.short(reading.region), cells, href=go_to(context, reading.region))


def _count(name: str, amount: float | None, reading: Reading, context: Context, *, is_whole: bool) -> MatrixCell:
    """Return a cell that nothing shades."""
    return MatrixCell(
        label=context.words(f"panels.assistance.{name}"),
        value=None,
        text=_text(amount, reading, context),
        href=_drawer(context, reading),
        reading=reading,
        amount=None if amount is None else Amount(amount),
        is_sum=is_whole,
    )


def _rate(reading: Reading, context: Context, *, is_whole: bool) -> MatrixCell:
    """Return a cell that nothing shades; on a small base it is hatched and says so."""
    words = context.words
    is_hatched = is_small_sample(reading) and reading.value is not None
    return MatrixCell(
        label=words("panels.assistance.rate"),
        value=None,
        text=str(shown_with_unit(reading, words)),
        href=_drawer(context, reading),
        note=words("drawer.small") if is_hatched else "",
        reading=reading,
        amount=amount_of(reading, words.unit_of(reading)),
        is_sum=is_whole,
        is_hatched=is_hatched,
    )


def _text(amount: float | None, reading: Reading, context: Context) -> str:
    return context.words.figure(reading) if amount is None else context.words.number(amount)


def _drawer(context: Context, reading: Reading) -> str:
    return context.address(reading.region.code, explain=reading.metric.key)


def _summary(own: Reading, context: Context) -> str:
    return context.words(
        "panels.assistance.summary",
        region=context.words.name(own.region),
        needed=_text(own.denominator, own, context),
        delivered=_text(own.numerator, own, context),
    )


PANEL = Panel(
    key="assistance",
    title=lambda context: context.words("panels.assistance.title"),
    note=lambda context: context.words("panels.assistance.note"),
    needs=needs,
    draw=draw,
)
