"""Dates that a workbook shows as less than a day: a month, a year, a time."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.load import LoadReport
from data.load.files.date_formats import shown
from data.store import Store
from tests.data.feeds import DAY, XIXING, binjiang_store, held, load, write_xlsx

HEADER: list[Any] = ["日期", "司法所", "应核查", "已核查"]
FIRST = date(2026, 11, 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def formatted(store: Store, folder: Path, rows: list[list[Any]], cell: str, form: str) -> LoadReport:
    """Load rows of a workbook in which one cell has a number format."""
    path = write_xlsx(folder / "a.xlsx", {"表": rows})
    book = openpyxl.load_workbook(path)
    book.active[cell].number_format = form
    book.save(path)
    return load(store, path)


def numbered(path: Path, form: int) -> Path:
    """Give the date cell of a workbook a built-in format by its number, as Excel in Chinese does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'numFmtId="14"', f'numFmtId="{form}"'.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ('yyyy"年"m"月"', "2026年11月"), ("mmm-yy", "2026年11月"), ('yyyy"年"m"月";@', "2026年11月"), ("[$-804]yyyy\\年m\\月", "2026年11月"),
        ("yyyy-mm", "2026年11月"), ("e.mm", "2026年11月"), ("mmmm", "11月"), ("yyyy", "2026年"), ('yyyy"年第4季度"', "2026年"), ("h:mm", "00:00"), ("dddd", "星期日"),
    ],
)  # fmt: skip
def test_a_date_shown_as_less_than_a_day(store: Store, tmp_path: Path, form: str, text: str) -> None:
    """A date shown without its day is not loaded as the first of the month."""
    report = formatted(store, tmp_path, [HEADER, [FIRST, "西兴", 700, 630]], "A2", form)

    assert f"“{text}”" in report.text()
    assert held(store) == {}


@pytest.mark.parametrize(
    "form",
    ["yyyy-mm-dd", 'm"月"d"日"', "d-mmm", "yyyy/m/d h:mm", "[$-F800]dddd, mmmm dd, yyyy", '[DBNum1]yyyy"年"m"月"d"日"'],
)
def test_a_date_shown_with_its_day(store: Store, tmp_path: Path, form: str) -> None:
    """Every format that shows the day gives the day."""
    assert formatted(store, tmp_path, [HEADER, [DAY, "西兴", 70, 63]], "A2", form).ok
    assert list(held(store)) == [(DAY, XIXING)]


def test_a_title_shown_as_a_month(store: Store, tmp_path: Path) -> None:
    """A month above the table does not place its rows on the first."""
    report = formatted(store, tmp_path, [[FIRST], HEADER[1:], ["西兴", 700, 630]], "A1", 'yyyy"年"m"月"')

    assert "找不到日期" in report.text()


@pytest.mark.parametrize(("form", "is_taken"), [(31, True), (58, True), (57, False), (27, False)])
def test_the_formats_of_chinese_excel(store: Store, tmp_path: Path, form: int, is_taken: bool) -> None:
    """Formats that Excel writes by number alone are known too."""
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [HEADER, [DAY, "西兴", 70, 63]]})
    book = openpyxl.load_workbook(path)
    book.active["A2"].number_format = "mm-dd-yy"
    book.save(path)

    assert load(store, numbered(path, form)).ok == is_taken
    assert list(held(store)) == ([(DAY, XIXING)] if is_taken else [])


def test_a_date_without_a_format_is_iso() -> None:
    """A cell that is a date by its type alone is the day that it says."""
    assert shown(datetime(2026, 11, 1), "General") == "2026-11-01"  # noqa: DTZ001  a cell has no zone
