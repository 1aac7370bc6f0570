"""The pages of the administrators: what they take, and where they lead whom they are not for."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts.accounts import account
from data.store import Store
from data.viewer import Role
from tests.conftest import opened
from tests.product import PASSWORD, add_person, page_client

CITY, COUNTY = "330900", "330902"


@pytest.fixture
def deployment(tmp_path: Path) -> tuple[Flask, Store]:
    """A server without figures, and its store."""
    opened(tmp_path / "cockpit.db").engine.dispose()
    url, secret = f"sqlite:///{tmp_path}/cockpit.db", tmp_path / "secret"
    settings = Settings(database_url=url, root=CITY, secret_file=secret)
    return create_app(settings).server, open_configured_store(settings)


@pytest.mark.parametrize("written", [COUNTY, "定海区", " 定海 "])
def test_a_region_may_be_written_by_its_name(deployment: tuple[Flask, Store], written: str) -> None:
    """As on the command line."""
    server, store = deployment
    add_person(store, Role.SYSTEM, name="xitong")

    page_client(server, "xitong", PASSWORD).post("/accounts", data={"name": "zhangke", "region": written})

    assert account(store, "zhangke").region == COUNTY


def test_a_name_of_no_region_is_refused_with_the_names_there_are(deployment: tuple[Flask, Store]) -> None:
    """The form says which were meant, and makes nothing."""
    server, store = deployment
    add_person(store, Role.SYSTEM, name="xitong")

    answer = page_client(server, "xitong", PASSWORD).post("/accounts", data={"name": "zhangke", "region": "定海县城"})

    assert answer.status_code == 422
    assert "“定海县城”不是" in answer.text


def test_a_wall_is_offered_no_password(deployment: tuple[Flask, Store]) -> None:
    """It has a token."""
    server, store = deployment
    add_person(store, Role.SYSTEM, name="xitong")
    add_person(store, Role.WALL, name="hall-1")
    add_person(store, Role.VIEWER, name="zhangke")

    page = page_client(server, "xitong", PASSWORD).get("/accounts").text

    assert "/accounts/zhangke/reset" in page
    assert "/accounts/hall-1/reset" not in page


@pytest.mark.parametrize("path", ["/accounts", "/rights", "/audit"])
def test_whom_a_page_is_not_for_it_leads_home(deployment: tuple[Flask, Store], path: str) -> None:
    """Not back to the page that refuses."""
    server, store = deployment
    add_person(store, Role.VIEWER)

    page = page_client(server, "reader", PASSWORD).get(path)

    assert page.status_code == 403
    assert 'href="/?lang=zh">回到首页' in page.text
