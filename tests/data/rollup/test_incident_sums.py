"""Incidents in all and by kind must agree where both are fed."""

from datetime import timedelta
from pathlib import Path

from data.periods import Span
from data.readings.feed.incident_sums import IncidentBreak, incident_breaks
from data.store import Store
from tests.data.feeds import DAY, PUYAN, XIXING, binjiang_store, load, write_csv

LONG_AGO = DAY - timedelta(days=40)
MONTH = Span(DAY - timedelta(days=30), DAY)


def breaks(store: Store, span: Span) -> tuple[IncidentBreak, ...]:
    """Return the office-days that do not agree."""
    with store.engine.connect() as connection:
        return incident_breaks(connection, store, span)


def test_both_must_be_fed_to_differ(tmp_path: Path) -> None:
    """西兴 differs, 长河 agrees, 浦沿 has reported no kinds; what is before the span is left out."""
    store = binjiang_store(tmp_path)
    every = [[DAY, "西兴", 2], [DAY, "长河", 1], [DAY, "浦沿", 1], [LONG_AGO, "浦沿", 1]]
    kinds = [[DAY, "西兴", "其他", 1], [DAY, "长河", "其他", 1], [LONG_AGO, "浦沿", "其他", 0]]
    load(
        store,
        write_csv(tmp_path / "a.csv", [["日期", "司法所", "突发事件数"], *every]),
        write_csv(tmp_path / "b.csv", [["日期", "司法所", "突发事件类型", "突发事件数"], *kinds]),
    )

    assert breaks(store, MONTH) == (IncidentBreak(XIXING, DAY, 2, 1),)
    assert breaks(store, Span(LONG_AGO, DAY)) == (
        IncidentBreak(XIXING, DAY, 2, 1),
        IncidentBreak(PUYAN, LONG_AGO, 1, 0),
    )


def test_the_demo_agrees(city_store: Store) -> None:
    """On every day that is kept of the demo."""
    assert breaks(city_store, Span(DAY - timedelta(days=400), DAY)) == ()
