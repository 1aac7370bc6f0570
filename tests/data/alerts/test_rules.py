"""The rules of area alerts: those shipped are valid; an error in a rules file names file, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.alerts import AlertLevel
from data.alerts.rules import load_area_rules
from data.catalogue import load_catalogue
from data.errors import CatalogueError

GOOD = {
    "zh": '"核查"',
    "en": '"Check-ins"',
    "metric": '"checkin_completion_rate"',
    "level": '"office"',
    "grain": '"day"',
    "side": '"below"',
    "blue": "98",
    "red": "90",
    "answers_zh": '"所长"',
    "answers_en": '"head"',
    "unit_zh": '"%"',
    "unit_en": '"%"',
}


RECENT = {"figure": '"recent"', "days": "30", "side": '"above"', "blue": "1", "red": "2"}


def surge(level: str = "red", periods: int = 8, least: int = 3) -> str:
    """Return a surge as it is written in the file."""
    return f'{{ level = "{level}", grain = "week", periods = {periods}, least = {least} }}'


def refusal(folder: Path, **changed: str | None) -> str:
    """Return the error for a rule changed in some keys."""
    lines = [f"{key} = {value}" for key, value in {**GOOD, **changed}.items() if value is not None]
    file = folder / "rules.toml"
    file.write_text("[low]\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_area_rules(load_catalogue(), file)
    return str(raised.value)


def test_the_shipped_rules_are_valid_and_none_is_about_minors() -> None:
    """Every rule has a metric of the catalogue or the contracts, and none counts minors."""
    rules = load_area_rules(load_catalogue())

    assert {"checkin", "alert_closing", "absconded", "reoffence", "device_over_term", "purchase"} <= set(rules)
    assert not any("minor" in rule.metric for rule in rules.values())


def test_the_highest_level_beyond_counts() -> None:
    """Below 90 red, below 95 yellow, below 98 blue, at 98 none."""
    rule = load_area_rules(load_catalogue())["checkin"]

    assert [rule.judge(figure) for figure in (98, 97.9, 94.9, 89.9)] == [
        None,
        (AlertLevel.BLUE, 98),
        (AlertLevel.YELLOW, 95),
        (AlertLevel.RED, 90),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"metric": '"nothing"'}, "没有指标“nothing”"),
        ({"level": '"village"'}, "level 写的是“village”，可用：county、office"),
        ({"side": None}, "side 写的是“None”"),
        ({"red": "99"}, "限值的次序不对"),
        ({"blue": '"98"'}, "应为数字"),
        ({"colour": '"red"'}, "不认识的键“colour”"),
        ({"due_hour": "24"}, "due_hour 应为 1 到 23 的整数"),
        ({"answers_zh": None}, "缺少文字“answers_zh”"),
        ({"figure": '"shortfall"', "metric": '"absconded_count"'}, "没有分母"),
        ({"metric": '"reoffence_rate"'}, "只到 county 一级"),
        ({"lasting": '{ level = "red", limit = 1, periods = 1 }'}, "lasting.periods 应为 2 到 62"),
        ({"metric": '"minor_count"'}, "不能用于指标预警"),
        ({"blue": None, "red": None}, "没有限值"),
        ({"figure": '"recent"', "days": "30", "side": '"below"'}, "recent 须配 grain = day、side = above"),
        ({**RECENT, "days": None}, "days 应为 1 到 92 的整数"),
        ({**RECENT, "days": "0"}, "days 应为 1 到 92 的整数"),
        ({"days": "30"}, "只与 figure = recent 一起写"),
        ({"figure": '"behind"'}, "behind 须配 grain = month、side = above"),
        ({**RECENT, "lasting": '{ level = "red", limit = 1, periods = 2 }'}, "recent 不能写 lasting"),
        ({**RECENT, "surge": '{ level = "red" }'}, "surge 应写成"),
        ({**RECENT, "surge": surge(level="pink")}, "surge.level 写的是“pink”"),
        ({**RECENT, "surge": surge(periods=3)}, "surge.periods 应为 4 到 62"),
        ({**RECENT, "surge": surge(least=0)}, "surge.least 应为不少于 1"),
        ({"surge": surge()}, "surge 须配 figure = numerator 或 recent"),
        ({"unit_en": '"{number:day|days}"'}, "unit_en 里的 {number} 不认识。可用：count"),
        ({"unit_en": '"{count:days}"'}, "写单数和复数两个词，例如 {count:day|days}"),
        ({"unit_zh": '"{count:天|天}"'}, "unit_zh 里的 {count:天|天} 不能用"),
        ({"says_zh": '"{figure}"', "says_en": '"{offices:office}"'}, "例如 {offices:day|days}"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    """The error names the file, the rule's key and what is expected."""
    text = refusal(tmp_path, **changed)

    assert "rules.toml，low：" in text
    assert said in text


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    file = tmp_path / "rules.toml"
    file.write_text("[low", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"rules\.toml：不能读取"):
        load_area_rules(load_catalogue(), file)
