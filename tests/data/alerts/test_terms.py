"""The limits of an area alert: what must be done about it by when, at each level."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from data.alerts import AlertLevel
from data.alerts.terms import Duty, load_terms
from data.errors import CatalogueError

BLUE, YELLOW, RED = AlertLevel
ACKNOWLEDGE, REPORT, CLOSE = Duty


def utc(day: str, hour: str) -> datetime:
    """Return a moment in UTC without a zone, as the store keeps it."""
    return datetime.fromisoformat(f"2026-{day}T{hour}:00")


TWO_AT_NIGHT = utc("11-28", "18:00")  # 02:00 of Sunday the 29th in Hangzhou


@pytest.mark.parametrize(
    ("level", "duty", "due"),
    [
        (RED, ACKNOWLEDGE, utc("11-28", "18:15")),
        (RED, REPORT, utc("11-28", "19:00")),
        (RED, CLOSE, utc("11-29", "18:00")),
        (YELLOW, ACKNOWLEDGE, utc("11-28", "20:00")),
        (YELLOW, CLOSE, utc("11-29", "18:00")),
        (BLUE, ACKNOWLEDGE, utc("11-29", "16:00")),  # the end of Sunday
        (BLUE, CLOSE, utc("12-02", "16:00")),  # the end of Wednesday, three working days later
    ],
)
def test_each_level_has_its_limits(level: AlertLevel, duty: Duty, due: datetime) -> None:
    """Red 15 minutes, an hour and a day; yellow two hours and a day; blue the day and three working days."""
    assert load_terms()[level][duty].due(TWO_AT_NIGHT) == due


def test_only_red_is_reported() -> None:
    """The limits name no report for yellow and blue."""
    assert [level for level, terms in load_terms().items() if REPORT in terms] == [RED]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("acknowledge = 0\nclose = 5", "red.acknowledge：应为不少于 1 的分钟数"),
        ('acknowledge = 5\nclose = "soon"', "red.close：应为不少于 1 的分钟数"),
        ("acknowledge = 5", "red：应写 acknowledge 和 close，可加 report"),
        ("acknowledge = 5\nclose = 6\nsleep = 7", "red：应写 acknowledge 和 close，可加 report"),
    ],
)
def test_wrong_limits_are_named(tmp_path: Path, said: str, reason: str) -> None:
    """With the level, what it is a limit of and what may be written."""
    file = tmp_path / "terms.toml"
    file.write_text(
        f'[blue]\nacknowledge = "day"\nclose = "3 workdays"\n[yellow]\nacknowledge = 1\nclose = 2\n[red]\n{said}\n'
    )

    with pytest.raises(CatalogueError, match=reason):
        load_terms(file)
