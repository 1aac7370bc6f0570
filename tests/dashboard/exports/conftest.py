"""Documents of Zhoushan, one city with its counties, as exports are given them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

import pytest

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from callbacks.memory import Memory
from dashboard.cockpit import open_cockpit
from dashboard.settings import Settings
from data.clock import SHANGHAI
from data.periods import Period
from layouts.pages.document import Document
from layouts.view import View
from tests.viewers import CITY_CHIEF

Documents = Callable[..., Document]


@pytest.fixture(scope="session")
def cockpit(city_url: str) -> Cockpit:
    """Zhoushan's cockpit."""
    return open_cockpit(Settings(database_url=city_url, root="330900"), Memory())


@pytest.fixture(scope="session")
def document(cockpit: Cockpit) -> Documents:
    """Return the document of a page, by default of supervision in the last whole week; each is made once."""

    @cache
    def made(page: str = "supervision", region: str = "330900", period: str = "2026-W47") -> Document:
        view = View(page=page, region=region, period=Period.parse(period))
        at = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
        return document_of(cockpit, CITY_CHIEF, view, program="测试版", at=at)

    return made
