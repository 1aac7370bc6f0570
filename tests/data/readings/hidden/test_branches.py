"""An attacker with an integer program narrows no hidden count of a city to one value, knowing every sum there is.

It knows all counts that are shown, how many persons each place has, what adds up to what, and that a hidden count is not
zero unless its place has too few persons or a zero had to be hidden beside it.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.readings.hidden.branches import Branches, Count
from data.readings.hidden.families import CityCounts, Family, family_of, hidden_of
from tests.data.readings.hidden.world import World, summed

CITY, COUNTIES = "city", "ABC"
COLOURS = family_of("mood_blue_count")
WOMEN = family_of("female_count")
SMALL = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 7, 12])


@st.composite
def worlds(draw: st.DrawFn, family: Family, rest: st.SearchStrategy[int]) -> World:
    """Make a world of few persons."""
    offices = [f"{county}{step}" for county in COUNTIES for step in range(draw(st.integers(1, 3)))]
    amounts = {key: {office: draw(SMALL) for office in offices} for key in family.metrics}
    whole = {office: sum(amounts[key][office] for key in family.metrics) + draw(rest) for office in offices}
    return summed(family, CITY, {**amounts, family.whole: whole})


def hidden(world: World) -> dict[str, set[str]]:
    """Return the hidden regions by metric."""
    below = {key: {code: each[code] for code in world.parents} for key, each in world.amounts.items()}
    return hidden_of(CityCounts(world.family, CITY, world.parents, below, {}))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(WOMEN, st.sampled_from([1, 2, 9])))
def test_no_count_of_women_can_be_computed(world: World) -> None:
    """By sums, by what is shown, by how many are registered."""
    found = hidden(world)
    key = world.family.metrics[0]

    assert {code for code in world.parents if 0 < world.amounts[key][code] < 5} <= found[key]
    assert not world.attacker(found).certain((key, code) for code in found[key] if world.is_guardable(key))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(COLOURS, st.sampled_from([1, 3, 8, 20])))
def test_no_count_of_a_colour_can_be_computed(world: World) -> None:
    """By sums, by the other colours, by how many have a colour at all: green is what is left, and small it is hidden too."""
    found = hidden(world)
    wanted = {(key, code) for key in found for code in found[key] if world.is_guardable(key)}
    green = {("rest", code) for _, code in wanted if 0 < world.rest[code] < 5}

    assert not world.attacker(found).certain(wanted | green)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(COLOURS, st.integers(0, 20)))
def test_beside_a_small_rest_something_is_hidden(world: World) -> None:
    """Or the green ones are the screened less all others, which are shown."""
    found = hidden(world)

    for code, amount in world.rest.items():
        some = any(world.amounts[key][code] for key in world.family.metrics)
        if code != CITY and 0 < amount < 5 and some:
            assert any(code in each for each in found.values())


@given(st.lists(st.integers(5, 40), min_size=1, max_size=9))
def test_where_nothing_is_small_nothing_is_hidden(amounts: list[int]) -> None:
    """CityCounts of five and more, and zeros, are shown as they are."""
    counts = {f"A{step}": Count(amount) for step, amount in enumerate([*amounts, 0])} | {"A": Count(sum(amounts))}
    parents = {code: "A" if code != "A" else CITY for code in counts}
    shown = {"own": {code: each.amount for code, each in counts.items()}}
    found = hidden_of(CityCounts(Family(("own",)), CITY, parents, shown, {}))

    assert found == {"own": set()}


def test_a_zero_is_hidden_only_where_nothing_else_helps() -> None:
    """Two women in one county alone are hidden behind a county without any; where two counties have some, no zero is."""
    parents: dict[str, str | None] = dict.fromkeys("ABC", CITY)

    alone = Branches({"A": Count(2), "B": Count(0), "C": Count(0)}, parents, CITY).hidden({"A"})
    together = Branches({"A": Count(2), "B": Count(3), "C": Count(0)}, parents, CITY).hidden({"A", "B"})

    assert (alone, together) == ({"A", "B"}, {"A", "B"})


def test_the_place_with_fewest_persons_is_hidden_with_a_count() -> None:
    """And the same one when a correction makes its count the larger one."""
    for others in ((9, 70), (12, 8)):
        counts = {"A": Count(2, 90, 92), "B": Count(others[0], 90, 99), "C": Count(others[1], 900, 970)}

        assert Branches(counts, dict.fromkeys("ABC", CITY), CITY).hidden({"A"}) == {"A", "B"}


def test_offices_that_are_all_one_hide_their_county() -> None:
    """Five offices with one each are five: their number would say it."""
    counts = {f"A{step}": Count(1) for step in range(5)} | {"A": Count(5), "B": Count(8), "C": Count(30)}
    parents: dict[str, str | None] = {code: "A" if len(code) > 1 else CITY for code in counts}
    found = Branches(counts, parents, CITY).hidden([code for code in counts if len(code) > 1])

    assert {"A", "B"} <= found
    assert "C" not in found


def test_a_root_without_a_sum_above_needs_no_companion() -> None:
    """Of a deployment for one county nothing above says how many there are."""
    counts = {"A": Count(3), "A1": Count(3), "A2": Count(0)}

    assert Branches(counts, {"A": None, "A1": "A", "A2": "A"}, None).hidden({"A", "A1"}) == {"A", "A1"}
