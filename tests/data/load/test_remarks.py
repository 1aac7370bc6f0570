"""Words that change what figures mean, in the names of sheets and files, in notes, in remarks and in columns of periods."""

from pathlib import Path
from typing import Any

import pytest

from data.load import LoadReport
from data.store import Store
from tests.data.feeds import CHANGHE, DAY, XIXING, binjiang_store, held, load, write_csv, write_xlsx

TITLE: list[Any] = ["滨江区社区矫正日报 2026年11月22日"]
HEADER: list[Any] = ["司法所", "应核查", "已核查"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def on_sheet(store: Store, folder: Path, name: str) -> LoadReport:
    """Load a day's row from a sheet of some name."""
    return load(store, write_xlsx(folder / "a.xlsx", {name: [["2026年11月22日"], HEADER, ["西兴", 7, 6]]}))


@pytest.mark.parametrize(
    ("name", "word"),
    [("缓刑人员", "缓刑"), ("女性对象", "女性"), ("重点对象", "重点对象"), ("未成年", "未成年"), ("外出人员", "外出人员"), ("严管", "严管"), ("二、吸毒对象日报", "吸毒"), ("抽样", "抽样")],
)  # fmt: skip
def test_a_sheet_of_some_people(store: Store, tmp_path: Path, name: str, word: str) -> None:
    """The sheet's name says whose figures they are, like a title."""
    report = on_sheet(store, tmp_path, name)

    assert f"工作表名“{name}”里的“{word}" in report.text()
    assert held(store) == {}


@pytest.mark.parametrize(
    "name",
    [
        "Sheet1", "工作表1", "监管日报", "11月22日", "滨江区", "滨江", "西兴司法所", "汇总", "总表", "附表2", "模板", "第二部分", "重点工作", "社区矫正对象", "在矫人员",
        "工作人员", "张三", "对象情况", "最新版", "核查表（终稿）", "Sheet", "数据", "2026-11-22", "20261122", "信息化核查", "日报(2)",
    ],
)  # fmt: skip
def test_usual_names_of_sheets(store: Store, tmp_path: Path, name: str) -> None:
    """A sheet may be called anything else."""
    report = on_sheet(store, tmp_path, name)

    assert report.ok, report.text()


def test_a_sheet_named_for_a_kind_that_a_column_names(store: Store, tmp_path: Path) -> None:
    """Where the rows say the kind themselves the sheet's name adds nothing."""
    header = ["日期", "司法所", "矫正类别", "管理等级", "在册人数"]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"缓刑": [header, [DAY, "西兴", "缓刑", "严管", 3]]}))

    assert report.ok, report.text()


def test_a_file_of_some_people(store: Store, tmp_path: Path) -> None:
    """The file's name counts like the sheet's."""
    report = load(store, write_csv(tmp_path / "女性对象日报.csv", [TITLE, HEADER, ["西兴", 7, 6]]))

    assert "文件名“女性对象日报”里的“女性对象”" in report.text()


def noted(store: Store, folder: Path, *note: str) -> LoadReport:
    """Load a day's row with a note under the table."""
    return load(store, write_csv(folder / "a.csv", [TITLE, HEADER, ["西兴", 7, 6], [], [*note]]))


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("注：以上仅统计重点对象", "重点对象"), ("说明：应核查为全月应核查数", "全月"), ("注：以上为11月21日数据", "11月21日"), ("注：以上为2026年11月21日数据", "11月21日"),
        ("备注：本表数据为11月份数", "11月份"), ("注：只含缓刑人员", "缓刑"), ("注：以上数据不含外出人员", "外出人员"), ("注：以上为重点对象数据", "重点对象"),
        ("以上为11月累计数", "累计数"), ("（以上数据均为上周数）", "上周"), ("注：应核查按百人次计", "百人次"), ("注：数字以百为单位", "百"), ("注：本表数据为11月16日-22日", "11月16日-22日"),
    ],
)  # fmt: skip
def test_a_note_that_changes_the_figures(store: Store, tmp_path: Path, note: str, word: str) -> None:
    """A note on other people, another time or unit stops the table, as one on 累计 does."""
    report = noted(store, tmp_path, note)

    assert word in report.text()
    assert held(store).get((DAY, XIXING)) in (None, {"checkin_due_n": 700, "checkin_done_n": 600})


def test_a_note_in_two_cells(store: Store, tmp_path: Path) -> None:
    """注： may be a cell of its own."""
    assert noted(store, tmp_path, "注：", "以上为11月累计数").version is None
    assert noted(store, tmp_path, "填表人：张三", "", "以上为11月累计数").version is None


def test_a_note_far_above_the_end(store: Store, tmp_path: Path) -> None:
    """Rows below a note do not hide it."""
    rows = [TITLE, HEADER, ["西兴", 7, 6], ["注：以上为11月累计数", "", ""], *[["浦沿", "", ""]] * 15]

    assert load(store, write_csv(tmp_path / "a.csv", rows)).version is None


@pytest.mark.parametrize(
    "note",
    [
        "注：口径见通知", "注：应核查按人次", "说明：数据来源为省平台", "注：仅供内部参考", "注：以上为2026年11月22日数据", "注：以上数据均为当日数", "注：西兴所11月20日起停电，11月21日数据未报",
        "注：本月为安全生产月", "2026年11月23日", "填表人：张三", "注：以司法所为单位统计", "注：严管对象每周核查一次", "注：只填整数", "数据由各所上报", "（盖章）",
        "注：数据为省平台导出", "注：不含已解矫对象", "注：以上数据取自省平台11月23日导出", "说明：1.应核查为当日应核查人次；2.已核查为当日完成人次。",
    ],
)  # fmt: skip
def test_harmless_notes(store: Store, tmp_path: Path, note: str) -> None:
    """Sources, rules, signatures and what happened to an office change no figure."""
    report = noted(store, tmp_path, note)

    assert report.ok, report.text()


def remarked(store: Store, folder: Path, remark: str, title: str = "备注") -> LoadReport:
    """Load two rows, the first of them with a remark."""
    rows = [TITLE, [*HEADER, title], ["西兴", 7, 6, remark], ["长河", 30, 29, "" if title == "备注" else "无"]]
    return load(store, write_csv(folder / "a.csv", rows))


@pytest.mark.parametrize(
    ("remark", "word"),
    [
        ("系11月21日数据", "11月21日"), ("本月累计数", "本月"), ("单位：百人次", "百人次"), ("累计", "累计"), ("补报2026年11月21日", "2026-11-21"), ("11月16日-22日", "11月16日-22日"),
        ("上周数据", "上周"), ("（去年同期数）", "去年"), ("已核对；为11月份数据", "11月份"), ("仅统计重点对象", "重点对象"), ("只含缓刑人员", "缓刑"), ("系女性对象数据", "女性"), ("计划", "计划"),
        ("百人次", "百人次"),
    ],
)  # fmt: skip
def test_a_remark_that_changes_its_row(store: Store, tmp_path: Path, remark: str, word: str) -> None:
    """The row is refused by its number, with the word; the others go in."""
    report = remarked(store, tmp_path, remark)

    assert [error.row for error in report.errors] == [3]
    assert f"里的“{word}" in report.text()
    assert [*held(store)] == [(DAY, CHANGHE)]


@pytest.mark.parametrize(
    "remark",
    [
        "王小明请假", "一人请假", "张三2次未签到", "说明：一人请假", "11月21日新入矫1人", "本月累计训诫3次", "较昨日增加1人", "上周已整改", "11月20日起外出", "2026年11月22日", "同比下降",
        "上月转入2人", "系当日数据", "单位：人次", "停电", "已核对", "11月22日数据", "环比增长", "第3人", "较上周减少", "1人保外就医", "补报", "王某本月请假", "无", "—", "重点对象3人",
    ],
)  # fmt: skip
def test_usual_remarks(store: Store, tmp_path: Path, remark: str) -> None:
    """What happened to somebody changes no figure."""
    report = remarked(store, tmp_path, remark)

    assert report.ok, report.text()


def test_a_remark_behind_a_mark_is_passed_over(store: Store, tmp_path: Path) -> None:
    """A column behind # is not read."""
    assert remarked(store, tmp_path, "本月累计数", "#备注").ok


def test_a_remark_without_a_title(store: Store, tmp_path: Path) -> None:
    """Text beside the table is a remark too."""
    rows = [TITLE, HEADER, ["西兴", 7, 6, "本月累计数"], ["长河", 3, 2]]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}))

    assert [error.row for error in report.errors] == [3]


@pytest.mark.parametrize("kind", ["累计", "计划", "上月"])
def test_a_kind_that_is_not_the_day_s(store: Store, tmp_path: Path, kind: str) -> None:
    """A column 类型 may say that a row is a plan or a sum."""
    assert [error.row for error in remarked(store, tmp_path, kind, "数据类型").errors] == [3]


@pytest.mark.parametrize(
    ("title", "cell", "is_taken"),
    [
        ("期间", "11月1日-22日", False), ("起", "2026-11-01", False), ("统计周期", "本月", False), ("统计时间", "2026-11-21", False), ("开始日期", "11月1日", False), ("期间", "2026年11月", False),
        ("期间", "2026年11月22日", True), ("起", "2026-11-22", True), ("周期", "日", True), ("统计周期", "每日", True), ("请假时间", "11月1日-22日", True), ("签收日期", "2026-11-23", True),
        ("月份", "11月", True), ("统计月份", "11月", True), ("数据周次", "第47周", True),
    ],
)  # fmt: skip
def test_columns_of_periods(store: Store, tmp_path: Path, title: str, cell: str, is_taken: bool) -> None:
    """A column for the time of the figures must name the row's own day."""
    rows = [["日期", title, *HEADER], [DAY, cell, "西兴", 7, 6], [DAY, "", "长河", 7, 6]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert ((DAY, XIXING) in held(store)) == is_taken, report.text()
    assert [error.row for error in report.errors] == ([] if is_taken else [2])
