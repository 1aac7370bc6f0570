"""Who is responsible for a level: by the cases missing, and only regions worse than all together."""

from __future__ import annotations

from data.readings import Reading
from data.statistics.responsible import responsible
from tests.layouts.fabricate import reading, region

RATE = "checkin_completion_rate"


def share(code: str, done: int, due: int) -> Reading:
    """Return a region's share of check-ins."""
    return reading(RATE, region(code), value=100 * done / due, base=due)


def names(*shares: Reading, level: float) -> list[str]:
    """Return who is responsible, by name."""
    return [each.region.zh for each in responsible(shares, level)]


def test_who_lacks_most_cases_comes_first() -> None:
    """萧山 misses 98 % by 100 of 10 000 cases, 余杭 by 30 of 1 000: the larger comes first although the smaller is worse; 富阳 is above."""
    given = (share("330109", 9700, 10_000), share("330110", 950, 1000), share("330111", 3960, 4000))

    assert names(*given, level=98.0) == ["萧山区", "余杭区"]


def test_a_region_at_the_average_is_not_called_low() -> None:
    """萧山 misses most cases to reach a level of earlier years, but at 98.1 %, as all together, it is not low."""
    given = (share("330109", 98_100, 100_000), share("330110", 980, 1000), share("330111", 990, 1000))

    assert names(*given, level=98.3) == []
    assert names(*given, share("330106", 9600, 10_000), level=98.3) == ["西湖区"]


def test_a_handful_of_cases_names_no_one() -> None:
    """A region in which one case of nine was not done is not named."""
    assert names(share("330109", 8, 9), share("330110", 990, 1000), level=98.0) == []
