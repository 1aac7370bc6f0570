"""Why something cannot be kept: the Chinese sentence that files, terminals and the command line show."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from data.catalogue.reference_tables import reference_table
from data.reasons import InterfaceWord, Reason, reasons

ROOT = Path(__file__).parents[2]
SEAL = reference_table("brand").column("seal")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("cell.empty", {"column": SEAL}), "缺少印章字。此列必须填写。"),
        (
            Reason("text.long", {"what": InterfaceWord("事项", "tasks.field.title"), "most": 80, "count": 81}),
            "事项最多 80 个字，这里有 81 个。请删减。",
        ),
        (
            Reason("text.personal", {"what": "佐证", "kind": Reason("personal.mail")}),
            "佐证里有形似电子邮箱的文字，未写入。这里只写单位和岗位；个人情况请留在业务系统，用案件编号指明。",
        ),
        (
            Reason("cell.choice", {"text": "x", "column": SEAL, "choices": (SEAL, SEAL)}),
            "“x”不是已知的印章字。可填：印章字、印章字。",
        ),
    ],
)
def test_a_reason_is_a_chinese_sentence(reason: Reason, said: str) -> None:
    """With the Chinese names of columns, fields and choices, and the reason within it."""
    assert str(reason) == said


def test_what_was_typed_is_kept_to_the_letter() -> None:
    """Braces and blanks in a person's text are text."""
    assert str(Reason("cell.no_count", {"text": "{most} 95 %"})).startswith("“{most} 95 %”不是数字。")


def written_out() -> Iterator[tuple[str, str, set[str]]]:
    """Yield for each reason that the code writes out its place, its key and the fields it is given."""
    for file in (
        path for folder in ("data", "layouts", "callbacks", "dashboard") for path in (ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                match node.args:
                    case [ast.Constant(value=str(key))]:
                        yield f"{file.name}:{node.lineno}", key, set()
                    case [ast.Constant(value=str(key)), ast.Dict(keys=keys)] if None not in keys:
                        names = {each.value for each in keys if isinstance(each, ast.Constant)}
                        yield f"{file.name}:{node.lineno}", key, {name for name in names if isinstance(name, str)}


def test_a_reason_has_what_its_sentence_needs() -> None:
    """A field that is called otherwise would end the refusal itself in a fault."""
    needed = {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in reasons().items()}

    assert [each for each in written_out() if not needed[each[1]] <= each[2]] == []
