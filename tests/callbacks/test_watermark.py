"""Whose screen it is and when it was drawn, written over it where the setting asks for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from callbacks.cockpit import Cockpit, Watermark
from callbacks.refresh import fill
from callbacks.show import show
from callbacks.watermark import screen_mark
from data import clock
from data.clock import SHANGHAI
from data.regions import Level
from data.viewer import Viewer
from layouts import ids
from layouts.view import WALL, View
from tests.callbacks.test_clicks import HOME

WHO = Viewer("wangwu", "330900", post="值班长")
AT = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
MARK = "wangwu · 值班长 · 2026-11-23 09:05"


@pytest.fixture
def marking(cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch) -> Cockpit:
    """Zhoushan's cockpit with the watermark on files and screens, at five past nine."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return replace(cockpit, watermark=Watermark.ALL)


def drawn(cockpit: Cockpit, path: str) -> str:
    screen, *_ = show(cockpit, WHO, path, "", None)
    return str(next(part for part in screen if getattr(part, "id", "") == ids.WATERMARK))


def test_a_page_has_account_post_and_minute(marking: Cockpit) -> None:
    """In a layer that screen readers pass over."""
    layer = drawn(marking, HOME)

    assert all(part in layer for part in ("wangwu · 值班长", "2026-11-23 09:05", "aria-hidden='true'"))


@pytest.mark.parametrize("setting", [Watermark.OFF, Watermark.EXPORTS])
def test_screens_have_none_unless_it_is_asked_for(marking: Cockpit, setting: Watermark) -> None:
    """By default files alone have one."""
    assert "wangwu" not in drawn(replace(marking, watermark=setting), HOME)


def test_a_refresh_writes_the_new_minute(marking: Cockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is that of the drawing."""
    monkeypatch.setattr(clock, "now", lambda: AT.replace(minute=6))

    *_, layer = fill(marking, WHO, marking.store.version(), [], [], f"{HOME}#0", HOME, "")

    assert "2026-11-23 09:06" in str(layer)


@pytest.mark.parametrize("region", ["330900", "330902"])
def test_no_wall_below_the_province_has_one(marking: Cockpit, region: str) -> None:
    """A hall reads it, and its account is no person."""
    assert "wangwu" not in drawn(marking, f"/wall/{region}")


def test_the_provinces_wall_has_one(marking: Cockpit) -> None:
    """Whoever photographs it is found by the minute."""
    context = marking.context(WHO, View(page=WALL, region="330900"))

    assert screen_mark(marking, replace(context, region=replace(context.region, level=Level.PROVINCE))) == MARK
