"""The shape of what a file holds: read as a model, with every finding in words, by file and key, with the reason and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from data.errors import CatalogueError

WANTED = {
    "missing": "没有写，请补上",
    "extra_forbidden": "不认识的键，请改正写法或删去",
    "enum": "写的是“{input}”，可用：{expected}",
    "string_type": "应为文字，写在引号里",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "tuple_type": '应为列表，写成 ["…"]',
    "model_type": "应为一节，写成 {{ zh = …, en = … }}",
    "dict_type": "应为一节，写成 {{ zh = …, en = … }}",
    "dataclass_type": "应为一节，写成 {{ zh = …, en = … }}",
    "greater_than_equal": "不得小于 {ge}",
    "value_error": "{error}",
}


class Shape(BaseModel):
    """What a stanza holds: these keys and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Shaped = TypeVar("Shaped", bound=Shape)


def shaped(
    kind: type[Shaped], given: Mapping[str, object], file: str, context: Mapping[str, object] | None = None
) -> Shaped:
    """Return what a file holds as its shape; raises CatalogueError with a line for each finding."""
    try:
        return kind.model_validate(given, context=dict(context or {}))
    except ValidationError as error:
        raise CatalogueError("\n".join(_said(file, detail) for detail in error.errors())) from None


def _said(file: str, detail: ErrorDetails) -> str:
    known = {**detail.get("ctx", {}), "input": detail["input"]}
    known["expected"] = str(known.get("expected", "")).replace("'", "").replace(", ", "、").replace(" or ", "、")
    reason = WANTED.get(detail["type"], "写的是“{input}”，不能用").format_map(known)
    where = ".".join(map(str, detail["loc"]))
    return "，".join(filter(None, (file, where))) + f"：{reason}。"
