"""The library: what it holds and lacks, who uses it, and every resource; empty is not zero."""

from functools import cache

from data.catalogue.reference_tables import Row, reference_table
from data.demo import references
from data.readings import Readings
from data.regions import Level
from layouts.charts.chart import Nothing, Rows, Table
from layouts.charts.kinds import BarChart, LineChart, MatrixChart
from layouts.context import Context
from layouts.pages import library
from layouts.pages.library import opening, themes
from layouts.pages.library import table as library_table
from layouts.pages.library import use as library_use
from tests.layouts.fabricate import AS_OF, REGIONS, context, knows, regions, tables

NOTHING = Readings(())


@cache
def stocked(key: str) -> tuple[Row, ...]:
    """Return the demo's rows of a table, with every column."""
    table = reference_table(key)
    found = references(regions(), AS_OF)[key]
    return tuple({column.key: row.get(column.key, column.empty) for column in table.columns} for row in found)


def stocked_scene(code: str = "330000", **changes: str) -> Context:
    return knows(context(code, **changes), reference=tables(stocked))


def test_the_opening_names_the_gap() -> None:
    """How many resources, which theme has none, and what was used in the region's month."""
    first, second = library.PAGE.headline(NOTHING, stocked_scene("330100")).lines

    assert first == ("主题库现有 40 个资源、10 个主题，其中未成年人帮教还没有资源。",)
    assert str(second[0]).startswith("杭州市 2026 年 11 月使用 ")


def test_the_opening_says_what_it_is_narrowed_to() -> None:
    """With a theme chosen the use shown is that theme's, and says so."""
    _, second = library.PAGE.headline(NOTHING, stocked_scene("330100", theme="psychology")).lines

    assert str(second[0]).startswith("杭州市“心理健康”主题 2026 年 11 月使用 ")


def test_an_empty_library_says_how_to_fill_it() -> None:
    """Without resources every panel says so and names the way out."""
    for panel in (opening.PANEL, themes.PANEL, library_table.PANEL):
        drawing = panel.draw(NOTHING, context())
        assert isinstance(drawing, Nothing)
        assert "cockpit template resource" in drawing.reason


def test_counts_are_of_the_theme_that_is_asked_for() -> None:
    """The choice of a theme narrows resources, use and table alike."""
    wide, narrow = stocked_scene(), stocked_scene(theme="law")
    cells = [opening.PANEL.draw(NOTHING, here) for here in (wide, narrow)]
    tables = [library_table.PANEL.draw(NOTHING, here) for here in (wide, narrow)]

    assert [str(each.rows[0].figure) for each in cells if isinstance(each, Rows)] == ["40", "6"]
    assert [len(each.rows) for each in tables if isinstance(each, Table)] == [40, 6]


def test_a_theme_without_resources_is_a_gap_and_no_bar() -> None:
    """It says 无; choosing it leaves a table that says why it is empty."""
    chart = themes.PANEL.draw(NOTHING, stocked_scene())
    table = library_table.PANEL.draw(NOTHING, stocked_scene(theme="minors"))

    assert isinstance(chart, BarChart)
    (gap,) = [point for point in chart.series[0].points if point.value is None]
    assert (gap.label, gap.text) == ("未成年人帮教", "无")
    assert table == Nothing("这个主题还没有资源。")


def test_the_parts_add_up_to_the_months() -> None:
    """Of the last month the regions' uses add up to the region's."""
    months = library_use.MONTHLY.draw(NOTHING, stocked_scene())
    matrix = library_use.BY_REGION.draw(NOTHING, stocked_scene())

    assert isinstance(months, LineChart)
    assert isinstance(matrix, MatrixChart)
    assert len(months.series[0].points) == 12
    assert sum(row.points[-1].value or 0 for row in matrix.series) == months.series[0].points[-1].value


def test_a_month_without_use_on_record_is_no_zero() -> None:
    """It is a gap in the line and a dash in the matrix."""
    here = stocked_scene()
    rows = [row for row in stocked("resource_use") if row["use_month"] != "2026-10"]
    here = knows(here, reference=tables(lambda key: rows if key == "resource_use" else stocked(key)))
    matrix = library_use.BY_REGION.draw(NOTHING, here)

    assert isinstance(matrix, MatrixChart)
    assert {row.points[-2].text for row in matrix.series} == {"—"}


def test_a_county_is_shown_by_theme_and_an_office_as_its_county() -> None:
    """Use is booked by county: below it there is nothing to split by region."""
    county, office = (
        library_use.BY_REGION.draw(NOTHING, stocked_scene(REGIONS[level])) for level in (Level.COUNTY, Level.OFFICE)
    )

    assert isinstance(county, MatrixChart)
    assert county.series[0].label == "法治教育"
    assert isinstance(office, MatrixChart)
    assert [row.points for row in office.series] == [row.points for row in county.series]
