"""Red alerts of the business system and the cockpit's own are never one number: 条 and 件, each by its name."""

from __future__ import annotations

import pytest

from data.alerts import AlertLevel, AreaAlert
from data.alerts.notices import notices
from data.readings import Readings
from layouts.charts.chart import Words
from layouts.context import Context
from layouts.pages import PAGES
from layouts.panels.alerts import open_red
from layouts.panels.alerts.red_line import own_red, with_own_red
from layouts.walls import today
from tests.layouts.fabricate import answers, context, knows, reading, regions
from tests.layouts.panels.alerts.test_area import RULES, alert

RED = AlertLevel.RED
ALERTS = (
    alert(1, "absconded", "330108001", RED, 1, 1, since=14),
    alert(2, "screening", "330106", RED, 90, 95, since=28),
    alert(3, "screening", "330110", AlertLevel.YELLOW, 98, 99, since=28),
)


def here(*alerts: AreaAlert, page: str = "overview") -> Context:
    """Return a context of the province with open alerts."""
    return knows(context("330000", page=page), open=lambda asked: notices(alerts, RULES, regions(), asked.region))


def spoken(words: Words) -> list[str]:
    """Return the lines of a headline as text."""
    return ["".join(part if isinstance(part, str) else part[0] for part in line) for line in words.lines]


def test_the_own_red_ones_are_counted_with_what_is_grave() -> None:
    """How many alerts, and how many of them are about things that must not happen at all."""
    assert own_red(here(*ALERTS)) == "红色指标预警 2 件，其中脱管未查获 1 件。"
    assert own_red(here(ALERTS[1])) == "红色指标预警 1 件。"
    assert own_red(here(ALERTS[2])) == ""


@pytest.mark.parametrize("key", ["overview", "centres"])
def test_a_page_says_both_in_its_first_sentences(key: str) -> None:
    """The second sentence is about the cockpit's own, after the first about those of the business system."""
    shown = here(*ALERTS, page=key)
    make = lambda metric, where, period: reading(metric, where, period, value=1.0)  # noqa: E731
    lines = spoken(PAGES[key].headline(answers(PAGES[key].headline_needs(shown), make), shown))

    assert "红色对象预警未办结 1 条" in lines[0].replace("\u2009", " ")
    assert lines[1] == "红色指标预警 2 件，其中脱管未查获 1 件。"


def test_without_a_red_one_the_headline_stays() -> None:
    """No sentence about nothing."""
    said = with_own_red(lambda readings, shown: Words((("a",), ("b",))))

    assert said(Readings(()), here(ALERTS[2])).lines == (("a",), ("b",))


def test_the_wall_counts_them_apart() -> None:
    """条 of the business system, 件 of the cockpit's own, in one sentence."""
    shown = here(*ALERTS, page="wall")
    make = lambda metric, where, period: reading(metric, where, period, value=1.0)  # noqa: E731

    (line,) = spoken(today.headline(answers(today.needs(shown), make), shown))

    assert line.endswith("红色对象预警未办结 1 条，红色指标预警 2 件。")


def test_headline_list_and_panel_agree() -> None:
    """The sentence, the list of open red ones and its note count the same notices."""
    shown = here(*ALERTS)

    assert len(open_red.reds(shown)) == 2
    assert open_red.PANEL.note(shown) == "指标预警 2 件，未签收的在前"
