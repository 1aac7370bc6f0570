"""Drawings as files can hold them: whatever was once stored, no sign that XML cannot hold reaches a slide or a sheet."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from data.readings import Reading
from data.xml_text import for_xml

Part = TypeVar("Part")


def writable(part: Part) -> Part:
    """Return a drawing, or any part of one, with every text in it as XML can hold it; readings stay as they are."""
    made: Any = part
    if type(part) is str:
        made = for_xml(part)
    elif type(part) in {tuple, list}:
        made = type(part)(writable(each) for each in part)  # type: ignore[attr-defined, call-arg]
    elif isinstance(part, dict):
        made = {key: writable(each) for key, each in part.items()}
    elif is_dataclass(part) and not isinstance(part, Reading | type):
        held = {each.name: getattr(part, each.name) for each in fields(part) if each.init}
        changes = {name: new for name, old in held.items() if (new := writable(old)) is not old and new != old}
        made = replace(part, **changes) if changes else part
    return made  # type: ignore[no-any-return]
