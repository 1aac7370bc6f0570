"""Files about persons are refused as a whole, before anything of them is kept anywhere."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, select, text

from data.store import Store
from data.store.migrations import migrate
from tests.data.feeds import HEADER, XIXING, binjiang_store, held, load, write_csv, write_xlsx

GOOD = ["2026-11-22", XIXING, 10, 9]
IDENTITY, MOBILE = "330106199001011234", "13812345678"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of one county."""
    return binjiang_store(tmp_path)


def everything(folder: Path, store: Store) -> str:
    """Return all that the store and the folder hold, as text."""
    store.engine.dispose()
    return "\n".join(path.read_bytes().decode("latin-1") for path in folder.iterdir())


@pytest.mark.parametrize("number", [IDENTITY, "330106 19900101 1234", "33010619900101123X", MOBILE, "138.1234.5678"])
def test_a_number_in_the_office_s_cell_refuses_the_file(store: Store, tmp_path: Path, number: str) -> None:
    """Neither the good rows nor the number go in; the report names the place and not the number."""
    report = load(store, write_csv(tmp_path / "a.csv", [HEADER, GOOD, ["2026-11-22", number, 1, 1]]))

    assert "第 3 行第 2 列有形似" in report.text()
    assert number not in report.text()
    assert not held(store)


def test_nothing_of_it_is_kept(store: Store, tmp_path: Path) -> None:
    """No refused row, no rejects file, no line of the log holds the number."""
    path = write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", IDENTITY, 1, 1]])

    load(store, path)
    path.unlink()

    assert IDENTITY not in everything(tmp_path, store)
    assert store.version() == 0


@pytest.mark.parametrize(
    "title",
    [
        "姓名",
        "对象姓名",
        "* 身份证号",
        "身份证号码（必填）",
        "2.手机号码",
        "手 机 号",
        "家庭住址",
        "出生年月",
        "罪名",
        "监护人",
        "ID card",
    ],
)
def test_a_column_of_persons_refuses_the_file(store: Store, tmp_path: Path, title: str) -> None:
    """Also beside columns that are known, and with anything in the cells below."""
    report = load(store, write_csv(tmp_path / "a.csv", [[*HEADER, title], [*GOOD, "某"]]))

    assert "是个人信息" in report.text()
    assert not held(store)


def test_a_list_of_persons_on_another_sheet_refuses_the_workbook(store: Store, tmp_path: Path) -> None:
    """The figures beside it could be right, but the file must not travel on."""
    path = write_xlsx(tmp_path / "a.xlsx", {"日报": [HEADER, GOOD], "名单": [["序号", "姓名"], [1, "某"]]})

    report = load(store, path)

    assert "【名单】第 1 行有“姓名”列" in report.text()
    assert not held(store)


def test_a_list_of_persons_on_a_hidden_sheet_refuses_the_workbook(store: Store, tmp_path: Path) -> None:
    """A sheet that no one sees is looked through as well."""
    path = write_xlsx(tmp_path / "a.xlsx", {"日报": [HEADER, GOOD], "名单": [["序号", "姓名"], [1, "某"]]})
    book = openpyxl.load_workbook(path)
    book["名单"].sheet_state = "hidden"
    book.save(path)

    report = load(store, path)

    assert "隐藏的工作表【名单】第 1 行有“姓名”列" in report.text()
    assert report.version is None


def test_a_file_named_after_a_person_s_number_is_refused(store: Store, tmp_path: Path) -> None:
    """Its name would stay in the log of loads."""
    report = load(store, write_csv(tmp_path / f"日报{IDENTITY}.csv", [HEADER, GOOD]))

    assert "文件名里有形似身份证号的数字" in report.text()
    assert not held(store)


def test_staff_who_sign_the_form_may_give_their_telephone(store: Store, tmp_path: Path) -> None:
    """The name and telephone of the person who fills in the form are not a subject's; they are not kept either."""
    rows = [
        [*HEADER, "填报人", "联系电话"],
        [*GOOD, "某", MOBILE],
        ["填表人：某", f"联系电话：{MOBILE}", "", "", "", ""],
    ]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert report.ok
    assert held(store)


def test_what_a_refused_cell_held_is_not_kept(store: Store, tmp_path: Path) -> None:
    """A name in the wrong column is on the terminal of who holds the file, and not in the database."""
    report = load(store, write_csv(tmp_path / "a.csv", [HEADER, GOOD, ["2026-11-22", "某某某某", 1, 1]]))

    table = store.schema.rejects
    with store.engine.connect() as connection:
        row = connection.execute(select(table)).one()
    assert "某某某某" in report.text()
    assert row.value_text is None
    assert "某某某某" not in row.reason


def test_refused_rows_are_written_for_their_owner_alone(store: Store, tmp_path: Path) -> None:
    """They repeat whole rows of the file."""
    report = load(store, write_csv(tmp_path / "a.csv", [HEADER, GOOD, ["2026-11-22", XIXING, 1, 2]]))

    written = report.files[0].rejects_file
    assert written is not None
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_rates_with_many_digits_are_no_numbers_of_persons(store: Store, tmp_path: Path) -> None:
    """A share computed by a spreadsheet has fifteen digits and more."""
    rows = [[*HEADER, "完成率"], [*GOOD, "0.123419900101123"], ["2026-11-21", XIXING, 9, 9, "0.33010619900101123"]]

    assert load(store, write_csv(tmp_path / "a.csv", rows)).ok


def test_what_earlier_loads_kept_is_taken_out(store: Store) -> None:
    """An upgrade leaves place and reason of a refusal, not the name that a cell held; a small number stays."""
    table = store.schema.rejects
    with store.engine.begin() as connection:
        for step, value in enumerate(["某某某某", "12"], start=1):
            reason = f"“{value}”不是已知的地区或司法所。"
            connection.execute(insert(table).values(load_no=1, reject_no=step, value_text=value, reason=reason))
        connection.execute(text("UPDATE alembic_version SET version_num = '0010'"))

    migrate(store.engine)

    with store.engine.connect() as connection:
        kept = connection.execute(select(table.c.value_text, table.c.reason).order_by(table.c.reject_no)).all()
    assert [tuple(row) for row in kept] == [
        (None, "“…”不是已知的地区或司法所。"),
        ("12", "“12”不是已知的地区或司法所。"),
    ]
