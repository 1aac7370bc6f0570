"""The same table gives the same figures in every kind of file; a file that could mislead or do harm is refused in words."""

from __future__ import annotations

import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from data.load.files import archives
from data.load.files.files import MOST_BYTES, read_sheets
from data.store import Store
from tests.data.feeds import (
    CHANGHE,
    DAY,
    HEADER,
    XIXING,
    binjiang_store,
    held,
    load,
    write_csv,
    write_parquet,
    write_xlsx,
)
from tests.data.kinds import write_ods, write_xls, write_zip

ROWS: list[list[Any]] = [HEADER, [DAY, XIXING, 120, 118], [DAY, CHANGHE, 80, 79]]
HELD = {
    (DAY, XIXING): {"checkin_due_n": 120, "checkin_done_n": 118},
    (DAY, CHANGHE): {"checkin_due_n": 80, "checkin_done_n": 79},
}
IDENTITY = "330106199001011234"
Writer = Callable[[Path, list[list[Any]]], Path]
WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "xlsx": lambda path, rows: write_xlsx(path, {"表": rows}),
    "xls": lambda path, rows: write_xls(path, {"表": rows}),
    "ods": lambda path, rows: write_ods(path, {"表": rows}),
    "parquet": write_parquet,
}


def zipped(path: Path, rows: list[list[Any]]) -> Path:
    """Write each kind but Parquet, which has no day of its own, in one archive's first file."""
    return write_zip(path, {"县/日报.xls": WRITERS["xls"](path.with_suffix(".xls"), rows)})


WRITERS["zip"] = zipped


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of one county."""
    return binjiang_store(tmp_path)


def refusal(store: Store, path: Path) -> str:
    """Return why a file is refused; nothing of it is in the store."""
    report = load(store, path)
    assert store.version() == 0
    return report.text()


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_gives_the_same_figures(store: Store, tmp_path: Path, kind: str) -> None:
    """Whatever the file's name says."""
    report = load(store, WRITERS[kind](tmp_path / f"a.{kind}", ROWS))

    assert report.ok, report.text()
    assert held(store) == HELD


CELL = st.none() | st.integers(0, 10**9) | st.sampled_from(["-", "#REF!", "1,200", "98.3%", 0.5, 12.25, True])


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_every_workbook_holds_the_same_texts(rows: list[tuple[Any, ...]]) -> None:
    """Numbers, fractions, truths, errors and blanks."""
    with tempfile.TemporaryDirectory() as folder:
        table: list[list[Any]] = [["甲", "乙", "丙"], *map(list, rows)]
        found = {
            kind: [list(row) for row in read_sheets(WRITERS[kind](Path(folder) / f"a.{kind}", table))[0].cells]
            for kind in ("xlsx", "xls", "ods", "zip")
        }

    assert found["xls"] == found["ods"] == found["zip"] == found["xlsx"]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_column_of_persons_refuses_every_kind(store: Store, tmp_path: Path, kind: str) -> None:
    """The message names the place and not the content."""
    rows = [[*HEADER, "身份证号"], *([*row, IDENTITY] for row in ROWS[1:])]

    said = refusal(store, WRITERS[kind](tmp_path / f"a.{kind}", rows))

    assert "是个人信息" in said
    assert IDENTITY not in said


@pytest.mark.parametrize(
    ("code", "value", "shown"), [("0.0%", 0.983, "98.3%"), ('0"小时"', 12, "12小时"), ("yyyy-mm", 46348, "2026年11月")]
)
def test_an_old_workbook_s_formats_are_read(tmp_path: Path, code: str, value: float, shown: str) -> None:
    """What a format shows around a number changes what it means."""
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, value, xlwt.easyxf(num_format_str=code))
    book.save(str(tmp_path / "a.xls"))

    assert read_sheets(tmp_path / "a.xls")[0].cells[0, 0] == shown


def test_hidden_sheets_and_rows_of_an_old_workbook_are_known(tmp_path: Path) -> None:
    """They are marked as those of an XLSX are."""
    book = xlwt.Workbook()
    for name in ("日报", "旧"):
        book.add_sheet(name).write(0, 0, "x")
    book.get_sheet("日报").row(0).hidden = True
    book.get_sheet("旧").visibility = 1
    book.save(str(tmp_path / "a.xls"))

    shown, hidden = read_sheets(tmp_path / "a.xls")

    assert shown.unseen.rows == {0}
    assert (hidden.name, hidden.is_hidden) == ("旧", True)


def test_a_formula_that_was_never_computed_is_refused(store: Store, tmp_path: Path) -> None:
    """A program that writes XLS leaves a nought in its place."""
    path = write_xls(tmp_path / "a.xls", {"表": [HEADER, [DAY, XIXING, 120, xlwt.Formula("C2-2")]]})
    no_result, nought_to_compute = struct.pack("<QH", 0xFFFF000000000003, 0), struct.pack("<QH", 0, 2)
    path.write_bytes(path.read_bytes().replace(no_result, nought_to_compute))

    assert "是没有计算结果的公式" in refusal(store, path)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_file_in_an_archive_is_named_as_its_sender_s_computer_did(
    store: Store, tmp_path: Path, encoding: str
) -> None:
    """The name of the archive comes before it."""
    content = write_csv(tmp_path / "a.csv", [HEADER, [DAY, XIXING, 1, 2]]).read_bytes()
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("@@@@@@.csv", content)
    name = "内表甲".encode(encoding)[:6] if encoding == "gbk" else "内表".encode()
    path.write_bytes(path.read_bytes().replace(b"@@@@@@", name))

    assert f"包.zip/{name.decode(encoding)}.csv 第 2 行" in refusal(store, path)


def test_what_a_computer_adds_to_an_archive_is_passed_over(store: Store, tmp_path: Path) -> None:
    """Such as the shadows that macOS adds."""
    sheet = write_csv(tmp_path / "a.csv", ROWS)
    extra = {"__MACOSX/._a.csv": b"\0\1", "x/.DS_Store": b"\0\1", "~$a.xlsx": b"\0"}

    assert load(store, write_zip(tmp_path / "a.zip", {"a.csv": sheet, **extra})).ok


def bomb(path: Path) -> Path:
    """Write a workbook with a part of 20 MB of nothing."""
    return write_zip(path, {"[Content_Types].xml": b"x", "xl/workbook.xml": b"x", "xl/sheet.xml": bytes(20 * 2**20)})


def macro(path: Path) -> Path:
    """Write a workbook with a program in it."""
    write_xlsx(path, {"表": ROWS})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return path


def locked_archive(path: Path) -> Path:
    """Write an archive whose entry says that it has a password."""
    content = bytearray(write_zip(path, {"a.csv": b"a,b\n"}).read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


def locked_ods(path: Path) -> Path:
    """Write an open document with a password."""
    return write_zip(path, {"META-INF/manifest.xml": b"<manifest:encryption-data>", "content.xml": b"\0"})


def linked_ods(path: Path) -> Path:
    """Write an open document with a cell of another."""
    plain = write_ods(path, {"表": [["a", 7]]})
    with zipfile.ZipFile(plain) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    formula = b' table:formula="of:=[\'file:///D:/\xe6\xb1\x87\xe6\x80\xbb.ods\'#$A.B2]" office:value="7"'
    parts["content.xml"] = parts["content.xml"].replace(b' office:value="7"', formula)
    return write_zip(path, parts)


def linked_xlsx(path: Path) -> Path:
    """Write a workbook with a cell of another."""
    book = Workbook()
    book.active["B2"] = "='[1]Sheet1'!A1"
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels", '<R Target="file:///D:/%E6%B1%87%E6%80%BB.xlsx"/>'
        )
    return path


def locked_xls(path: Path) -> Path:
    """Write an old workbook whose records say that it has a password."""
    content = write_xls(path, {"表": ROWS}).read_bytes()
    interface = struct.pack("<HHH", 0xE1, 2, 0x04B0)
    assert interface in content
    path.write_bytes(content.replace(interface, struct.pack("<HHH", 0x2F, 2, 0)))
    return path


HARMFUL: list[tuple[Callable[[Path], Path], str]] = [
    (bomb, "压缩得不像表格"),
    (macro, "工作簿里有宏"),
    (locked_archive, "设了密码"),
    (locked_ods, "表格设了打开密码"),
    (locked_xls, "表格设了打开密码"),
    (linked_ods, "工作表“表”的 B1 格是从另一份文件“汇总.ods”取来的数"),
    (linked_xlsx, "的 B2 格是从另一份文件“汇总.xlsx”取来的数"),
    (lambda path: write_zip(path, {"a.zip": write_zip(path.with_suffix(".in"), {"a.csv": b"a"})}), "压缩包里还有压缩包"),
    (lambda path: write_zip(path, {"函.pdf": b"%PDF"}), "压缩包里的“函.pdf”：这是 PDF 文档"),
    (lambda path: write_zip(path, {".DS_Store": b"x"}), "压缩包里没有文件"),
]  # fmt: skip


@pytest.mark.parametrize(("write", "says"), HARMFUL)
def test_what_could_mislead_or_do_harm_is_refused(
    store: Store, tmp_path: Path, write: Callable[[Path], Path], says: str
) -> None:
    """With the place, the reason and the way out."""
    assert says in refusal(store, write(tmp_path / "a"))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "parquet", "zip"])
def test_a_file_cut_off_is_called_that(store: Store, tmp_path: Path, kind: str) -> None:
    """Whatever its kind."""
    path = WRITERS[kind](tmp_path / f"a.{kind}", ROWS)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])

    assert "不完整或已损坏" in refusal(store, path)


def test_many_files_in_an_archive_are_refused(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how many there are and how many may be."""
    monkeypatch.setattr(archives, "MOST_FILES", 2)

    assert "压缩包里有 3 个文件，一次最多 2 个" in refusal(
        store, write_zip(tmp_path / "a.zip", {f"{at}.csv": b"a,b\n1,2\n" for at in range(3)})
    )


def test_a_file_of_200_mb_is_refused_by_its_size(store: Store, tmp_path: Path) -> None:
    """Before any of it is read."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(200 * 10**6)

    assert f"文件超过 {MOST_BYTES // 2**20} MB" in refusal(store, path)


def test_nothing_unpacked_is_left(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of an archive with persons stays in the folder of temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    sheet = write_csv(tmp_path / "a.csv", [[*HEADER, "姓名"], [DAY, XIXING, 1, 1, "某"]])

    refusal(store, write_zip(tmp_path / "a.zip", {"a.csv": sheet}))

    assert [*(tmp_path / "temporary").iterdir()] == []
