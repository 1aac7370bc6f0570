"""Every metric as read equals the same metric computed from the fact tables with plain pandas."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select, text

from data.catalogue import load_catalogue
from data.demo import fill, simulate
from data.periods import Period
from data.readings import Figures, Readings, Status, read
from data.regions import load_regions
from data.store import Store, open_store
from data.store.rebuilding import rebuild
from data.viewer import Viewer
from tests.data.independent import Plain, formulas

LAST_DAY = date(2026, 11, 22)
ROOT = "330900"
PERIODS = ("2026-11-22", "2026-11-20", "2026-W47", "2026-W40", "2026-10", "2026-11", "2026-Q3", "2026")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A city's facts for a year and more, some columns of some office-days emptied, rolled up by the loader's way."""
    catalogue, regions = load_catalogue(), load_regions(Path("data/places"), ROOT)
    path = tmp_path_factory.mktemp("independent") / "a.db"
    store = open_store(f"sqlite:///{path}", catalogue=catalogue, regions=regions, keep_days=3000)
    facts = simulate(regions, catalogue, first_day=date(2025, 11, 1), last_day=LAST_DAY)
    fill(store, facts, fact_days=3000, progress=lambda *_: None)
    with store.engine.begin() as connection:
        connection.execute(
            text("UPDATE fact_psych_day SET code_none_eod = NULL WHERE office_code LIKE '%1' AND day >= '2026-11-18'")
        )
        connection.execute(
            text(
                "UPDATE fact_supervision_day SET checkin_done_n = NULL WHERE office_code LIKE '%2' AND day = '2026-11-19'"
            )
        )
        connection.execute(text("DELETE FROM fact_supervision_day WHERE office_code LIKE '%3' AND day >= '2026-11-10'"))
        connection.execute(text("DELETE FROM fact_roster_day WHERE office_code LIKE '%4' AND day >= '2026-10-20'"))
    rebuild(store)
    return store


@pytest.fixture(scope="module")
def plain(store: Store) -> Plain:
    frames = {}
    with store.engine.connect() as connection:
        for key, table in store.schema.facts.items():
            result = connection.execute(select(table))
            frames[key] = pd.DataFrame(result.all(), columns=[column.key for column in table.c])
    measures = store.catalogue.measures.values()
    return Plain(frames, {m.key: m.table for m in measures}, {m.key: m.owner.value for m in measures})


@pytest.fixture(scope="module")
def regions_asked(store: Store) -> tuple[str, ...]:
    return (
        ROOT,
        "330902",
        store.regions.children("330902", None)[0].code,
        store.regions.children("330902", None)[3].code,
    )


@pytest.fixture(scope="module")
def readings(store: Store, regions_asked: tuple[str, ...]) -> Readings:
    periods = tuple(Period.parse(text) for text in PERIODS)
    question = Figures(tuple(store.catalogue.metrics), regions_asked, periods)
    return read(store, [question], viewer=Viewer("test", ROOT, sees_small_cells=True))


@pytest.mark.parametrize("metric", list(formulas().index))
def test_reading_equals_plain_pandas(
    metric: str, store: Store, plain: Plain, readings: Readings, regions_asked: tuple[str, ...]
) -> None:
    """A metric of a city, a county and two offices, by day, week, month, quarter and year."""
    for code in regions_asked:
        owners = {*store.regions.owners(code)}
        for period in map(Period.parse, PERIODS):
            reading = readings.one(metric, code, period)
            if reading.status is Status.NOT_APPLICABLE:
                continue
            window = store.catalogue.metric(metric).window_days
            span = period.to_date(LAST_DAY)
            first = span.first if not window else span.last - pd.Timedelta(days=window - 1).to_pytimedelta()

            expected = plain.value(metric, owners, first, span.last)

            assert reading.value == pytest.approx(expected), f"{metric} {code} {period.key}"


def test_formulas_are_all_there(store: Store) -> None:
    """The independent list names the same metrics as the catalogue: the dictionary's 80 and eighteen additions."""
    assert set(formulas().index) == set(store.catalogue.metrics)
    assert len(formulas()) == 80 + 18
