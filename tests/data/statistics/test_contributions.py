"""A change is taken apart without anything lost or invented."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.periods import Period
from data.readings import Figures, Reading, Status, read
from data.readings.reading import Compare, Parts
from data.regions import Region
from data.statistics.contributions import Contribution, Presence, Split, apportioned, effects, split
from data.store import Store
from data.viewer import Viewer
from tests.layouts.fabricate import catalogue, reading, region, regions

RATE, COUNT, GUARDED = "checkin_completion_rate", "alert_count", "red_orange_count"
CITY = "330100"
COUNTIES = regions().children(CITY, None)
PAIRS = st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(lambda pair: (min(pair), max(pair)))
SIDES = st.one_of(st.none(), PAIRS)


def known(key: str, where: Region, now: tuple[int, int] | None, before: tuple[int, int] | None) -> Reading:
    """Return a reading of (numerator, denominator) now and before, None where nothing was reported."""
    metric = catalogue().metric(key)

    def value(pair: tuple[int, int] | None) -> float | None:
        if pair is None or (metric.is_ratio and not pair[1]):
            return None
        return pair[0] / pair[1] * metric.scale if metric.is_ratio else pair[0]

    blank = reading(key, where, status=Status.MISSING if now is None else Status.OK, previous=value(before))
    below = Parts(before[0], before[1] if metric.is_ratio else None) if before else None
    return replace(
        blank,
        status=Status.UNDEFINED if now and value(now) is None else blank.status,
        value=value(now),
        numerator=now[0] if now else None,
        denominator=now[1] if now and metric.is_ratio else None,
        bases={Compare.PREVIOUS: below} if below else {},
    )


def whole_of(children: list[Reading], key: str = RATE) -> Reading:
    """Return the parent whose amounts are the sums of its reporting children's."""
    now, before = (
        [parts for parts in sides if parts]
        for sides in ([c.parts for c in children], [c.bases.get(Compare.PREVIOUS) for c in children])
    )
    sums = [
        (round(sum(p.numerator for p in side)), round(sum(p.denominator or 0 for p in side))) if side else None
        for side in (now, before)
    ]
    return known(key, region(CITY), sums[0], sums[1])


def taken_apart(whole: Reading, children: list[Reading]) -> Split:
    """Return the split, which must exist."""
    found = split(whole, children, Compare.PREVIOUS)
    assert found is not None
    return found


def by_code(found: Split) -> dict[str, Contribution]:
    """Return the contributions by region code."""
    return {child.region.code: child for child in found.children}


def test_worked_example() -> None:
    """Two counties by hand: 70 % to 61.25 % because the weaker one trebled.

    A 90/100 → 95/100: own 0.375 × 5 = 1.875, mix (92.5 − 65.625) × −0.25 = −6.71875.
    B 50/100 → 150/300: own 0, mix (50 − 65.625) × 0.25 = −3.90625. Together −8.75.
    """
    first, second = COUNTIES[:2]
    children = [known(RATE, first, (95, 100), (90, 100)), known(RATE, second, (150, 300), (50, 100))]
    found = taken_apart(whole_of(children), children)

    assert found.change == pytest.approx(-8.75)
    assert by_code(found)[first.code].own == pytest.approx(1.875)
    assert by_code(found)[first.code].mix == pytest.approx(-6.71875)
    assert by_code(found)[second.code].own == 0
    assert by_code(found)[second.code].mix == pytest.approx(-3.90625)
    assert found.remainder == 0
    assert (found.numerator, found.denominator) == (105, 200)


@given(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=8))
def test_contributions_add_up(sides: list[tuple[tuple[int, int] | None, tuple[int, int] | None]]) -> None:
    """Own, mix and remainder make the whole change, in any coverage, with regions that came or went; nothing remains over."""
    children = [known(RATE, where, *pair) for where, pair in zip(COUNTIES, sides, strict=False)]
    whole = whole_of(children)
    found = split(whole, children, Compare.PREVIOUS)

    if whole.value is None or whole.previous is None:
        assert found is None
        return
    assert found is not None
    assert sum(c.own + c.mix for c in found.children) == pytest.approx(whole.value - whole.previous, abs=1e-7)
    assert found.remainder == 0


@given(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=8), PAIRS, PAIRS)
def test_unattributed_is_a_remainder(
    sides: list[tuple[tuple[int, int] | None, tuple[int, int] | None]], now: tuple[int, int], before: tuple[int, int]
) -> None:
    """Where the parent is more than its children, the rest is shown and the sum still holds."""
    children = [known(RATE, where, *pair) for where, pair in zip(COUNTIES, sides, strict=False)]
    whole = known(RATE, region(CITY), now, before)
    found = split(whole, children, Compare.PREVIOUS)

    if found is not None:
        made = sum(c.own + c.mix for c in found.children) + found.remainder
        assert made == pytest.approx(found.change, abs=1e-7)


def test_equal_rates_make_no_mix() -> None:
    """Counties that all have the same rate change nothing by growing."""
    children = [known(RATE, COUNTIES[0], (90, 100), (450, 500)), known(RATE, COUNTIES[1], (90, 100), (90, 100))]
    found = taken_apart(whole_of(children), children)

    assert [(c.own, c.mix) for c in found.children] == [pytest.approx((0, 0)), pytest.approx((0, 0))]


def test_count_is_the_childs_difference() -> None:
    """Of a count each child's difference is its own."""
    children = [known(COUNT, COUNTIES[0], (12, 0), (9, 0)), known(COUNT, COUNTIES[1], (4, 0), (5, 0))]
    found = taken_apart(known(COUNT, region(CITY), (18, 0), (14, 0)), children)

    assert [(c.own, c.mix) for c in found.children] == [(3, 0), (-1, 0)]
    assert found.remainder == 2
    assert found.denominator is None


def test_child_without_figures_then_has_no_change_of_its_own() -> None:
    """Who reported in one period only, or was split off, counts as mix and is marked."""
    children = [
        known(RATE, COUNTIES[0], (95, 100), (90, 100)),
        known(RATE, COUNTIES[1], (40, 50), None),
        known(RATE, COUNTIES[2], None, (30, 50)),
        known(RATE, COUNTIES[3], None, None),
    ]
    found = taken_apart(whole_of(children), children)

    assert [c.presence for c in found.children] == [Presence.BOTH, Presence.NOW, Presence.BEFORE]
    assert [c.own for c in found.children[1:]] == [0, 0]
    assert found.remainder == 0


def test_empty_denominator_weighs_nothing() -> None:
    """A child to whom nothing was due then is all mix, not a division by zero."""
    children = [known(RATE, COUNTIES[0], (95, 100), (90, 100)), known(RATE, COUNTIES[1], (5, 10), (0, 0))]
    found = taken_apart(whole_of(children), children)

    assert found.children[1].own == 0
    assert found.children[1].presence is Presence.BOTH
    assert sum(c.own + c.mix for c in found.children) == pytest.approx(found.change)


@pytest.mark.parametrize("hides", ["now", "before"])
def test_no_split_while_a_child_is_hidden(hides: str) -> None:
    """A small cell cannot be computed from the contributions of its siblings."""
    children = [known(GUARDED, where, (8, 0), (9, 0)) for where in COUNTIES[:3]]
    small = (
        replace(children[0], status=Status.SUPPRESSED, value=None, numerator=None)
        if hides == "now"
        else replace(children[0], previous=None, bases={Compare.PREVIOUS: None})
    )
    found = taken_apart(known(GUARDED, region(CITY), (24, 0), (27, 0)), [small, *children[1:]])

    assert found.is_withheld
    assert found.children == ()


def test_unknown_change_is_not_taken_apart() -> None:
    """Without an earlier figure there is nothing to explain."""
    assert split(known(RATE, region(CITY), (9, 10), None), [], Compare.PREVIOUS) is None


def test_effects_of_a_whole_on_itself_are_its_change() -> None:
    """One part that is the whole changes by its own rate alone."""
    assert effects(Parts(9, 10), Parts(8, 10), Parts(9, 10), Parts(8, 10)) == pytest.approx((0.1, 0))


@given(st.lists(st.floats(-500, 500), max_size=12), st.integers(0, 2))
def test_shown_parts_add_up(amounts: list[float], decimals: int) -> None:
    """Rounded parts add up to the rounded sum and none is off by a whole unit."""
    shown = apportioned(amounts, decimals)

    assert round(sum(shown), decimals) == pytest.approx(round(sum(amounts) * 10**decimals) / 10**decimals)
    assert all(abs(a - b) < 1.001 / 10**decimals for a, b in zip(shown, amounts, strict=True))


def test_store_gives_the_amounts_behind_the_earlier_values(city_store: Store) -> None:
    """In a running month the bases are those of the same days, and a city's change is its counties'."""
    period = Period.parse("2026-11")
    city, counties = city_store.regions.get("330900"), city_store.regions.children("330900", period.first)
    question = Figures((RATE, "managed_total"), (city.code, *(c.code for c in counties)), (period,), compare=True)
    found = read(city_store, [question], viewer=Viewer("tester", city.code))

    for key in question.metrics:
        whole = found.one(key, city.code, period)
        below = whole.bases[Compare.PREVIOUS]
        assert below is not None
        assert whole.previous == pytest.approx(below.numerator / (below.denominator or 1) * whole.metric.scale)
        apart = taken_apart(whole, found.across(key, [c.code for c in counties], period))
        assert apart.remainder == 0
        assert len(apart.children) == len(counties)


def test_small_earlier_counts_are_hidden_with_their_amounts(city_store: Store) -> None:
    """Where a guarded count may not be seen, neither may the amounts behind the earlier ones."""
    period = Period.parse("2026-W46")
    counties = [county.code for county in city_store.regions.children("330900", period.first)]
    offices = [office.code for county in counties for office in city_store.regions.children(county, period.first)]
    question = Figures((GUARDED,), tuple(offices), (period,), compare=True)

    found = read(city_store, [question], viewer=Viewer("tester", "330900"))

    for reading_ in found:
        assert all(parts is None or parts.numerator == 0 or parts.numerator >= 5 for parts in reading_.bases.values())
        assert reading_.bases.get(Compare.PREVIOUS, 0) is not None or reading_.previous is None
