"""A store of Zhoushan without figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store
from tests.conftest import opened


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of one test."""
    return opened(tmp_path / "cockpit.db")
