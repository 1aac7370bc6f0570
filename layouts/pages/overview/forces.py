"""Social forces: counties that buy services, subjects with a helper, and the organisations and people who help."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.regions import Level
from layouts.charts.chart import Nothing
from layouts.charts.kinds import BarChart, Series
from layouts.pages.overview.bars import bar, count
from layouts.scene import Panel, Scene

SHARES = ("purchase_county_coverage", "pairing_rate")
COUNTS = ("professional_org_count", "association_org_count", "industry_org_count", "party_volunteer_count")
FULL = (0.0, 100.0)


def needs(scene: Scene) -> Sequence[Question]:
    """Ask for the shares and the counts; an office has none."""
    if scene.region.level is Level.OFFICE:
        return []
    return [Question((*SHARES, *COUNTS), (scene.region.code,), (scene.period,))]


def draw(readings: Readings, scene: Scene) -> BarChart | Nothing:
    """Return a bar with its target for each share, and the counts below without bars."""
    if scene.region.level is Level.OFFICE:
        return Nothing(scene.words("panels.forces.office"))
    shares, counts = ([readings.one(key, scene.region.code, scene.period) for key in keys] for keys in (SHARES, COUNTS))
    return BarChart(
        series=(
            Series(scene.words("panels.forces.shares"), tuple(bar(reading, scene) for reading in shares)),
            Series(scene.words("panels.forces.title"), tuple(count(reading, scene) for reading in counts)),
        ),
        summary=_summary(shares[0], scene),
        unit="%",
        decimals=shares[0].metric.decimals,
        domain=FULL,
    )


def _summary(purchase: Reading, scene: Scene) -> str:
    if purchase.value is None or purchase.numerator is None or purchase.denominator is None:
        return scene.words("panels.forces.empty")
    part, whole = (scene.words.number(number, 0) for number in (purchase.numerator, purchase.denominator))
    return scene.words("panels.forces.summary", part=part, whole=whole, value=scene.words.figure(purchase))


PANEL = Panel(
    key="forces",
    title=lambda scene: scene.words("panels.forces.title"),
    note=lambda scene: scene.words("panels.forces.note"),
    needs=needs,
    draw=draw,
)
