"""Which regions are clearly behind, for which it may be chance, and which cannot be judged."""

from __future__ import annotations

import pytest

from data.readings import Reading
from data.statistics.behind import PeerVerdict, behind, verdicts
from tests.layouts.fabricate import DUE, reading, region, regions

RATE, ROOMS, OPEN = "checkin_completion_rate", "room_compliance_rate", "absconded_count"
CODES = regions().counties("330000")


def judged(*given: Reading, key: str = RATE, value: float = 98.0) -> dict[str, PeerVerdict]:
    """Judge all counties of the province: those given as they are, the others alike."""
    own = {each.region.code: each for each in given}
    return dict(verdicts([own.get(code) or reading(key, region(code), value=value) for code in CODES]))


@pytest.mark.parametrize(
    ("value", "base", "verdict"),
    [
        (90.0, 1000, PeerVerdict.BEHIND),
        (97.5, 1000, PeerVerdict.CHANCE),
        (98.5, 1000, PeerVerdict.LEVEL),
        (100.0, 5000, PeerVerdict.AHEAD),
        (60.0, 99, PeerVerdict.FEW),
    ],
)
def test_a_share_is_judged_by_its_distance_and_its_base(value: float, base: float, verdict: PeerVerdict) -> None:
    """Eight points lower on a base of a thousand is beyond chance, half a point may be chance; a base of 99 is not judged."""
    assert judged(reading(RATE, region(CODES[0]), value=value, base=base))[CODES[0]] is verdict


def test_many_regions_at_once_are_allowed_for() -> None:
    """What would be remarkable alone need not be among ninety: 2.4 sigmas lower is still chance."""
    lower = 98.0 - 2.4 * (98.0 * 2.0 / 1000) ** 0.5

    assert judged(reading(RATE, region(CODES[0]), value=lower))[CODES[0]] is PeerVerdict.CHANCE


def test_who_is_behind_is_the_same_for_all_who_ask() -> None:
    """The list and the marks of a county's own page judge by one rule."""
    readings = [reading(RATE, region(code), value=90.0 if code == CODES[3] else 98.0) for code in CODES]

    assert behind(readings) == {code for code, verdict in verdicts(readings).items() if verdict is PeerVerdict.BEHIND}


def test_many_failures_where_next_to_none_are_expected_are_no_chance() -> None:
    """Eight of 120 late where one in a thousand is: the exact chance of so many is far under one in ten thousand."""
    late = reading("report_completion_rate", region(CODES[0]), value=93.4, base=121)

    assert judged(late, key="report_completion_rate", value=99.9)[CODES[0]] is PeerVerdict.BEHIND


def test_that_regions_differ_is_no_excuse() -> None:
    """Where half the counties are a point above and half a point below, those below are not there by chance."""
    readings = [reading(RATE, region(code), value=97.0 if at % 2 else 99.0, base=5000) for at, code in enumerate(CODES)]

    assert {*verdicts(readings).values()} == {PeerVerdict.BEHIND, PeerVerdict.AHEAD}


def test_a_census_knows_no_chance() -> None:
    """17 of 18 rooms is one room short, however few rooms there are."""
    short = reading(ROOMS, region(CODES[0]), value=94.44, base=18)

    found = judged(short, key=ROOMS, value=100.0)
    assert (found[CODES[0]], found[CODES[1]]) == (PeerVerdict.SHORT, PeerVerdict.MET)


def test_what_must_not_be_is_never_put_down_to_chance() -> None:
    """One who absconded is one above the target of none."""
    one = reading(OPEN, region(CODES[0]), value=1)

    assert judged(one, key=OPEN, value=0)[CODES[0]] is PeerVerdict.SHORT


def test_incomplete_reports_are_not_compared() -> None:
    """Half the offices of a county may be its better half."""
    half = reading(RATE, region(CODES[0]), value=90.0, reported=DUE // 2)

    assert judged(half)[CODES[0]] is PeerVerdict.UNLIKE
