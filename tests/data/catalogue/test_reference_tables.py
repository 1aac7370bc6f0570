"""The definitions of reference tables: those shipped can be read, a wrong one is named with file, key, reason and way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue.reference_tables import load_references
from data.errors import CatalogueError

CHOICES = '[class]\none = { zh = "一", en = "One", aliases = ["1"] }\n'
HEAD = 'key = "house"\nzh = "房屋"\nen = "Houses"\nunique = ["no"]\n'
COLUMN = 'zh = "编号", en = "No."'


def read(folder: Path, columns: str, head: str = HEAD) -> str:
    """Return the errors for a definition of a table."""
    (folder / "choices.toml").write_text(CHOICES, encoding="utf-8")
    (folder / "house.toml").write_text(f"{head}[columns]\n{columns}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_references(folder)
    return str(raised.value)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ('no = { zh = "编号", kind = "whole" }', "house.toml，columns.no.en：没有写，请补上。"),
        (f'no = {{ {COLUMN}, kind = "house" }}', "columns.no.kind：写的是“house”，可用：text、whole、number"),
        (f'no = {{ {COLUMN}, kind = "whole", lenght = 3 }}', "columns.no.lenght：不认识的键，请改正写法或删去。"),
        (f'no = {{ {COLUMN}, kind = "whole", longest = "3" }}', "columns.no.longest：应为整数。"),
        (f'no = {{ {COLUMN}, kind = "whole", longest = 0 }}', "columns.no.longest：不得小于 1。"),
        (f'no = {{ {COLUMN}, kind = "choice", choices = "two" }}', "写的是“two”，可用：class（见 choices.toml）。"),
        (f'number = {{ {COLUMN}, kind = "whole" }}', "house.toml：没有这些列：no。请在 columns 里补上，或改正列名。"),
        ('no = "whole"', "house.toml，columns.no：应为一节，写成 { zh = …, en = … }。"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, columns: str, said: str) -> None:
    """With what may be written instead."""
    assert said in read(tmp_path, columns)


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    """A line for each."""
    assert len(read(tmp_path, 'no = { zh = 1, en = "No.", kind = "house" }', HEAD + "x = 1\n").splitlines()) == 3


def test_a_choice_is_known_by_its_other_names(tmp_path: Path) -> None:
    """As the closed list says."""
    (tmp_path / "choices.toml").write_text(CHOICES, encoding="utf-8")
    (tmp_path / "house.toml").write_text(
        f'{HEAD}[columns]\nno = {{ {COLUMN}, kind = "choice", choices = "class", level = "county" }}\n',
        encoding="utf-8",
    )

    (column,) = load_references(tmp_path)["house"].columns

    assert column.choices["one"].aliases == ("1",)
