"""A region among peers that its reader does not see by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.periods import Period
from data.readings import Reading
from data.regions import Region
from data.statistics.comparison import comparison
from data.viewer import Viewer
from layouts.charts.kinds import IntervalChart
from layouts.context import Context, Panel
from layouts.pages.ranking import ranked
from layouts.panels import peers, ranking
from tests.layouts import fabricate
from tests.layouts.fabricate import answers, context, reading, regions

COUNTY, OFFICE, RATE = "330106", "330106002", "checkin_completion_rate"
PANELS = (ranking.PANEL, peers.ranking(RATE), peers.swarm(RATE), ranked.PANEL)


def spread_out(key: str, where: Region, period: Period) -> Reading:
    """Return a reading that no other region has: by the last digits of its code."""
    return reading(key, where, period, value=80 + int(where.code[-3:]) % 100 / 7, base=1000)


def drawn(panel: Panel, code: str, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> tuple[IntervalChart, Context]:
    """Return a panel of an account's region; its peers are read as the account may."""
    named = {each for each in regions().by_code if viewer.names_siblings or regions().within(each, viewer.scope)}
    monkeypatch.setattr(fabricate, "comparison", lambda own, group, level, _: comparison(own, group, level, named))
    here = replace(context(code), viewer=viewer)
    drawing = panel.draw(answers(panel.needs(here), spread_out), here)
    assert isinstance(drawing, IntervalChart)
    return drawing, here


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.key)
def test_an_office_is_drawn_among_the_quartiles_of_the_others(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own mark and place, three rows without name, link or reading, and no row of another office."""
    chart, _ = drawn(panel, OFFICE, Viewer("x", OFFICE), monkeypatch)

    own = [point for point in chart.points if point.is_selected]
    others = [point for point in chart.points if not point.is_selected]
    assert [point.label for point in own] == ["北山"]
    assert own[0].rank is not None
    assert {point.label for point in others} == {"上四分位", "中位数", "下四分位"}
    assert all(point.reading is None and not point.href and point.rank is None for point in others)
    assert "位，共 12 个" in chart.summary
    assert "其余 11 个" in chart.note


def test_a_county_is_among_the_quartiles_of_the_province(monkeypatch: pytest.MonkeyPatch) -> None:
    """A swarm is of all of its level."""
    chart, _ = drawn(peers.swarm(RATE), COUNTY, Viewer("x", COUNTY), monkeypatch)

    assert "其余 89 个" in chart.note


def test_rows_are_in_the_order_of_their_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best first, the own one where it belongs."""
    chart, _ = drawn(ranking.PANEL, OFFICE, Viewer("x", OFFICE), monkeypatch)

    values = [point.value for point in chart.points]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]
