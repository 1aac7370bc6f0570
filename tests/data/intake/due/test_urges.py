"""Urging: who may, whom, how often, and who sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.clock import SHANGHAI
from data.errors import NotAllowed, OutOfScope
from data.intake.due.due import due_reports
from data.intake.due.urges import NotToUrge, UrgedLately, urge_all
from data.periods import Span
from data.store import Store
from data.viewer import Right, Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, PUYAN, TODAY, binjiang_store

NOW = datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI)
COUNTY = Viewer("county", BINJIANG, frozenset({Right.VIEW, Right.LOAD}), post="滨江填报员")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Binjiang without figures."""
    return binjiang_store(tmp_path)


def seen(store: Store, code: str, now: datetime = NOW) -> list[str]:
    """Return who urged each that is missing supervision, as the page of a region shows it."""
    rows = due_reports(store, store.regions.get(code), Span(TODAY, TODAY), now=now).rows
    row = next(row for row in rows if row.section == "supervision")
    return [each.urge.by for each in row.lacking if each.urge]


def test_the_office_that_is_urged_sees_it(store: Store) -> None:
    """By its county and nobody else's name; another office does not."""
    urge_all(store, COUNTY, [CHANGHE], "supervision", DAY, now=NOW)

    assert seen(store, CHANGHE) == ["滨江填报员"]
    assert seen(store, PUYAN) == []


def test_not_twice_within_an_hour(store: Store) -> None:
    """The refusal says when it was; after an hour it may be done again."""
    urge_all(store, COUNTY, [CHANGHE], "supervision", DAY, now=NOW)

    with pytest.raises(UrgedLately, match="09:20"):
        urge_all(store, COUNTY, [CHANGHE], "supervision", DAY, now=NOW + timedelta(minutes=59))
    assert urge_all(store, COUNTY, [CHANGHE], "supervision", DAY, now=NOW + timedelta(minutes=61))


def test_of_several_only_those_not_urged_lately(store: Store) -> None:
    """One press of the button urges the others."""
    urge_all(store, COUNTY, [CHANGHE], "supervision", DAY, now=NOW)

    made = urge_all(store, COUNTY, [CHANGHE, PUYAN], "supervision", DAY, now=NOW + timedelta(minutes=5))

    assert [each.region for each in made] == [PUYAN]


def test_another_section_is_another_urging(store: Store) -> None:
    """The hour counts for each section."""
    urge_all(store, COUNTY, [CHANGHE], "supervision", DAY, now=NOW)

    assert urge_all(store, COUNTY, [CHANGHE], "roster", DAY, now=NOW)


def test_only_with_the_right(store: Store) -> None:
    """Who may view alone urges nobody."""
    with pytest.raises(NotAllowed):
        urge_all(store, Viewer("reader", BINJIANG), [CHANGHE], "supervision", DAY, now=NOW)


def test_nobody_urges_the_own_region(store: Store) -> None:
    """Nor an office itself."""
    with pytest.raises(NotToUrge):
        urge_all(store, COUNTY, [BINJIANG], "supervision", DAY, now=NOW)


def test_nobody_urges_elsewhere(store: Store) -> None:
    """A region beside the own one is refused like one that does not exist."""
    office = Viewer("office", CHANGHE, frozenset({Right.LOAD}))

    with pytest.raises(OutOfScope):
        urge_all(store, office, [PUYAN], "supervision", DAY, now=NOW)


def test_an_unknown_section_is_named_with_the_known(store: Store) -> None:
    """The refusal lists what there is."""
    with pytest.raises(NotToUrge, match="监管"):
        urge_all(store, COUNTY, [CHANGHE], "nothing", DAY, now=NOW)
