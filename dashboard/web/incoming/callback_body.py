"""Checks that what a page sends to a callback fits its wiring, before Dash reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from dashboard.web.request import LARGEST, Refusal
from layouts import ids

MOST_PANELS = 60  # of one page
LONGEST_TEXT = 4000
FORGED = "这不是本驾驶舱的页面发来的请求，没有处理。请刷新页面再试。"
Holds = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    """Say whether a value is a text that an address or a mark may be."""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_text_or_none(value: Any) -> bool:
    return value is None or is_text(value)


def _is_wish(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and all(map(is_text, value.values())))


def _is_version(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _is_part(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"part", "key"} and all(map(is_text, value.values()))


VALUES: Mapping[tuple[str, str], Holds] = {
    (ids.URL, "pathname"): is_text,
    (ids.URL, "search"): is_text,
    (ids.SCREEN, ids.DRAWN): _is_text_or_none,
    (ids.ASKED, "data"): _is_wish,
    (ids.SEARCH, "value"): _is_text_or_none,
    (ids.VERSION, "data"): _is_version,
    ("panel", "id"): _is_part,
    ("veil", ids.AGE): _is_text_or_none,
}


def check(body: Mapping[str, Any], callback_map: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise Refusal where a body is not what the wiring of its callback makes a browser send."""
    output = body.get("output")
    if not isinstance(output, str) or "callback" not in callback_map.get(output, ()):
        raise Refusal(400, FORGED)
    wired = callback_map[output]
    given, is_list = body.get("outputs"), output.startswith("..")
    counts = {
        *_counts(body.get("inputs"), wired["inputs"], with_values=True),
        *_counts(body.get("state", []), wired["state"], with_values=True),
        *_counts(given if is_list else [given], _slots(output), with_values=False),
    }
    changed = body.get("changedPropIds", [])
    if len(counts) > 1 or not isinstance(changed, list) or not all(map(is_text, changed)):
        raise Refusal(400, FORGED)


def _slots(output: str) -> list[dict[str, str]]:
    """Return the slots of a callback's name: `id.property`, or several between two points and parted by three."""
    named = [each.rpartition(".") for each in output.removeprefix("..").removesuffix("..").split("...")]
    return [{"id": place, "property": name} for place, _, name in named]


def _counts(given: Any, wired: list[dict[str, str]], *, with_values: bool) -> set[int]:
    """Return how many components each pattern of the wiring matched; raises Refusal where the body does not fit the wiring."""
    if not isinstance(given, list) or len(given) != len(wired):
        raise Refusal(400, FORGED)
    found = set()
    for each, slot in zip(given, wired, strict=True):
        if slot["id"].startswith("{"):
            part = json.loads(slot["id"])["part"]
            if not isinstance(each, list) or len(each) > MOST_PANELS:
                raise Refusal(400, FORGED)
            keys = [_part_key(one, part, slot["property"], with_values=with_values) for one in each]
            if len(set(keys)) < len(keys):
                raise Refusal(400, FORGED)
            found.add(len(keys))
        elif not _is_slot(each, slot["id"], slot["property"], slot["id"], with_values=with_values):
            raise Refusal(400, FORGED)
    return found


def _part_key(given: Any, part: str, name: str, *, with_values: bool) -> str:
    place: Any = given.get("id") if isinstance(given, dict) else None
    if not _is_part(place) or place["part"] != part:
        raise Refusal(400, FORGED)
    if not _is_slot(given, place, name, part, with_values=with_values):
        raise Refusal(400, FORGED)
    return str(place["key"])


def _is_slot(given: Any, place: object, name: str, kind: str, *, with_values: bool) -> bool:
    """Say whether one given value names a component's property and has a type that the property may have."""
    if not isinstance(given, dict) or given.get("id") != place or given.get("property") != name:
        return False
    holds = VALUES.get((kind, name))
    return not with_values or holds is None or holds(given.get("value"))
