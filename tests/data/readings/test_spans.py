"""What a run of days is summed from, and what is not summed because its days are gone."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import load_catalogue
from data.periods import Grain, Period
from data.readings import Figures, Status, read
from data.readings.spans import pieces_of
from data.store import Store
from data.viewer import Viewer
from tests.data.feeds import BINJIANG, CHANGHE, DAY, XIXING, binjiang_store, load, write_csv

QUARTER = Period.parse("2026-Q4")


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_pieces_hold_every_day_once(last: date) -> None:
    """A year's window is made of months, weeks and days that neither overlap nor leave a gap."""
    pieces = pieces_of(Period(Grain.DAY, last), last, last, load_catalogue().metric("reoffence_rate"))

    days = [piece.first + timedelta(days=n) for piece in pieces.summed for n in range(piece.span.days)]

    assert days == [pieces.span.first + timedelta(days=n) for n in range(365)]
    assert len(pieces.summed) < 40


def test_an_office_is_not_compared_with_days_that_are_gone(city_store: Store) -> None:
    """Of an office only newer days are kept: same days of the last quarter are unknown, not too few."""
    county = city_store.regions.counties("330900")[0]
    office = city_store.regions.offices(county)[0]
    question = Figures(("received_count",), (county, office), (QUARTER,), compare=True)

    answers = read(city_store, [question], viewer=Viewer("chief", "330900"))

    assert answers.one("received_count", county, QUARTER).previous is not None
    assert answers.one("received_count", office, QUARTER).previous is None


def test_what_was_not_reported_has_no_amounts_and_is_not_old(tmp_path: Path) -> None:
    """A county without a register: its admonitions per subject are unknown, not none of none; nor are they stale."""
    store = binjiang_store(tmp_path)
    load(store, write_csv(tmp_path / "a.csv", [["day", "office_code", "admonish_n"], [DAY, XIXING, 7]]))
    columns = ["day", "office_code", "correction_type", "management_level", "registered_eod"]
    load(store, write_csv(tmp_path / "b.csv", [columns, [date(2026, 11, 1), CHANGHE, "缓刑", "普管", 60]]))
    day = Period.parse(DAY.isoformat())
    metrics = ("admonition_per_1000", "absconded_count", "registered_count")
    found = read(store, [Figures(metrics, (XIXING, CHANGHE), (day,))], viewer=Viewer("test", BINJIANG))

    rate = found.one("admonition_per_1000", XIXING, day)
    assert (rate.status, rate.numerator, rate.denominator) == (Status.MISSING, None, None)
    assert found.one("absconded_count", CHANGHE, day).status is Status.MISSING
    assert found.one("registered_count", CHANGHE, day).status is Status.STALE
