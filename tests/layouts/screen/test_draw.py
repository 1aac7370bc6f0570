"""The renderer for screens: every drawing becomes markup that says what it shows in words as well."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest

from data.periods import Period
from data.readings import Reading, Status
from data.readings.reading import Compare
from data.regions import Region
from data.viewer import Right, Viewer
from layouts.charts.chart import Column, Nothing, Row, Rows, Table, Tile, Tiles, Words
from layouts.charts.kinds import Bar, BarChart, LineChart, RankedBar, RankingChart, Series
from layouts.pages import PAGES
from layouts.screen.draw import draw
from layouts.screen.freshness import freshness
from layouts.screen.markup import Markup
from tests.layouts.fabricate import REGIONS, answers, context, reading, region, silent, usual

HERE = context("330100")
CITY = region("330100")
RATE, COUNT, LAPSE = "checkin_completion_rate", "registered_count", "absconded_count"
PANELS = {place.panel.key: place.panel for place in PAGES["overview"].placed}


class Tags(HTMLParser):
    """Collects the tags of a piece of markup and finds any that is not closed."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag, and that it is open."""
        self.open.append(tag)
        self.found.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag; it closes itself."""
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Fail where another tag should be closed first."""
        assert self.open.pop() == tag


def html_of(component: Any) -> str:
    """Return the markup of a drawing, from anywhere in its components."""
    if isinstance(component, Markup):
        return str(component.html)
    children = getattr(component, "children", None) or []
    return "".join(html_of(child) for child in (children if isinstance(children, list) else [children]))


def tile(**fields: Any) -> str:
    """Return the markup of one tile of a fabricated reading."""
    metric = fields.pop("metric", RATE)
    made = reading(metric, CITY, **fields)
    return html_of(draw(Tiles((Tile(made, Compare.PREVIOUS, "/overview?explain=x"),)), HERE))


def bars(*points: Bar) -> str:
    """Return the markup of bars in per cent."""
    chart = BarChart(series=(Series("系列", points),), summary="一句话。", unit="%", domain=(0, 100))
    return html_of(draw(chart, HERE))


def test_the_unit_of_a_bar_goes_by_its_figure() -> None:
    """In English one person and two persons; Chinese has one word."""
    points = (Bar("A", 1.0, "1"), Bar("B", 2.0, "2"))
    chart = BarChart(series=(Series("", points),), summary="", unit="人", domain=(0, 2))
    units = {
        lang: re.findall(r'<span class="unit">(.*?)</span>', html_of(draw(chart, context("330100", lang=lang))))
        for lang in ("zh", "en")
    }

    assert units == {"zh": ["人", "人"], "en": ["person", "persons"]}


def ranking(*points: RankedBar) -> str:
    """Return the markup of a ranking about 98."""
    return html_of(draw(RankingChart(name="系列", points=points, summary="一句话。", decimals=1, centre=98.0), HERE))


@pytest.mark.parametrize("key", PANELS)
def test_every_panel_gives_sound_markup(key: str, subtests: pytest.Subtests) -> None:
    """Tags close, nothing is styled in place, every link stays inside, and no None or nan is written."""
    for code, status in product(REGIONS.values(), (None, Status.MISSING, Status.SUPPRESSED)):
        with subtests.test(f"{status or 'a value'} in {code}"):
            here = context(code)
            made = answers(PANELS[key].needs(here), silent(status) if status else usual)

            markup = html_of(draw(PANELS[key].draw(made, here), here))

            tags = Tags(markup)
            assert tags.open == []
            assert all("style" not in attributes for _, attributes in tags.found)
            assert all((attributes.get("href") or "/").startswith(("/", "#")) for _, attributes in tags.found)
            assert not re.search(r"\b(None|nan|inf)\b", markup)


def test_names_are_escaped() -> None:
    """What comes from data cannot become markup."""
    markup = html_of(draw(Words((("<script>", ("<b>", '/x"onload="')),)), HERE))

    assert "<script>" not in markup
    assert "<b>" not in markup
    assert 'onload="' not in markup


def test_figure_is_a_link_to_its_explanation() -> None:
    """A tile's figure opens the drawer."""
    assert 'href="/overview?explain=x"' in tile(value=97.2)


@pytest.mark.parametrize(("base", "is_coloured"), [(4, False), (29, False), (30, True)])
def test_a_change_on_a_base_under_thirty_has_no_colour(base: float, is_coloured: bool) -> None:
    """One of four cases is 25 points: the arrow says so, neither green nor red (1.23)."""
    markup = tile(value=97.2, previous=90.0, base=base)

    assert "▲" in markup
    assert ("is-better" in markup) == is_coloured


def test_a_table_sorted_by_links_is_one_and_escapes_its_cells() -> None:
    """Each heading is a link, the sorted one says its direction, and no cell becomes markup."""
    columns = (
        Column("name", "名称", sort_href="/ranking?sort=name"),
        Column("value", "数值", is_number=True, decimals=1, sort_href="/ranking", sorted="ascending"),
    )

    markup = html_of(draw(Table(columns, ({"name": "<b>甲", "value": 97.25}, {"name": "乙", "value": None})), HERE))

    assert Tags(markup).open == []
    assert 'href="/ranking?sort=name"' in markup
    assert 'aria-sort="ascending"' in markup
    assert "<b>" not in markup
    assert "97.2" in markup


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.OK, Status.PARTIAL}])
def test_state_has_its_word_and_no_judgement(status: Status) -> None:
    """A tile without a value says why and is neither better nor worse."""
    markup = tile(status=status, previous=97.0)

    assert f"status-{status}" in markup
    assert ("本期无应核查" if status is Status.UNDEFINED else HERE.words(f"status.{status}")) in markup
    assert "is-better" not in markup
    assert "is-worse" not in markup


def test_zero_is_a_number() -> None:
    """A zero looks like any other figure."""
    markup = tile(metric=LAPSE, value=0.0)

    assert "status-ok" in markup
    assert ">0</a>" in markup


def test_a_figure_that_nearly_all_reported_is_shown_alone() -> None:
    """At 99 % the page's head says the coverage, once; the figure does not say it again."""
    markup = tile(value=97.2, status=Status.PARTIAL, reported=99, due=100)

    assert "97.2" in markup
    assert "上报率" not in markup


@pytest.mark.parametrize(("shown", "is_said"), [(0.95, False), (0.96, True), (1.0, True), (0.0, False)])
def test_the_coverage_that_a_figure_says_is_a_setting(shown: float, is_said: bool) -> None:
    """A figure says its coverage below the context's share, not at it."""
    made = reading(RATE, CITY, value=97.2, status=Status.PARTIAL, reported=95, due=100)

    markup = html_of(draw(Tiles((Tile(made, None, "/x"),)), replace(HERE, coverage_shown=shown)))

    assert ("上报率" in markup) is is_said


@pytest.mark.parametrize(("reported", "is_amber"), [(99, False), (94, True)])
def test_the_head_says_the_coverage_once(reported: int, is_amber: bool) -> None:
    """At the top of a page the coverage is always said, in amber only where it is low."""
    roll = reading(COUNT, CITY, value=5000, reported=reported, due=100)

    fresh = str(freshness(HERE, roll))

    assert fresh.count(f"本期上报率 {reported}.0%") == 1  # the offices beside it are those of its last day
    assert ("is-partial" in fresh) is is_amber


def test_partial_shows_value_and_coverage() -> None:
    """A figure that not all reported is shown with its coverage beside it."""
    markup = tile(value=97.2, status=Status.PARTIAL, reported=6, due=7)

    assert "97.2" in markup
    assert "上报率 85.7%" in markup


@pytest.mark.parametrize(
    ("metric", "value", "previous", "look"),
    [(RATE, 98.0, 97.0, "is-better"), (RATE, 96.0, 97.0, "is-worse"), (LAPSE, 3.0, 1.0, "is-worse")],
)
def test_change_is_judged_by_the_catalogue(metric: str, value: float, previous: float, look: str) -> None:
    """Up is good for a rate and bad for a lapse."""
    assert look in tile(metric=metric, value=value, previous=previous)


def test_a_figure_that_stayed_says_what_it_is_compared_with() -> None:
    """A zero difference is 环比持平, in one word and without colour."""
    markup = tile(value=97.2, previous=97.2)

    assert '<span class="change">环比持平</span>' in markup


def test_neutral_change_is_grey() -> None:
    """More registered subjects are neither better nor worse."""
    markup = tile(metric=COUNT, value=1100.0, previous=1000.0)

    assert "▲" in markup
    assert "is-better" not in markup
    assert "is-worse" not in markup


def test_sparkline_ends_in_a_dot_and_breaks_where_data_lacks() -> None:
    """Two runs around a gap, one dot at the end."""
    values = (1.0, 2.0, None, 3.0, 4.0)
    trend = tuple(reading(RATE, CITY, value=value) for value in values)
    markup = html_of(draw(Tiles((Tile(trend[-1], Compare.PREVIOUS, "/x", trend),)), HERE))

    assert markup.count("spark-line") == 2
    assert markup.count("spark-end") == 1


def test_chart_has_table_and_sentence() -> None:
    """Every chart can be read without seeing it."""
    markup = bars(Bar("教育学习月度达标率", 96.6, "96.6", "/x", target=95.0))

    assert '<details class="twin">' in markup
    assert "一句话。" in markup
    assert ">教育学习月度达标率</a></th><td>96.6</td>" in markup


def test_bar_is_as_long_as_its_value() -> None:
    """Fill and target are at their values on the axis."""
    markup = bars(Bar("甲", 60.0, "60", "/x", target=80.0))

    assert 'class="bar-fill" y="25%" width="60.0%"' in markup
    assert 'class="bar-target" x1="80.0%"' in markup


def test_ranking_marks_the_whole_and_the_selected() -> None:
    """The parent's value is a mark on each bar, the shown region is distinguished."""
    points = (
        RankedBar("甲", 99.0, "99.0", "/a", rank=1, deviation=1.0),
        RankedBar("乙", 97.0, "97.0", "/b", rank=2, deviation=-1.0, is_selected=True),
    )
    markup = ranking(*points)

    assert markup.count("bar-target") == 2
    assert markup.count("is-selected") == 1
    assert "+1.0" in markup


def test_a_long_ranking_shows_who_leads_who_lags_and_who_is_looked_at() -> None:
    """The last ones are visible without scrolling; the chart says how many are left out, and the table has them all."""
    points = [RankedBar(f"所{n}", 100.0 - n, str(100 - n), f"/{n}", rank=n, is_selected=n == 11) for n in range(1, 23)]
    markup, table = ranking(*points).split('<details class="twin">')

    drawn = [n for n in range(1, 23) if f'href="/{n}"' in markup]
    assert drawn == [1, 2, 3, 4, 5, 6, 11, 18, 19, 20, 21, 22]
    assert "另 10 个，见表格" in markup
    assert all(f'href="/{n}"' in table for n in range(1, 23))
    assert "见表格" not in ranking(*points[:13])


def test_ranking_without_value_has_a_word() -> None:
    """Who has not reported is in the list without a bar and without a rank."""
    missing = reading(RATE, CITY, status=Status.MISSING)
    markup = ranking(RankedBar("甲", None, "—", "/a", reading=missing))

    assert "bar-fill" not in markup
    assert "未上报" in markup


def test_line_says_its_sentence_and_leads_to_every_period() -> None:
    """A line is named for screen readers; each of its periods is a link with its figure, and it has its table."""
    drawing = PANELS["trend"].draw(answers(PANELS["trend"].needs(HERE), usual), HERE)
    component = draw(drawing, HERE)

    assert isinstance(drawing, LineChart)
    assert drawing.summary in component.html
    assert all(point.href.replace("&", "&amp;") in component.html for point in drawing.series[0].points)
    assert "<table>" in component.html


def test_alert_level_is_colour_and_word() -> None:
    """A chip is never a colour alone."""
    rows = Rows((Row("红色对象预警未办结数", "3", mark="red", href="/x"),))

    assert '<span class="chip is-red">红</span>' in html_of(draw(rows, HERE))
    assert '<span class="chip is-red">red</span>' in html_of(draw(rows, context("330100", lang="en")))


def test_cells_are_side_by_side() -> None:
    """Five-level reporting is cells, each with its word."""
    markup = html_of(draw(Rows((Row("省", "1/1", note="齐"),), is_cells=True), HERE))

    assert 'class="cells"' in markup
    assert "齐" in markup


def test_nothing_gives_its_reason() -> None:
    """A panel that does not apply here says so."""
    assert "司法所一级不适用" in html_of(draw(Nothing("司法所一级不适用。"), HERE))


def test_target_comparison_names_itself() -> None:
    """The change says what it is compared with."""
    made = replace(reading(RATE, CITY, value=99.0), previous=None)
    markup = html_of(draw(Tiles((Tile(made, Compare.TARGET, "/x"),)), HERE))

    assert "较目标" in markup


@pytest.mark.parametrize("right", [Right.EDIT_TASKS, Right.VIEW])
def test_a_task_is_offered_only_to_who_may_assign_it(right: Right) -> None:
    """In a list, under it and beside a telephone, of a week that was frozen too: the screen decides."""
    here = replace(context(), viewer=Viewer("test", "330000", frozenset({right})))
    new = ("交办", "/tasks/330100/new?week=2026-W47")
    row = Row(
        text="甲", figure="", note="乙", look="acting", links=(("所长 0572-0000-0000", "tel:0572-0000-0000"), new)
    )
    rows = Rows((row, replace(row, look="")), links=(("看全部", "/tasks/330100"), new))

    drawn = draw(rows, here)
    assert isinstance(drawn, Markup)
    html = str(drawn.html)

    assert html.count("/tasks/330100/new") == (3 if right is Right.EDIT_TASKS else 0)
    assert "tel:0572-0000-0000" in html
    assert 'href="/tasks/330100"' in html


@pytest.mark.parametrize(("reported", "is_said"), [(187, False), (175, True)])
def test_who_reported_is_said_once_a_page_unless_it_changes_the_figures(reported: int, is_said: bool) -> None:
    """At 97.9 % only the page's head says it (and a region's card on hover); under 95 % the figures do too."""

    def partial(key: str, where: Region, period: Period) -> Reading:
        return replace(usual(key, where, period), status=Status.PARTIAL, reported=reported, due=191)

    seen = ""
    for panel in PANELS.values():
        drawn = draw(panel.draw(answers(panel.needs(HERE), partial), HERE), HERE)
        plain = re.sub(r"<details class=\"twin.*?</details>", "", str(getattr(drawn, "html", "")), flags=re.DOTALL)
        seen += re.sub(r"<[^>]*>", "", plain)

    roll = partial(COUNT, CITY, HERE.period)
    assert str(freshness(HERE, roll)).count("上报率") == 1
    assert bool(re.search(r"上报率 \d", seen)) == is_said


def test_a_wall_offers_nothing_that_changes_something() -> None:
    """No one clicks on a wall, so a viewer who may write is offered nothing on it."""
    editor = Viewer("test", "330000", frozenset({Right.EDIT_TASKS}))

    assert replace(context(), viewer=editor).offers(Right.EDIT_TASKS)
    assert not replace(context(page="wall"), viewer=editor).offers(Right.EDIT_TASKS)
