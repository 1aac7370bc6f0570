"""A panel saved as a file."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from data.periods import Period
from data.readings import Figures, read
from data.store import Store
from data.viewer import Viewer

ADDRESS = "/api/v1/panels/ranking.zip/overview/330900?period=2026-W46"


@pytest.fixture(scope="module")
def archive(client: FlaskClient) -> ZipFile:
    """The ranking of Zhoushan's counties in one week."""
    return ZipFile(BytesIO(client.get(ADDRESS).data))


def rows(archive: ZipFile, name: str) -> list[list[str]]:
    """Return a CSV file's rows."""
    return list(csv.reader(StringIO(archive.read(name).decode("utf-8-sig"))))


def test_the_figures_are_the_readings(archive: ZipFile, city_store: Store) -> None:
    """Every row holds value, numerator, denominator and coverage of the reading it names."""
    period, metric = Period.parse("2026-W46"), "checkin_completion_rate"
    codes = ("330900", "330902", "330903", "330921", "330922")
    answers = read(city_store, [Figures((metric,), codes, (period,))], viewer=Viewer("chief", "330900"))
    heading, *figures = rows(archive, "data.csv")

    found = {row[2]: dict(zip(heading, row, strict=True)) for row in figures}

    assert found.keys() == set(codes)
    for code in codes:
        reading = answers.one(metric, code, period)
        assert float(found[code]["数值"]) == reading.value
        assert float(found[code]["分母"]) == reading.denominator
        assert float(found[code]["上报率"]) == reading.coverage
        assert found[code]["编号"] == reading.id


def test_cells_are_typed(archive: ZipFile) -> None:
    """Codes stay text, figures are numbers, days are dates, and a ratio is a formula in its row."""
    sheet = load_workbook(BytesIO(archive.read("data.xlsx")))["读数"]
    heading, first = list(sheet.iter_rows(max_row=2))
    cell = {name.value: each for name, each in zip(heading, first, strict=True)}

    assert [cell[name].data_type for name in ("区划代码", "数值", "分子")] == ["s", "f", "n"]
    assert cell["起"].is_date


def test_definitions_are_in_the_archive(archive: ZipFile) -> None:
    """Region, version, the demo mark, and each metric's definition with its formula."""
    about = dict(rows(archive, "about.csv"))
    heading, *metrics = rows(archive, "definitions.csv")

    assert about["地区"] == "舟山市"
    assert about["演示数据"]
    assert "S(checkin_done_n) ÷ S(checkin_due_n)" in dict(zip(heading, metrics[0], strict=True))["列公式"]


def test_a_matrix_comes_as_it_is_shown(client: FlaskClient) -> None:
    """Beside the readings, the register by type and level with its sums."""
    saved = ZipFile(BytesIO(client.get(ADDRESS.replace("ranking.zip/overview", "composition.zip/supervision")).data))
    shown = [row for row in rows(saved, "table.csv") if len(row) > 1]
    _, *kinds, sums = shown
    registered = float(rows(saved, "data.csv")[1][7])

    assert sum(float(kind[-1]) for kind in kinds) == float(sums[-1]) == registered


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_panel_is_saved_as_a_picture(client: FlaskClient, kind: str, begins: bytes) -> None:
    """The picture of the panel, by the address of its page."""
    answer = client.get(ADDRESS.replace(".zip", f".{kind}"))

    assert answer.status_code == 200
    assert begins in answer.data[:200]
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')


@pytest.mark.parametrize("name", ["nothing.zip/overview/330900", "ranking.zip/nowhere", "ranking.zip/overview/330100"])
def test_what_is_not_there_is_said(client: FlaskClient, name: str) -> None:
    """Unknown panel, unknown page, a region outside the root."""
    answer = client.get(f"/api/v1/panels/{name}")

    assert answer.status_code in {403, 404}
    assert answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("address", "says"), [("library-months.zip/library", "使用人次"), ("history.zip/published", "2013 年 3 月")]
)
def test_a_chart_without_readings_is_saved_too(client: FlaskClient, address: str, says: str) -> None:
    """A chart of reference rows is saved with its points."""
    kept = ZipFile(BytesIO(client.get(f"/api/v1/panels/{address}/330900").data))

    assert any(says in row for row in rows(kept, "table.csv"))
