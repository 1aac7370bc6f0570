"""Published figures are beside the computed ones, never among them; events in order of time."""

from dataclasses import replace
from typing import cast

from data.catalogue.reference_tables import Row
from data.readings import Status
from layouts.charts.chart import Nothing, Table
from layouts.charts.kinds import BarChart, TimelineChart
from layouts.context import Context
from layouts.pages import published
from layouts.pages.published import frames, milestones
from layouts.pages.published import table as published_table
from layouts.pages.published.table import PANEL, compared, headline
from layouts.panels.published import quoted_with_unit
from layouts.panels.shelf import home
from tests.layouts.fabricate import answers, context, knowing, knows, shipped, silent, tables, usual
from tests.layouts.pages.test_library import stocked_scene

HISTORY = milestones.milestones("history", milestones.HISTORY)
HONOURS = milestones.milestones("honours", milestones.HONOURS)


def table(here: Context, *, status: Status | None = None) -> dict[str, dict[str, str]]:
    """Return the table's rows by name and scope."""
    readings = answers(PANEL.needs(here), silent(status) if status else usual)
    drawn = PANEL.draw(readings, here)
    assert isinstance(drawn, Table)
    rows = cast("tuple[dict[str, str], ...]", drawn.rows)
    return {f"{row['name']} {row['scope']}": row for row in rows}


def test_every_published_figure_is_in_the_province() -> None:
    """Every published figure is listed with scope, date, source and whether it can be compared."""
    rows = table(knowing(context("330000")))

    assert len(rows) == 44
    assert all(row[key] for row in rows.values() for key in ("published", "as_of", "why", "source", "computed"))


def test_a_figure_with_the_same_definition_has_a_computed_one() -> None:
    """The coverage is compared with the coverage, the 82 counties with its numerator."""
    rows = table(knowing(context("330000")))

    coverage, counties = rows["购买服务覆盖率 全省 90 个县（市、区）"], rows["购买社区矫正服务的县（市、区） 全省"]
    assert (str(coverage["published"]), coverage["as_of"], str(coverage["computed"])) == (
        "91.1%",
        "2022 年 12 月 31 日",
        "100.0%",
    )
    assert (str(counties["published"]), str(counties["computed"])) == ("82 个", "1\u2009000 个")
    assert "explain=purchase_county_coverage" in counties["href"]


def test_a_figure_that_cannot_be_compared_says_why() -> None:
    """No computed figure, no link, but a reason."""
    row = table(knowing(context("330000")))["再犯罪率 全国，历年"]

    assert (row["computed"], row["href"], row["period"]) == ("不计算", "", "")
    assert row["why"] == "全国数，库中只有本省的数据。"


def test_qualifiers_and_dates_not_given_are_kept() -> None:
    """近 and 余 are kept, and a figure without a date in its source says so."""
    rows = table(knowing(context("330000")))

    assert rows["党员志愿者 嘉兴市“先锋助矫”"]["published"] == "近 3\u2009000 人"
    assert rows["接受心理健康教育 浙里连心，全省"]["published"] == "7.5 万余人次"
    assert rows["帮教团 嘉兴市“先锋助矫”"]["as_of"] == "未注明（不晚于 2023 年 5 月）"


def test_what_adds_up_is_read_for_the_year_to_date() -> None:
    """A week of lectures is nothing to compare with 338; the re-offence rate has its own window."""
    rows = table(knowing(context("330000")))

    assert rows["心理讲座 浙里连心，全省"]["period"].startswith("2026 年")
    assert rows["再犯罪率 全省，历年"]["period"] == "近 365 天，截至 2026 年 11 月 22 日"


def test_a_figure_without_data_shows_its_mark() -> None:
    """A missing computed figure is a mark, not a zero."""
    rows = table(knowing(context("330000")), status=Status.MISSING)

    assert rows["专业社会组织 全省"]["computed"] == "—"


def test_a_region_shows_what_concerns_it() -> None:
    """Its own figures, those inside it and those above; of others only how many there are."""
    rows = table(knowing(context("330400")))

    assert "帮教团 嘉兴市“先锋助矫”" in rows
    assert "购买服务覆盖率 全省 90 个县（市、区）" in rows
    assert "功能室 滨江区社区矫正指挥中心" not in rows


def test_a_city_of_its_own_reads_nothing_of_the_province() -> None:
    """Where the root is a city, figures of the province are shown without a computed one."""
    here = knowing(context("330400", root="330400"))

    assert {row["region"] for row, _, _ in compared(here)} == {"330400"}


def test_the_headline_counts_them() -> None:
    """How many, how many can be compared, and that they are never mixed."""
    here = knowing(context("330000"))
    first, second = headline(answers(published.PAGE.needs(here)), here).lines

    assert first == ("公开报道中的 44 个数，20 个能与本驾驶舱的计算值相比。",)
    assert "不参与任何计算" in str(second[0])


def test_an_empty_table_says_how_to_fill_it() -> None:
    """A province without published figures sees the panels say so."""
    for panel in (PANEL, HISTORY, HONOURS, frames.PANEL):
        assert isinstance(panel.draw(answers(panel.needs(context())), context()), Nothing)


def test_events_are_in_order_of_time() -> None:
    """From 2006 to 82 counties, the regulation marked, honours without a date at their report."""
    history, honours = (panel.draw(answers([]), knowing(context())) for panel in (HISTORY, HONOURS))

    assert isinstance(history, TimelineChart)
    assert [point.label for point in history.series[0].points] == [
        "2006 年",
        "2013 年 3 月",
        "2020 年 7 月 31 日",
        "2021 年",
        "2021 年 7 月",
        "2022 年 6 月",
        "2022 年 7 月",
        "2022 年 12 月 31 日",
    ]
    assert [point.label for point in history.series[0].points if point.is_emphasised] == ["2020 年 7 月 31 日"]
    assert isinstance(honours, TimelineChart)
    assert "时间未注明" in {point.label for point in honours.series[0].points}


def test_a_single_source_is_said_once() -> None:
    """Under the timeline; events of different sources carry their own."""
    here = knowing(context())
    other: Row = {**shipped("event")[0], "zh": "另一件事", "source_note": "另一份文件"}
    mixed = knows(here, reference=tables(lambda key: (*shipped(key), other)))
    one, two = (HISTORY.draw(answers([]), each) for each in (here, mixed))

    assert isinstance(one, TimelineChart)
    assert one.note.startswith("来源：《社区矫正社会化的浙江模式》")
    assert isinstance(two, TimelineChart)
    assert two.note == ""
    assert any("来源：另一份文件。" in point.note for point in two.series[0].points)


def test_frames_are_counted_in_running_contracts_and_brands() -> None:
    """One lead and three partners, six kinds of service, four homes; of the villages nothing is kept."""
    here = stocked_scene()
    chart = frames.PANEL.draw(answers(frames.PANEL.needs(here)), here)

    assert isinstance(chart, BarChart)
    helpers, services, homes = chart.series
    counties = float(len(here.regions.counties(home(here).code)))
    assert [point.value for point in helpers.points] == [counties, counties, None, counties]
    assert len(services.points) == 6
    assert [(point.label, point.value) for point in homes.points] == [
        ("关爱之家", 1.0),
        ("修心之家", 1.0),
        ("温馨之家", 1.0),
        ("义工之家", 1.0),
    ]


def test_a_published_unit_goes_by_its_figure() -> None:
    """In English one room, two rooms, over one person; what is counted in 个 needs no word."""
    row = dict(shipped("published_figure")[0])
    here = knowing(context("330000", lang="en"))

    def said(**changed: object) -> str:
        return str(quoted_with_unit({**row, "qualifier": "exact", **changed}, here))

    assert [said(figure=figure, unit="间") for figure in (1, 2)] == ["1 room", "2 rooms"]
    assert said(figure=1, unit="人", qualifier="over").endswith("person")
    assert said(figure=1, unit="个") == "1"


def test_english_has_every_word() -> None:
    """The whole page reads in English, units and qualifiers too."""
    here = replace(knowing(context("330000", lang="en")))
    drawn = PANEL.draw(answers(published_table.needs(here)), here)

    assert isinstance(drawn, Table)
    row = next(row for row in drawn.rows if row["name"] == "Party volunteers")
    assert row["published"] == "nearly 3\u2009000 persons"
