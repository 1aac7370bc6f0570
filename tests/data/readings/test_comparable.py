"""Which figures may be compared, and that complete reports change nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.readings import Reading, Status
from data.readings.comparable import comparable, usual_reports
from data.readings.reading import Compare, TargetStatus
from data.readings.reports import Reports, are_comparable
from data.statistics import Variation, judged
from data.statistics.behind import behind
from data.statistics.chance import is_beyond_chance
from data.statistics.contributions import Presence, split
from data.statistics.history import figures_of, unlike
from layouts.words.verdicts import conclusion
from tests.layouts.fabricate import WEEK, catalogue, reading, region, regions

CITY = region("330100")
COUNTIES = regions().children("330100", WEEK.first)
SHARE, COUNT, STOCK = "checkin_completion_rate", "welfare_person_times", "registered_count"

reports = st.integers(0, 5000).flatmap(lambda due: st.builds(Reports, st.integers(0, due), st.just(due)))
values = st.lists(st.integers(50, 99), min_size=6, max_size=26)


def course(metric: str, *cases: float, reported: int = 42) -> list[Reading]:
    """Return weekly readings of 42 due office-days that end this week, the last with so many reported."""
    history = [
        reading(metric, CITY, period, value=float(value), reported=42, due=42)
        for period, value in zip(WEEK.back(len(cases)), cases, strict=True)
    ]
    return [*history[:-1], replace(history[-1], reported=reported)]


def against(base: Reports, **changes: object) -> Reading:
    """Return a complete count of 42 reports with a previous value of 136 that is based on others."""
    made = reading(COUNT, CITY, value=66, previous=136, reported=42, due=42)
    return replace(made, base_reports={Compare.PREVIOUS: base}, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Reports(98, 100), Reports(97, 100), True),
        (Reports(9800, 10000), Reports(9700, 10000), True),
        (Reports(95, 100), Reports(100, 100), True),
        (Reports(94, 100), Reports(100, 100), False),
        (Reports(21, 42), Reports(42, 42), False),
        (Reports(35, 42), Reports(42, 42), False),
        (Reports(37, 42), Reports(40, 42), True),
        (Reports(4, 7), Reports(7, 7), False),
        (Reports(4, 7), Reports(6, 7), False),
        (Reports(3, 6), Reports(5, 6), False),
        (Reports(365, 365), Reports(9, 365), False),
        (Reports(0, 0), Reports(7, 7), True),
        (Reports(9, 8), Reports(8, 8), True),
    ],
)
def test_whose_coverage_is_alike(now: Reports, before: Reports, *, expected: bool) -> None:
    """Five points never stop a comparison, over ten always do, and between them it is chance."""
    assert are_comparable(now, before) is expected


@given(reports, reports)
def test_it_does_not_matter_which_comes_first(one: Reports, other: Reports) -> None:
    assert are_comparable(one, other) == are_comparable(other, one)


@given(reports)
def test_a_coverage_is_like_itself(one: Reports) -> None:
    assert are_comparable(one, one)


@given(values, st.sampled_from([SHARE, COUNT, STOCK]))
def test_complete_reports_change_no_verdict(cases: list[int], metric: str) -> None:
    """With coverage 1 everywhere nothing is left out: the figures judged are the figures read."""
    history = course(metric, *cases)

    assert unlike(history) == frozenset()
    assert figures_of(history).values == tuple(map(float, cases))
    assert not judged(history).is_unlike
    assert comparable(history) == history


@given(values, st.integers(40, 42))
def test_a_report_or_two_change_no_verdict(cases: list[int], reported: int) -> None:
    assert judged(course(COUNT, *cases, reported=reported)) == judged(course(COUNT, *cases))


@pytest.mark.parametrize("metric", [SHARE, COUNT, STOCK])
@pytest.mark.parametrize("last", [52, 99])
def test_half_the_offices_are_no_change(metric: str, last: int) -> None:
    """Three of six offices silent: neither worse nor better, with any figure."""
    usual = (76, 78, 75, 77, 79, 76, 74, 78, 77, 75, 76, 78)

    whole, half = judged(course(metric, *usual, last)), judged(course(metric, *usual, last, reported=21))

    assert whole.signals
    assert (half.variation, half.signals, half.is_unlike) == (Variation.UNKNOWN, (), True)


def test_a_hidden_figure_is_not_said_to_be_missing() -> None:
    """It is there, and was reported; it is not judged since it is not shown."""
    *before, last = course("red_orange_count", *[6, 7, 5, 8, 6, 7, 5, 6, 3])
    hidden = replace(last, value=None, numerator=None, status=Status.SUPPRESSED)

    assert conclusion(judged([*before, hidden]), [*before, hidden], "zh") == "本期的数因人少不显示，不作判断"


def test_an_incomplete_week_of_the_past_does_not_widen_the_limits() -> None:
    """It is a gap in the chart, and no signal."""
    history = course(COUNT, 76, 78, 75, 40, 77, 79, 76, 74, 78, 77, 75, 76)
    history[3] = replace(history[3], reported=21)

    verdict = judged(history)

    assert verdict.chart.values[3] is None
    assert verdict.limits is not None
    assert verdict.limits.low > 60


def test_after_five_weeks_the_new_coverage_is_judged_by_itself() -> None:
    """A county that always sends half is compared with its own weeks of half."""
    history = [replace(each, reported=21) for each in course(COUNT, *(76, 78, 75, 77, 79, 76, 74, 78), *[40] * 5)]
    for at in range(8):
        history[at] = replace(history[at], reported=42)

    assert unlike(history) == {each.period for each in history[:8]}
    assert not judged(history).is_unlike


def test_no_change_colour_or_arrow_on_an_unlike_base() -> None:
    made = against(Reports(21, 42))
    assert made.change(Compare.PREVIOUS) is None
    assert made.is_better(Compare.PREVIOUS) is None
    assert not is_beyond_chance(made)
    assert against(Reports(41, 42)).change(Compare.PREVIOUS) == -70


def test_the_base_keeps_its_value_and_coverage() -> None:
    """What is not compared is still shown: the value then, and how much of it was reported."""
    made = against(Reports(21, 42))
    assert (made.base(Compare.PREVIOUS), made.base_coverage(Compare.PREVIOUS)) == (136, 0.5)


def test_an_incomplete_count_is_not_said_to_meet_its_target() -> None:
    """No one lost among half the offices is no proof; three lost are three lost."""
    assert reading("absconded_count", CITY, value=0, reported=21, due=42).target_status is None
    assert reading("absconded_count", CITY, value=0, reported=41, due=42).target_status is TargetStatus.MET
    assert reading("absconded_count", CITY, value=3, reported=21, due=42).target_status is TargetStatus.FAR


def test_a_rate_is_compared_with_its_target_at_any_coverage() -> None:
    """A target is no earlier figure: the rate of those who reported is shown beside its coverage."""
    assert reading(SHARE, CITY, value=99.0, reported=21, due=42).target_status is TargetStatus.MET


def test_peers_are_those_with_as_complete_reports() -> None:
    """Of thirteen counties the one that sent half is not compared, however good or bad its figure."""
    among = [
        reading(SHARE, county, value=97.0 + at % 3 / 10, base=5000, reported=100, due=100)
        for at, county in enumerate(COUNTIES[:12])
    ]
    half = replace(reading(SHARE, COUNTIES[12], value=93.0, base=5000), reported=50, due=100)

    assert half not in comparable([*among, half])
    assert half.region.code not in behind([*among, half])
    assert behind([*among, replace(half, reported=100)]) == {half.region.code}


def test_the_usual_coverage_is_that_of_most() -> None:
    """With as many full as half ones, the full ones."""
    full, half = (reading(COUNT, CITY, value=5, reported=n, due=42) for n in (42, 21))
    assert usual_reports([half, full, half, full]) == Reports(42, 42)
    assert usual_reports([half, half, full]) == Reports(21, 42)
    assert usual_reports([]) is None


def test_a_region_of_unlike_coverage_has_no_change_of_its_own() -> None:
    """The missing reports of a silent county are not a fall of its own; the parts still add up to the change."""
    whole = reading(COUNT, CITY, value=960, previous=1000, reported=97, due=100)
    steady = reading(COUNT, COUNTIES[0], value=901, previous=900, reported=40, due=40)
    silent = reading(COUNT, COUNTIES[1], value=59, previous=100, reported=3, due=6)
    silent = replace(silent, base_reports={Compare.PREVIOUS: Reports(6, 6)})

    found = split(whole, [steady, silent], Compare.PREVIOUS)

    assert found is not None
    assert [(part.own, part.mix, part.presence) for part in found.children] == [
        (1, 0, Presence.BOTH),
        (0, -41, Presence.UNLIKE),
    ]
    assert found.remainder == 0


def test_an_unlike_change_is_not_taken_apart() -> None:
    assert split(against(Reports(21, 42)), [], Compare.PREVIOUS) is None


def test_every_metric_of_the_catalogue_asks_the_rule() -> None:
    """There is no kind of metric that is compared with half its reports."""
    for key in catalogue().metrics:
        made = reading(key, CITY, value=50.0, previous=90.0, reported=42, due=42)
        assert replace(made, base_reports={Compare.PREVIOUS: Reports(21, 42)}).change(Compare.PREVIOUS) is None
