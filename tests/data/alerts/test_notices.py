"""Notices: one message for a county's alerts, without naming its offices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from data.alerts import AlertLevel, AreaAlert, Notice
from data.alerts.notices import notices
from data.alerts.rules import load_area_rules
from data.catalogue import load_catalogue
from data.regions import load_regions

RULES = load_area_rules(load_catalogue())
REGIONS = load_regions(Path("data/places"), "330900")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).replace(tzinfo=None)
BLUE, YELLOW, RED = AlertLevel


def alert(number: int, rule: str, region: str, level: AlertLevel, figure: float = 1) -> AreaAlert:
    """Return an open alert."""
    day = date(2026, 11, number)
    return AreaAlert(number, rule, region, RULES[rule].metric, "", level, level, figure, 90, 1, day, NOW)


def notices_of(*alerts: AreaAlert, scope: str = "330900") -> list[Notice]:
    """Return the notices of some alerts."""
    return notices(alerts, RULES, REGIONS, scope)


def test_three_red_in_one_county_are_one_notice() -> None:
    """A notice with all three causes; two red alerts are two notices."""
    two = (alert(1, "screening", "330902", RED), alert(2, "alert_closing", "330902", RED))

    assert len(notices_of(*two)) == 2
    (joined,) = notices_of(*two, alert(3, "severe_not_started", "330902", RED))
    assert (joined.county.code, joined.level, joined.numbers) == ("330902", RED, (1, 2, 3))
    assert joined.opened == date(2026, 11, 1)


def test_red_in_two_counties_stays_apart() -> None:
    """Two here and one there make no three."""
    here = (alert(1, "screening", "330902", RED), alert(2, "alert_closing", "330902", RED))

    assert len(notices_of(*here, alert(3, "screening", "330903", RED))) == 3


def test_yellow_is_not_folded_into_red() -> None:
    """It stays beside the notice, after it."""
    red = [alert(step, rule, "330902", RED) for step, rule in enumerate(("screening", "reporting_none", "balance"), 1)]

    found = notices_of(*red, alert(4, "alert_closing", "330902", YELLOW))

    assert [(notice.level, len(notice.causes)) for notice in found] == [(RED, 3), (YELLOW, 1)]


def test_offices_count_for_their_county() -> None:
    """As one cause with their number and the worst figure; no notice names an office."""
    one, two = REGIONS.offices("330902")[:2]

    (notice,) = notices_of(alert(1, "checkin", one, RED, 88), alert(2, "checkin", two, RED, 80))

    assert notice.county.code == "330902"
    assert (notice.causes[0].offices, notice.causes[0].figure) == (2, 80)


def test_a_county_sees_its_own_notices() -> None:
    """And none of its neighbour's."""
    alerts = (alert(1, "screening", "330902", RED), alert(2, "screening", "330903", RED))

    assert [notice.county.code for notice in notices_of(*alerts, scope="330903")] == ["330903"]


def test_a_place_that_is_gone_is_passed_over() -> None:
    """Until the next load closes its alert."""
    assert notices_of(alert(1, "screening", "339999", RED)) == []


def test_the_weightiest_cause_leads() -> None:
    """An absconding comes before low check-ins and missing reports, within a county and between counties."""
    low = [alert(3, "checkin", office, RED, 80) for office in REGIONS.offices("330902")[:3]]
    gone = REGIONS.offices("330903")[0]

    joined, *_ = notices_of(*low, alert(3, "absconded", REGIONS.offices("330902")[0], RED))
    first, *_ = notices_of(*low, alert(3, "absconded", gone, RED), alert(3, "balance", "330902", RED))

    assert [cause.rule.key for cause in joined.causes] == ["absconded", "checkin"]
    assert (first.county.code, [cause.rule.key for cause in first.causes]) == ("330903", ["absconded"])
