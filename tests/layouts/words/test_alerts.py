"""What an area alert says: its figure with its unit, the number of offices, in the reader's language."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest

from data.alerts import AlertLevel
from data.alerts.notices import Cause
from data.alerts.rules import AreaRule, load_area_rules
from layouts.words.alerts import cause_text
from layouts.words.language import load_language
from tests.layouts.fabricate import catalogue, regions

RULES = load_area_rules(catalogue())
ONE_AS_MANY = re.compile(r"\b1 (?:persons|incidents|alerts|offices|breaks|points|days)\b")


def said(rule: AreaRule, figure: float, tongue: str, offices: int = 0) -> str:
    """Return what a rule says of a figure, found today at so many offices or at the county itself."""
    today = date(2026, 11, 29)
    level, limit = next(iter(rule.limits.items()), (AlertLevel.RED, 1.0))
    found = Cause(
        rule=rule,
        level=level,
        offices=offices,
        figure=figure,
        total=figure,
        limit=limit,
        opened=today,
        since=today,
        reached_at=datetime.combine(today, time(2)),
        period="2026-11-29",
        numbers=(1,),
        is_acknowledged=False,
    )
    return cause_text(found, load_language(tongue), regions()).what


@pytest.mark.parametrize(
    ("key", "figure", "text"),
    [
        ("absconded", 1, "1 person absconded and not found"),
        ("absconded", 2, "2 persons absconded and not found"),
        ("petition_incident", 1, "1 incident of irregular petitions within 7 days"),
        ("red_overdue", 1, "1 alert past the limit and not closed"),
        ("reporting", 1, "1 office not reporting"),
        ("reporting", 3, "3 offices not reporting"),
        ("education_progress", 1, "education of the month 1 point behind"),
        ("education_progress", 1.5, "education of the month 1.5 points behind"),
    ],
)
def test_the_unit_of_an_alert_goes_by_its_figure(key: str, figure: float, text: str) -> None:
    """One person, two persons, one and a half points."""
    assert said(RULES[key], figure, "en") == text


@pytest.mark.parametrize(
    ("offices", "text"), [(1, "1 office with check-ins below 98%"), (2, "2 offices with check-ins below 98%")]
)
def test_offices_go_by_their_number(offices: int, text: str) -> None:
    """One office with check-ins below the limit, two offices."""
    assert said(RULES["checkin"], 97.0, "en", offices) == text


def test_no_rule_speaks_of_one_as_of_many() -> None:
    """Each of the shipped rules with a figure of 1; those that do are named."""
    texts = {key: said(rule, 1, "en", offices=1) for key, rule in RULES.items()}

    assert not {key: text for key, text in texts.items() if ONE_AS_MANY.search(text)}


def test_chinese_has_one_form() -> None:
    """The unit is as the rule has it, for one and for two."""
    assert [said(RULES["absconded"], figure, "zh") for figure in (1, 2)] == ["脱管未查获 1 人", "脱管未查获 2 人"]
