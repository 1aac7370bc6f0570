"""The comparison of all regions of a level: who is clearly behind, in any order, from every map and ranking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.periods import Period
from data.readings import Reading, Status
from data.regions import Region
from layouts.charts.chart import Table
from layouts.charts.drawn import plain
from layouts.charts.kinds import IntervalChart, RankingChart, RegionMap, SwarmChart
from layouts.context import Context, Panel
from layouts.pages.centres import centres
from layouts.pages.ranking import ranked
from layouts.panels import map as county_map
from layouts.panels import peers, ranking
from layouts.view import View
from tests.layouts.fabricate import AS_OF, answers, catalogue, context, reading, regions, usual

RATE, ROOMS = "checkin_completion_rate", "room_compliance_rate"
PROVINCE, CITY, COUNTY = "330000", "330100", "330108"
COUNTIES = regions().counties(PROVINCE)
WORST, SMALL = "330521", "330922"


def made(key: str, where: Region, period: Period) -> Reading:
    """Return readings with one clearly behind and one on a small base."""
    if key != RATE:
        return reading(key, where, period, value=100.0, base=18)
    value = {WORST: 90.0, SMALL: 80.0}.get(where.code, 98.0)
    return reading(key, where, period, value=value, base=50 if where.code == SMALL else 1000)


def drawn(here: Context) -> Table:
    """Return the table of a context."""
    table = ranked.PANEL.draw(answers(ranked.needs(here), made), here)
    assert isinstance(table, Table)
    return table


def on(region: str = PROVINCE, **changes: str) -> Context:
    """Return a context of the page."""
    return replace(context(region), view=View(page="ranking", region=region, **changes))  # type: ignore[arg-type]


def test_all_counties_of_the_province_are_listed_the_worst_first() -> None:
    """Ninety rows: those clearly behind come before those with only a lower figure on a small base."""
    rows = drawn(on()).rows

    assert len(rows) == 90
    assert [rows[0]["region"], rows[0]["verdict"]] == ["德清县", "明显低于全省"]
    assert next(row for row in rows if row["region"] == "嵊泗县")["verdict"] == "基数小，不判断"


@pytest.mark.parametrize(
    ("panel", "key", "said"),
    [
        (peers.ranking(RATE), RATE, "浙江省信息化核查完成率 98.0%；没有明显低于全省的。"),
        (centres.ROOMS, ROOMS, "浙江省功能室达标率 98.0%；11 个低于目标。"),
    ],
)
def test_a_census_is_compared_with_its_target_in_words_too(panel: Panel, key: str, said: str) -> None:
    """Rooms are counted one by one: below the target is below the target, there is no chance to allow for."""
    here = context(PROVINCE)
    same = answers(panel.needs(here), lambda asked, where, week: reading(asked, where, week, value=98.0, base=100))

    drawing = panel.draw(same, here)

    assert isinstance(drawing, IntervalChart)
    assert drawing.summary == said


def test_no_hollow_dots_are_spoken_of_where_there_are_none() -> None:
    """Among eleven cities on large bases the sentence gives place and number of peers, in figures with their unit."""
    panel, here = peers.swarm(RATE), context(CITY)

    drawing = panel.draw(answers(panel.needs(here), made), here)

    assert isinstance(drawing, SwarmChart)
    assert drawing.summary == "杭州市 98.0%，第 1 位，11 个同级地区有数。"


def test_a_row_says_city_base_target_and_interval() -> None:
    """What the province asks of a figure; the interval is Wilson's, by hand: 900 of 1 000."""
    row = drawn(on()).rows[0]

    assert (row["above"], row["value"], row["base"], row["target"]) == ("湖州", 90.0, 1000, 98.0)
    assert row["interval"] == "88.0–91.7"


@pytest.mark.parametrize("key", ["region", "above", "value", "base", "target", "interval", "verdict"])
def test_every_heading_sorts_by_a_link_and_turns_the_order(key: str) -> None:
    """The order is in the address; the same heading again gives the opposite one."""
    heading = next(column for column in drawn(on()).columns if column.key == key)
    assert heading.sort_href
    once = drawn(on(sort="" if key == "verdict" else key))
    again = next(column for column in once.columns if column.key == key)

    turned = drawn(replace(on(), view=View.from_url(*again.sort_href.split("?"))))

    assert again.sorted == "ascending"
    assert next(column for column in turned.columns if column.key == key).sorted == "descending"
    assert [(row["region"], row["above"]) for row in turned.rows] == [
        (row["region"], row["above"]) for row in once.rows
    ][::-1]


def test_the_worse_value_comes_first_when_sorted_by_it() -> None:
    """On any base."""
    assert [row["region"] for row in drawn(on(sort="value")).rows][:2] == ["嵊泗县", "德清县"]


def test_who_has_no_figure_comes_last_in_any_order() -> None:
    """Unknown is neither the worst nor the best, and says why."""

    def silent(key: str, where: Region, period: Period) -> Reading:
        is_silent = where.code == COUNTIES[0]
        return reading(key, where, period, status=Status.MISSING) if is_silent else made(key, where, period)

    for sort in ("value", "-value", "-verdict"):
        here = on(sort=sort)
        table = ranked.PANEL.draw(answers(ranked.needs(here), silent), here)
        assert isinstance(table, Table)
        assert (table.rows[-1]["region"], table.rows[-1]["verdict"]) == ("上城区", "未上报")


def test_the_sentence_names_who_is_behind_and_counts_the_rest() -> None:
    """Read aloud it answers the province's question."""
    here = on()

    said = plain(ranked.headline(answers(ranked.needs(here), made), here))

    assert "90 个县（市、区）中 1 个明显低于全省" in said[0]
    assert "德清 90.0%" in said[0]
    assert "1 个基数小" in said[1]


@pytest.mark.parametrize(
    ("region", "level", "count"),
    [(PROVINCE, "", 90), (PROVINCE, "city", 11), (CITY, "", 13), (CITY, "office", 191), (COUNTY, "", 3)],
)
def test_levels_are_chosen(region: str, level: str, count: int) -> None:
    """Counties or cities of the province, counties or offices of a city, offices of a county."""
    assert len(drawn(on(region, level=level)).rows) == count


def test_a_census_has_neither_interval_nor_small_base() -> None:
    """18 rooms of 18 are all there are."""
    table = drawn(on(CITY, map=ROOMS))

    assert "interval" not in {column.key for column in table.columns}
    assert {row["verdict"] for row in table.rows} == {"达到目标"}


def test_what_must_not_be_has_no_interval_and_no_chance() -> None:
    """No absconding is zero, not up to four; the sentence names the target it is compared with."""
    here = on(CITY, map="absconded_count")
    answered = answers(ranked.needs(here), lambda key, where, period: reading(key, where, period, value=0))

    table = ranked.PANEL.draw(answered, here)

    assert isinstance(table, Table)
    assert not {"interval", "base"} & {column.key for column in table.columns}
    assert plain(ranked.headline(answered, here)) == [
        "脱管未查获人数：13 个县（市、区）中没有高于目标的；全市 0 人，目标 0 人。"
    ]


@pytest.mark.parametrize("key", ["registered_count", "strict_share", "welfare_person_times"])
def test_what_has_no_better_or_worse_is_listed_without_a_verdict(key: str) -> None:
    """A workload, a neutral share, a count without a target: in order of size, and the sentence says so."""
    here = on(CITY, map=key)
    answered = answers(ranked.needs(here), usual)

    table = ranked.PANEL.draw(answered, here)

    assert isinstance(table, Table)
    assert "verdict" not in {column.key for column in table.columns}
    assert "不评好坏" in plain(ranked.headline(answered, here))[0]


@pytest.mark.parametrize(
    "panel",
    [county_map.PANEL, ranking.PANEL, peers.ranking(RATE), peers.swarm(RATE), centres.ROOMS],
    ids=lambda panel: panel.key,
)
def test_every_map_and_ranking_leads_to_it(panel: Panel) -> None:
    """In one click, with the metric and the period that were seen."""
    here = context(PROVINCE)

    chart = panel.draw(answers(panel.needs(here), usual), here)

    assert isinstance(chart, RegionMap | RankingChart | IntervalChart | SwarmChart)
    assert chart.more is not None
    view = View.from_url(*chart.more[1].split("?"))
    assert (view.page, view.region) == ("ranking", PROVINCE)
    assert view.map in catalogue().metrics
    assert (view.period or Period.holding(AS_OF, view.grain)) == here.period


def test_a_wall_has_no_links() -> None:
    """No one clicks there."""
    here = replace(context(PROVINCE), view=View(page="wall", region=PROVINCE))

    chart = county_map.PANEL.draw(answers(county_map.PANEL.needs(here), usual), here)

    assert isinstance(chart, RegionMap)
    assert chart.more is None


def test_rooms_are_ranked_without_interval_and_without_small_base() -> None:
    """Every room is counted (1.26)."""
    panel, here = centres.ROOMS, context(CITY)

    chart = panel.draw(answers(panel.needs(here), made), here)

    assert isinstance(chart, IntervalChart)
    points = chart.series[0].points
    assert {(point.low, point.high, point.has_small_base) for point in points} == {(None, None, False)}
    assert not any("基数小" in point.note for point in points)


def test_red_in_a_ranking_is_who_is_clearly_behind_and_says_so() -> None:
    """A city at its target is not red because others are better by chance (1.23)."""
    panel, here = peers.ranking(RATE), context(CITY)
    near = {"330106": 97.4, "330110": 90.0}
    own = [reading(RATE, regions().get(code), value=value) for code, value in near.items()]

    chart = panel.draw(answers(panel.needs(here), made, *own), here)

    assert isinstance(chart, IntervalChart)
    assert {point.label for point in chart.series[0].points if point.is_behind} == {"余杭"}
    assert "红＝明显低于全市" in panel.note(here)
    assert chart.summary.endswith("；1 个明显低于全市。")
