"""Tasks as a workbook: exported and imported again; wrong rows are refused and the good ones imported."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, event

from data.errors import DataError
from data.periods import Period
from data.store import Store
from data.tasks import Task, TaskStatus
from data.tasks.store import create, history, save, task
from data.tasks.task import TaskDraft
from data.tasks.workbook import HEADINGS, Taken, sheet_of, take
from tests.data.tasks.test_store import CITY, DUE, POST, WEEK, moment
from tests.viewers import staff

AT = {heading.key: place for place, heading in enumerate(HEADINGS, 1)}


@pytest.fixture
def made(store: Store) -> list[Task]:
    """Two tasks."""
    return [
        create(store, staff(store, POST), CITY, WEEK, TaskDraft(title, "市局信息处", DUE, evidence="=值班表"))
        for title in ("值守补岗", "数据核对")
    ]


def changed(store: Store, tasks: list[Task], change: Callable[[Any], None]) -> Taken:
    """Export, change the sheet as a person would, import."""
    book = load_workbook(BytesIO(sheet_of(store, tasks)))
    change(book.active)
    file = BytesIO()
    book.save(file)
    return take(store, staff(store, POST), file.getvalue(), region=CITY, week=WEEK)


def put(**values: object) -> Callable[[Any], None]:
    """Return the change that writes cells: `title_2="…"` is the title in row 2."""

    def write(sheet: Any) -> None:
        for name, value in values.items():
            key, row = name.rsplit("_", 1)
            sheet.cell(int(row), AT[key]).value = value

    return write


def test_every_cell_is_text(store: Store, made: list[Task]) -> None:
    """Ids and codes are text, and a text that begins with = is no formula."""
    sheet = load_workbook(BytesIO(sheet_of(store, made))).active

    assert sheet.cell(2, AT["id"]).value == made[0].id
    for row in (2, 3):
        cells = [sheet.cell(row, at) for at in AT.values()]
        assert {cell.number_format for cell in cells} == {"@"}
        assert {type(cell.value) for cell in cells} <= {str, type(None)}
        assert {cell.data_type for cell in cells if cell.value} <= {"s", "inlineStr"}
    assert sheet.cell(2, AT["evidence"]).value == "=值班表"


def test_out_and_in_changes_nothing(store: Store, made: list[Task]) -> None:
    """Importing an unchanged file changes no task."""
    taken = changed(store, made, put())

    assert (taken.same, taken.created, taken.changed, taken.refused) == (2, [], [], [])
    assert [task(store, staff(store), each.number) for each in made] == made


def test_changed_rows_and_new_ones_go_in(store: Store, made: list[Task]) -> None:
    """A changed row updates its task, its status with it; a row without id makes one."""
    taken = changed(
        store,
        made,
        put(
            title_2="值守补岗三人",
            status_2="办理",
            title_4="设备规则复核",
            owner_4="市局信息处",
            due_4=moment(30),
        ),
    )

    assert taken.changed == [made[0].id]
    assert len(taken.created) == 1
    assert (taken.same, taken.refused) == (1, [])
    now = task(store, staff(store), made[0].number)
    assert (now.title, now.status) == ("值守补岗三人", TaskStatus.ACTING)
    new = task(store, staff(store), 3)
    assert (new.title, new.due, new.week, new.region) == ("设备规则复核", date(2026, 11, 30), WEEK, CITY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id_2": "T1-0000"}, "不是本驾驶舱发出的"),
        ({"id_2": "T99-abcd"}, "不是本驾驶舱发出的"),
        ({"id_2": "一号"}, "不是本驾驶舱发出的"),
        ({"id_2": None}, "编号可能被删去了"),
        ({"edition_2": "新"}, "不是导出时的数字"),
        ({"owner_2": None}, "承办单位没有填写"),
        ({"title_2": " "}, "事项没有填写"),
        ({"due_2": "下周五"}, "不是日期"),
        ({"due_2": "2026-02-30"}, "不是日期"),
        ({"due_2": None}, "期限没有填写"),
        ({"due_2": "=TODAY()"}, "是公式"),
        ({"status_2": "完成"}, "没有“完成”这种状态"),
        ({"status_2": "销号"}, "须写明理由"),
        ({"metric_2": "nothing"}, "nothing"),
        ({"region_2": "330903"}, "请勿改动"),
        ({"evidence_2": "电话 13800138000"}, "形似电话号码"),
    ],
)
def test_a_bad_row_is_refused_and_the_good_one_goes_in(
    store: Store, made: list[Task], change: dict[str, object], reason: str
) -> None:
    """The row is named with the reason in words; nothing of it is written, the next row is."""
    taken = changed(store, made, put(**{"title_2": "不应写入", **change}, title_3="应当写入"))

    assert [each.row for each in taken.refused] == [2]
    assert reason in str(taken.refused[0].reason)
    assert task(store, staff(store), made[0].number) == made[0]
    assert task(store, staff(store), made[1].number).title == "应当写入"
    assert f"第 2 行：{taken.refused[0].reason}" in "\n".join(map(str, taken.lines()))


def test_two_ids_exchanged_are_noticed(store: Store, made: list[Task]) -> None:
    """An id of another task in a row, twice in the file, is taken once."""
    taken = changed(store, made, put(id_3=made[0].id))

    assert [each.row for each in taken.refused] == [3]
    assert "出现了两次" in str(taken.refused[0].reason)


def test_what_changed_meanwhile_is_not_overwritten(store: Store, made: list[Task]) -> None:
    """A row of an older edition is refused and says what the task is now."""
    save(store, staff(store, POST), made[0].number, draft=TaskDraft("别人改过", "市局信息处", DUE), seen=1)

    taken = changed(store, made, put(title_2="我的改动"))  # exported before

    assert [each.row for each in taken.refused] == [2]
    assert "别人已经改过，现为第 2 版：别人改过" in str(taken.refused[0].reason)
    assert task(store, staff(store), made[0].number).title == "别人改过"
    assert len(history(store, staff(store), made[0].number)) == 2


def test_regions_outside_are_refused(store: Store, made: list[Task]) -> None:
    """A new row of a region outside the viewer's scope is refused."""
    taken = changed(store, made, put(title_4="别处", owner_4="别处", due_4="2026-12-04", region_4="330100"))

    assert [each.row for each in taken.refused] == [4]


@pytest.mark.parametrize("file", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_no_workbook(store: Store, file: bytes) -> None:
    """A file that cannot be read is refused in words."""
    with pytest.raises(DataError, match="导出"):
        take(store, staff(store, POST), file, region=CITY, week=Period.parse("2026-W47"))


def test_missing_columns_are_named(store: Store, made: list[Task]) -> None:
    """A file without the needed columns is refused as a whole."""
    with pytest.raises(DataError, match="承办单位"):
        changed(store, made, lambda sheet: sheet.delete_cols(AT["owner"]))


def test_rows_after_the_store_became_busy_are_listed(store: Store, made: list[Task]) -> None:
    """The first row is saved and the next ones are listed as refused, so that it is clear what to import again."""
    lock = sqlite3.connect(str(store.engine.url.database), isolation_level=None, timeout=0)
    written: list[bool] = []

    @event.listens_for(store.engine, "begin")
    def hurry(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")

    @event.listens_for(store.engine, "commit")
    def note(_connection: Connection) -> None:
        written.append(True)

    @event.listens_for(store.engine, "checkin")
    def seize(_connection: object, _record: object) -> None:
        if written and not lock.in_transaction:
            lock.execute("BEGIN IMMEDIATE")

    taken = changed(store, made, put(title_2="一", title_3="二"))
    lock.execute("ROLLBACK")

    assert taken.changed == [made[0].id]
    assert [each.row for each in taken.refused] == [3]
    assert "未写入" in "\n".join(map(str, taken.lines()))


def doctored(part: str, change: Callable[[bytes], bytes], store: Store) -> bytes:
    """Return a workbook of ours with one of its parts changed."""
    own = zipfile.ZipFile(BytesIO(sheet_of(store, [])))
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in own.namelist():
            archive.writestr(name, change(own.read(name)) if name == part else own.read(name))
    return file.getvalue()


def rows(inner: str) -> Callable[[bytes], bytes]:
    """Return the change that puts other rows into a sheet."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return lambda content: f"{head}{inner}</sheetData></worksheet>".encode()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        (SHEET, rows("<c/>" * 300_001), "解开后太大"),
        (SHEET, rows(f'<row r="1">{"<c/>" * 300_001}</row>'), "解开后太大"),
        ("xl/styles.xml", lambda content: content + b"<xf/>" * 20_001, "解开后太大"),
        ("xl/styles.xml", lambda content: content + b" " * 20_000_000, "解开后太大"),
        (SHEET, lambda content: b'<!DOCTYPE a [<!ENTITY b "c">]>' + content, "不是可以读的 XLSX"),
        (SHEET, lambda content: ('<!DOCTYPE a [<!ENTITY b "c">]>').encode("utf-16"), "不是可以读的 XLSX"),
        (SHEET, rows('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'), "不是可以读的 XLSX"),
        (SHEET, rows('<row r="1"><c r="A1"><v>' + "9" * 100_000 + "</v></c></row>"), "不是可以读的 XLSX"),
        (SHEET, rows('<row r="1"><c r="A1" t="d"><v>2026-99-99</v></c></row>'), "不是可以读的 XLSX"),
        (SHEET, lambda content: b"", "不是可以读的 XLSX"),
        (SHEET, rows('<row r="1048576"><c r="XFD1048576"/></row>'), "一次最多导入"),
        ("xl/workbook.xml", lambda content: b"<a/>", "不是可以读的 XLSX"),
        ("[Content_Types].xml", lambda content: b"<a/>", "不是可以读的 XLSX"),
        ("xl/_rels/workbook.xml.rels", lambda content: b"<a/>", "不是可以读的 XLSX"),
    ],
)
def test_a_workbook_made_to_break_is_refused(
    store: Store, part: str, change: Callable[[bytes], bytes], said: str
) -> None:
    """A file that would take minutes or gigabytes is measured first; one that openpyxl fails on is refused in words."""
    with pytest.raises(DataError, match=said):
        take(store, staff(store, POST), doctored(part, change, store), region=CITY, week=WEEK)


def flagged(file: bytes, offset: int, value: int) -> bytes:
    """Return an archive with one byte changed in each line of its directory."""
    changed = bytearray(file)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + offset] = value
        at = changed.find(b"PK\x01\x02", at + 1)
    return bytes(changed)


@pytest.mark.parametrize(("offset", "value"), [(8, 1), (10, 99)])
def test_an_encrypted_or_unknown_archive_is_refused(store: Store, offset: int, value: int) -> None:
    """Parts that need a password, or an unknown compression."""
    with pytest.raises(DataError, match="不是可以读的 XLSX"):
        take(store, staff(store, POST), flagged(sheet_of(store, []), offset, value), region=CITY, week=WEEK)


def test_a_workbook_under_a_password_is_named(store: Store) -> None:
    """Office wraps such a file into an older form, which is also that of XLS."""
    with pytest.raises(DataError, match="加了密码"):
        take(store, staff(store, POST), b"\xd0\xcf\x11\xe0" + b"\0" * 3000, region=CITY, week=WEEK)


def test_a_broken_byte_is_no_error(store: Store, made: list[Task]) -> None:
    """Wherever a byte of a file is turned over, it is read or refused."""
    file = sheet_of(store, made)
    for at in range(0, len(file), 97):
        broken = bytearray(file)
        broken[at] ^= 255
        with suppress(DataError):
            take(store, staff(store, POST), bytes(broken), region=CITY, week=WEEK)


def test_a_full_sheet_is_taken(store: Store) -> None:
    """The most rows there may be, each with texts, are under every limit."""
    book = load_workbook(BytesIO(sheet_of(store, [])))
    for row in range(2, 2001):
        for heading in HEADINGS:
            book.active.cell(row, AT[heading.key]).value = f"{heading.zh}{row}" * 20
    file = BytesIO()
    book.save(file)

    assert len(take(store, staff(store, POST), file.getvalue(), region=CITY, week=WEEK).refused) == 1999


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"due_2": "99999999999999999999-1-1"}, "不是日期"),
        ({"due_2": "9" * 5000}, "不是日期"),
        ({"edition_2": "²"}, "不是导出时的数字"),
        ({"edition_2": "9" * 5000}, "不是导出时的数字"),
    ],
)
def test_a_malformed_number_is_refused_at_its_row(
    store: Store, made: list[Task], values: dict[str, object], said: str
) -> None:
    """Numbers with too many digits, and characters that only look like digits."""
    taken = changed(store, made, put(**values))

    assert [(each.row, said in str(each.reason), len(str(each.reason)) < 200) for each in taken.refused] == [
        (2, True, True)
    ]
    assert taken.same == 1
