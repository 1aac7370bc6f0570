"""What was stored before such signs were refused does not keep a region from its files."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from sqlalchemy import update

from callbacks.cockpit import Cockpit
from callbacks.documents import document_of
from callbacks.memory import Memory
from dashboard.cockpit import open_cockpit
from dashboard.exports.formats import FORMATS, Paper, made
from dashboard.settings import Settings
from data.periods import Period
from data.schema.operations import TaskRow
from data.store import Store
from data.tasks.store import create
from data.tasks.store import task as task_by
from data.tasks.task import TaskDraft
from data.tasks.workbook import sheet_of
from layouts.pages.document import Document
from layouts.view import View
from tests.data.tasks.test_store import DUE, moment
from tests.product import copy_database
from tests.viewers import CITY_CHIEF

BAD = "坏\x00\x01\x0b\x1f\ufffe\uffff字"
WEEK = Period.parse("2026-W46")


@pytest.fixture(scope="module")
def cockpit(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Cockpit:
    """Zhoushan's cockpit with a brand and a task whose names no XML can hold."""
    url = copy_database(city_store, tmp_path_factory.mktemp("signs") / "cockpit.db")
    cockpit = open_cockpit(Settings(database_url=url, root="330900"), Memory())
    create(cockpit.store, CITY_CHIEF, "330900", WEEK, TaskDraft("值守补岗", "市局信息处", DUE), now=moment(16))
    with cockpit.store.engine.begin() as connection:
        connection.execute(update(cockpit.store.schema.references["brand"]).values(zh=BAD))
        connection.execute(update(TaskRow).values(title=BAD, evidence=BAD))
    return cockpit


@pytest.fixture(scope="module", params=["brands", "review"])
def document(cockpit: Cockpit, request: pytest.FixtureRequest) -> Document:
    """A page that shows such names."""
    view = View(page=request.param, region="330900", period=WEEK)
    return document_of(cockpit, replace(CITY_CHIEF, post=BAD), view, program="测试版", at=moment(23))


@pytest.mark.parametrize("suffix", ["pptx", "docx", "xlsx", "pdf"])
def test_every_kind_of_file_is_made(document: Document, suffix: str) -> None:
    """The signs are left out, the rest of the text stays, and every part of the file is XML."""
    content = made(document, FORMATS[suffix], Paper.A4)

    if suffix != "pdf":
        archive = ZipFile(BytesIO(content))
        parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        assert all(etree.fromstring(part) is not None for part in parts)
        assert any("坏字".encode() in part for part in parts)


def test_the_task_sheet_is_made(cockpit: Cockpit) -> None:
    """A task with such a title does not break its region's workbook."""
    sheet = load_workbook(BytesIO(sheet_of(cockpit.store, [task_by(cockpit.store, CITY_CHIEF, 1)]))).active

    assert "坏字" in [cell.value for cell in sheet[2]]
