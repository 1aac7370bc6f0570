"""Whoever has every edition of a day's figures, before and after corrections, narrows no hidden count to one value.

All editions hide the same, whether they were kept in a frozen week or are today's. The attacker knows which offices were
corrected, and that the counts of all others are the same in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.readings.hidden.corrections import kept_of
from data.readings.hidden.families import CityCounts, CountOf, Earlier, Family, hidden_of
from tests.data.readings.hidden.attacker import Attacker
from tests.data.readings.hidden.test_branches import CITY, COLOURS, SMALL, WOMEN, worlds
from tests.data.readings.hidden.world import World, summed

Editions = Sequence[World]


@st.composite
def editions(draw: st.DrawFn, family: Family, rest: st.SearchStrategy[int]) -> Editions:
    """Make a world and what two corrections make of it, each of some offices."""
    found = [draw(worlds(family, rest))]
    for _ in range(draw(st.integers(1, 2))):
        offices = found[-1].offices
        amounts = {key: {code: each[code] for code in offices} for key, each in found[-1].amounts.items()}
        for office in draw(st.lists(st.sampled_from(offices), min_size=1, max_size=3, unique=True)):
            for key in family.metrics:
                amounts[key][office] = draw(SMALL | st.just(amounts[key][office]))
            amounts[family.whole][office] = sum(amounts[key][office] for key in family.metrics) + draw(rest)
        found.append(summed(family, CITY, amounts))
    return found


def counts(world: World, earlier: Mapping[CountOf, Earlier]) -> CityCounts:
    """Return what the product knows of a world."""
    below = {key: {code: each[code] for code in world.parents} for key, each in world.amounts.items()}
    return CityCounts(world.family, CITY, world.parents, below, earlier)


def hidden(worlds: Editions) -> dict[str, set[str]]:
    """Return what is hidden in every edition, once the last correction was loaded."""
    kept: dict[CountOf, Earlier] = {}
    for then, now in pairwise(worlds):
        kept |= kept_of(counts(then, kept), counts(now, {}))
    return hidden_of(counts(worlds[-1], kept))


def attacker(worlds: Editions, found: Mapping[str, set[str]]) -> Attacker:
    """Return an attacker who has every edition and knows what was not corrected."""
    all_of = Attacker()
    for step, world in enumerate(worlds):
        all_of.learn(str(step), world.attacker(found))
    for step, (then, now) in enumerate(pairwise(worlds)):
        for key, code in ((metric, each) for metric in found for each in found[metric]):
            inside = [each for each in then.offices if code in {each, then.parents[each]}]
            if all(
                then.amounts[each][office] == now.amounts[each][office] for office in inside for each in now.amounts
            ):
                all_of.know({(str(step), (key, code)): 1, (str(step + 1), (key, code)): -1}, 0)
    return all_of


def is_guardable(worlds: Editions, key: str) -> bool:
    """Say whether two offices could have one more in every edition, and two one less, so that there is something to hide behind."""
    offices = worlds[0].offices
    least = {code: min(world.amounts[key][code] for world in worlds) for code in offices}
    fewer = [code for code in offices if least[code] > 1]
    more = [code for code in offices if all(world.rest[code] > 0 for world in worlds)]
    return len(more) > 1 and len(fewer) > 1


def narrowed(worlds: Editions, found: Mapping[str, set[str]]) -> dict[object, int]:
    """Return the counts that the attacker is certain of, of those that something could be hidden behind."""
    wanted = [
        (str(step), (key, code))
        for step in range(len(worlds))
        for key in found
        for code in found[key]
        if is_guardable(worlds, key)
    ]
    return dict(attacker(worlds, found).certain(wanted))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(editions(WOMEN, st.sampled_from([1, 2, 9])))
def test_no_count_of_women_can_be_computed_from_two_editions(worlds: Editions) -> None:
    """By the sums of each, by what a correction left as it was."""
    assert not narrowed(worlds, hidden(worlds))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(editions(COLOURS, st.sampled_from([1, 3, 8, 20])))
def test_no_count_of_a_colour_can_be_computed_from_two_editions(worlds: Editions) -> None:
    """Nor by the other colours."""
    assert not narrowed(worlds, hidden(worlds))


@settings(deadline=None)
@given(editions(WOMEN, st.sampled_from([1, 2, 9])))
def test_what_was_hidden_once_is_hidden_after_every_correction(worlds: Editions) -> None:
    """And what is small now."""
    key, found = WOMEN.metrics[0], hidden(worlds)

    for step in range(len(worlds)):
        assert hidden(worlds[: step + 1])[key] <= found[key]


def test_a_correction_does_not_show_what_was_hidden() -> None:
    """Three and seven are hidden with ten as their sum; when the three becomes a six, seven would say that it was a three."""
    first, second = (of_women({"A0": (few, 50), "A1": (7, 40), "B0": (30, 90)}) for few in (3, 6))

    assert hidden([second]) == {"female_count": set()}
    assert {"A0", "A1"} <= hidden([first, second])["female_count"]


def test_what_is_true_of_one_edition_alone_hides_nothing() -> None:
    """Beside a zero of today ones may be zero too; but not where they were hidden beside the three that it was."""
    others = {"B0": (1, 50), "C0": (1, 50), "D0": (30, 90), "E0": (40, 99)}
    worlds = [of_women({"A0": (few, 50), **others}) for few in (3, 0)]

    assert not narrowed(worlds, hidden(worlds))


def of_women(offices: Mapping[str, tuple[int, int]]) -> World:
    """Return a world by office: how many women, of how many registered."""
    women, registered = ({code: each[at] for code, each in offices.items()} for at in (0, 1))
    return summed(WOMEN, CITY, {"female_count": women, "registered_count": registered})


@pytest.mark.parametrize("amount", [3, 0])
def test_a_day_that_was_not_corrected_keeps_nothing(amount: int) -> None:
    """So that a load that says the same again leaves what is hidden as it was."""
    world = counts(of_women({"A0": (amount, 50), "B0": (30, 90)}), {})

    assert {at: each for at, each in kept_of(world, world).items() if not each.is_hidden} == {}
