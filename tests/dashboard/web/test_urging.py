"""Urging over HTTP: back to the page, at most once an hour, in the log, and refusals in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.schema.accounts import AuditRow
from data.store import Store
from tests.product import copy_without_log, page_client

CITY, COUNTY = "330900", "330902"
SENT = {"section": "roster", "day": "2026-11-22", "region": COUNTY}


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """A copy of Zhoushan."""
    return Settings(database_url=copy_without_log(city_store, tmp_path / "cockpit.db"), root=CITY)


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    """A page of its cockpit."""
    return page_client(create_app(settings).server)


def test_it_goes_back_to_the_page(client: FlaskClient) -> None:
    """The page then shows who was urged."""
    answer = client.post(f"/intake/{CITY}/urge", data=SENT)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/intake/{CITY}")


def test_again_at_once_is_refused(client: FlaskClient) -> None:
    """With when it was, and the way out."""
    client.post(f"/intake/{CITY}/urge", data=SENT)

    again = client.post(f"/intake/{CITY}/urge", data=SENT)

    assert again.status_code == 409
    assert "一小时内不重复催" in again.get_data(as_text=True)


def test_it_is_in_the_log(client: FlaskClient, settings: Settings) -> None:
    """Who urged which region about what."""
    client.post(f"/intake/{CITY}/urge", data=SENT)

    with open_configured_store(settings).reading_rows() as session:
        entries = session.scalars(select(AuditRow)).all()
    assert [(each.region, each.about) for each in entries if each.what == "urge"] == [(COUNTY, "urge roster")]


@pytest.mark.parametrize(
    ("wrong", "status"), [({"day": "gestern"}, 400), ({"section": "x"}, 422), ({"region": CITY}, 422)]
)
def test_what_cannot_be_is_refused_in_words(client: FlaskClient, wrong: dict[str, str], status: int) -> None:
    """Never a traceback."""
    answer = client.post(f"/intake/{CITY}/urge", data={**SENT, **wrong})

    assert answer.status_code == status
    assert "Traceback" not in answer.get_data(as_text=True)
