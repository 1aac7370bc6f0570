"""The register by type and level: equal to the register's readings, and small cells hidden at an office."""

from pathlib import Path

import pytest
from sqlalchemy import event

from data.periods import Period
from data.readings import Figures, Readings, read
from data.readings.cuts import Cut
from data.readings.register import Composition, without_small
from data.store import Store
from data.viewer import Viewer
from tests.conftest import opened
from tests.product import copy_database

WEEK = Period.parse("2026-W47")
KEYS = ("registered_count", "strict_share")
ROOT, COUNTY = "330900", "330902"


def readings_of(store: Store, code: str, period: Period = WEEK, *, sees: bool = True) -> Readings:
    """Read a region's register with its composition."""
    question = Figures(KEYS, (code,), (period,), composed=True)
    return read(store, [question], viewer=Viewer("test", ROOT, sees_small_cells=sees))


def composition(readings: Readings, code: str) -> Composition:
    """Return the composition that was read."""
    found = readings.composition(code, WEEK)
    assert found is not None
    return found


@pytest.mark.parametrize("code", [ROOT, COUNTY])
def test_cells_add_up_to_the_register(city_store: Store, code: str) -> None:
    """All cells together are the register, the strict ones those of the roll-up."""
    readings = readings_of(city_store, code)
    found = composition(readings, code)

    assert sum(amount or 0 for amount in found.cells.values()) == readings.one("registered_count", code, WEEK).value
    assert found.whole("strict") == readings.one("strict_share", code, WEEK).numerator


def test_a_county_as_root_shows_no_other_county_s_register(city_store: Store, tmp_path: Path) -> None:
    """The cockpit of one county on its city's database counts the county alone."""
    copy_database(city_store, tmp_path / "cockpit.db")
    own = opened(tmp_path / "cockpit.db", COUNTY)
    question = Figures(KEYS, (COUNTY,), (WEEK,), composed=True)

    found = composition(read(own, [question], viewer=Viewer("test", COUNTY, sees_small_cells=True)), COUNTY)

    assert found.cells == composition(readings_of(city_store, COUNTY), COUNTY).cells


def test_an_office_shows_no_small_cell(city_store: Store) -> None:
    """Cells of 1–4 are hidden from anyone who may not see them; at county level they are shown."""
    office = city_store.regions.offices(COUNTY)[0]

    found = composition(readings_of(city_store, office, sees=False), office)
    county = composition(readings_of(city_store, COUNTY, sees=False), COUNTY)

    assert not any(0 < amount < 5 for amount in found.cells.values() if amount is not None)
    assert None in found.cells.values()
    assert None not in county.cells.values()


def test_a_day_past_its_keeping_has_none(city_store: Store) -> None:
    """Where the facts are no longer held there is no composition."""
    early = Period.parse("2026-W10")

    assert readings_of(city_store, ROOT, early).composition(ROOT, early) is None


STRICT, ORDINARY = ("probation", "strict"), ("probation", "ordinary")
PAROLE, LENIENT = ("parole", "strict"), ("parole", "ordinary")


def test_large_cells_stay() -> None:
    """Nothing is hidden where nothing is small."""
    cells = {STRICT: 30, ORDINARY: 50}

    assert without_small({"x": cells, "y": cells}) == {"x": cells, "y": cells}


def test_a_small_cell_is_hidden_in_a_ring_of_four() -> None:
    """With another of its office and the same two of another office, the smallest there are: all sums stay as they are."""
    watched = ("surveillance", "ordinary")
    small = {watched: 8, ORDINARY: 20, LENIENT: 3}
    second, third = {watched: 9, ORDINARY: 21, LENIENT: 7}, {watched: 40, ORDINARY: 42, LENIENT: 38}

    shown = without_small({"x": small, "y": second, "z": third})

    assert shown == {
        "x": {watched: None, ORDINARY: 20, LENIENT: None},
        "y": {watched: None, ORDINARY: 21, LENIENT: None},
        "z": third,
    }


def test_strict_persons_are_hidden_behind_strict_persons() -> None:
    """How many strict ones an office has is shown, so that one more of them is one less of another type."""
    offices = {"x": {STRICT: 2, PAROLE: 9, ORDINARY: 6}, "y": {STRICT: 8, PAROLE: 7, ORDINARY: 6}}

    shown = without_small(offices)

    assert all(shown[code] == {STRICT: None, PAROLE: None, ORDINARY: 6} for code in "xy")


def test_no_office_s_cell_follows_from_those_of_its_county(city_store: Store) -> None:
    """On the demo: of each cell of a county none is hidden in one office alone, unless only that office has anybody in it."""
    offices = city_store.regions.offices(COUNTY)
    seen = {code: composition(readings_of(city_store, code, sees=False), code).cells for code in offices}
    held = {code: composition(readings_of(city_store, code), code).cells for code in offices}

    for cell in composition(readings_of(city_store, COUNTY), COUNTY).cells:
        hidden = [code for code in offices if seen[code].get(cell, 0) is None]
        assert len(hidden) != 1 or [code for code in offices if held[code].get(cell)] == hidden


def test_the_other_offices_are_read_along_in_one_statement(city_store: Store) -> None:
    """With any figures in the county."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    office = city_store.regions.offices(COUNTY)[0]
    event.listen(city_store.engine, "before_cursor_execute", note)
    readings_of(city_store, office, sees=False)
    event.remove(city_store.engine, "before_cursor_execute", note)

    assert sum("fact_roster_day" in statement for statement in sent) == 1


def test_an_office_is_split_nowhere_else(city_store: Store) -> None:
    """A cut of its register would show what the composition hides."""
    office = city_store.regions.offices(ROOT)[0]
    cut = Cut("registered_eod", ("correction_type", "management_level"))
    found = read(city_store, [Figures((), (office,), (WEEK,), cuts=(cut,))], viewer=Viewer("somebody", ROOT))

    assert found.is_hidden(cut, office, WEEK)
