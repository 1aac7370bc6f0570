"""Every callback as every role, with own, child, parent, sibling and foreign regions, as a browser calls it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dashboard.web.accounts.rights import CALLBACK_RIGHTS, CALLBACKS, callback_name
from data.viewer import RIGHTS, Role
from layouts import ids
from layouts.pages import PAGES, meeting
from tests.dashboard.access.roles import ELSEWHERE, HOME, Everyone, leaked, text_of
from tests.dashboard.access.test_routes import FROM_ABOVE
from tests.dashboard.web.places import COUNTY, OFFICE, REGIONS, mark

ADD_IT = "say in VALUES of tests/dashboard/access/test_callbacks.py"
PANEL = re.compile(r'"part": ?"panel", ?"key": ?"([^"]+)"|"key": ?"([^"]+)", ?"part": ?"panel"')
VALUES: Mapping[str, Callable[[str, str], object]] = {  # what a browser sends of each input and state, by page and name
    "url.pathname": lambda path, name: path,
    "url.search": lambda path, name: "",
    "screen.data-drawn": lambda path, name: None,
    "asked.data": lambda path, name: {"text": name},
    "search.value": lambda path, name: name,
    "version.data": lambda path, name: 1,
}


def served(everyone: Everyone) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each callback that the server answers, by its name, as Dash's browser side knows it."""
    client = everyone.clients[Role.VIEWER]
    for each in client.get("/_dash-dependencies").get_json():
        if not each["clientside_function"]:
            yield callback_name(each["output"]), each


def body(callback: Mapping[str, Any], path: str, name: str, panels: list[str]) -> dict[str, Any]:
    """Return what a browser sends to a callback on a page; raises LookupError for a new input."""

    def given(slot: Mapping[str, str], *, with_value: bool) -> Any:
        place, prop = slot["id"], slot["property"]
        if place.startswith("{"):
            part = json.loads(place)["part"]
            found = [{"id": {"part": part, "key": key}, "property": prop} for key in panels]
            return [{**each, "value": each["id"] if prop == "id" else None} for each in found] if with_value else found
        if not with_value:
            return {"id": place, "property": prop}
        if f"{place}.{prop}" not in VALUES:
            raise LookupError(f"{ADD_IT} what a browser sends of {place}.{prop}")
        return {"id": place, "property": prop, "value": VALUES[f"{place}.{prop}"](path, name)}

    output = callback["output"]
    slots = [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in _slots(output)]
    outputs = [given(slot, with_value=False) for slot in slots]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [given(slot, with_value=True) for slot in callback["inputs"]],
        "state": [given(slot, with_value=True) for slot in callback["state"]],
        "changedPropIds": [f"{callback['inputs'][0]['id']}.{callback['inputs'][0]['property']}"],
    }


def _slots(output: str) -> list[str]:
    return output.removeprefix("..").removesuffix("..").split("...")


def asked(everyone: Everyone, role: Role, callback: Mapping[str, Any], path: str, region: str) -> TestResponse:
    """Call a callback as a role's browser does on a page."""
    panels = panels_of(everyone, path) if "panel" in callback["output"] else []
    return everyone.clients[role].post(CALLBACKS, json=body(callback, path, everyone.name(region), panels))


def panels_of(everyone: Everyone, path: str) -> list[str]:
    """Return the panels on a page, as they are drawn for the county or, of a page elsewhere, on its own page."""
    shown = next(each for name, each in served(everyone) if name == f"{ids.SCREEN}.children")
    page = path.strip("/").split("/")[0]
    text = text_of(everyone.clients[Role.VIEWER].post(CALLBACKS, json=body(shown, f"/{page}/{COUNTY}", "", [])))
    return list(dict.fromkeys(first or second for first, second in PANEL.findall(text)))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("region", REGIONS)
def test_a_callback_answers_by_its_right_and_region(everyone: Everyone, role: Role, region: str) -> None:
    """Without its right it is refused; of a region elsewhere it says what may be seen, and holds nothing of it."""
    for name, callback in served(everyone):
        for path in (f"/overview/{region}", f"/wall/{region[:6]}"):
            answer = asked(everyone, role, callback, path, region)
            is_wall = role is Role.WALL and path.startswith("/wall/")
            place = f"{name} on {path} as {role}"

            if not is_wall and CALLBACK_RIGHTS[name] not in RIGHTS[role]:
                assert answer.status_code == 403, place
                continue
            assert answer.status_code in {200, 204}, place
            assert leaked(text_of(answer), but=FROM_ABOVE if region in HOME else ()) == [], place
            assert "panel-failed" not in text_of(answer), place
            if name == f"{ids.SCREEN}.children" and region != OFFICE:
                assert ("只能查看西湖区" in text_of(answer)) is (region in ELSEWHERE), place


@pytest.mark.parametrize("page", [*PAGES, meeting.KEY, "wall", "walls", "remote"])
def test_every_page_is_drawn_of_the_own_scope_alone(everyone: Everyone, page: str) -> None:
    """Its first drawing and every refresh of its panels; elsewhere only that it is not shown."""
    for name, callback in served(everyone):
        for region in REGIONS:
            answer = asked(everyone, Role.VIEWER, callback, f"/{page}/{region}", region)

            assert answer.status_code in {200, 204}
            public = tuple(mark("品牌", each) for each in ELSEWHERE) if page == "brands" else ()
            assert leaked(text_of(answer), but=FROM_ABOVE + public if region in HOME else ()) == [], (name, region)


def test_every_callback_has_a_right(everyone: Everyone) -> None:
    """The table names those that there are, no more."""
    assert {name for name, _ in served(everyone)} == CALLBACK_RIGHTS.keys()


def test_a_callback_of_a_wall_names_the_walls_address(everyone: Everyone) -> None:
    """Another address in it is refused, although the route is the same."""
    sent = {"inputs": [{"id": "url", "property": "pathname", "value": f"/overview/{COUNTY}"}], "state": []}
    assert everyone.clients[Role.WALL].post(CALLBACKS, json=sent).status_code == 403
