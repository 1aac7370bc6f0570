"""Many people walk past a wall, so nothing on it is below county level."""

from __future__ import annotations

import pytest

from callbacks.cockpit import Cockpit
from callbacks.drawing import opened, page_questions, whole_screen
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
