"""Many people walk past a wall, so nothing on it is below county level."""

from __future__ import annotations

import pytest

from callbacks.cockpit import Cockpit
from callbacks.drawing import opened, page_questions, whole_screen
from callbacks.show import show
from data.periods import Grain, Period
from data.readings import Figures
from data.regions import Level
from layouts.view import View
from layouts.walls.wall import load_walls
from tests.viewers import CITY_CHIEF

SCENES = [(name, context.key) for name, wall in load_walls().items() for context in wall.scenes]


@pytest.mark.parametrize(("name", "key"), SCENES)
@pytest.mark.parametrize("code", ["330900", "330902"])
def test_no_office_is_on_a_wall(cockpit: Cockpit, name: str, key: str, code: str) -> None:
    """No scene of a city's or a county's wall reads or names an office."""
    context = opened(cockpit, CITY_CHIEF, View(page="wall", region=code, wall=name, scene=key))
    questions = page_questions(context)
    text = str(whole_screen(cockpit, context, cockpit.read(context, questions)))

    asked = {region for question in questions for region in question.regions}
    assert {len(region) for region in asked} == {6}
    offices = [office.zh for office in cockpit.store.regions.descendants("330902", Level.OFFICE)]
    assert [office for office in offices if office in text] == []


@pytest.mark.parametrize("metric", ["minor_count", "female_count", "mood_yellow_count"])
@pytest.mark.parametrize("region", ["330900", "330902"])
def test_a_wall_explains_no_guarded_figure(cockpit: Cockpit, region: str, metric: str) -> None:
    """An address of a wall that asks for one opens no drawer, in which everybody in the hall could read the count."""
    _, opened, drawn, _ = show(cockpit, CITY_CHIEF, f"/wall/{region}", f"?explain={metric}", None)

    assert opened == []
    assert drawn.startswith(f"/wall/{region}#")


def test_an_office_that_did_not_report_is_not_named(cockpit: Cockpit) -> None:
    """A page names the few that are missing; on a wall they are counted."""
    page = opened(cockpit, CITY_CHIEF, View(page="overview", region="330902"))
    days = Period.holding(page.as_of, Grain.DAY).back(28)
    asked = [Figures(("registered_count",), ("330902",), tuple(days), absent=True)]
    readings = cockpit.read(page, asked)
    day = next(day for day in reversed(days) if readings.absent("330902", day))
    names = [office.zh for office in readings.absent("330902", day)]

    shown = {
        page: str(show(cockpit, CITY_CHIEF, f"/{page}/330902", f"?period={day.key}", None))
        for page in ("overview", "wall")
    }

    assert all(name in shown["overview"] for name in names)
    assert not any(name in shown["wall"] for name in names)
