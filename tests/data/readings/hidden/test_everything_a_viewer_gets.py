"""What viewers get together, of all levels and by all periods, gives no hidden count back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pytest

from data.periods import Grain, Period
from data.readings import Figures, Reading, Status, read
from data.readings.hidden.families import FAMILIES, Family
from data.readings.reading import Compare
from data.readings.spans import pieces_of_base
from data.regions import Level
from data.store import Store
from data.viewer import Viewer
from tests.data.readings.hidden.world import World

SUNDAY, MONTH_END = date(2026, 11, 22), date(2026, 10, 31)
CITY = "330900"
PERIODS = tuple(
    dict.fromkeys(
        [
            *(Period.holding(day, grain) for day in (SUNDAY, MONTH_END) for grain in Grain),
            *Period.holding(SUNDAY, Grain.WEEK).back(4),
            *Period.holding(SUNDAY, Grain.DAY).back(3),
            *Period.holding(SUNDAY, Grain.MONTH).back(3),
        ]
    )
)
BEFORE = {Compare.PREVIOUS: Period.previous, Compare.LAST_YEAR: Period.last_year}
METRICS = tuple(dict.fromkeys(key for family in FAMILIES for key in (*family.metrics, family.whole)))

Seen = dict[tuple[str, str, date], set[int | None]]  # by metric, region and day; None is hidden


def everything(store: Store, viewers: Iterable[Viewer]) -> Seen:
    """Return what viewers are shown of the guarded counts, their wholes, and what each is compared with."""
    seen: Seen = defaultdict(set)
    for viewer in viewers:
        codes = tuple(_inside(store, viewer.scope))
        for reading in read(store, [Figures(METRICS, codes, PERIODS, compare=True)], viewer=viewer):
            _note(seen, reading)
        ends = [(day, Period.holding(day, grain)) for day in {day for _, _, day in seen} for grain in Grain]
        again = tuple(period for day, period in ends if period.last == day)
        for reading in read(store, [Figures(METRICS, codes, again)], viewer=viewer):
            _note(seen, reading)
    return seen


def _inside(store: Store, code: str) -> list[str]:
    return [code, *(each for child in store.regions.children(code) for each in _inside(store, child.code))]


def _note(seen: Seen, reading: Reading) -> None:
    key, code = reading.metric.key, reading.region.code
    is_hidden = reading.status is Status.SUPPRESSED
    if is_hidden or reading.numerator is not None:
        seen[key, code, reading.span.last].add(None if is_hidden else round(reading.numerator or 0))
    for held, parts in reading.bases.items():
        base = BEFORE[held](reading.period)
        day = pieces_of_base(base, reading.period, SUNDAY, reading.metric).span.last
        if is_hidden:  # then the earlier one is not shown either way
            continue
        seen[key, code, day].add(None if parts is None else round(parts.numerator))


@pytest.fixture(scope="module")
def truth(city_store: Store) -> Seen:
    """What is true, as somebody sees who sees everything."""
    return everything(city_store, [Viewer("all", CITY, sees_small_cells=True)])


@pytest.fixture(scope="module")
def seen(city_store: Store) -> Seen:
    """What a viewer of the city is shown."""
    return everything(city_store, [Viewer("city", CITY)])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.metrics[0])
def test_nothing_that_is_shown_gives_a_hidden_count_back(
    city_store: Store, seen: Seen, truth: Seen, family: Family
) -> None:
    """By the day, week, month, quarter and year, with what each is compared with."""
    days = {day for _, _, day in seen}
    tried = 0
    for day in days:
        world = _world(city_store, truth, family, day)
        hidden = {
            key: {code for code in world.parents if None in seen.get((key, code, day), ())} for key in family.metrics
        }
        counts = [(key, code) for key in hidden for code in hidden[key]]
        assert not world.attacker(hidden).certain(counts)
        tried += len(counts)
    assert (len(days) > 20, tried > 200) == (True, True)


def _world(store: Store, truth: Seen, family: Family, day: date) -> World:
    """Return what is true of a day, of the regions of which all is known."""
    keys = (*family.metrics, family.whole)
    codes = [
        code for code in _inside(store, CITY) if all(truth.get((key, code, day), {None}) != {None} for key in keys)
    ]
    amounts = {key: {code: next(iter(truth[key, code, day])) or 0 for code in codes} for key in keys}
    return World(family, amounts, {code: str(store.regions.get(code).parent) for code in codes if code != CITY}, CITY)


def test_a_count_is_shown_or_hidden_by_whatever_period_it_is_asked_for(seen: Seen) -> None:
    """The week's end is the Sunday's, the month's and the year's as well."""
    assert {at: each for at, each in seen.items() if len(each) > 1} == {}


def test_what_is_hidden_is_the_same_for_every_viewer(city_store: Store, seen: Seen) -> None:
    """Each county, its offices, and the city: what two of them get together is no more than one of them."""
    viewers = [Viewer("county", county) for county in city_store.regions.counties(CITY)]
    viewers += [Viewer("office", city_store.regions.offices(CITY)[0])]
    together = everything(city_store, viewers)

    assert {at: each for at, each in together.items() if each != seen[at]} == {}


def test_small_counts_are_hidden_below_the_city(city_store: Store, seen: Seen, truth: Seen) -> None:
    """At the city everything is shown."""
    guarded = {key for family in FAMILIES for key in family.metrics}
    for (key, code, day), amounts in seen.items():
        (amount,) = truth[key, code, day]
        is_below = city_store.regions.get(code).level.depth > Level.CITY.depth
        if key in guarded and is_below and 0 < (amount or 0) < 5:
            assert amounts == {None}
        if not is_below or key not in guarded:
            assert amounts == {amount}


def test_a_zero_stays_a_number(city_store: Store, seen: Seen, truth: Seen) -> None:
    """But of offices with too few persons, and where all counts of a city are ones, of one county and office."""
    zeros = {
        (key, code, day): each
        for (key, code, day), each in seen.items()
        if truth[key, code, day] == {0} and any(key in family.metrics for family in FAMILIES)
    }
    hidden = [at for at, each in zeros.items() if each != {0}]

    assert len(hidden) < len(zeros) / 4


def test_red_and_orange_are_one_count_below_the_city(city_store: Store) -> None:
    """A reading shows its parts at the city alone."""
    week = Period.holding(SUNDAY, Grain.WEEK)
    asked = Figures(("red_orange_count",), tuple(_inside(city_store, CITY)), (week,))
    parted = {each.region.code for each in read(city_store, [asked], viewer=Viewer("city", CITY)) if each.atoms}

    assert parted == {CITY}
