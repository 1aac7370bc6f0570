"""The search box: words in any order are understood and answered with the figure, and unused words are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from callbacks.search import answered
from dashboard.opening import open_configured_store
from dashboard.settings import Settings
from data.demo import assign_tasks
from data.periods import Grain, Period
from data.regions.boundaries import load_boundaries
from data.search import understood
from data.search.lexicon import lexicon
from data.store import Store
from data.tasks import tasks_of
from data.viewer import Viewer
from layouts.pages import PAGES
from layouts.screen.search import Answer
from layouts.view import View
from layouts.words.language import load_language
from tests.conftest import LAST_DAY
from tests.product import copy_database
from tests.viewers import CITY_CHIEF

HOME = View(region="330900")
DINGHAI, PUTUO, DAISHAN, SHENGSI = "330902", "330903", "330921", "330922"
SHENJIAMEN = "330903001"
W47 = "2026-W47"
PHRASES = (  # what is typed, then region, period (none: the shown one), metric and figure of the first answer
    ("定海区上周脱管", DINGHAI, W47, "abscond_rate", "新发生脱管 0 人"),
    ("上周定海区脱管", DINGHAI, W47, "abscond_rate", "新发生脱管 0 人"),
    ("脱管 上周 定海区", DINGHAI, W47, "abscond_rate", "新发生脱管 0 人"),
    ("定海区的脱管，上一周", DINGHAI, W47, "abscond_rate", "新发生脱管 0 人"),
    ("定海 脱管", DINGHAI, "", "abscond_rate", "新发生脱管 0 人"),
    ("普陀区第 47 周新发生脱管", PUTUO, W47, "abscond_rate", "新发生脱管 0 人"),
    ("普陀 第47周 脱管", PUTUO, W47, "abscond_rate", "新发生脱管 0 人"),
    ("第四十七周 普陀 漏管", PUTUO, W47, "missing_registration_count", "0 人"),
    ("330902 abscond_rate 2026-W47", DINGHAI, W47, "abscond_rate", "0.000%"),
    ("定海脱管率", DINGHAI, "", "abscond_rate", "0.000%"),
    ("岱山县 2026-W47 核查完成率", DAISHAN, W47, "checkin_completion_rate", "95.7%"),
    ("330921 checkin_completion_rate 2026W47", DAISHAN, W47, "checkin_completion_rate", "95.7%"),
    ("47周岱山核查", DAISHAN, W47, "checkin_completion_rate", "95.7%"),
    ("2026年第47周 岱山 信息化核查完成率", DAISHAN, W47, "checkin_completion_rate", "95.7%"),
    ("定海 Ｗ４７ 核查", DINGHAI, W47, "checkin_completion_rate", "98.9%"),
    ("１１月 定海 核查", DINGHAI, "2026-11", "checkin_completion_rate", "98.8%"),
    ("普陀区的信息化核查完成率是多少", PUTUO, "", "checkin_completion_rate", "97.8%"),
    ("嵊泗 11月 报到", SHENGSI, "2026-11", "registration_ontime_rate", "100.0%"),
    ("嵊泗县2026年11月按期报到率", SHENGSI, "2026-11", "registration_ontime_rate", "100.0%"),
    ("嵊泗 十一月份 报到率", SHENGSI, "2026-11", "registration_ontime_rate", "100.0%"),
    ("舟山市 上月 学习", "330900", "2026-10", "education_met_rate", "96.6%"),
    ("上个月舟山学习达标", "330900", "2026-10", "education_met_rate", "96.6%"),
    ("舟山 本月 学习达标率", "330900", "2026-11", "education_met_rate", "10 月教育学习月度达标率 96.6%"),
    ("定海 公益达标率 10月", DINGHAI, "2026-10", "welfare_met_rate", "96.7%"),
    ("昨天 定海 预警", DINGHAI, "2026-11-22", "alert_count", "11 条"),
    ("定海昨日预警多少条", DINGHAI, "2026-11-22", "alert_count", "11 条"),
    ("2026-11-20 定海 新增预警", DINGHAI, "2026-11-20", "alert_count", "20 条"),
    ("11月20日 定海 预警数", DINGHAI, "2026-11-20", "alert_count", "20 条"),
    ("2026/11/20 预警 定海区", DINGHAI, "2026-11-20", "alert_count", "20 条"),
    ("定海 前天 在册", DINGHAI, "2026-11-21", "registered_count", "269 人"),
    ("上周五 普陀 在册人数", PUTUO, "2026-11-20", "registered_count", "229 人"),
    ("dinghai tuoguan", DINGHAI, "", "abscond_rate", "新发生脱管 0 人"),
    ("dinghaiqu shangzhou tuoguan", DINGHAI, W47, "abscond_rate", "新发生脱管 0 人"),
    ("dinghaituoguan", DINGHAI, "", "abscond_rate", "新发生脱管 0 人"),
    ("dhq 上周 核查", DINGHAI, W47, "checkin_completion_rate", "98.9%"),
    ("hecha daishan", DAISHAN, "", "checkin_completion_rate", "95.7%"),
    ("Dinghai last week check-ins", DINGHAI, W47, "checkin_completion_rate", "98.9%"),
    ("Putuo week 47 absconding", PUTUO, W47, "abscond_rate", "新发生脱管 0 人"),
    ("home visits in Daishan, October", DAISHAN, "2026-10", "visit_completion_rate", "95.5%"),
    ("Zhoushan Q3 employment", "330900", "2026-Q3", "employment_rate", "82.7%"),
    ("舟山 三季度 就业就学率", "330900", "2026-Q3", "employment_rate", "82.7%"),
    ("就业 舟山 上季度", "330900", "2026-Q3", "employment_rate", "82.7%"),
    ("今年 舟山 重新犯罪", "330900", "2026", "reoffence_count", "0 人"),
    ("请问 岱山 上周 走访情况", DAISHAN, W47, "visit_completion_rate", "100.0%"),
    ("舟山市定海区 上周 定期报告", DINGHAI, W47, "report_completion_rate", "100.0%"),
    ("普陀 上周 预警 办结率", PUTUO, W47, "alert_close_ontime_rate", "99.1%"),
    ("舟山 红色预警", "330900", "", "red_alert_open_count", "0 条"),
    ("沈家门 上周 核查", SHENJIAMEN, W47, "checkin_completion_rate", "96.2%"),
    ("沈家门街道 上周 核查", SHENJIAMEN, W47, "checkin_completion_rate", "96.2%"),
    ("普陀沈家门司法所 10月 核查完成率", SHENJIAMEN, "2026-10", "checkin_completion_rate", "97.7%"),
    ("岱山 上报率 上周", DAISHAN, W47, "office_reporting_rate", "98.0%"),
    ("2025年12月 舟山 解矫", "330900", "2025-12", "released_count", "54 人"),
    ("岱山 未成年", DAISHAN, "", "minor_count", "<5（人数过少或防推算，不显示）"),
    ("核查", "330900", "", "checkin_completion_rate", "98.0%"),
)


def first(cockpit: Cockpit, text: str, view: View = HOME) -> Answer:
    """Return the answer that Enter takes."""
    return answered(cockpit, CITY_CHIEF, text, view).answers[0]


@pytest.mark.parametrize(("text", "region", "period", "metric", "figure"), PHRASES, ids=[each[0] for each in PHRASES])
def test_a_phrase_is_answered_with_its_figure(
    cockpit: Cockpit, text: str, region: str, period: str, metric: str, figure: str
) -> None:
    """Place, period and metric in any order and way of writing lead to the figure and to where it is explained."""
    answer = first(cockpit, text)

    view = View.from_url(*answer.href.split("?"))
    assert (view.region, view.period.key if view.period else "", view.explain) == (region, period, metric)
    assert answer.text.endswith(figure)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (
            "岱山县 2026-W47 核查完成率",
            "SELECT round(100.0 * sum(checkin_done_n) / sum(checkin_due_n), 1) || '%' FROM fact_supervision_day"
            " WHERE office_code LIKE '330921%' AND day BETWEEN '2026-11-16' AND '2026-11-22'",
        ),
        (
            "沈家门 上周 核查",
            "SELECT round(100.0 * sum(checkin_done_n) / sum(checkin_due_n), 1) || '%' FROM fact_supervision_day"
            " WHERE office_code = '330903001' AND day BETWEEN '2026-11-16' AND '2026-11-22'",
        ),
        (
            "昨天 定海 预警",
            "SELECT sum(alert_n) || ' 条' FROM fact_alert_day WHERE office_code LIKE '330902%' AND day = '2026-11-22'",
        ),
        (
            "定海 前天 在册",
            "SELECT sum(registered_eod) || ' 人' FROM fact_roster_day"
            " WHERE office_code LIKE '330902%' AND day = '2026-11-21'",
        ),
        (
            "定海区上周脱管",
            "SELECT sum(abscond_new_n) || ' 人' FROM fact_supervision_day"
            " WHERE office_code LIKE '330902%' AND day BETWEEN '2026-11-16' AND '2026-11-22'",
        ),
        (
            "普陀 上周 预警 办结率",
            "SELECT round(100.0 * sum(alert_close_ontime_n) / sum(alert_close_due_n), 1) || '%' FROM fact_alert_day"
            " WHERE office_code LIKE '330903%' AND day BETWEEN '2026-11-16' AND '2026-11-22'",
        ),
    ],
)
def test_an_answer_is_what_the_offices_reported(cockpit: Cockpit, city_store: Store, text: str, statement: str) -> None:
    """The figure equals the sum over the fact tables."""
    with city_store.engine.connect() as connection:
        expected = connection.execute(sql(statement)).scalar_one()

    assert first(cockpit, text).text.endswith(f" {expected}")


def test_an_answer_says_place_period_and_figure_in_one_line(cockpit: Cockpit) -> None:
    """The walk-through of the officer who asks for a county's last week."""
    assert first(cockpit, "定海区上周脱管").text == "定海区第 47 周新发生脱管 0 人"


def test_who_asks_for_absconding_reads_what_is_still_open_too(cockpit: Cockpit) -> None:
    """None new in the week does not mean that all were found."""
    second = answered(cockpit, CITY_CHIEF, "定海 脱管", HOME).answers[1]

    assert "脱管未查获" in second.text


def test_a_rate_that_is_booked_later_says_which_month_it_is_of(cockpit: Cockpit) -> None:
    """November is not assessed on its 22nd day."""
    assert "2026 年 10 月" in first(cockpit, "舟山 本月 学习达标率").beside


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("交办", "/tasks/330900"),
        ("定海 交办任务", "/tasks/330902"),
        ("周例会", "/review/330900"),
        ("例会", "/review/330900"),
        ("心理筛查 普陀", "/screening/330903"),
        ("10月 岱山 监管", "/supervision/330921?period=2026-10"),
        ("jianguan", "/supervision/330900"),
        ("指标字典", "/dictionary/330900"),
        ("大屏", "/wall/330900"),
        ("上周", "/overview/330900?period=2026-W47"),
        ("岱山 10月", "/overview/330921?period=2026-10"),
    ],
)
def test_pages_tasks_and_periods_are_led_to(cockpit: Cockpit, text: str, href: str) -> None:
    """A page's name leads to it, for the place and period that were named with it."""
    assert first(cockpit, text).href == href


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("定海 上周 核查", ("查询：定海区 · 2026 年第 47 周 · 11.16–11.22 · 信息化核查完成率",)),
        ("定海 天气 核查", ("查询：定海区 · 信息化核查完成率", "未用上：“天气”")),
        ("定海 第60周 核查", ("查询：定海区 · 信息化核查完成率", "未用上：“第60周”")),
        ("定海和普陀 核查", ("查询：定海区 · 信息化核查完成率", "未用上：“普陀”")),
        ("9月 10月 定海", ("查询：定海区 · 2026 年 9 月", "未用上：“10月”")),
        ("定海", ()),
    ],
)
def test_it_says_what_it_understood_and_what_not(cockpit: Cockpit, text: str, said: tuple[str, ...]) -> None:
    """Unused words are always named; a text that is one understood thing needs no note."""
    assert answered(cockpit, CITY_CHIEF, text, HOME).said == said


@pytest.mark.parametrize("text", ["基数小", "样本小", "jishuxiao", "什么是基数小"])
def test_a_term_is_explained_at_once(cockpit: Cockpit, text: str) -> None:
    """Its meaning is in the answer, which leads to the dictionary."""
    answer = first(cockpit, text)

    assert answer.text.startswith("基数小：")
    assert answer.href.startswith("/dictionary")


def test_a_figure_comes_before_the_term_of_the_same_name(cockpit: Cockpit) -> None:
    """上报率 is asked for more often than looked up."""
    figure, term = answered(cockpit, CITY_CHIEF, "定海 上报率", HOME).answers[:2]

    assert "explain=office_reporting_rate" in figure.href
    assert term.text.startswith("上报率：")


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_page_is_found_by_its_title(cockpit: Cockpit, tongue: str) -> None:
    """A page that is added is added to the words of the search box too."""
    words = load_language(tongue)
    names = lexicon(cockpit.store.regions, cockpit.store.catalogue)

    lost = [key for key in PAGES if key not in understood(words(f"pages.{key}"), names, date(2026, 11, 23)).pages]

    assert lost == []


def test_a_task_is_found_by_words_of_its_title(city_store: Store, tmp_path: Path) -> None:
    """It opens the task on the region's list."""
    settings = Settings(database_url=copy_database(city_store, tmp_path / "cockpit.db"), root="330900")
    store = open_configured_store(settings)
    assign_tasks(store, LAST_DAY)
    own = Cockpit(store, load_boundaries(Path("assets/maps/330000.geojson")), Memory())
    known = tasks_of(store, CITY_CHIEF, "330900", Period.holding(LAST_DAY, Grain.WEEK), on=LAST_DAY)[0].task

    found = answered(own, CITY_CHIEF, known.title, HOME)

    assert f"/tasks/330900/{known.number}" in [answer.href for answer in found.answers]


def test_a_period_without_data_says_so(cockpit: Cockpit) -> None:
    """The reason comes with the regions that were named, not with a figure of another period."""
    found = answered(cockpit, CITY_CHIEF, "定海 今天 核查", HOME)

    assert "还没有数据" in found.said[0]
    assert [answer.href for answer in found.answers] == ["/overview/330902"]


def test_the_beginning_of_a_name_is_enough(cockpit: Cockpit) -> None:
    """While somebody is typing, the answers are for what the word may become."""
    assert "岱山县" in first(cockpit, "岱").text
    assert "explain=" in first(cockpit, "定海 报").href


def test_answers_speak_english(cockpit: Cockpit) -> None:
    """In the second language names, units and sentences are English."""
    found = answered(cockpit, CITY_CHIEF, "dinghai last week absconding", View(region="330900", lang="en"))

    assert found.said[0].startswith("Understood: Dinghai")
    assert found.answers[0].text == "Dinghai, week 47, newly absconded: 0 persons"


def test_an_account_is_answered_only_about_its_own_regions(city_store: Store) -> None:
    """A county's viewer gets no figure of its neighbour, and sees that the name was not used."""
    boundaries = load_boundaries(Path("assets/maps/330000.geojson"))
    own = Cockpit(city_store, boundaries, Memory())

    found = answered(own, Viewer("chief", DINGHAI), "普陀 核查", View(region=DINGHAI))

    assert "“普陀”" in found.said[-1]
    assert all(PUTUO not in answer.href for answer in found.answers)
