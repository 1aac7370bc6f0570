"""The forms a feed may come in, what goes in of it, and what is odd but passes."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from data.load.findings import FindingKind
from data.load.template import write_template
from data.store import Store
from tests.data.feeds import (
    CHANGHE,
    DAY,
    HEADER,
    PUYAN,
    XIXING,
    binjiang_store,
    county_csv,
    csv_text,
    held,
    load,
    write_csv,
    write_parquet,
    write_xlsx,
)

ROWS: list[list[Any]] = [HEADER, ["2026-11-22", XIXING, 120, 118], ["2026-11-22", CHANGHE, 80, 79]]
HELD = {
    (DAY, XIXING): {"checkin_due_n": 120, "checkin_done_n": 118},
    (DAY, CHANGHE): {"checkin_due_n": 80, "checkin_done_n": 79},
}
ROSTER = ["日期", "司法所", "矫正类别", "管理等级", "在册人数", "新接收", "转入", "转出", "期满解除/赦免"]
TABLES = ["roster", "supervision", "alert", "education", "psych", "social", "ops"]
TABLES += ["incident", "alert_hour", "brand_service"]
ENDS = ["撤销缓刑终止", "撤销假释终止", "暂予监外收监终止", "死亡终止"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(store: Store, tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Every encoding and delimiter in use gives the same figures."""
    rows = [
        ["日期", "司法所", "应核查次数", "核查完成次数"],
        ["2026/11/22", "西兴", "120", "118"],
        ["20261122", "长河所", 80, 79],
    ]

    assert load(store, write_csv(tmp_path / "a.csv", rows, encoding, delimiter)).ok
    assert held(store) == HELD


def test_workbook_and_parquet(store: Store, tmp_path: Path) -> None:
    """XLSX with real dates and codes as numbers, and Parquet, give the same figures."""
    rows: list[list[Any]] = [HEADER, [DAY, int(XIXING), 120, 118.0], [46348, CHANGHE, "８０", "'79"]]

    assert load(store, write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows})).ok
    assert held(store) == HELD
    parquet = write_parquet(tmp_path / "a.parquet", [HEADER, [DAY, XIXING, 1, None], [DAY, CHANGHE, 2, 1]])
    assert load(store, parquet).ok
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 1}


@pytest.mark.parametrize(
    "code",
    ["330108001.0", "3.30108001E+08", "3.30108001e8", '="330108001"', "330,108,001", "330108 001", "330108001000", "330108001000.0", "3.30108001E+11", "\u202d330108001\u202c"],
)  # fmt: skip
def test_codes_that_a_spreadsheet_took_for_numbers(store: Store, tmp_path: Path, code: str) -> None:
    """A code is read as long as all of its nine digits are there."""
    assert load(store, write_csv(tmp_path / "a.csv", [HEADER, [DAY, code, 120, 118]])).ok
    assert held(store) == {(DAY, XIXING): HELD[DAY, XIXING]}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York"])
def test_days_with_a_time_zone(store: Store, tmp_path: Path, zone: str) -> None:
    """The moment that a day begins here is that day, in any zone a program writes it in."""
    path = tmp_path / "a.parquet"
    days = pd.Series(pd.to_datetime([str(DAY)]).tz_localize("Asia/Shanghai").tz_convert(zone))
    pd.DataFrame({"day": days, "office_code": [XIXING], "checkin_due_n": [120.0]}).to_parquet(path)

    assert load(store, path).ok
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 120}}


def test_codes_that_are_numbers_in_parquet(store: Store, tmp_path: Path) -> None:
    """Columns of floating numbers, with gaps, are read as whole numbers."""
    path = tmp_path / "a.parquet"
    frame = {"day": [str(DAY)] * 2, "office_code": [float(XIXING), float(CHANGHE)], "checkin_due_n": [120.0, None]}
    pd.DataFrame({**frame, "checkin_done_n": [118.0, 0.0]}).to_parquet(path)

    assert load(store, path).ok
    assert held(store) == {(DAY, XIXING): HELD[DAY, XIXING], (DAY, CHANGHE): {"checkin_done_n": 0}}


def test_day_in_names(store: Store, tmp_path: Path) -> None:
    """The day may be in the sheet's name or the file's."""
    rows = [["司法所", "应核查次数"], ["西兴", 5]]

    assert load(store, write_xlsx(tmp_path / "日报.xlsx", {"2026-11-21": rows, "2026-11-22": rows})).ok
    assert load(store, write_csv(tmp_path / "滨江20261120.csv", rows)).ok
    assert sorted(day.day for day, _ in held(store)) == [20, 21, 22]


def test_some_columns_only(store: Store, tmp_path: Path) -> None:
    """A section's columns are replaced; the others keep what they had, and a cell left blank is empty, not zero."""
    load(store, write_csv(tmp_path / "a.csv", [[*HEADER, "visit_due_n"], ["2026-11-22", XIXING, 120, 118, 6]]))

    report = load(
        store, write_csv(tmp_path / "b.csv", [HEADER, ["2026-11-22", XIXING, 130, ""], ["2026-11-22", CHANGHE, 1, 0]])
    )

    assert report.ok
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 130, "visit_due_n": 6}


def test_a_column_left_blank_is_not_in_the_file(store: Store, tmp_path: Path) -> None:
    """A column of the form that a section does not fill keeps what another section filled."""
    load(store, write_csv(tmp_path / "a.csv", ROWS))

    report = load(store, write_csv(tmp_path / "b.csv", [[*HEADER, "visit_due_n"], ["2026-11-22", XIXING, "", "", 6]]))

    assert report.ok
    assert held(store)[DAY, XIXING] == {**HELD[DAY, XIXING], "visit_due_n": 6}
    assert "b.csv：整列没有填，视为未报，库中原有的数字保留：checkin_due_n、checkin_done_n。" in report.text()


def test_two_sections_in_one_load(store: Store, tmp_path: Path) -> None:
    """Files with different columns of the same office-days are one load and one version."""
    first = write_csv(tmp_path / "a.csv", [HEADER[:3], ["2026-11-22", XIXING, 120]])
    second = write_csv(tmp_path / "b.csv", [[*HEADER[:2], "checkin_done_n"], ["2026-11-22", XIXING, 118]])

    report = load(store, first, second)

    assert (report.ok, report.version) == (True, 1)
    assert held(store) == {(DAY, XIXING): HELD[DAY, XIXING]}


def test_rows_without_figures_are_not_reports(store: Store, tmp_path: Path) -> None:
    """An office's row left blank in the form is no report of zeros."""
    report = load(store, write_csv(tmp_path / "a.csv", [*ROWS, ["2026-11-22", PUYAN, "", ""]]))

    assert report.ok
    assert held(store) == HELD
    assert "a.csv：第 4 行没有任何数字，视为未上报，未写入。没有发生请填 0。" in report.text()


def test_loading_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    """The same file again gives the same figures under a new version."""
    path = write_csv(tmp_path / "a.csv", ROWS)

    assert [load(store, path).version, load(store, path).version] == [1, 2]
    assert held(store) == HELD


def test_rejects_can_be_corrected_and_loaded(store: Store, tmp_path: Path) -> None:
    """The rejects hold title, header, refused rows, 行号 and 原因; corrected they load as they are."""
    path = county_csv(tmp_path / "日报.csv")
    path.write_bytes(path.read_bytes().replace("1,118".encode("gb18030"), b"").replace(b",118,", b",-118,"))
    report = load(store, path)
    rejects = report.files[0].rejects_file
    assert rejects == tmp_path / "日报-拒收.csv"
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][0] == "滨江区社区矫正日报　2026年11月22日"
    assert lines[2][-2:] == ["行号", "原因"]
    assert lines[4][3] == "'-118"
    assert lines[4][-2:] == ["5", "信息化核查·已完成：“-118”是负数，计数不能小于 0。"]
    assert len(lines) == 5

    rejects.write_text(rejects.read_text("utf-8-sig").replace("'-118", "118"), "utf-8-sig")
    again = load(store, rejects)

    assert again.ok, again.text()
    assert held(store)[DAY, XIXING]["checkin_done_n"] == 118
    assert len(held(store)) == 3


def test_rejects_never_overwrite(store: Store, tmp_path: Path) -> None:
    """A second refusal of another kind gets a file of its own, the same one does not."""
    bad = [*ROWS, ["2026-11-22", PUYAN, 1, 2]]
    path = write_csv(tmp_path / "a.csv", bad)
    names = [load(store, path).files[0].rejects_file for _ in range(2)]
    write_csv(path, [*ROWS, ["2026-11-22", PUYAN, 1, 3]])
    names.append(load(store, path).files[0].rejects_file)

    assert [name.name for name in names if name] == ["a-拒收.csv", "a-拒收.csv", "a-拒收-2.csv"]


def test_no_formula_leaves_in_rejects(store: Store, tmp_path: Path) -> None:
    """A cell that a spreadsheet would run is escaped, and read as it was when loaded again."""
    path = write_csv(tmp_path / "a.csv", [HEADER, ["2026-11-22", "=HYPERLINK(1)", 1, 1]])
    rejects = load(store, path).files[0].rejects_file
    assert rejects is not None
    assert "'=HYPERLINK(1)" in rejects.read_text("utf-8-sig")

    assert "“=HYPERLINK(1)”不是滨江区内已知的" in load(store, rejects).errors[0].text


def test_ten_times_the_usual_is_pointed_out(store: Store, tmp_path: Path) -> None:
    """A count ten times an office's usual passes with its reason."""
    days = [DAY - timedelta(days=step) for step in range(1, 8)]
    load(store, write_csv(tmp_path / "a.csv", [HEADER, *([day, XIXING, 4, 4] for day in days)]))

    report = load(store, write_csv(tmp_path / "b.csv", [HEADER, ["2026-11-22", XIXING, 45, 4]]))

    assert report.ok
    assert [warning.text for warning in report.warnings] == [
        "b.csv 第 2 行 “checkin_due_n”列：45 是平时（日均 4.0）的 11 倍，已装载，请核对。"
    ]


@pytest.mark.parametrize(("registered", "balances"), [(92, True), (95, False)])
def test_balance_is_recorded_not_refused(store: Store, tmp_path: Path, registered: int, balances: bool) -> None:
    """A register that is not yesterday's plus the day's changes is loaded with a warning."""
    before = [DAY - timedelta(days=1), "西兴", "缓刑", "严管", 90, *[0] * 8]
    load(store, write_csv(tmp_path / "a.csv", [[*ROSTER, *ENDS], before]))

    report = load(
        store,
        write_csv(
            tmp_path / "b.csv", [[*ROSTER, *ENDS], [DAY, "西兴", "缓刑", "严管", registered, 3, 0, 0, 1, *[0] * 4]]
        ),
    )

    found = [warning.text for warning in report.warnings if warning.kind is FindingKind.BALANCE]
    said = f"b.csv 第 2 行 “在册人数”列：在册勾稽不平：上一日 90，当日增减 +2，应为 92，填的是 {registered}。已装载并记录。"
    assert found == ([] if balances else [said])
    assert (report.ok, report.version) == (True, 2)


@pytest.mark.parametrize(("petitions", "agrees"), [(1, True), (2, False)])
def test_incidents_by_kind_agree_with_all(store: Store, tmp_path: Path, petitions: int, agrees: bool) -> None:
    """Incidents by kind that are not as many as incidents in all are pointed out and go in."""
    load(store, write_csv(tmp_path / "a.csv", [["day", "office_code", "incident_n"], [DAY, "西兴", 2]]))
    heading = ["day", "office_code", "incident_type", "incident_type_n"]
    kinds = [[DAY, "西兴", "非正常上访", petitions], [DAY, "西兴", "其他", 1]]

    report = load(store, write_csv(tmp_path / "b.csv", [heading, *kinds]))

    assert [warning.kind for warning in report.warnings] == ([] if agrees else [FindingKind.BALANCE])
    assert (report.ok, report.version) == (True, 2)


def test_incidents_of_one_load_are_compared_with_each_other(store: Store, tmp_path: Path) -> None:
    """What the load brings counts, not what it replaces; the finding is about the sheet by kind."""
    load(store, write_csv(tmp_path / "old.csv", [["日期", "司法所", "突发事件数"], [DAY, "西兴", 5], [DAY, "长河", 1]]))
    every = write_csv(tmp_path / "a.csv", [["日期", "司法所", "突发事件数"], [DAY, "西兴", 1], [DAY, "长河", 1]])
    heading = ["日期", "司法所", "突发事件类型", "突发事件数"]
    kinds = write_csv(tmp_path / "b.csv", [heading, [DAY, "西兴", "非正常上访", 1], [DAY, "长河", "其他", 3]])

    report = load(store, every, kinds)

    reason = "与“突发事件数”勾稽不平：这里合计 3，那里是 1。已装载并记录，请核对哪一个对。"
    assert [warning.text for warning in report.warnings] == [f"b.csv 第 3 行 “突发事件数”列：{reason}"]


@pytest.mark.parametrize(
    ("split", "measure", "table"),
    [
        ({"突发事件类型": "非正常上访"}, "突发事件数", "fact_incident_day"),
        ({"incident_type": "petition"}, "incident_n", "fact_incident_day"),
        ({}, "突发事件数", "fact_ops_day"),
        ({"hour": "8", "alert_level": "red"}, "alert_n", "fact_alert_hour"),
        ({"预警类型": "越界", "预警等级": "红"}, "新增预警数", "fact_alert_day"),
        ({"品牌": "NA", "服务类型": "心理"}, "服务人次", "fact_brand_service_day"),
    ],
)
def test_dimensions_distinguish_tables(
    store: Store, tmp_path: Path, split: dict[str, str], measure: str, table: str
) -> None:
    """A column that two tables have under one name goes into the one whose dimensions are beside it."""
    header, row = ["日期", "司法所", *split, measure], [DAY, "西兴", *split.values(), 3]

    report = load(store, write_csv(tmp_path / "a.csv", [header, row]))

    assert report.files[0].tables == (store.catalogue.tables[table].zh,)


@pytest.mark.parametrize(
    ("split", "said"),
    [
        ({"突发事件类型": "火灾"}, "“火灾”不是已知的突发事件类型"),
        ({"时段": "24", "预警等级": "红"}, "“24”不是已知的时段"),
        ({"品牌": "NA", "服务类型": "旅游"}, "“旅游”不是已知的服务类型"),
    ],
)
def test_unknown_kinds_are_refused(store: Store, tmp_path: Path, split: dict[str, str], said: str) -> None:
    """A kind, hour or service that no one knows stops its row and names what there is."""
    measure = {"突发事件类型": "突发事件数", "时段": "alert_n", "品牌": "服务人次"}[next(iter(split))]
    header, row = ["日期", "司法所", *split, measure], [DAY, "西兴", *split.values(), 3]

    report = load(store, write_csv(tmp_path / "a.csv", [header, row]))

    assert not report.ok
    assert f"{said}。可填：" in report.text()


def test_figures_of_another_owner_are_pointed_out(store: Store, tmp_path: Path) -> None:
    """A bureau's figure on an office's row passes with a note."""
    report = load(store, write_csv(tmp_path / "a.csv", [["日期", "司法所", "计划演练次数"], [DAY, "西兴", 2]]))

    assert report.ok
    assert "这些列由县级本级填报" in report.warnings[0].text


def test_a_row_of_an_unknown_county_is_only_that(store: Store, tmp_path: Path) -> None:
    """The refusal of a row for its county does not say whose figures they are."""
    rows = [["日期", "县（市、区）", "专业社会组织数"], [DAY, "滨江区", 1], [DAY, "滨海区", 2]]

    report = load(store, write_csv(tmp_path / "a.csv", rows))

    assert [error.row for error in report.errors] == [3]
    assert report.warnings == []


@pytest.mark.parametrize("stem", TABLES)
def test_filled_template_loads(store: Store, tmp_path: Path, stem: str) -> None:
    """The form of every table, filled in, loads as it is."""
    path = tmp_path / "form.xlsx"
    write_template(store.catalogue, store.regions, stem, path, county="滨江区", day=DAY)
    table = store.catalogue.table(stem)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row in range(3, 3 + 3):
        for at, key in enumerate(table.dimensions, start=4):
            values = store.catalogue.dimensions[key].values
            sheet.cell(row, at, next(iter(values.values())).zh if values else "NA")
        for at in range(len(table.measures)):
            sheet.cell(row, 4 + len(table.dimensions) + at, 0)
    book.save(path)

    report = load(store, path)

    assert report.ok, report.text()
    assert report.files[0].tables == (table.zh,)
    assert report.files[0].office_days == 3


def test_template_explains_itself(store: Store, tmp_path: Path) -> None:
    """Each column has a note in Chinese; dimensions have a list; codes are text; key columns stay in sight."""
    path = tmp_path / "form.xlsx"
    write_template(store.catalogue, store.regions, "roster", path, county="330108", day=date(2026, 11, 22))
    sheet = openpyxl.load_workbook(path).active

    assert sheet["A1"].value == "滨江区社区矫正在册名册日报 2026年11月22日"
    assert [cell.value for cell in sheet[2]][:6] == ["日期", "司法所代码", "司法所", "矫正类别", "管理等级", "在册人数"]
    assert all(cell.comment for cell in sheet[2])
    assert "单位：人。当日 24 时的存量，不可按日相加。" in sheet["F2"].comment.text
    assert (sheet["B3"].value, sheet["B3"].number_format, sheet["C3"].value) == (XIXING, "@", "西兴司法所")
    assert '"管制,缓刑,假释,暂予监外执行,其他"' in {check.formula1 for check in sheet.data_validations.dataValidation}
    assert sheet.freeze_panes == "D3"


def test_report_reads_well(store: Store, tmp_path: Path) -> None:
    """The printed report says per file what was read, what is wrong, and what went in."""
    path = tmp_path / "a.csv"
    path.write_text(csv_text([*ROWS, ["2026-11-22", PUYAN, 1, 2]]), "utf-8")

    assert load(store, path).text().splitlines() == [
        "a.csv：监督管理，读到 3 行，通过 2 行。",
        "  错误 a.csv 第 4 行 “checkin_done_n”列：签到/核查完成次数（2）大于应签到/核查次数（1）。请核对这两个数。",
        f"  被拒的行已写入 {tmp_path / 'a-拒收.csv'}，改正后可直接再次装载。",
        "已写入 2 个单位·日，数据版本 1。有错的单位·日保持原样。",
    ]


def test_errors_are_in_the_order_of_the_rows(store: Store, tmp_path: Path) -> None:
    """A person who corrects a file goes through it from the top."""
    wrong = [["2026-11-22", XIXING, 1, 2], ["2026-11-22", "西心", 1, 1], ["2026-11-22", PUYAN, 3, 4]]
    path = write_csv(tmp_path / "a.csv", [HEADER, *wrong])

    said = load(store, path).text()

    assert [line.split(" 行")[0][-1] for line in said.splitlines() if line.startswith("  错误")] == ["2", "3", "4"]


def test_a_workbook_is_one_with_any_file_ending(store: Store, tmp_path: Path) -> None:
    """A new workbook that somebody renamed to the old suffix is read like any other."""
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [HEADER, [DAY, XIXING, 10, 9]]}).rename(tmp_path / "a.xls")

    assert load(store, path).ok
