"""`cockpit load` takes the reference tables: recognised by their columns, bad rows refused with place and reason."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from data.catalogue.reference_tables import load_references, reference_table
from data.demo import references
from data.load.references.template import write_reference_template
from data.readings.shown_day import shown_day
from data.store import Store
from tests.data.feeds import BINJIANG, HEADER, XIXING, binjiang_store, load, write_csv, write_xlsx

PUBLISHED: list[Any] = ["公开数代码", "范围", "公开数名称", "公开数", "限定", "计量单位", "时点", "来源", "对应指标"]
BRANDS: list[Any] = ["县（市、区）", "品牌名称", "印章字", "品牌类别", "始于", "服务类型", "结对人数", "脱管人数"]
LIANXIN: list[Any] = ["滨江区", "浙里连心", "连心", "专业+", "2021年7月", "心理矫正、教育学习", "1,640", 0]
CONTRACTS: list[Any] = ["county", "organisation", "amount_yuan", "first_day", "last_day"]
RESOURCES: list[Any] = ["资源标题", "主题", "资源形式", "时长", "链接"]
USES: list[Any] = ["资源标题", "县（市、区）", "使用月份", "使用人次"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def only_error(store: Store, folder: Path, rows: Sequence[Any]) -> str:
    report = load(store, write_csv(folder / "table.csv", rows))
    assert not report.ok
    assert len(report.errors) == 1, report.text()
    return report.errors[0].text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_brand_file_is_taken(store: Store, tmp_path: Path, encoding: str) -> None:
    """Chinese headers, names of counties and choices, dates as people write them."""
    report = load(store, write_csv(tmp_path / "brands.csv", [BRANDS, LIANXIN], encoding))

    assert report.ok, report.text()
    assert report.text().endswith("已写入 1 行参考资料，数据版本 1。")
    (row,) = store.reference("brand")
    assert (row["county"], row["brand_class"], row["since"]) == (BINJIANG, "professional", "2021-07")
    assert row["service_types"] == ("psychology", "education")
    assert (row["paired_n"], row["absconded_n"], row["job_n"]) == (1640, 0, None)


def test_a_workbook_of_several_tables(store: Store, tmp_path: Path) -> None:
    """Each sheet is recognised by itself, under a title row, also beside figures; a use may name a new resource."""
    book = write_xlsx(
        tmp_path / "all.xlsx",
        {
            "使用": [USES, ["学法", "滨江区", "2026年10月", 12]],
            "资源": [["滨江区主题库"], RESOURCES, ["学法", "法治教育", "视频", 30, "https://example.org/a"]],
            "日报": [HEADER, ["2026-11-22", XIXING, 10, 9]],
        },
    )

    report = load(store, book)

    assert report.ok, report.text()
    assert "已写入 1 个单位·日、2 行参考资料，数据版本 2。" in report.text()
    assert store.reference("resource_use")[0]["use_month"] == "2026-10"
    assert shown_day(store) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([BRANDS, ["西湖镇", *LIANXIN[1:]]], "第 2 行 “县（市、区）”列：“西湖镇”不是已知的县（市、区）。"),
        ([BRANDS, ["330102", *LIANXIN[1:]]], "（上城区）不在装载的范围（滨江区）内"),
        ([BRANDS, [*LIANXIN[:3], "明星+", *LIANXIN[4:]]], "“品牌类别”列：“明星+”不是已知的品牌类别。可填：专业+、行业+、协会+。"),
        ([BRANDS, [*LIANXIN[:4], "2021-13", *LIANXIN[5:]]], "“始于”列：“2021-13”不是存在的日期。请写成 2006、2013-03 或 2020-07-31。"),
        ([BRANDS, [*LIANXIN[:5], "心理矫正、唱歌", 1, 0]], "“服务类型”列：“唱歌”不是已知的服务类型。可填：教育学习、"),
        ([BRANDS, ["滨江区", "", *LIANXIN[2:]]], "“品牌名称”列：缺少品牌名称。此列必须填写。"),
        ([BRANDS, [*LIANXIN[:2], "浙里连", *LIANXIN[3:]]], "“印章字”列：印章字最多 2 个字，这里有 3 个。请删减。"),
        ([BRANDS, [*LIANXIN[:6], 640, 641]], "第 2 行 “成效：脱管人数”列：成效：脱管人数 641 大于成效：结对人数 640。请核对。"),
        ([BRANDS, [*LIANXIN[:6], "许多", 0]], "“结对人数”列：“许多”不是数字。"),
        ([CONTRACTS, ["滨江区", "甲社", "-5", "2026-01-01", "2026-12-31"]], "“amount_yuan”列：“-5”是负数，计数不能小于 0。"),
        ([CONTRACTS, ["滨江区", "甲社", "5", "2026-02-30", "2026-12-31"]], "“first_day”列：“2026-02-30”不是存在的日期。"),
        ([CONTRACTS, ["滨江区", "甲社", "5", "2026-02-01", "2025-12-31"]], "“合同截止日”列：合同截止日 2025-12-31 早于合同起始日 2026-02-01。请核对先后。"),
        ([CONTRACTS, ["滨江区", "=A1", "5", "2026-02-01", "2026-12-31"]], "“organisation”列：“=A1”是没有计算结果的公式。"),
        ([RESOURCES, ["甲", "法治教育", "视频", 30, "javascript:alert(1)"]], "“链接”列：“javascript:alert(1)”不是网址。"),
        ([PUBLISHED, ["x", "全省", "甲", 82, "确数", "个", "2022", "某报", "volunteer_coun"]], "“volunteer_coun”不是指标代码。最接近的是 volunteer_count；"),
        ([USES, ["没有的课", "滨江区", "2026-10", 3]], "“资源标题”列：“没有的课”不在资源标题的名单里。"),
        ([USES, ["没有的课", "滨江区", "十月", 3]], "“使用月份”列：“十月”不是可识别的年月。"),
    ],
)  # fmt: skip
def test_bad_rows_are_refused(store: Store, tmp_path: Path, rows: Sequence[Any], says: str) -> None:
    """An error names row, column, value and reason; nothing of the row is kept."""
    report = load(store, write_csv(tmp_path / "table.csv", rows))

    assert says in report.text()
    assert not report.ok
    assert (report.version, store.version()) == (None, 0)


@pytest.mark.parametrize(
    ("title", "is_taken"),
    [("合同金额（元）", True), ("合同金额（必填）", True), ("合同金额（万元）", True), ("合同金额（上年）", False)],
)
def test_another_unit_in_a_title(store: Store, tmp_path: Path, title: str, is_taken: bool) -> None:
    """A title that says something not understood stops the table; another unit of money is converted."""
    head = ["县（市、区）", "承接组织", title, "合同起始日", "合同截止日"]

    report = load(store, write_csv(tmp_path / "a.csv", [head, ["滨江区", "甲社", 35, "2026-01-01", "2026-12-31"]]))

    assert report.ok == is_taken, report.text()
    assert len(store.reference("contract")) == is_taken


FIRST: list[Any] = ["滨江区", "甲社", 5, "2026-01-01", "2026-12-31"]
SECOND: list[Any] = [None, "乙社", None, "2026-01-01", "2026-12-31"]


def test_a_merged_county_holds_for_its_rows(store: Store, tmp_path: Path) -> None:
    """What is no figure may be merged over the rows that it is true of."""
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [CONTRACTS, FIRST, SECOND]}, {"表": ["A2:A3"]})

    assert load(store, path).ok
    assert [row["county"] for row in store.reference("contract")] == [BINJIANG, BINJIANG]


def test_a_merged_amount_is_of_no_contract(store: Store, tmp_path: Path) -> None:
    """A figure merged over two rows refuses both."""
    rows = [CONTRACTS, FIRST, ["滨江区", *SECOND[1:]]]
    path = write_xlsx(tmp_path / "a.xlsx", {"表": rows}, {"表": ["C2:C3"]})

    assert "“5”填在合并的单元格 C2:C3 里" in load(store, path).text()
    assert list(store.reference("contract")) == []


@pytest.mark.parametrize("line", ["滨江区,甲社,2,000,2026-01-01,2026-12-31", "滨江区,甲社,2026-01-01,2026-12-31"])
def test_shifted_cells(store: Store, tmp_path: Path, line: str) -> None:
    """A row with more or fewer cells than its header is refused."""
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(CONTRACTS)}\n{line}\n", "utf-8")

    report = load(store, path)

    assert "表头" in report.text()
    assert list(store.reference("contract")) == []


def test_totals_and_repeated_headers_are_no_rows(store: Store, tmp_path: Path) -> None:
    """A header on each page is passed over, a total is refused."""
    total = ["合计", None, 5, None, None]
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [CONTRACTS, FIRST, CONTRACTS, ["滨江区", *SECOND[1:]], total]})

    report = load(store, path)

    assert {error.row for error in report.errors} == {5}
    assert "这是合计行，不是一行资料。请删去。" in report.text()
    assert len(store.reference("contract")) == 2


def test_good_rows_go_in_beside_bad_ones(store: Store, tmp_path: Path) -> None:
    """A bad row keeps out itself alone, goes into the rejects file, and loads from there once corrected."""
    bad = ["滨江区", "乙社", "-5", "2026-01-01", "2026-12-31"]
    good = ["滨江区", "甲社", "5", "2026-01-01", "2026-12-31"]

    report = load(store, write_csv(tmp_path / "contracts.csv", [CONTRACTS, bad, good]))

    assert [row["organisation"] for row in store.reference("contract")] == ["甲社"]
    rejects = tmp_path / "contracts-拒收.csv"
    assert report.files[0].rejects_file == rejects
    text = rejects.read_text(encoding="utf-8-sig")
    assert "amount_yuan：“-5”是负数" in text
    rejects.write_text(text.replace("'-5", "7"), encoding="utf-8-sig")

    again = load(store, rejects)

    assert again.ok, again.text()
    assert {row["organisation"]: row["amount_yuan"] for row in store.reference("contract")} == {"甲社": 5, "乙社": 7}


def test_rows_of_one_thing_twice_are_refused(store: Store, tmp_path: Path) -> None:
    """Which of two rows is right is unknown, within a file or between two."""
    row = ["滨江区", "甲社", "5", "2026-01-01", "2026-12-31"]
    first = write_csv(tmp_path / "a.csv", [CONTRACTS, row, row])
    second = write_csv(tmp_path / "b.csv", [CONTRACTS, row])

    report = load(store, first, second)

    assert [error.text.split("列：")[1] for error in report.errors] == [
        "与第 3 行重复：县（市、区）、承接组织、合同起始日相同。请只留一行，两行均未写入。",
        "与第 2 行重复：县（市、区）、承接组织、合同起始日相同。请只留一行，两行均未写入。",
        "与“a.csv”第 2 行重复：县（市、区）、承接组织、合同起始日相同。请只留一行，两行均未写入。",
    ]
    assert store.version() == 0


def test_columns_that_must_be_there(store: Store, tmp_path: Path) -> None:
    """A table without a required column is refused with the column's name."""
    assert only_error(store, tmp_path, [BRANDS[:3], LIANXIN[:3]]) == (
        "table.csv 第 1 行：像是“一县一品品牌”，但缺少必填的列：品牌类别。"
        "请补上，表样见 cockpit template brand。整表未装载。"
    )


def test_a_misspelt_column_stops_the_table(store: Store, tmp_path: Path) -> None:
    """What it holds must not be lost silently; a foreign column is skipped with a note."""
    header = ["county", "organisation", "first_day", "last_day", "amont_yuan"]
    row = ["滨江区", "甲社", "2026-01-01", "2026-12-31", 5]

    assert "“amont_yuan”列：不是已知列。最接近的是“合同金额”。" in only_error(store, tmp_path, [header, row])

    report = load(store, write_csv(tmp_path / "b.csv", [[*header[:4], "天气"], row]))
    assert report.ok
    assert [warning.reason for warning in report.warnings] == ["不是“购买服务合同”的列，未装载。"]


def test_header_only(store: Store, tmp_path: Path) -> None:
    """A file that ends with its header is no table."""
    assert only_error(store, tmp_path, [BRANDS]).startswith("table.csv：只有表头，没有数据行。")


def test_a_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    """The report says what would go in."""
    report = load(store, write_csv(tmp_path / "brands.csv", [BRANDS, LIANXIN]), dry_run=True)

    assert report.text().endswith("试运行：可写入 1 行参考资料，未写入任何数据。")
    assert (store.version(), store.reference("brand")) == (0, ())


def test_prose_is_kept_as_written(store: Store, tmp_path: Path) -> None:
    """Full-width marks in names and texts are no misspellings."""
    row = ["滨江区", "红色守护（星火重生），一期", *LIANXIN[2:]]

    load(store, write_csv(tmp_path / "brands.csv", [BRANDS, row]))

    assert store.reference("brand")[0]["zh"] == "红色守护（星火重生），一期"


DEADLINE = {
    "region": "330900",
    "section": "roster",
    "grain": "day",
    "due_days": 1,
    "due_time": "09:30",
    "giver": "office",
}


@pytest.mark.parametrize("key", list(load_references()))
def test_what_a_template_holds_loads_again(tmp_path: Path, key: str) -> None:
    """The rows of a store, written into the form, come back the same; the form says what may be filled in."""
    store = binjiang_store(tmp_path, "330900")
    store.put_references(references(store.regions, date(2026, 11, 22)), source="演示数据", is_demo=True)
    store.put_references({"deadline": [DEADLINE]}, source="测试")
    before, path = store.reference(key), tmp_path / f"{key}.xlsx"

    write_reference_template(reference_table(key), store.regions, before, path)
    report = load(store, path)

    assert report.ok, report.text()
    assert store.reference(key) == before
    note = load_workbook(path).active.cell(2, 1).comment
    assert reference_table(key).columns[0].zh in note.text


@pytest.mark.parametrize("key", ["event", "published_figure"])
def test_what_is_shipped_is_a_good_file(tmp_path: Path, key: str) -> None:
    """The files that come with the product load like any other, to the same rows."""
    store = binjiang_store(tmp_path, "330000")
    before = store.reference(key)

    report = load(store, Path("data/places") / reference_table(key).shipped)

    assert report.ok, report.text()
    assert store.reference(key) == before


@pytest.mark.parametrize(
    ("header", "title", "written", "yuan"),
    [
        ("合同金额（万元）", None, "35.5", 355_000),
        ("合同金额", "单位：万元", "35.5", 355_000),
        ("合同金额（元）", None, "355,000", 355_000),
        ("1.合同金额（必填）", None, "7", 7),
        ("amount_yuan", None, "7", 7),
    ],
)
def test_amounts_in_their_unit(
    store: Store, tmp_path: Path, header: str, title: str | None, written: str, yuan: int
) -> None:
    """A contract's amount is converted from the unit in its header or in the title."""
    rows = [
        ["县（市、区）", "承接组织", header, "合同起始日", "合同截止日"],
        ["滨江区", "甲社", written, "2026-01-01", "2026-12-31"],
    ]

    report = load(store, write_csv(tmp_path / "a.csv", [*([[title]] if title else []), *rows]))

    assert report.ok, report.text()
    assert store.reference("contract")[0]["amount_yuan"] == yuan


@pytest.mark.parametrize(
    ("header", "named"),
    [("合同金额（美元）", "美元"), ("合同金额（累计）", "累计"), ("合同金额（万美元）", "万美元"), ("去年合同金额", "去年"), ("合同金额（小时）", "小时"), ("未付合同金额", "未付")],
)  # fmt: skip
def test_amounts_of_another_meaning(store: Store, tmp_path: Path, header: str, named: str) -> None:
    """A known word beside an unknown one, or in a unit that does not convert, stops the table."""
    rows = [
        ["县（市、区）", "承接组织", header, "合同起始日", "合同截止日"],
        ["滨江区", "甲社", 35, "2026-01-01", "2026-12-31"],
    ]

    error = only_error(store, tmp_path, rows)

    assert f"其中的“{named}”没有读懂" in error
    assert "请把列名写成“合同金额”，按“元”填报" in error


def test_minutes_of_a_resource_in_hours(store: Store, tmp_path: Path) -> None:
    """Hours that are no whole minutes refuse their row with both units."""
    header = ["资源标题", "主题", "资源形式", "时长（小时）"]

    report = load(
        store,
        write_csv(tmp_path / "a.csv", [header, ["甲", "法治教育", "视频", "1.5"], ["乙", "法治教育", "视频", "0.33"]]),
    )

    assert [row["minutes"] for row in store.reference("resource")] == [90]
    assert "“0.33”小时折合 19.8 分钟，不是整数" in report.text()


@pytest.mark.parametrize("note", ["注：金额单位为万元", "单位：万元", "（单位：万元）"])
def test_a_unit_below_the_table_goes_for_its_columns(store: Store, tmp_path: Path, note: str) -> None:
    """A note under the contracts that their amounts are in 万元 is heeded like a title."""
    row = ["滨江区", "某社工中心", 35, "2026-01-01", "2026-12-31"]

    report = load(store, write_csv(tmp_path / "contracts.csv", [CONTRACTS, row, [note]]))

    assert report.ok, report.text()
    assert store.reference("contract")[0]["amount_yuan"] == 350_000
