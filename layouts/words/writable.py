"""Drawings as files can hold them: no character that XML cannot hold reaches a slide or a sheet, even if it was stored."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from data.readings import Reading
from data.text.xml import for_xml

Part = TypeVar("Part")


def writable(part: Part) -> Part:
    """Return a drawing, or any part of one, with every text in it as XML can hold it; readings stay as they are."""
    made: Part = _written(part)
    return made


def _written(part: Any) -> Any:
    kind = type(part)
    if kind is str:
        return for_xml(part)
    if kind is tuple or kind is list:
        return kind(_written(each) for each in part)
    if kind is dict:
        return {key: _written(each) for key, each in part.items()}
    if not is_dataclass(kind) or kind is Reading:
        return part
    held = {each.name: getattr(part, each.name) for each in fields(kind) if each.init}
    changes = {name: new for name, old in held.items() if (new := _written(old)) is not old and new != old}
    return replace(part, **changes) if changes else part
