"""Everything the four floors and the tests import is declared in pyproject.toml, and the floors import everything declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

FLOORS = ("dashboard", "callbacks", "layouts", "data")
NAMED_ONLY = {"psycopg"}  # SQLAlchemy loads it for a postgresql:// address
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


def imported(folders: Iterable[str]) -> dict[str, Path]:
    """Return the distributions that modules in some folders import, each with a module that does."""
    distributions = packages_distributions()
    own = {*FLOORS, "scripts", "tests", *sys.stdlib_module_names}
    return {
        _normal(distribution): path
        for folder in folders
        for path in Path(folder).rglob("*.py")
        for module in _modules(path)
        if module not in own
        for distribution in distributions[module]
    }


def declared(*extras: str) -> set[str]:
    """Return the distributions that pyproject.toml asks for at run time, and with some extras."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = chain(project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras))
    return {_normal(found.group()) for each in asked if (found := REQUIREMENT.match(each))}


def _modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def undeclared(folders: Iterable[str], known: set[str]) -> list[str]:
    """Return the imports that nothing asks for, with the module they are in."""
    return [f"{path}: {name}" for name, path in imported(folders).items() if name not in known]


def test_every_import_is_declared() -> None:
    """A library that only comes with another one may go with the other's next release."""
    assert undeclared(FLOORS, declared()) == []


def test_every_import_of_the_tests_is_declared() -> None:
    """A fresh environment can run them."""
    assert undeclared(("tests",), declared("dev")) == []


def test_every_declared_library_is_imported() -> None:
    """What nothing uses is not installed at every site."""
    assert declared() - set(imported(FLOORS)) - NAMED_ONLY == set()
