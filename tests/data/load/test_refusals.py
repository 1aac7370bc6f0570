"""An error in a file names its place, the reason and the way out; nothing in the store is lost."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.load import LoadReport
from data.store import Store
from tests.data.feeds import (
    CHANGHE,
    DAY,
    HEADER,
    PUYAN,
    XIXING,
    binjiang_store,
    county_xlsx,
    held,
    load,
    write_csv,
    write_parquet,
    write_xlsx,
)

GOOD = ["2026-11-22", CHANGHE, 80, 79]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def load_rows(store: Store, folder: Path, rows: Sequence[Any]) -> LoadReport:
    return load(store, write_csv(folder / "feed.csv", rows))


def only_error(report: LoadReport) -> str:
    assert not report.ok
    assert len(report.errors) == 1, report.text()
    return report.errors[0].text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "XLS 文件不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "表格设了打开密码，读不了。请打开后去掉密码，另存为 XLSX。"),
        ("a.pdf", b"%PDF-1.7\n", "这是 PDF 文档，不是数据表。请提供 CSV（UTF-8 或 GB18030）、XLSX、XLS、ODS 或 Parquet 文件，或装有这些文件的 ZIP 压缩包。"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(60), "这是图片（PNG），不是数据表。请提供 CSV（UTF-8 或 GB18030）、XLSX、XLS、ODS 或 Parquet 文件，或装有这些文件的 ZIP 压缩包。"),
        ("b.xls", b"<html><table></table></html>", "这是网页（有的系统导出的 .xls 其实是网页）。请用表格软件打开后另存为 XLSX。"),
        ("a.csv", b"", "文件是空的。请重新导出。"),
        ("b.csv", b"\xef\xbb\xbf\r\n,,\r\n", "文件里没有内容。请重新导出。"),
        ("c.csv", b"a\x00\x01\x02\xff\xfe,b\n", "这不是文本表格，或文字编码认不出来。请提供 CSV（UTF-8 或 GB18030）、XLSX、XLS、ODS 或 Parquet 文件，或装有这些文件的 ZIP 压缩包。"),
        ("d.csv", '日期,司法所,应核查次数\n2026-11-22,"西兴司法所,120\n2026-11-22,长河司法所,80\n'.encode(), "有一个引号没有配对，其后的各行都读不出来。请补上或删去这个引号，或重新导出。"),
        ("e.csv", "日期,司法所,應核查次數\n2026-11-22,長河司法所,8\n".encode("big5"), "文字是繁体中文 Big5 编码。请另存为 UTF-8 编码的 CSV 或 XLSX。"),
        ("f.csv", "日期,司法所".encode("utf-32"), "文字是 UTF-32 编码。请另存为 UTF-8 编码的 CSV。"),
        ("g.csv", "日期,司法所,应核查\n2026-11-22,西兴司法所,1".encode() + b"\xff0\n", "文字是 UTF-8 编码，但第 2 行有损坏的字节（多半在传输或拼接时损坏）。请重新导出或重新复制。"),
        ("h.csv", "日期,司法所,应核查\n2026-11-22,西兴司法所,1".encode("gb18030") + b"\xff0\n", "文字是 GB18030 编码，但第 2 行有损坏的字节（多半在传输或拼接时损坏）。请重新导出或重新复制。"),
        ("i.csv", "日期,司法所,应核查\n2026-11-22,西\ud800\n".encode("utf-16", "surrogatepass"), "文字是 UTF-16 编码，但第 2 行有损坏的字节（多半在传输或拼接时损坏）。请重新导出或重新复制。"),
        ("j.csv", '日期,司法所,应核查次数,备注\n2026-11-22,西兴,1,"假\n2026-11-22,长河,8,"\n'.encode(), "第 2 行的一对引号里夹着后面的行。请核对这一行的引号，或重新导出。"),
        ("c.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00", "这是很旧的 Excel 表格，不能读取。请打开后另存为 XLSX。"),
        ("d.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "这是“XML 表格 2003”。请用表格软件打开后另存为 XLSX。"),
        ("a.parquet", b"PAR1 and no more", "Parquet 文件不完整或已损坏，或含有嵌套的列。请重新导出。"),
    ],
)  # fmt: skip
def test_wrong_kinds_of_file(store: Store, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """What a file is depends on its content and not its name."""
    path = tmp_path / name
    path.write_bytes(content)

    assert only_error(load(store, path)) == f"{name}：{says}"
    assert store.version() == 0


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/workbook.bin", "这是 XLSB 工作簿，不能读取。请打开后另存为 XLSX。"),
        ("Index/Document.iwa", "这是 Numbers 表格，不能读取。请导出为 XLSX。"),
        ("word/document.xml", "这是 Word 文档，不是工作簿。"),
    ],
)
def test_other_archives_are_named(store: Store, tmp_path: Path, part: str, says: str) -> None:
    """What an archive holds decides what it is, not its name."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")

    assert only_error(load(store, path)).startswith(f"a.xlsx：{says}")


def test_truncated_workbook(store: Store, tmp_path: Path) -> None:
    """A workbook cut off by a broken transfer is called that."""
    whole = county_xlsx(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: len(whole) * 2 // 3])

    assert only_error(load(store, path)) == (
        "cut.xlsx：XLSX 文件不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。"
    )


def test_missing_file_and_folder(store: Store, tmp_path: Path) -> None:
    """A path that is no file is reported; the other files are still loaded."""
    good = write_csv(tmp_path / "feed.csv", [HEADER, GOOD])

    report = load(store, tmp_path / "none.csv", tmp_path, good)

    assert [error.reason for error in report.errors] == [
        "找不到这个文件。请核对路径。",
        "这是文件夹。请给出其中的文件，例如 文件夹/*.csv。",
    ]
    assert report.version == 1


def test_header_only(store: Store, tmp_path: Path) -> None:
    """A file that ends with its header is no feed."""
    assert only_error(load_rows(store, tmp_path, [HEADER])) == "feed.csv：只有表头，没有数据行。请核对是否导出完整。"


def test_unrecognisable_columns(store: Store, tmp_path: Path) -> None:
    """Columns that no table has are listed with the nearest known ones."""
    error = only_error(load_rows(store, tmp_path, [["day", "office_code", "chekin_du"], ["2026-11-22", XIXING, 1]]))

    assert error.startswith(
        "feed.csv：认不出是哪张表：没有一列是已知的数据列。读到的列有“day、office_code、chekin_du”。"
    )
    assert "“chekin_du”最接近“checkin_due_n”（checkin_due_n）" in error
    assert "监督管理 supervision" in error


def test_a_table_of_rates_is_asked_for_counts(store: Store, tmp_path: Path) -> None:
    """Rates cannot be added up; the columns of day and office are not called unknown."""
    error = only_error(
        load_rows(store, tmp_path, [["日期", "司法所", "信息化核查完成率"], ["2026-11-22", "西兴", "98.3%"]])
    )

    assert "“信息化核查完成率”由系统推算，请提供它的分子和分母" in error
    assert "最接近" not in error


def test_a_table_of_rates_alone_is_not_called_empty(store: Store, tmp_path: Path) -> None:
    """Where no column is known the message is about the columns, although there is a row below them."""
    path = write_csv(tmp_path / "a.csv", [["日期", "司法所", "应核查率"], ["2026-11-22", "西兴司法所", 8]])

    report = load(store, path)

    assert "“应核查率”由系统推算，请提供它的分子和分母" in report.text()
    assert "只有表头" not in report.text()


def test_misspelt_column_refuses_the_sheet(store: Store, tmp_path: Path) -> None:
    """A column that is likely a known one misspelt stops the sheet: half of a pair must not go in alone."""
    rows = [["day", "office_code", "checkin_due_n", "checkin_dne_n"], ["2026-11-22", XIXING, 10, 9]]

    assert only_error(load_rows(store, tmp_path, rows)) == (
        "feed.csv 第 1 行 “checkin_dne_n”列：不是已知列。最接近的是“checkin_done_n”（checkin_done_n）。"
        "请改正列名；确是多余的，删去此列或在列名前加 #。整表未装载。"
    )
    assert held(store) == {}


def test_misspelt_duty_refuses_the_sheet(store: Store, tmp_path: Path) -> None:
    """What was done, misspelt as bureaus call it, is distinguished from what was due."""
    rows = [["日期", "司法所", "应核查次数", "完成核查此数"], ["2026-11-22", XIXING, 10, 9]]

    assert "最接近的是“签到/核查完成次数”（checkin_done_n）" in only_error(load_rows(store, tmp_path, rows))
    assert held(store) == {}


def test_foreign_column_is_named_and_the_rest_goes_in(store: Store, tmp_path: Path) -> None:
    """Figures in a column like no other are an error, but keep no known column out."""
    report = load_rows(store, tmp_path, [[*HEADER, "无人机架次"], [*GOOD, 3]])

    assert only_error(report) == (
        "feed.csv 第 1 行 “无人机架次”列：不是已知列，此列的数字未装载。"
        "确是多余的，删去此列或在列名前加 #；已知列见 cockpit template。"
    )
    assert set(held(store)) == {(DAY, CHANGHE)}


def test_foreign_column_without_figures_is_a_warning(store: Store, tmp_path: Path) -> None:
    """A column of remarks is skipped with a note, one marked # without."""
    report = load_rows(store, tmp_path, [[*HEADER, "情况描述", "#架次"], [*GOOD, "一切正常", 3]])

    assert report.ok
    assert [warning.text for warning in report.warnings] == [
        "feed.csv 第 1 行 “情况描述”列：不是已知列，里面也没有数字，未装载。"
    ]


def test_one_measure_twice(store: Store, tmp_path: Path) -> None:
    """Two columns that mean the same cannot both be right."""
    rows = [[*HEADER, "应核查次数"], [*GOOD, 80]]

    assert only_error(load_rows(store, tmp_path, rows)) == (
        "feed.csv 第 1 行 “应核查次数”列：与“checkin_due_n”列都是“应签到/核查次数”（checkin_due_n）。请删去或改名其中一列，整表未装载。"
    )


def test_dimensions_missing(store: Store, tmp_path: Path) -> None:
    """A register without its split cannot go in."""
    rows = [["日期", "司法所", "在册人数"], ["2026-11-22", "西兴", 90]]

    assert only_error(load_rows(store, tmp_path, rows)).endswith(
        "“在册名册”表按矫正类别（correction_type）、管理等级（management_level）分行填报，"
        "缺这些列时不能装载：在册人数。请用 cockpit template roster 的表样填报。"
    )


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        (0, "2026-11-31", "“2026-11-31”不是存在的日期。"),
        (0, "昨天", "“昨天”不是可识别的日期。请写成 2026-11-22、2026/11/22、2026年11月22日 或 20261122。"),
        (0, "2026-11-24", "日期 2026-11-24 晚于今天（2026-11-23）。请核对年月日。"),
        (1, "", "缺少司法所。合并过的单元格请先取消合并，每行都填。"),
        (1, "3.30108E+08", "代码“3.30108E+08”被表格软件改成了科学计数，后面的数字已经丢失。请把该列设为文本，重新填写九位代码。"),
        (1, "330108099", "没有代码为“330108099”的司法所或地区。最接近的是"),
        (1, "西星司法所", "“西星司法所”不是滨江区内已知的司法所或县级本级。最接近的是滨江区西兴司法所（330108001）"),
        (1, "330106004", "“330106004”（西溪司法所）不在装载的范围（滨江区）内，未装载。请交给所属地装载。"),
        (1, "330108", "330108 是杭州市滨江区，这里应填司法所或县级本级。"),
        (0, "2026-11-22 星期一", "“2026-11-22 星期一”前后不符：2026-11-22 是星期日。请核对日期。"),
        (2, "-5", "“-5”是负数，计数不能小于 0。"),
        (2, "79.5", "“79.5”是小数，应填整数。"),
        (2, "约80", "“约80”不是数字。请填整数，没有数据时留空。"),
        (2, "98%", "“98%”是比率。请填分子、分母的次数，比率由系统计算。"),
        (2, "无", "“无”分不清是没有发生还是没有统计。没有发生填 0，没有统计留空。"),
        (2, "#REF!", "“#REF!”是表格的出错标记。请改正公式，或填数字。"),
        (2, "=C3+1", "“=C3+1”是没有计算结果的公式。请用表格软件打开后保存，或把公式粘贴为数值。"),
        (2, "9999999999999", "“9999999999999”大得不可能。请核对位数。"),
        (3, "200", "签到/核查完成次数（200）大于应签到/核查次数（120）。请核对这两个数。"),
    ],
)  # fmt: skip
def test_bad_cells(store: Store, tmp_path: Path, column: int, value: str, says: str) -> None:
    """A bad cell refuses its row, with row, column, value and reason; the other offices go in."""
    bad: list[Any] = ["2026-11-22", XIXING, 120, 118]
    bad[column] = value

    report = load_rows(store, tmp_path, [HEADER, GOOD, bad])

    error = report.errors[0]
    assert (error.row, error.column, error.value) == (3, HEADER[column], value)
    assert says in only_error(report)
    assert error.text.startswith(f"feed.csv 第 3 行 “{HEADER[column]}”列：")
    assert set(held(store)) == {(DAY, CHANGHE)}
    assert (report.files[0].rows_read, report.files[0].rows_good) == (2, 1)


def test_unknown_dimension_value(store: Store, tmp_path: Path) -> None:
    """A value that a dimension does not have is refused with those it has."""
    rows = [["日期", "司法所", "矫正类别", "管理等级", "在册人数"], ["2026-11-22", "西兴", "缓行", "严管", 3]]

    assert only_error(load_rows(store, tmp_path, rows)) == (
        "feed.csv 第 2 行 “矫正类别”列：“缓行”不是已知的矫正类别。可填：管制、缓刑、假释、暂予监外执行、其他。"
    )


def test_duplicate_rows(store: Store, tmp_path: Path) -> None:
    """Two rows of one key are both refused, each naming the other."""
    report = load_rows(store, tmp_path, [HEADER, GOOD, ["2026-11-22", XIXING, 1, 1], ["2026/11/22", "西兴", 2, 2]])

    assert [error.text for error in report.errors] == [
        "feed.csv 第 3 行 “office_code”列：与第 4 行重复（2026-11-22、330108001）。请只留一行。",
        "feed.csv 第 4 行 “office_code”列：与第 3 行重复（2026-11-22、330108001）。请只留一行。",
    ]
    assert set(held(store)) == {(DAY, CHANGHE)}


def test_duplicates_between_files(store: Store, tmp_path: Path) -> None:
    """Two files with the same columns of an office-day keep each other out."""
    first = write_csv(tmp_path / "a.csv", [HEADER, GOOD])
    second = write_csv(tmp_path / "b.csv", [HEADER, GOOD, ["2026-11-22", XIXING, 1, 1]])

    report = load(store, first, second)

    assert only_error(report) == (
        "b.csv 第 2 行 “office_code”列：与“a.csv”第 2 行重复填报。请只留一份，此单位·日两份均未写入。"
    )
    assert set(held(store)) == {(DAY, XIXING)}


def test_limits_hold_for_the_office_day_as_a_whole(store: Store, tmp_path: Path) -> None:
    """A limit is counted over the rows of an office-day, not within one row."""
    head = ["日期", "司法所", "品牌", "志愿者人数", "党员志愿者人数"]
    fine = [["2026-11-22", "西兴", "NA", 30, 0], ["2026-11-22", "西兴", "hong", 0, 20]]
    wrong = [["2026-11-22", "长河", "NA", 10, 2], ["2026-11-22", "长河", "hong", 0, 20]]

    report = load_rows(store, tmp_path, [head, *fine, *wrong])

    assert "第 4 行 “党员志愿者人数”列：党员志愿者人数（22）大于志愿者人数（10）。" in only_error(report)
    assert report.files[0].office_days == 1


@pytest.mark.parametrize(
    ("brought", "says"),
    [
        (["checkin_done_n", 81], "签到/核查完成次数（81）大于已报的应签到/核查次数（80）。请核对；两个数都要改时，在同一次装载里一并报来。"),
        (["checkin_due_n", 78], "应签到/核查次数（78）小于已报的签到/核查完成次数（79）。请核对；两个数都要改时，在同一次装载里一并报来。"),
    ],
)  # fmt: skip
def test_one_column_is_compared_with_the_other_in_the_store(
    store: Store, tmp_path: Path, brought: Sequence[Any], says: str
) -> None:
    """A file of one section cannot make a part more than its whole; both corrected in one table go in."""
    load_rows(store, tmp_path, [HEADER, GOOD])
    column, figure = brought

    refused = load_rows(store, tmp_path, [["day", "office_code", column], ["2026-11-22", CHANGHE, figure]])

    assert says in only_error(refused)
    assert held(store)[DAY, CHANGHE] == {"checkin_due_n": 80, "checkin_done_n": 79}
    assert load_rows(store, tmp_path, [HEADER, ["2026-11-22", CHANGHE, 90, 90]]).ok


def test_two_sections_of_one_load_are_compared_with_each_other(store: Store, tmp_path: Path) -> None:
    """What one file brings and what the other brings: both rows are refused where they do not fit."""
    due = write_csv(tmp_path / "due.csv", [["day", "office_code", "checkin_due_n"], ["2026-11-22", XIXING, 10]])
    done = write_csv(tmp_path / "done.csv", [["day", "office_code", "checkin_done_n"], ["2026-11-22", XIXING, 12]])

    report = load(store, due, done)

    assert "（10）小于已报的" in report.text()
    assert "（12）大于已报的" in report.text()
    assert held(store) == {}


ALERTS = ["day", "office_code", "alert_type", "alert_level"]
LOST_RED, LOST_YELLOW = (["2026-11-22", XIXING, "失联", level] for level in ("红", "黄"))


@pytest.mark.parametrize(
    ("opened", "overdue", "is_taken"),
    [
        ([[*LOST_RED, 3], [*LOST_YELLOW, 5]], [[[*LOST_RED, 2], [*LOST_YELLOW, 4]]], True),
        ([[*LOST_RED, 3], [*LOST_YELLOW, 3]], [[[*LOST_RED, 3]], [[*LOST_YELLOW, 5]]], False),
    ],
)
def test_sheets_of_one_load_are_added_up(
    store: Store, tmp_path: Path, opened: Sequence[Any], overdue: Sequence[Any], is_taken: bool
) -> None:
    """Each sheet may bring a part of the dimensions: only their sums count."""
    sheets = [[[*ALERTS, "alert_open_eod"], row] for row in opened]
    sheets += [[[*ALERTS, "alert_overdue_eod"], *rows] for rows in overdue]

    report = load(store, *(write_csv(tmp_path / f"{at}.csv", rows) for at, rows in enumerate(sheets)))

    assert report.ok == is_taken, report.text()


def test_what_a_load_leaves_empty_is_not_compared(store: Store, tmp_path: Path) -> None:
    """A due that the same load empties is no longer the one of before."""
    load_rows(store, tmp_path, [HEADER, GOOD])
    due = write_csv(
        tmp_path / "due.csv",
        [["day", "office_code", "checkin_due_n", "report_due_n"], ["2026-11-22", CHANGHE, "", 4], ["2026-11-22", XIXING, 9, 4]],
    )  # fmt: skip
    done = write_csv(tmp_path / "done.csv", [["day", "office_code", "checkin_done_n"], ["2026-11-22", CHANGHE, 90]])

    assert load(store, due, done).ok


def test_a_refused_row_keeps_its_partition_as_it_was(store: Store, tmp_path: Path) -> None:
    """All rows of an office-day with a refused row stay out, and the store keeps what it had."""
    head = ["日期", "司法所", "预警类型", "预警等级", "新增预警"]
    load_rows(store, tmp_path, [head, ["2026-11-22", "西兴", "越界", "红", 1]])

    report = load_rows(
        store, tmp_path, [head, ["2026-11-22", "西兴", "越界", "红", 7], ["2026-11-22", "西兴", "失联", "黄", "x"]]
    )

    facts = store.schema.facts["fact_alert_day"]
    with store.engine.connect() as connection:
        rows = connection.execute(select(facts.c.alert_type, facts.c.alert_n)).all()
    assert [tuple(row) for row in rows] == [("out_of_area", 1)]
    assert (report.version, report.files[0].rows_good) == (None, 0)


def test_day_before_the_floor(store: Store, tmp_path: Path) -> None:
    """A day older than the kept detail is refused."""
    small = replace(store, keep_days=62)
    early = DAY - timedelta(days=200)
    rows: list[list[Any]] = [HEADER, [early.isoformat(), XIXING, 1, 1], ["2026-11-22", XIXING, 1, 1]]
    load_rows(small, tmp_path, rows)

    report = load_rows(small, tmp_path, rows)

    assert f"日期 {early} 太早：按日明细只保留 2026-09-01 起的，更早的汇总已经定稿，不能再改。" in only_error(report)


def test_office_not_yet_founded(store: Store, tmp_path: Path) -> None:
    """A figure from before an office was founded is refused."""
    regions = store.regions
    late = replace(regions.get(PUYAN), valid_from=DAY)
    later = replace(store, regions=type(regions)(regions.root, {**regions.by_code, PUYAN: late}))

    report = load_rows(later, tmp_path, [HEADER, ["2026-11-21", PUYAN, 1, 1], ["2026-11-22", PUYAN, 1, 1]])

    assert "滨江区浦沿司法所（330108003）自 2026-11-22 起设立，此前的数据请记在原司法所。" in only_error(report)


def test_no_date_anywhere(store: Store, tmp_path: Path) -> None:
    """Without a date in column, title, sheet or file name nothing can be placed."""
    assert "找不到日期。请加一列“日期”，或在表头上方的标题里写明，如“社区矫正日报 2026年11月22日”。" in only_error(
        load_rows(store, tmp_path, [["滨江区"], ["司法所", "应核查次数"], ["西兴", 1]])
    )


def test_run_of_days_in_the_title(store: Store, tmp_path: Path) -> None:
    """A weekly sum is no daily figure."""
    rows = [["滨江区 2026年11月16日至11月22日"], ["司法所", "应核查次数"], ["西兴", 1]]

    assert "写的是一段时间，数据按日装载。请加一列“日期”，每行写一天。" in only_error(load_rows(store, tmp_path, rows))


def test_no_office_anywhere(store: Store, tmp_path: Path) -> None:
    """A table of office figures without offices cannot go in."""
    assert "找不到“司法所”列。" in only_error(load_rows(store, tmp_path, [["日期", "应核查次数"], ["2026-11-22", 1]]))


def test_ambiguous_name(tmp_path: Path) -> None:
    """A name that several counties have asks for the code or the county."""
    store = binjiang_store(tmp_path, "330000")
    names: dict[str, list[str]] = {}
    for code in store.regions.offices("330000"):
        names.setdefault(store.regions.get(code).zh, []).append(code)
    name, codes = next((name, codes) for name, codes in names.items() if len(codes) > 1)

    error = only_error(load_rows(store, tmp_path, [HEADER, ["2026-11-22", name, 1, 1]]))

    assert f"“{name}”不止一处：" in error
    assert codes[0] in error


def test_many_unknown_names_do_not_hide_known_ones(store: Store, tmp_path: Path) -> None:
    """A file full of unknown names still has its known offices and bureau read."""
    names = [f"某某{number}" for number in range(60)]
    rows = [["2026-11-22", name, 1, 1] for name in [*names, "西兴所", "滨江西兴街道", "滨江区本级", PUYAN]]

    report = load_rows(store, tmp_path, [HEADER, *rows])

    assert [error.value for error in report.errors if error.kind == "office"] == names
    assert set(held(store)) == {(DAY, "330108000"), (DAY, PUYAN)}


def test_formula_without_a_result(store: Store, tmp_path: Path) -> None:
    """A formula that no spreadsheet has computed is refused, not read as empty."""
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [HEADER, ["2026-11-22", CHANGHE, 80, "=C2-1"]]})

    assert "“=C2-1”是没有计算结果的公式" in only_error(load(store, path))


def test_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    """A dry run says the same and leaves store and folder as they were."""
    path = write_csv(tmp_path / "feed.csv", [HEADER, GOOD, ["2026-11-22", XIXING, 1, 2]])
    before = {each.name for each in tmp_path.iterdir()}

    report = load(store, path, dry_run=True)

    assert "大于" in only_error(report)
    assert report.text().endswith("试运行：可写入 1 个单位·日，未写入任何数据。")
    assert store.version() == 0
    assert {each.name for each in tmp_path.iterdir()} == before


def test_refusals_are_logged(store: Store, tmp_path: Path) -> None:
    """The store keeps what was refused beside what went in."""
    load_rows(store, tmp_path, [HEADER, GOOD, ["2026-11-22", XIXING, 1, 2]])

    table = store.schema.rejects
    with store.engine.connect() as connection:
        row = connection.execute(select(table)).one()
    assert (row.row_no, row.column_name, row.value_text, row.file_name) == (3, "checkin_done_n", "2", "feed.csv")


def test_parquet_goes_the_same_way(store: Store, tmp_path: Path) -> None:
    """A Parquet file has the same checks; its first row below the names is row 2."""
    path = write_parquet(tmp_path / "a.parquet", [HEADER, [DAY, XIXING, 1, 2], [DAY, CHANGHE, 3, 2]])

    assert only_error(load(store, path)).startswith("a.parquet 第 2 行 “checkin_done_n”列：")
    assert set(held(store)) == {(DAY, CHANGHE)}


def test_a_day_of_another_year_keeps_no_other_day_out(store: Store, tmp_path: Path) -> None:
    """A row of 1926 is refused alone: it is of a day, only of none that figures can be of."""
    bad = ["1926-11-22", XIXING, 120, 118]

    report = load_rows(store, tmp_path, [HEADER, bad, ["2026-11-21", XIXING, 70, 63]])

    assert [error.row for error in report.errors] == [2]
    assert [day.isoformat() for day, _ in held(store)] == ["2026-11-21"]


@pytest.mark.parametrize("day", ["去年某日", "", "2026-02-30"])
def test_a_day_that_cannot_be_read_keeps_the_days_of_its_office_out(store: Store, tmp_path: Path, day: str) -> None:
    """The day of the row is unknown: the report says so, and not that it is the same day."""
    report = load_rows(store, tmp_path, [HEADER, ["2026-11-21", XIXING, 70, 63], [day, XIXING, 120, 118]])

    assert held(store) == {}
    assert "本单位的“feed.csv”第 3 行读不出日期，可能就是这一日的，整份未写入" in report.text()


@pytest.mark.parametrize(
    ("mark", "named"),
    [
        ("，", "全角逗号“，”"),
        ("；", "全角分号“；”"),
        ("、", "顿号“、”"),
        (" ", "空格"),
        ("   ", "空格"),
        ("　", "全角空格"),
        ("｜", "全角竖线“｜”"),
        ("^", "“^”"),
    ],
)
def test_another_delimiter_is_named(store: Store, tmp_path: Path, mark: str, named: str) -> None:
    """A sign between the cells that separates none is named, with what to use instead."""
    rows = [["日期", "司法所", "应核查", "已核查"], ["2026-11-22", "西兴司法所", "70", "63"]]
    path = tmp_path / "feed.csv"
    path.write_text("\n".join(mark.join(row) for row in rows), "utf-8")

    assert only_error(load(store, path)) == (
        f"feed.csv：各列之间用的是{named}，分不出列。请用表格软件打开后另存为 XLSX，"
        "或把它换成英文逗号或制表符，另存为 CSV（UTF-8）。"
    )


@pytest.mark.parametrize(
    "rows",
    [
        ["日期,司法所,应核查,备注", "2026-11-22,西兴,70,张，李，王", "2026-11-21,西兴,63,甲，乙，丙"],
        ["日期,司法所,应核查", "2026-11-22 00:00:00,西兴,70", "2026-11-21 00:00:00,西兴,63"],
        ["滨江区西兴司法所 日报 2026年11月22日", "应核查", "70"],
    ],
)
def test_signs_inside_cells_separate_nothing(store: Store, tmp_path: Path, rows: Sequence[str]) -> None:
    """Where a comma separates the cells, or there is one column, other signs are parts of them."""
    path = tmp_path / "feed.csv"
    path.write_text("\n".join(rows), "utf-8")

    report = load(store, path)

    assert report.ok, report.text()
