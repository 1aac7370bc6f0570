"""A header or a title is understood as a whole or refused: a known word next to an unknown one is not the known word."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import load_catalogue
from data.load import LoadReport
from data.load.headers.vocabulary import ColumnRole, Vocabulary, load_vocabulary
from data.store import Store
from tests.data.feeds import DAY, XIXING, binjiang_store, held, load, write_csv, write_xlsx

EDUCATION, SOCIAL = "fact_education_day", "fact_social_day"
BUREAU_ROW = "330108000"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


@cache
def _words() -> Vocabulary:
    return load_vocabulary(load_catalogue())


@pytest.fixture
def words() -> Vocabulary:
    return _words()


def load_rows(store: Store, folder: Path, rows: Sequence[Any], name: str = "feed.csv") -> LoadReport:
    return load(store, write_csv(folder / name, rows))


def titled(store: Store, folder: Path, *title: Any, name: str = "feed.csv") -> LoadReport:
    """Load the check-ins of one office below title rows, without a day column."""
    rows = [*([cell] if isinstance(cell, str) else cell for cell in title)]
    return load_rows(store, folder, [*rows, ["司法所", "应核查", "已核查"], ["西兴司法所", 70, 63]], name)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("应核查人次", "checkin_due_n"), ("应核查人次[人次]", "checkin_due_n"), ("1.应核查人次", "checkin_due_n"),
        ("（一）应核查人次", "checkin_due_n"), ("①应核查人次", "checkin_due_n"), ("2、已核查（次）", "checkin_done_n"),
        ("应核\u200e查\u202d人次", "checkin_due_n"), ("应核查人次（必填）", "checkin_due_n"), ("★应核查人次*", "checkin_due_n"),
        ("本日应核查人次", "checkin_due_n"), ("应核查人次（本期）", "checkin_due_n"), ("应核查人次\n（单位：人次）", "checkin_due_n"),
        ("应核查（3）", "checkin_due_n"), ("信息化核查应完成数", "checkin_due_n"), ("应签到/核查次数（checkin_due_n）", "checkin_due_n"),
        ("训诫（人）", "admonish_n"), ("训诫人次", "admonish_n"), ("在册数（期末）", "registered_eod"), ("在册人数（名）", "registered_eod"),
        ("集中教育（场次）", "collective_session_n"), ("集中教育（人次）", "collective_attend_n"), ("突发事件（起）", "incident_n"),
        ("外出申请（件）", "leave_applied_n"), ("教育学习时长合计", "edu_minutes_sum"), ("志愿服务时长合计（分钟）", "volunteer_minutes_sum"),
        ("脱管人数（未查获）", "absconded_eod"), ("新签购买服务金额（元）", "purchase_signed_yuan"), ("女性在册人数", "female_eod"),
        ("表扬数", "commend_n"), ("有有效购买服务合同（0/1）", "purchase_active_eod"), ("其中：未成年在册", "minor_eod"),
        ("月度达标人数", "edu_met_n"), ("满意度得分合计", "survey_score_sum"), ("Check-ins due", "checkin_due_n"),
    ],
)  # fmt: skip
def test_headers_as_bureaus_write_them(words: Vocabulary, header: str, key: str) -> None:
    """A known word, its unit, a number before it and a harmless remark are the known word."""
    meaning = words.meaning((header,))

    assert meaning.role is ColumnRole.MEASURE
    assert key in meaning.keys


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("应核查人次（本月累计）", "本月累计"), ("应核查人次（上周）", "上周"), ("应核查人次（去年同期）", "去年同期"), ("累计应核查人次", "累计"),
        ("应核查人次-本月", "本月"), ("应核查人次（第47周）", "第47周"), ("应核查人次（11月）", "11月"), ("应核查人次(1-11月)", "1-11月"),
        ("应核查人次（2025年）", "2025年"), ("昨日应核查人次", "昨日"), ("应核查人次（日均）", "日均"), ("应核查人次目标值", "目标值"),
        ("应核查人次（近7日）", "近7日"), ("年初在册人数", "年初"), ("应核查人次（11月16日-22日）", "11月16日"),
        ("脱管人数（已查获）", "已查获"), ("应核查人次（全县）", "全县"), ("重点对象应核查人次", "重点对象"), ("应核查人次（不含外出）", "不含外出"),
        ("应核查人次或应查访", "或应查访"), ("教育学习时长合计（课时）", "课时"), ("缓刑在册人数", "缓刑"), ("应核查人次（含已核查）", "含已核查"),
        ("拟训诫", "拟"), ("应核查家庭数", "家庭"), ("新签购买服务金额（美元）", "美"), ("训诫（未成年）", "未成年"),
    ],
)  # fmt: skip
def test_a_known_word_beside_another_is_refused(words: Vocabulary, header: str, named: str) -> None:
    """The refusal names what was not understood or is of another time, and what to write."""
    meaning = words.meaning((header,))

    assert meaning.role is ColumnRole.REFUSED
    assert f"“{named}" in meaning.fault
    assert "列名写成“" in meaning.fault


@pytest.mark.parametrize(
    ("header", "unit"),
    [("应核查人数", "次"), ("在册人次", "人"), ("公益活动次数", "人次"), ("调查评估办结用时合计（天）", "工作日"), ("应核查（小时）", "次"),
     ("教育学习时长合计（人）", "分钟"), ("新签购买服务金额（小时）", "元"), ("集中教育", "人次"), ("突发事件（人）", "起"), ("应核查（户）", "次")],
)  # fmt: skip
def test_a_unit_that_does_not_fit_is_refused(words: Vocabulary, header: str, unit: str) -> None:
    """Persons are not check-ins, and days no working days: the refusal names the column's own unit."""
    meaning = words.meaning((header,))

    assert meaning.role is ColumnRole.REFUSED
    assert f"按“{unit}”填报" in meaning.fault


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("信息化核查", "应核查"), "checkin_due_n"), (("信息化核查（人次）", "已完成"), "checkin_done_n"), (("一、监督管理情况", "应核查人次"), "checkin_due_n"),
        (("监督管理", "信息化核查情况", "应签到"), "checkin_due_n"), (("本日", "训诫"), "admonish_n"), (("检察意见", "应回复"), "procur_reply_due_n"),
        (("实地查访", "完成次数"), "visit_done_n"), (("女性", "在册人数"), "female_eod"), (("信息化核查", "应核查", "人次"), "checkin_due_n"),
        (("调查评估", "应办结数"), "assess_due_n"), (("法律文书", "按期送达数"), "doc_ontime_n"), (("报到情况", "实到"), "register_ontime_n"),
    ],
)  # fmt: skip
def test_group_headings(words: Vocabulary, parts: tuple[str, ...], key: str) -> None:
    """A heading over several columns is a topic, a harmless remark or a duty."""
    assert words.meaning(parts).keys == (key,)


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        (("去年同期", "应核查"), "去年同期"), (("本月累计", "信息化核查", "应核查"), "本月累计"), (("信息化核查", "应核查（全县）"), "全县"),
        (("信息化核查", "上周", "应核查"), "上周"), (("全市", "应核查"), "全市"), (("未成年", "应核查"), "未成年"), (("信息化核查", "应核查", "累计"), "累计"),
        (("实地查访", "应核查"), "实地查访"), (("重点对象", "信息化核查", "已完成"), "重点对象"), (("信息化核查", "应核查未核查"), "未核查"),
    ],
)  # fmt: skip
def test_group_headings_that_change_the_meaning(words: Vocabulary, parts: tuple[str, ...], named: str) -> None:
    """A heading of another time, another group or another duty refuses the columns under it."""
    meaning = words.meaning(parts)

    assert meaning.role is ColumnRole.REFUSED
    assert f"“{named}" in meaning.fault


@given(
    st.text(st.sampled_from("甲乙丙戊己庚辛壬癸"), min_size=1, max_size=4),
    st.sampled_from(["{0}{1}", "{1}{0}", "{1}（{0}）", "（{0}）{1}", "{1}-{0}"]),
    st.sampled_from(["应核查人次", "训诫", "在册人数", "新签购买服务金额（元）", "司法所", "日期"]),
)
def test_no_unknown_word_passes(unknown: str, form: str, known: str) -> None:
    """With anything written beside a known word, on either side, in brackets or not, it is no longer that word."""
    words = _words()

    assert words.meaning((form.format(unknown, known),)).role in {ColumnRole.REFUSED, ColumnRole.UNKNOWN}
    assert words.meaning((unknown, known)).role in {ColumnRole.REFUSED, ColumnRole.UNKNOWN}


def test_hours_are_loaded_as_minutes(store: Store, tmp_path: Path) -> None:
    """A unit that converts exactly is converted, and the report says so."""
    rows = [
        ["日期", "司法所代码", "教育学习时长合计（小时）", "公益活动时长合计（小时）"],
        [DAY, XIXING, 12, "1,008.5"],
    ]

    report = load_rows(store, tmp_path, rows)

    assert report.ok, report.text()
    assert held(store, EDUCATION)[DAY, XIXING] == {"edu_minutes_sum": 720, "welfare_minutes_sum": 60510}
    assert "“教育学习时长合计（小时）”列：按 1 小时 = 60 分钟 折算后装载。" in report.text()


@pytest.mark.parametrize(("written", "yuan"), [("35", 350_000), ("35.5", 355_000), ("0", 0), ("1,200.25", 12_002_500)])
def test_ten_thousands_are_loaded_as_yuan(store: Store, tmp_path: Path, written: str, yuan: int) -> None:
    """Decimals go in where the result is whole."""
    rows = [["日期", "司法所代码", "新签购买服务金额（万元）"], [DAY, "滨江区本级", written]]

    assert load_rows(store, tmp_path, rows).ok
    assert held_social(store) == {"purchase_signed_yuan": yuan}


def held_social(store: Store) -> dict[str, int]:
    row = held(store, SOCIAL)[DAY, BUREAU_ROW]
    return {key: value for key, value in row.items() if key != "brand"}


def test_a_part_of_the_unit_is_refused(store: Store, tmp_path: Path) -> None:
    """What does not come out whole is refused with both units."""
    report = load_rows(store, tmp_path, [["日期", "司法所", "教育学习时长合计（小时）"], [DAY, "西兴", "1.33"]])

    assert "“1.33”小时折合 79.8 分钟，不是整数。请改按分钟填报。" in report.errors[0].text
    assert held(store, EDUCATION) == {}


def test_totals_are_compared_in_the_same_unit(store: Store, tmp_path: Path) -> None:
    """The 合计 row is in the column's unit too."""
    rows = [["日期", "司法所", "教育学习时长合计（小时）"], [DAY, "西兴", 2], [DAY, "长河", 3], ["合计", "", 5]]

    report = load_rows(store, tmp_path, rows)

    assert [warning.kind for warning in report.warnings if warning.kind == "total"] == []


def test_the_unit_in_a_title_goes_for_the_columns_of_its_kind(store: Store, tmp_path: Path) -> None:
    """单位：万元 is that of the amounts; persons keep theirs."""
    rows = [
        ["滨江区社会力量情况 2026年11月22日", "", "单位：万元"],
        ["司法所", "新签购买服务金额", "社会工作者人数"],
        ["滨江区本级", 35, 8],
    ]

    assert load_rows(store, tmp_path, rows).ok
    assert held_social(store) == {"purchase_signed_yuan": 350_000, "social_worker_eod": 8}


@pytest.mark.parametrize(
    ("unit", "columns", "says"),
    [
        ("单位：万元", ["应核查次数", "训诫"], "标题里的单位“万元”用不到任何一列"),
        ("单位：小时", ["应核查次数", "训诫"], "标题里的单位“小时”用不到任何一列"),
        ("单位：人", ["应核查", "训诫"], "标题里的单位“人”不是此列的单位。此列按“次”填报"),
        ("单位：课时", ["应核查次数", "训诫"], "标题里的“课时”没有读懂"),
        ("单位：小时", ["公益活动时长合计（分钟）", "教育学习时长合计"], "列名和标题里的单位不一（分钟、小时）"),
        ("单位：元、万元", ["新签购买服务金额", "社会工作者人数"], "列名和标题里的单位不一（元、万元）"),
    ],
)  # fmt: skip
def test_a_unit_in_the_title_that_cannot_apply(
    store: Store, tmp_path: Path, unit: str, columns: list[str], says: str
) -> None:
    """A unit of the title that no column can be in, or that contradicts a column, stops the sheet."""
    report = load_rows(store, tmp_path, [[unit], ["日期", "司法所", *columns], [DAY, "西兴", 3, 2]])

    assert says in report.text()
    assert report.version is None


@pytest.mark.parametrize(
    "unit", ["单位：人次", "单位：人、次、件", "计量单位：人（次）", "（单位：人次）", "单位：万元、人次、件"]
)
def test_usual_units_in_a_title_pass(store: Store, tmp_path: Path, unit: str) -> None:
    """The units that columns have anyway are no news."""
    columns, figures = ["应核查", "训诫"], [3, 2]
    if "万元" in unit:
        columns, figures = [*columns, "新签购买服务金额（万元）"], [*figures, 1]

    report = load_rows(store, tmp_path, [[unit], ["日期", "司法所", *columns], [DAY, "西兴", *figures]])

    assert report.ok, report.text()
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 3, "admonish_n": 2}


def test_columns_of_another_time_alone_stop_the_sheet(store: Store, tmp_path: Path) -> None:
    """Last year's figures under a heading are never a day's."""
    rows = [
        ["日期", "司法所代码", "去年同期", None],
        [None, None, "应核查", "已核查"],
        ["2026-11-22", XIXING, 300, 290],
    ]

    report = load(store, write_xlsx(tmp_path / "b5.xlsx", {"Sheet": rows}, {"Sheet": ["C1:D1"]}))

    assert "“去年同期”不是当日的数，数据按日装载。请改填当日的数，列名写成“应签到/核查次数”" in report.text()
    assert (report.ok, held(store)) == (False, {})


def test_the_running_total_beside_the_day_is_passed_over(store: Store, tmp_path: Path) -> None:
    """Where the day's own column is there, that of the month is skipped with a note."""
    rows = [
        ["日期", "司法所", "本日", None, "本月累计", None],
        [None, None, *["应核查", "已核查"] * 2],
        [DAY, "西兴", 3, 2, 60, 50],
    ]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}, {"表": ["C1:D1", "E1:F1"]}))

    assert report.ok, report.text()
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 3, "checkin_done_n": 2}
    assert "“本月累计·应核查”列：不是当日的数，系统由当日的数自行计算，此列未装载。" in report.text()


def test_another_group_beside_all_is_an_error(store: Store, tmp_path: Path) -> None:
    """A column that is not understood is refused by name; the understood one is loaded."""
    rows = [["日期", "司法所", "应核查", "应核查（重点对象）"], [DAY, "西兴", 30, 4]]

    report = load_rows(store, tmp_path, rows)

    assert "其中的“重点对象”没有读懂" in report.errors[0].text
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 30}


@pytest.mark.parametrize(
    "title",
    [
        "滨江区社区矫正周报（2026.11.16-22）", "滨江区社区矫正情况 11月16日—22日", "2026年11月16日至22日", "社区矫正情况 2026年第47周", "2026-W47",
        "滨江区社区矫正周报 2026年11月22日", "滨江区社区矫正10月月报", "滨江区社区矫正情况（11月）", "2026年11月份社区矫正情况", "2026年度社区矫正情况",
        "社区矫正情况 2026.11.16～11.22", "社区矫正情况 11.16-11.22", "社区矫正情况（1—11月）", "2026年三季度社区矫正情况", "本周社区矫正情况 2026年11月22日",
        "社区矫正情况（累计） 2026年11月22日", "近7日社区矫正情况 2026年11月22日", "2026年上半年社区矫正情况", "社区矫正情况 2026.11.16、17", "2026年11月16日和17日", "社区矫正情况 11-16~11-22", "2026年11月22日至今", "2026年Q4", "社区矫正情况 周一至周日", "20261116-20261122",
        "2026年11月上旬社区矫正情况", "二〇二六年十一月十六日至二十二日", "截至2026年11月22日累计", "说明：本表数据为本月累计数 2026年11月22日",
    ],
)  # fmt: skip
def test_a_run_of_days_is_no_day(store: Store, tmp_path: Path, title: str) -> None:
    """A week, a month or a sum up to a day in the title stops a sheet without a day column."""
    report = titled(store, tmp_path, title)

    assert (report.ok, report.version) == (False, None), report.text()


@pytest.mark.parametrize(
    "name",
    [
        "周报20261122.csv",
        "11月.csv",
        "2026年11月16日-22日.csv",
        "月报-2026-11-22.csv",
        "第47周.csv",
        "weekly_20261122.csv",
    ],
)
def test_a_run_of_days_in_the_file_s_name(store: Store, tmp_path: Path, name: str) -> None:
    """The name of a weekly or monthly file gives no day."""
    assert titled(store, tmp_path, "滨江区社区矫正情况", name=name).version is None


@pytest.mark.parametrize("tab", ["11月", "周报", "11.16-11.22", "2026年第47周", "本月累计", "上月"])
def test_a_run_of_days_in_the_sheet_s_name(store: Store, tmp_path: Path, tab: str) -> None:
    """The name of a sheet counts, also of the only one: the date in the file's name is not the day of a month's figures."""
    rows = [["司法所", "应核查", "已核查"], ["西兴司法所", 70, 63]]

    report = load(store, write_xlsx(tmp_path / "滨江区20261122.xlsx", {tab: rows}))

    assert report.version is None
    assert "”写的是一段时间，数据按日装载。" in report.text()


@pytest.mark.parametrize(
    "title",
    [
        ["滨江区社区矫正日报 2026年11月22日"], ["滨江区社区矫正日报（2026.11.22）", "（单位：人次）"], ["浙江省杭州市滨江区司法局社区矫正工作日报表", "2026年11月22日 星期日"],
        ["统计日期：2026-11-22　　制表日期：2026-11-23"], [["统计日期：", "2026-11-22", "填报日期：", "2026-11-23"]], ["2026年社区矫正日报（11月22日）"], ["2026年社区矫正日报（11月22日）", "制表日期：11月23日"],
        ["附件1", "滨江区社区矫正对象基本情况统计表", "截至2026年11月22日24时"], ["滨江区信息化核查情况汇总表（2026-11-22）", "填报单位：滨江区司法局（盖章）"],
        ["二〇二六年十一月二十二日社区矫正日报"], ["滨江区社区矫正日报", "填报单位：西兴司法所　填表人：张三丰　审核人：李 四　2026年11月22日"],
        ["社区矫正日报2026年11月22日", "注：口径见通知。1.应核查按人次"], ["社区矫正日报（第325期） 2026/11/22", "制表：王五 联系电话：0571-12345678"],
        ["#内部编号 甲-7", "2026年11月22日0时至24时"], ["滨江区社区矫正动态(20261122)", "数据来源：省平台"],
        ["滨江区司法局（盖章）　2026年11月22日"], ["滨司矫〔2026〕3号", "社区矫正日报（总第326期） 2026年11月22日"], ["秘密★1年", "社区矫正日报 NO.326 2026-11-22"],
        ["报表编号：BJ-2026-1122", "社区矫正工作专班日报 2026年11月22日", "带班领导：某某"], ["统计口径：当日0时至24时", "社区矫正日报（最终版） 2026年11月22日"],
        ["社区矫正重点工作日报 v2 2026年11月22日", "主送：市司法局　抄送：区检察院"], ["滨江区社区矫正一日一报（报市局） 2026年11月22日", "更新频率：每日"],
        ["Binjiang community corrections daily report 2026-11-22"], ["社区矫正日报 统计范围：全区3个司法所", "数据时间：2026-11-22 00:00:00 至 2026-11-22 23:59:59"],
    ],
)  # fmt: skip
def test_titles_as_bureaus_write_them(store: Store, tmp_path: Path, title: list[Any]) -> None:
    """Places, topics, forms, makers and remarks are understood, and the day is found among them."""
    report = titled(store, tmp_path, *title)

    assert report.ok, report.text()
    assert held(store) == {(DAY, XIXING): {"checkin_due_n": 70, "checkin_done_n": 63}}


@pytest.mark.parametrize(
    ("title", "named"),
    [("滨江区未成年社区矫正对象日报 2026年11月22日", "未成年"), ("重点对象核查日报 2026年11月22日", "重点"), ("女性社区矫正对象 2026年11月22日", "女性"),
     ("社区矫正日报（缓刑） 2026年11月22日", "缓刑"), ("余杭区社区矫正日报 2026年11月22日", "余杭"),
        ("黄埔军校社区矫正日报 2026年11月22日", "黄埔军校"), ("外出人员核查日报 2026年11月22日", "人员"),
        ("社区矫正日报 统计范围：严管 2026年11月22日", "严管"), ("社区矫正日报（抽样） 2026年11月22日", "抽样"), ("安置帮教日报 2026年11月22日", "安置帮教"),
        ("Female offenders daily 2026-11-22", "female")],
)  # fmt: skip
def test_a_title_that_is_not_understood_is_refused(store: Store, tmp_path: Path, title: str, named: str) -> None:
    """The figures of some are not those of all."""
    report = titled(store, tmp_path, title)

    assert f"标题里的“{named}" in report.errors[0].text
    assert report.version is None


@pytest.mark.parametrize(
    ("title", "run"),
    [("2026年11月社区矫正情况　2026年11月22日", "2026年11月"), ("社区矫正日报 2026年11月22日8时-18时", "2026年11月22日8时-18时"),
     ("报送频率：每月　社区矫正报告 2026年11月22日", "每月")],
)  # fmt: skip
def test_a_title_of_less_or_more_than_the_day_is_no_day(store: Store, tmp_path: Path, title: str, run: str) -> None:
    """A month's report with a date below it, and some hours of a day, are not the day."""
    report = titled(store, tmp_path, title)

    assert f"“{run}”写的是一段时间" in report.text()
    assert report.version is None


def test_a_month_beside_a_labelled_day(store: Store, tmp_path: Path) -> None:
    """统计日期 says that the day is the figures' own."""
    assert titled(store, tmp_path, "2026年11月社区矫正情况", "统计日期：2026年11月22日").ok


def test_a_day_without_a_year_is_named(store: Store, tmp_path: Path) -> None:
    """The report says what is missing from the title's day."""
    assert "标题里的“11月22日”没有写年份。" in titled(store, tmp_path, "滨江区社区矫正通报（11月22日）").text()


BRANDS: list[list[Any]] = [
    ["县（市、区）", "品牌名称", "印章字", "品牌类别", "始于", "服务类型"],
    ["滨江区", "先锋助矫", "先锋", "专业+", "2021年7月", "心理矫正"],
]


def test_a_brand_in_the_title_passes(store: Store, tmp_path: Path) -> None:
    """The name of a known brand above figures that are not split by brand changes nothing."""
    assert load_rows(store, tmp_path, BRANDS, "brands.csv").ok

    assert titled(store, tmp_path, "“先锋助矫”工作日报 2026年11月22日").ok


def test_a_brand_in_the_title_of_figures_by_brand_is_refused(store: Store, tmp_path: Path) -> None:
    """Under a brand's name figures may be that brand's alone: without a column 品牌 they would count for none."""
    assert load_rows(store, tmp_path, BRANDS, "brands.csv").ok
    rows = [["先锋助矫日报 2026年11月22日"], ["司法所", "志愿服务时长合计"], ["西兴", 90]]

    report = load_rows(store, tmp_path, rows)

    assert "有品牌“先锋助矫”，表里却没有“品牌”列" in report.text()
    assert report.version is None


@pytest.mark.parametrize(
    "made", ["制表日期：2026年11月1日", "打印时间：2026-11-01 09:12", "2026年11月1日填报", "报送日期 2026.11.1", "导出20261101093000", "上报时间：2026/11/1"]
)  # fmt: skip
def test_a_date_of_making_is_not_the_day(store: Store, tmp_path: Path, made: str) -> None:
    """When a file was made, printed, filled in or sent says nothing of its figures."""
    report = titled(store, tmp_path, "滨江区社区矫正情况", made)

    assert "找不到日期。" in report.errors[0].text
    assert "不是数据的日子" in report.errors[0].text


def test_the_monthly_report_with_a_date_of_making(store: Store, tmp_path: Path) -> None:
    """The month's total does not go to the day on which its table was made."""
    report = titled(store, tmp_path, "滨江区社区矫正10月月报", "制表日期：2026年11月1日")

    assert "“月报”写的是一段时间" in report.text() or "“10月”写的是一段时间" in report.text()
    assert report.version is None


def test_the_statistics_day_wins_over_the_day_of_sending(store: Store, tmp_path: Path) -> None:
    """上报日期 beside 统计日期 is not the day, in any place."""
    rows = [["上报日期", "统计日期", "司法所", "应核查", "已核查"], ["2026-11-23", "2026-11-22", "西兴司法所", 70, 63]]

    assert load_rows(store, tmp_path, rows).ok
    assert set(held(store)) == {(DAY, XIXING)}


def test_a_day_of_sending_alone_is_no_day(store: Store, tmp_path: Path) -> None:
    """A column of dates of filling in does not say which day the figures are of."""
    report = load_rows(store, tmp_path, [["填报日期", "司法所", "应核查"], ["2026-11-23", "西兴司法所", 70]])

    assert "“填报日期”是填报、制表的日子，不是数据的日子。请加一列“日期”" in report.errors[0].text


@pytest.mark.parametrize(("other", "is_taken"), [("2026年11月22日", True), ("2026-11-21", False)])
def test_two_day_columns_must_agree(store: Store, tmp_path: Path, other: str, is_taken: bool) -> None:
    """Two columns that could both be the day and differ are refused."""
    report = load_rows(store, tmp_path, [["日期", "统计日期", "司法所", "应核查"], ["2026-11-22", other, "西兴", 70]])

    assert report.ok == is_taken
    assert ("与“日期”列的日期不同（2026-11-22、2026-11-21）" in report.text()) != is_taken


@pytest.mark.parametrize(
    ("days", "is_taken"),
    [(["2026-11-21", "2026-11-22"], True), (["2026-11-22"], False), (["2026-11-15", "2026-11-22"], False)],
)
def test_a_weekly_file_by_days(store: Store, tmp_path: Path, days: list[str], is_taken: bool) -> None:
    """A week's file with a row a day goes in; one with a row a week cannot be distinguished from sums."""
    rows = [["滨江区社区矫正周报（2026.11.16-22）"], ["日期", "司法所", "应核查"], *([day, "西兴", 7] for day in days)]

    assert load_rows(store, tmp_path, rows).ok == is_taken


def test_a_running_total_in_the_title_beside_a_day_column(store: Store, tmp_path: Path) -> None:
    """A sum up to each day is no day's figure, even with a day column."""
    rows = [
        ["滨江区社区矫正情况（本月累计）"],
        ["日期", "司法所", "应核查"],
        ["2026-11-21", "西兴", 7],
        ["2026-11-22", "西兴", 9],
    ]

    assert load_rows(store, tmp_path, rows).version is None


def test_the_month_s_sheet_of_daily_rows(store: Store, tmp_path: Path) -> None:
    """A sheet named for its month may hold a row a day."""
    rows = [["日期", "司法所", "应核查"], ["2026-11-21", "西兴", 7], ["2026-11-22", "西兴", 9]]

    assert load(store, write_xlsx(tmp_path / "2026年.xlsx", {"11月": rows})).ok
    assert len(held(store)) == 2


def test_title_and_sheet_that_name_different_days(store: Store, tmp_path: Path) -> None:
    """Two days that could be meant and differ are refused."""
    rows = [["滨江区社区矫正日报 2026年11月22日"], ["司法所", "应核查"], ["西兴", 7]]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"2026-11-21": rows}))

    assert "两个日子不同" in report.errors[0].text


def test_the_day_in_the_title_is_the_day(store: Store, tmp_path: Path) -> None:
    """The date in the file's name is often the day of sending: the title's comes first."""
    report = titled(store, tmp_path, "滨江区社区矫正日报 2026年11月22日", name="报送20261123.csv")

    assert report.ok, report.text()
    assert {day for day, _ in held(store)} == {date(2026, 11, 22)}


def test_unknown_heading_over_the_office(store: Store, tmp_path: Path) -> None:
    """户籍地 over 司法所 is not the office that supervises."""
    rows = [["日期", "户籍地", "应核查"], ["", "司法所", ""], [DAY, "西兴", 7]]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}, {"表": ["A1:A2", "C1:C2"]}))

    assert "“户籍地”没有读懂。若就是“司法所”，请把列名只写成“司法所”" in report.text()


def test_a_line_of_units_below_the_header(store: Store, tmp_path: Path) -> None:
    """Units on a line of their own belong to the header."""
    head = [["日期", "司法所", "信息化核查", None, "教育学习时长合计"], [None, None, "应核查", "已核查", None]]
    rows = [*head, [None, None, "人次", "人次", "小时"], [DAY, "西兴", 3, 2, 2]]

    report = load(store, write_xlsx(tmp_path / "a.xlsx", {"表": rows}, {"表": ["C1:D1"]}))

    assert report.ok, report.text()
    assert held(store)[DAY, XIXING] == {"checkin_due_n": 3, "checkin_done_n": 2}
    assert held(store, EDUCATION)[DAY, XIXING] == {"edu_minutes_sum": 120}


def test_periods_below_a_known_header(store: Store, tmp_path: Path) -> None:
    """A header over columns of last week and last year is not the day's column."""
    head = [["日期", "司法所", "应核查", None, "已核查", None], [None, None, *["上周", "去年同期"] * 2]]

    report = load(
        store,
        write_xlsx(tmp_path / "a.xlsx", {"表": [*head, [DAY, "西兴", 70, 60, 63, 50]]}, {"表": ["C1:D1", "E1:F1"]}),
    )

    assert report.version is None
    assert "“应核查·上周”列：“上周”不是当日的数" in report.text()


@pytest.mark.parametrize(
    ("note", "is_taken"),
    [("注：金额单位万元", True), ("单位：万元", True), ("注：本表数据为本月累计", False), ("注：口径见通知", True)],
)
def test_notes_below_the_table(store: Store, tmp_path: Path, note: str, is_taken: bool) -> None:
    """A unit under the table is that of its columns, and a sum is no day's figure there either."""
    rows = [["日期", "司法所", "新签购买服务金额"], [DAY, "滨江区本级", 3], [note, "", ""]]

    report = load_rows(store, tmp_path, rows)

    assert report.ok == is_taken, report.text()
    if is_taken:
        assert held_social(store) == {"purchase_signed_yuan": 30_000 if "万元" in note else 3}


@pytest.mark.parametrize(
    "form", ["{key}", "{zh}", "{en}", "{zh}（{unit}）", "{zh}（{key}）", "1.{zh}（必填）", "{zh}\n（单位：{unit}）"]
)
def test_every_name_of_the_catalogue_is_understood(words: Vocabulary, form: str) -> None:
    """Each column's own names, alone, with its unit, and as our own messages write it."""
    for key, measure in words.catalogue.measures.items():
        header = form.format(key=measure.column_name, zh=measure.zh, en=measure.en, unit=measure.unit)
        assert key in words.meaning((header,)).keys, header
