"""A store of Zhoushan without figures, a copy a test."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from data.catalogue import load_catalogue
from data.regions import load_regions
from data.store import Store, open_store


def opened(path: Path, root: str = "330900") -> Store:
    """Open a database, made where there is none."""
    return open_store(f"sqlite:///{path}", catalogue=load_catalogue(), regions=load_regions(Path("data/places"), root))


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a store without figures."""
    path = tmp_path_factory.mktemp("blank") / "cockpit.db"
    opened(path).engine.dispose()
    return path


@pytest.fixture
def store(blank: Path, tmp_path: Path) -> Store:
    """A store of one test."""
    return opened(Path(copy(blank, tmp_path / "cockpit.db")))
