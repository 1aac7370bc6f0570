"""What a new data version draws again, and what stays when that fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate

from callbacks.cockpit import Cockpit
from callbacks.refresh import fill
from layouts.ids import PartId, panel
from layouts.pages import PAGES
from tests.callbacks.broken import without_rosters
from tests.callbacks.test_clicks import HOME, texts
from tests.viewers import CITY_CHIEF

IDS: list[PartId] = [panel(place.panel.key) for place in PAGES["overview"].placed]
OLD = "11-20 08:00"


def refreshed(cockpit: Cockpit, ids: list[PartId] = IDS, search: str = "") -> tuple[Any, ...]:
    return fill(cockpit, CITY_CHIEF, cockpit.store.version(), ids, [OLD] * len(ids), f"{HOME}#0", HOME, search)


def test_new_data_draws_every_part(cockpit: Cockpit) -> None:
    """Bodies, notes, headline and freshness are new, the veils empty, and the mark carries the version."""
    bodies, notes, veils, ages, headline, fresh, drawer, mark, over = refreshed(cockpit)

    assert len(bodies) == len(notes) == len(IDS)
    assert no_update not in bodies
    assert set(veils) == {""}
    assert OLD not in ages
    assert texts(headline)
    assert f"第 {cockpit.store.version()} 版" in texts(fresh)
    assert drawer == []
    assert over == []
    assert mark == f"{HOME}#{cockpit.store.version()}"


def test_an_open_drawer_is_drawn_too(cockpit: Cockpit) -> None:
    """The explained figure is of the same version as the panels."""
    drawer = refreshed(cockpit, search="?explain=registered_count")[6]

    assert f":v{cockpit.store.version()}" in texts(drawer)


def test_the_version_that_is_drawn_is_not_drawn_again(cockpit: Cockpit) -> None:
    """An idle screen draws nothing."""
    version = cockpit.store.version()

    with pytest.raises(PreventUpdate):
        fill(cockpit, CITY_CHIEF, version, IDS, [OLD] * len(IDS), f"{HOME}#{version}", HOME, "")


def test_a_failed_refresh_keeps_every_picture_and_says_its_age(cockpit: Cockpit, tmp_path: Path) -> None:
    """The database fails: nothing moves but the veils, and the mark stays so that it is tried again."""
    bodies, notes, veils, _, headline, fresh, _, mark, over = refreshed(without_rosters(cockpit, tmp_path))

    assert set(veils) == {f"以下是 {OLD} 的画面"}
    assert [*bodies, *notes, headline, fresh, mark, over] == [no_update] * (2 * len(IDS) + 4)


def test_one_panel_keeps_its_picture_alone(cockpit: Cockpit) -> None:
    """A part that cannot be drawn is veiled with its age; the others are new."""
    bodies, _, veils, ages, *_ = refreshed(cockpit, [*IDS, panel("gone")])

    assert bodies[-1] is no_update
    assert veils == [""] * len(IDS) + [f"以下是 {OLD} 的画面"]
    assert ages[-1] == OLD


def test_a_refresh_does_not_mix_two_addresses(cockpit: Cockpit) -> None:
    """While the screen shows one week and the address names another, nothing is filled in."""
    with pytest.raises(PreventUpdate):
        fill(cockpit, CITY_CHIEF, cockpit.store.version(), IDS, [OLD] * len(IDS), f"{HOME}?period=2026-W45#0", HOME, "")


def test_a_refresh_out_of_scope_is_one_line_in_the_log(cockpit: Cockpit, caplog: pytest.LogCaptureFixture) -> None:
    """A refusal is an answer, no fault: it has no traceback, and the pictures stay."""
    county = replace(CITY_CHIEF, scope="330902")
    _, _, veils, *_ = fill(cockpit, county, cockpit.store.version(), IDS, [OLD] * len(IDS), f"{HOME}#0", HOME, "")

    (line,) = caplog.records
    assert "定海区" in line.getMessage()
    assert line.exc_info is None
    assert set(veils) == {f"以下是 {OLD} 的画面"}
