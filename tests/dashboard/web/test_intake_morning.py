"""A morning at the intake desk: three counties report, and files that could do harm are turned away."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from dashboard.app import create_app
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.accounts import Account
from data.accounts.accounts import add_account
from data.store import Store
from data.viewer import Role
from tests.conftest import LAST_DAY
from tests.data.load.test_kinds import HARMFUL, IDENTITY
from tests.product import PASSWORD, copy_database, page_client

COUNTIES = ("330902", "330903", "330921")
CITY = "330900"


@pytest.fixture
def settings(city_store: Store, tmp_path: Path) -> Settings:
    """A deployment of Zhoushan with a folder of uploads of its own."""
    url = copy_database(city_store, tmp_path / "cockpit.db")
    return Settings(database_url=url, root=CITY, uploads=tmp_path / "uploads")


@pytest.fixture
def store(settings: Settings) -> Store:
    """Its store, with a reporter in each of three counties."""
    store = open_configured_store(settings)
    for county in COUNTIES:
        add_account(store, Account(f"clerk{county}", county, frozenset({Role.REPORTER})), PASSWORD)
    add_account(store, Account("chief", CITY, frozenset({Role.VIEWER})), PASSWORD)
    return store


def report(store: Store, county: str) -> bytes:
    """Return a county's report of the last day; in its first row more is done than was due."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(("日期", "司法所代码", "应签到/核查次数", "签到/核查完成次数"))
    for step, code in enumerate(store.regions.offices(county)):
        rows.writerow((LAST_DAY.isoformat(), code, 40 + step, 43 if step == 0 else 31 + step))
    return out.getvalue().encode("utf-8-sig")


def report_corrected(client: FlaskClient, county: str, content: bytes) -> int:
    """Give a report, correct its red cell, say why what is odd is right, and confirm; return the data version."""
    desk = f"/intake/{county}"
    given = client.post(f"{desk}/files", data={"file": (BytesIO(content), "日报.csv")}).get_json()
    found = client.get(f"{desk}/drafts/{given['drafts'][0]}").get_json()
    (wrong,) = [mark for mark in found["sheets"][0]["marks"] if mark["kind"] == "fault"]
    cell = {"sheet": 0, "row": wrong["row"], "column": wrong["column"], "text": "39"}
    now = client.patch(f"{desk}/drafts/{found['number']}", json={"seen": found["edition"], "cells": [cell]}).get_json()
    odd = re.findall(r'data-reason="([^"]+)"', now["parts"]["said"] + now["parts"]["foot"])
    sent = {"seen": now["edition"], "reasons": dict.fromkeys(odd, "已与各所核对")}
    now = client.patch(f"{desk}/drafts/{found['number']}", json=sent).get_json()
    answer = client.post(f"{desk}/drafts/{now['number']}/confirm", json={"seen": now["edition"]}).get_json()
    version: int = answer["version"]
    return version


def test_three_counties_report_and_the_city_shows_it(settings: Settings, store: Store) -> None:
    """What the city's wall and pages read is what plain sums over the facts give, with all three corrected reports."""
    server, before = create_app(settings).server, store.version()
    for county in COUNTIES:
        report_corrected(page_client(server, f"clerk{county}", PASSWORD), county, report(store, county))

    asked = f"/api/v1/readings?metric=checkin_completion_rate&region={CITY}&period={LAST_DAY}"
    (reading,) = page_client(server, "chief", PASSWORD).get(asked).get_json()["items"]

    facts = store.schema.facts["fact_supervision_day"].c
    with store.engine.connect() as connection:
        rows = pd.read_sql(
            select(facts.office_code, facts.checkin_due_n, facts.checkin_done_n).where(facts.day == LAST_DAY),
            connection,
        )
    given = [code for county in COUNTIES for code in store.regions.offices(county)]
    own = rows[rows["office_code"].isin(given)]
    assert store.version() == before + 3
    assert own["checkin_due_n"].min() == 40
    assert reading["value"] == pytest.approx(100 * rows["checkin_done_n"].sum() / rows["checkin_due_n"].sum())


@pytest.mark.parametrize(
    ("write", "says"),
    [
        *HARMFUL,
        (lambda path: _csv(path, "姓名,应签到/核查次数\n张三,3\n"), "姓名"),
        (lambda path: _csv(path, f"司法所,身份\n昌国司法所,{IDENTITY}\n"), "身份证"),
        (lambda path: _csv(path, "司法所,本人手机\n昌国司法所,13812345678\n"), "本人手机"),
    ],
)
def test_a_harmful_file_is_refused_and_not_kept(
    settings: Settings, store: Store, tmp_path: Path, write: Callable[[Path], Path], says: str
) -> None:
    """In words with the reason; neither the folder of uploads nor the drafts have anything of it."""
    client = page_client(create_app(settings).server, f"clerk{COUNTIES[0]}", PASSWORD)
    content = write(tmp_path / "given").read_bytes()

    answer = client.post(f"/intake/{COUNTIES[0]}/files", data={"file": (BytesIO(content), "报表")})

    drafts = store.schema.metadata.tables["intake_draft"]
    with store.engine.connect() as connection:
        kept = connection.execute(select(func.count()).select_from(drafts)).scalar()
    assert answer.status_code == 422
    assert says in answer.get_json()["detail"]
    assert (kept, [path for path in settings.uploads.rglob("*") if path.is_file()]) == (0, [])


def _csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
