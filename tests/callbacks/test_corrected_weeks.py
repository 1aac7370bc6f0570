"""A week is loaded, frozen and corrected: nobody reads in one edition what the other hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select, text

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from callbacks.meetings import freeze_week
from callbacks.memory import Memory
from data.known import KnownStores, known_at
from data.load import put_partitions
from data.meetings import Edition
from data.meetings.files import is_current
from data.meetings.frozen import verify
from data.periods import Period
from data.questions import answer
from data.questions.cutting import CORRECTED
from data.questions.kinds import Frozen
from data.readings import Figures, Reading, Status, read
from data.regions.boundaries import load_boundaries
from data.store import Partition, Store, open_store
from data.viewer import Viewer
from layouts.charts.chart import Nothing, Tiles
from layouts.charts.codec import decoded
from layouts.charts.drawn import Leaf
from layouts.view import View
from layouts.words.language import load_language
from layouts.words.reasons import reason_text
from tests.callbacks.conftest import MAP_FILE
from tests.product import copy_database
from tests.viewers import CITY_CHIEF

CITY, COUNTY = "330900", "330902"
WEEK = Period.parse("2026-W46")
METRIC, PANEL = "female_count", "people"
VIEWERS = (CITY_CHIEF, replace(CITY_CHIEF, scope=COUNTY))


@pytest.fixture
def own(city_store: Store, tmp_path: Path) -> Iterator[Cockpit]:
    """Zhoushan's cockpit over a copy of its store, to be written to."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    store = open_store(url, catalogue=city_store.catalogue, regions=city_store.regions)
    yield Cockpit(store, load_boundaries(MAP_FILE), Memory())
    store.engine.dispose()


def correct(store: Store, women: Mapping[str, int], day: date = WEEK.last) -> None:
    """Report again how many women some offices have on a day."""
    table = store.catalogue.tables["fact_roster_day"]
    facts = store.schema.facts[table.key]
    names = ["day", "office_code", *table.dimensions, "female_eod"]
    asked = select(*(facts.c[name] for name in names)).where(facts.c.day == day, facts.c.office_code.in_([*women]))
    with store.engine.connect() as connection:
        frame = pd.DataFrame([tuple(row) for row in connection.execute(asked)], columns=names)
    is_first = ~frame.duplicated("office_code")
    frame["female_eod"] = frame["office_code"].map(women).where(is_first, 0).astype("Int64")
    put_partitions(store, [Partition(table.key, frame)], source="更正")


def women_of(store: Store, *codes: str, sees_all: bool = False) -> dict[str, Reading]:
    """Return how many women today's figures show."""
    viewer = Viewer("x", CITY, sees_small_cells=sees_all)
    return {each.region.code: each for each in read(store, [Figures((METRIC,), codes, (WEEK,))], viewer=viewer)}


def reporting(store: Store, county: str = COUNTY) -> list[str]:
    """Return the offices of a county that reported on the day."""
    facts = store.schema.facts["fact_roster_day"].c
    with store.engine.connect() as connection:
        asked = select(facts.office_code).where(facts.day == WEEK.last, facts.office_code.like(f"{county}%")).distinct()
        return sorted(connection.scalars(asked))


def frozen(cockpit: Cockpit, region: str = COUNTY) -> Edition:
    """Freeze the week of a region."""
    return freeze_week(cockpit, CITY_CHIEF, region, WEEK, program="test")


def pages(cockpit: Cockpit, viewer: Viewer, region: str = COUNTY, language: str = "zh") -> Mapping[str, Leaf]:
    """Return the pages of the newest edition by key."""
    view = View(page="review", region=region, period=WEEK, lang=language)
    document = document_of(cockpit, viewer, view, program="test", at=datetime(2026, 11, 23, 8, tzinfo=UTC))
    return {leaf.key: leaf for leaf in document.leaves}


def people(cockpit: Cockpit, viewer: Viewer, language: str = "zh") -> object:
    """Return the drawing with the women of the county, in its newest edition."""
    leaf = pages(cockpit, viewer, language=language)["key_subjects"]
    return next(each.drawing for each in leaf.drawn if each.key == PANEL)


@pytest.fixture
def small(own: Cockpit) -> Cockpit:
    """The cockpit after its county's week was frozen and a correction left three women in the county."""
    frozen(own)
    first, *others = reporting(own.store)
    assert isinstance(people(own, CITY_CHIEF), Tiles)
    correct(own.store, {first: 3, **dict.fromkeys(others, 0)})
    return own


@pytest.mark.parametrize("viewer", VIEWERS, ids=["city", "county"])
def test_what_is_small_by_now_is_cut_from_the_frozen_week(small: Cockpit, viewer: Viewer) -> None:
    """For everybody: else the two editions would show what was corrected."""
    assert women_of(small.store, COUNTY)[COUNTY].status is Status.SUPPRESSED
    assert people(small, viewer) == Nothing(str(CORRECTED))


@pytest.mark.parametrize("viewer", VIEWERS, ids=["city", "county"])
def test_its_readings_say_that_it_is_hidden(small: Cockpit, viewer: Viewer) -> None:
    """Which are what other systems and tables get."""
    kept = answer(small.store, Frozen(COUNTY, WEEK), viewer)
    assert kept is not None
    (found,) = (
        each
        for each in decoded(kept.body)[1]
        if (each.metric.key, each.region.code, each.period) == (METRIC, COUNTY, WEEK)
    )

    assert (found.status, found.value, found.previous) == (Status.SUPPRESSED, None, None)


def test_why_it_is_cut_is_said_in_the_reader_s_language(small: Cockpit) -> None:
    """English readers read it in English."""
    assert people(small, CITY_CHIEF, "en") == Nothing(reason_text(CORRECTED, load_language("en")))


def test_the_seal_of_a_cut_week_holds(small: Cockpit) -> None:
    """What is kept stays as it was; it is cut where it is shown."""
    assert [each.fault for each in verify(small.store, CITY, COUNTY, WEEK)] == [""]


def test_who_sees_small_cells_sees_the_frozen_week_whole(small: Cockpit) -> None:
    """The program's own judgements, by setting."""
    assert isinstance(people(small, replace(CITY_CHIEF, sees_small_cells=True)), Tiles)


def test_nothing_else_of_the_week_is_cut(small: Cockpit) -> None:
    """Panels without the figure are as they were frozen."""
    cut = {
        each.key
        for leaf in pages(small, CITY_CHIEF).values()
        for each in leaf.drawn
        if each.drawing == Nothing(str(CORRECTED))
    }

    assert cut <= {PANEL, "signals", "signal_map"}


def test_a_count_that_was_small_stays_hidden_with_what_hid_it(own: Cockpit) -> None:
    """Whoever kept the old total and reads the new ones does not learn what it was."""
    offices = reporting(own.store)
    first, second, *others = offices
    correct(own.store, {first: 3, second: 7, **dict.fromkeys(others, 9)})
    before = {code for code, each in women_of(own.store, *offices).items() if each.status is Status.SUPPRESSED}
    correct(own.store, {first: 6})
    after = {code for code, each in women_of(own.store, *offices).items() if each.status is Status.SUPPRESSED}

    assert first in before
    assert len(before) > 1
    assert before <= after


def test_it_stays_hidden_on_the_days_that_it_is_carried_to(own: Cockpit) -> None:
    """An office that reports no more counts with its last report: a correction of that changes the days after."""
    first = reporting(own.store)[0]
    after = WEEK.last + timedelta(days=1)
    with own.store.engine.begin() as connection:
        given = {"office": first, "day": after.isoformat()}
        connection.execute(text("DELETE FROM fact_roster_day WHERE office_code = :office AND day = :day"), given)
    correct(own.store, {first: 3})
    correct(own.store, {first: 30})
    day = Figures((METRIC,), (first,), (Period.parse(after.isoformat()),))
    (found,) = read(own.store, [day], viewer=CITY_CHIEF)

    assert found.status is Status.SUPPRESSED


def test_the_same_figures_again_hide_nothing_more(own: Cockpit) -> None:
    """A file that is sent twice corrects nothing."""
    offices = reporting(own.store)
    held = {code: round(each.numerator or 0) for code, each in women_of(own.store, *offices, sees_all=True).items()}
    correct(own.store, held)
    before = kept(own.store)
    correct(own.store, held)

    assert kept(own.store) == before


def kept(store: Store) -> int:
    """Return of how many counts something is kept."""
    with store.engine.connect() as connection:
        return len(connection.execute(select(store.schema.earlier_counts)).all())


def test_a_new_day_keeps_nothing(own: Cockpit) -> None:
    """It corrects no figure."""
    before, newest = kept(own.store), own.store.newest_load()
    assert newest is not None
    office = reporting(own.store)[0]
    rows = {"day": [newest.newest + timedelta(days=1)], "office_code": [office], "female_eod": [2]}
    dimensions = {"correction_type": ["probation"], "management_level": ["general"]}
    put_partitions(own.store, [Partition("fact_roster_day", pd.DataFrame(rows | dimensions))], source="次日")

    assert kept(own.store) == before


def test_a_file_of_monday_with_what_is_hidden_by_now_is_not_given_any_more(own: Cockpit, tmp_path: Path) -> None:
    """One that is written after the correction is: it is drawn without."""
    frozen(own)
    file, region = tmp_path / "week.pptx", own.store.regions.get(COUNTY)
    file.write_bytes(b"")
    offices = reporting(own.store)
    correct(own.store, {offices[0]: 8})
    after_a_harmless_load = is_current(file, own.store, region, WEEK)
    correct(own.store, {offices[0]: 3, **dict.fromkeys(offices[1:], 0)})
    after_a_correction = is_current(file, own.store, region, WEEK)
    file.touch()

    assert (after_a_harmless_load, after_a_correction) == (True, False)
    assert is_current(file, own.store, region, WEEK)


def test_what_is_hidden_by_now_is_hidden_as_it_was_known_too(own: Cockpit, tmp_path: Path) -> None:
    """The version before the correction shows no more of it than the page of today."""
    first, *others = reporting(own.store)
    before = own.version()
    shown = women_of(own.store, COUNTY)[COUNTY]
    correct(own.store, {first: 3, **dict.fromkeys(others, 0)})

    past = KnownStores(own.store, tmp_path / "known").store(known_at(own.store, str(before)))

    assert shown.value is not None
    assert women_of(past, COUNTY)[COUNTY].status is Status.SUPPRESSED
    assert women_of(past, COUNTY, sees_all=True)[COUNTY].value == shown.value
