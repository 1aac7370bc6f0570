"""The order of the source tree: how it is measured, and that each rule has one home."""

from __future__ import annotations

from pathlib import Path

from scripts.house import import_cycles, imports, module


def test_an_import_for_types_closes_a_cycle() -> None:
    """Two modules that import each other are a cycle, even where one does so only for its types."""
    one = module(Path("data/one.py"), "from data.two import Two\n")
    two = module(Path("data/two.py"), "if TYPE_CHECKING:\n    from data.one import One\n")

    assert list(import_cycles(imports([one, two]))) == [["data.one", "data.two"]]
