"""What a line of text names: places, periods, metrics and pages, and the words in which they are known."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from data.catalogue import load_catalogue
from data.regions import load_regions
from data.search import understood
from data.search.lexicon import WORDS, lexicon

PROVINCE = load_regions(Path("data/places"), "330000")
NAMES = lexicon(PROVINCE, load_catalogue())
SUNDAY = date(2026, 11, 29)


def read(text: str, today: date = SUNDAY) -> tuple[str, str, str]:
    """Return the first region's code, the period's key and the first metric's key, empty where none was named."""
    asked = understood(text, NAMES, today)
    return (
        asked.regions[0].code if asked.regions else "",
        asked.period.key if asked.period else "",
        asked.metrics[0].metric.key if asked.metrics else "",
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("西湖区上周脱管", ("330106", "2026-W47", "abscond_rate")),
        ("桐乡 脱管", ("330483", "", "abscond_rate")),
        ("xihu tuoguan", ("330106", "", "abscond_rate")),
        ("330106 abscond_rate 2026-W47", ("330106", "2026-W47", "abscond_rate")),
        ("杭州市西湖区翠苑司法所 本月 在册", ("330106005", "2026-11", "registered_count")),
        ("lin'an 昨天 预警", ("330112", "2026-11-28", "alert_count")),
        ("德清县今年脱管率", ("330521", "2026", "abscond_rate")),
    ],
)
def test_place_period_and_metric_are_distinguished(text: str, named: tuple[str, str, str]) -> None:
    """The phrases that readers tried, and some like them."""
    assert read(text) == named


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("本周", "2026-W48"),
        ("上上周", "2026-W46"),
        ("上周三", "2026-11-18"),
        ("本周日", "2026-11-29"),
        ("第 53 周", ""),
        ("2026年第53周", "2026-W53"),
        ("第50周", "2025-W50"),
        ("12月", "2025-12"),
        ("12月31日", "2025-12-31"),
        ("11月31日", ""),
        ("13月", ""),
        ("2026年", "2026"),
        ("2026 Q3", "2026-Q3"),
        ("四季度", "2026-Q4"),
        ("Nov 2025", "2025-11"),
        ("week 9 of 2026", "2026-W09"),
        ("2026.11.28", "2026-11-28"),
        ("2026-11", "2026-11"),
        ("330106", ""),
    ],
)
def test_periods_are_read_however_they_are_written(text: str, period: str) -> None:
    """Without a year the newest of that name that has begun is meant; what no calendar has is no period."""
    assert read(text)[1] == period


def test_a_week_is_counted_over_the_new_year() -> None:
    """On the first Monday of 2027 the last week is 2026-W53."""
    assert read("上周", date(2027, 1, 4))[1] == "2026-W53"


def test_places_that_do_not_meet_are_not_both_asked_for() -> None:
    """The first counts, the other is among what was not used."""
    assert understood("德清 西湖区", NAMES, SUNDAY).unread == ("西湖区",)


def test_of_places_within_each_other_the_narrowest_is_meant_in_any_order() -> None:
    """西湖 杭州 is the county, not the city."""
    assert [region.code for region in understood("西湖区 杭州", NAMES, SUNDAY).regions] == ["330106"]


def test_every_name_is_of_a_metric_that_exists() -> None:
    """The words of the search box know no metric that the catalogue does not."""
    known = tomllib.loads(WORDS.read_text("utf-8"))

    assert {*known["metrics"], *known["counts"]} <= {*load_catalogue().metrics}


def test_every_metric_is_found_by_its_names() -> None:
    """By key and by full and short name in both languages the metric itself is among what was named."""
    lost = [
        name
        for metric in load_catalogue().metrics.values()
        for name in (metric.key, metric.zh, metric.short_zh, metric.en, metric.short_en)
        if metric.key not in {wanted.metric.key for wanted in understood(name, NAMES, SUNDAY).metrics}
    ]

    assert lost == []


def test_every_region_is_found_by_its_names() -> None:
    """By code, full and short Chinese name and its romanised one, unless that is a figure's name."""
    lost = [
        name
        for region in PROVINCE.inside
        for name in (region.code, region.zh, region.short_zh, region.en)
        if (asked := understood(name, NAMES, SUNDAY)) and not asked.metrics and region not in asked.regions
    ]

    assert lost == []


@pytest.mark.parametrize("text", ["西" * 4000, "a" * 4000, "xihu" * 1000 + "q", "西湖区在册" * 800])
def test_a_line_of_any_length_is_read_at_once(text: str) -> None:
    """It took minutes, in which nobody else was answered."""
    begun = process_time()

    understood(text, NAMES, SUNDAY)

    assert process_time() - begun < 5


def test_names_written_together_are_read_to_the_end() -> None:
    """However many; one letter too many, and the word means nothing."""
    assert understood("xihutuoguan", NAMES, SUNDAY).unread == ()
    assert understood("xihutuoguanxihutuoguanq", NAMES, SUNDAY).unread == ("xihutuoguanxihutuoguanq",)
