"""Social forces: counties that buy services, subjects with a helper, and the organisations and people who help."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.regions import Level
from layouts.charts.chart import Nothing
from layouts.charts.kinds import BarChart, Series
from layouts.context import Context, Panel
from layouts.pages.overview.bars import bar, count

SHARES = ("purchase_county_coverage", "pairing_rate")
COUNTS = ("professional_org_count", "association_org_count", "industry_org_count", "party_volunteer_count")
FULL = (0.0, 100.0)


def needs(context: Context) -> Sequence[Figures]:
    """Ask for the shares and the counts; an office has none."""
    if context.region.level is Level.OFFICE:
        return []
    return [Figures((*SHARES, *COUNTS), (context.region.code,), (context.period,))]


def draw(readings: Readings, context: Context) -> BarChart | Nothing:
    """Return a bar with its target for each share, and the counts below without bars."""
    if context.region.level is Level.OFFICE:
        return Nothing(context.words("panels.forces.office"))
    shares, counts = (
        [readings.one(key, context.region.code, context.period) for key in keys] for keys in (SHARES, COUNTS)
    )
    return BarChart(
        series=(
            Series(context.words("panels.forces.shares"), tuple(bar(reading, context) for reading in shares)),
            Series(context.words("panels.forces.title"), tuple(count(reading, context) for reading in counts)),
        ),
        summary=_summary(shares[0], context),
        unit="%",
        decimals=shares[0].metric.decimals,
        domain=FULL,
    )


def _summary(purchase: Reading, context: Context) -> str:
    if purchase.value is None or purchase.numerator is None or purchase.denominator is None:
        return context.words("panels.forces.empty")
    part, whole = (context.words.number(number, 0) for number in (purchase.numerator, purchase.denominator))
    return context.words("panels.forces.summary", part=part, whole=whole, value=context.words.figure(purchase))


PANEL = Panel(
    key="forces",
    title=lambda context: context.words("panels.forces.title"),
    note=lambda context: context.words("panels.forces.note"),
    needs=needs,
    draw=draw,
)
