"""What the page of brands promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.reference_tables import Row, reference_table
from data.readings import Readings
from data.references import Brand
from data.regions import Region
from layouts.charts.amount import Amount
from layouts.charts.chart import Cards, Nothing, Tiles
from layouts.charts.kinds import BarChart, Chart, KindMap, TimelineChart
from layouts.context import Context, Panel
from layouts.pages import brands
from layouts.pages.brands import beside, filters, forces, opening, purchase
from layouts.pages.brands import map as brand_map
from layouts.pages.brands import services as brand_services
from layouts.pages.brands import wall as brand_wall
from layouts.panels.brands import card as brand_card
from layouts.panels.brands.photos import photo_of
from layouts.screen import draw
from layouts.view import View
from tests.layouts.fabricate import Maker, answers, context, knows, reading, regions, tables, usual


def brand(county: str, zh: str, brand_class: str = "专业+", since: str = "", *, is_example: bool = False) -> Brand:
    """Return a brand with a story."""
    return Brand(f"{county}-1", county, zh, zh[:2], brand_class, since, "某机构", "一段故事。", "公开报道", is_example)


BRANDS = {
    "330108": brand("330108", "浙里连心", since="2021-07"),
    "330521": brand("330521", "晨曦社会工作服务中心", since="2013-03"),
    "330522": brand("330522", "亲亲家园", "协会+", "2019-07"),
    "330206": brand("330206", "红领之家", since="2014"),
    "330102": brand("330102", "示例品牌 01", "行业+", is_example=True),
}


def with_brands(code: str = "330000", **changes: str) -> Context:
    """Return a context in which five counties have brands."""
    return replace(context(code, **changes), brands=BRANDS)


def drawn(panel: Panel, here: Context, make: Maker = usual) -> Chart | Cards | Nothing:
    """Return what a panel draws of made readings."""
    drawing = panel.draw(answers(panel.needs(here), make), here)
    assert isinstance(drawing, Chart | Cards | Nothing)
    return drawing


def test_map_shows_a_class() -> None:
    """Of the class asked for, each brand is a point in its colour; placeholders are pale."""
    here = with_brands(brand_class="industry")

    chart = drawn(brand_map.PANEL, here)

    assert isinstance(chart, KindMap)
    assert [(p.text, p.look, p.is_pale) for p in chart.series[0].points] == [("示例品牌 01", "industry", True)]
    assert chart.kinds == (("industry", "行业+"),)


def test_map_leads_to_a_brand() -> None:
    """In a province a county on the map opens its brand there; from a county another county."""
    wide, narrow = (drawn(brand_map.PANEL, with_brands(code)) for code in ("330000", "330108"))

    assert isinstance(wide, KindMap)
    assert isinstance(narrow, KindMap)
    assert "/brands/330000?brand=330521" in _hrefs(wide, page="brands")
    assert {p.href.split("?")[0] for p in narrow.series[0].points} == {"/overview/330108", "/overview/330102"}


def _hrefs(chart: KindMap, page: str) -> set[str]:
    return {
        p.href.split("&")[0].replace("/overview/", f"/{page}/").replace("?period=2026-W47&", "?")
        for p in chart.series[0].points
    } | {p.href.replace("/overview/", f"/{page}/").replace("period=2026-W47&", "") for p in chart.series[0].points}


def test_map_is_drawn_with_seals() -> None:
    """The map's markup has the seals and the legend's words."""
    here = with_brands()
    chart = drawn(brand_map.PANEL, here)

    markup = draw.draw(chart, here).html

    assert 'class="map-seal' in markup
    assert "协会+" in markup
    assert "kind-industry is-pale" in markup


@pytest.mark.parametrize(
    ("asked", "read"), [("", "晨曦社会工作服务中心"), ("330206", "红领之家"), ("999999", "晨曦社会工作服务中心")]
)
def test_card_reads_the_brand_asked_for(asked: str, read: str) -> None:
    """The card is of the county asked for, else of the oldest brand."""
    cards = drawn(brand_card.PANEL, with_brands(brand=asked))

    assert isinstance(cards, Cards)
    assert cards.is_led
    assert cards.cards[0].heading == read


def test_card_of_an_office_is_its_county_s() -> None:
    """An office shows the brand of its county."""
    cards = drawn(brand_card.PANEL, with_brands("330108001"))

    assert isinstance(cards, Cards)
    assert cards.cards[0].heading == "浙里连心"


def test_card_gives_outcomes_their_base() -> None:
    """No one absconded out of how many, and satisfaction from how many surveys."""

    def made(key: str, where: Region, period: object) -> object:
        if key == "brand_satisfaction_avg":
            return reading(key, where, period, value=95.8, base=12)  # type: ignore[arg-type]
        if key == "abscond_rate":
            return reading(key, where, period, value=0, base=640)  # type: ignore[arg-type]
        return usual(key, where, period)  # type: ignore[arg-type]

    cards = drawn(brand_card.PANEL, with_brands(brand="330206"), made)  # type: ignore[arg-type]

    assert isinstance(cards, Cards)
    figures = {label: (str(figure), unit) for label, figure, unit, _ in cards.cards[0].figures}
    assert figures["本年新脱管"] == ("0", "人 / 640 人")
    assert figures["品牌服务满意度"] == ("95.8", "分 问卷 12 份，基数小")


def test_placeholder_says_that_it_is_one() -> None:
    """A placeholder is marked, and its note says that it is not real."""
    cards = drawn(brand_card.PANEL, with_brands("330102"))

    assert isinstance(cards, Cards)
    assert cards.cards[0].is_example
    assert "不代表任何实际品牌" in cards.cards[0].note


def test_county_without_a_brand_says_what_to_do() -> None:
    """Where no brand is registered the panel says where to register one."""
    nothing = drawn(brand_card.PANEL, with_brands("330103" if "330103" in regions().counties("330000") else "330105"))

    assert isinstance(nothing, Nothing)
    assert "登记" in nothing.reason


def test_wall_folds_placeholders_away() -> None:
    """Real brands have a card each, the oldest first; placeholders are grey seals under their number."""
    wall = drawn(brand_wall.PANEL, with_brands())

    assert isinstance(wall, Cards)
    assert [card.heading for card in wall.cards] == ["晨曦社会工作服务中心", "红领之家", "亲亲家园", "浙里连心"]
    assert [card.is_example for card in wall.folded] == [True]
    assert "1" in wall.folded_label


def test_counties_are_side_by_side() -> None:
    """The counties asked for have the same figures in the same order, four at most."""
    cards = drawn(beside.PANEL, with_brands(beside="330108.330206.330521.330522.330102"))

    assert isinstance(cards, Cards)
    assert [card.heading for card in cards.cards] == ["滨江区", "北仑区", "德清县", "长兴县"]
    assert len({tuple(label for label, *_ in card.figures) for card in cards.cards}) == 1


def test_nearest_in_size_are_shown_until_chosen() -> None:
    """Without a choice the brand read is beside the two whose registers are nearest to its own."""
    sizes = {"330521": 200.0, "330108": 900.0, "330206": 210.0, "330522": 150.0}

    def made(key: str, where: Region, period: object) -> object:
        if key == "registered_count":
            return reading(key, where, period, value=sizes[where.code])  # type: ignore[arg-type]
        return usual(key, where, period)  # type: ignore[arg-type]

    cards = drawn(beside.PANEL, with_brands(), made)  # type: ignore[arg-type]

    assert isinstance(cards, Cards)
    assert [card.heading for card in cards.cards] == ["德清县", "北仑区", "长兴县"]


def test_choosing_adds_and_takes_away() -> None:
    """Each county's link adds it to those compared, or removes it."""
    cards = drawn(beside.PANEL, with_brands(beside="330108.330206"))

    assert isinstance(cards, Cards)
    links = {label: (View.from_url(*href.split("?")).beside, is_there) for label, href, is_there in cards.links}
    assert links["滨江"] == ("330206", True)
    assert links["德清"] == ("330108.330206.330521", False)


def _opening(make: Maker, code: str = "330000") -> list[str]:
    here = with_brands(code)
    readings: Readings = answers(opening.needs(here), make)
    lines = opening.headline(readings, here).lines
    return ["".join(part if isinstance(part, str) else part[0] for part in line) for line in lines]


def test_opening_names_inactive_counties() -> None:
    """A county with thirty days of zeros is named; one with days unreported is not judged, only counted."""

    def made(key: str, where: Region, period: object) -> object:
        if key == "brand_activity_count" and where.code in {"330102", "330105"}:
            value = None if where.code == "330105" and str(period.key).endswith("20") else 0.0  # type: ignore[attr-defined]
            return reading(key, where, period, value=value)  # type: ignore[arg-type]
        return usual(key, where, period)  # type: ignore[arg-type]

    said = _opening(made)  # type: ignore[arg-type]

    assert "1 个县近 30 天没有活动：上城" in said[1]
    assert "另有 1 个县未报齐" in said[1]


def test_opening_counts_brands_and_service() -> None:
    """The first sentence says how many brands run and whom they served."""
    said = _opening(usual)

    assert "个品牌在运行" in said[0]
    assert "本周服务 12 人次" in said[0]
    assert brands.PAGE.headline is opening.headline


def row(table: str, **filled: object) -> Row:
    """Return a reference row, empty but for what is filled in."""
    return {column.key: filled.get(column.key, column.empty) for column in reference_table(table).columns}


HOMES = ("care", "mind", "warmth", "service")
ROWS: dict[str, tuple[Row, ...]] = {
    "brand": (
        row("brand", county="330206", zh="红领之家", paired_n=640, absconded_n=0, job_n=22, service_types=("welfare",)),
        row("brand", county="330522", zh="亲亲家园", homes=HOMES, service_types=("education", "relations")),
    ),
    "contract": (
        row("contract", county="330206", first_day=date(2025, 1, 1), last_day=date(2025, 12, 31)),
        row("contract", county="330206", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31)),
        row("contract", county="330206", first_day=date(2027, 1, 1), last_day=date(2027, 12, 31)),
    ),
    "published_figure": (
        row(
            "published_figure",
            region="330000",
            metric="purchase_county_coverage",
            figure=82.0,
            unit="个",
            as_of="2022-12-31",
        ),
        row(
            "published_figure",
            region="330000",
            metric="purchase_county_coverage",
            figure=91.1,
            unit="%",
            as_of="2022-12-31",
        ),
        row(
            "published_figure",
            region="330000",
            metric="professional_org_count",
            figure=53.0,
            unit="个",
            as_of="2022-12-31",
        ),
    ),
    "event": (row("event", region="330521", zh="德清县在全省率先购买社区矫正服务", first_when="2013-03"),),
}


def informed(code: str = "330000", **changes: str) -> Context:
    """Return a context with brands whose reference tables are filled."""
    return knows(with_brands(code, **changes), reference=tables(lambda key: ROWS.get(key, ())))


def test_published_outcomes_have_their_base() -> None:
    """A brand's published figures are marked as such, and a zero says out of how many."""
    cards = drawn(brand_card.PANEL, informed(brand="330206"))

    assert isinstance(cards, Cards)
    figures = {label: (str(figure), unit) for label, figure, unit, _ in cards.cards[0].figures}
    assert figures["公开：结对帮扶"] == ("640", "人")
    assert figures["公开：脱管"] == ("0", "人 / 640 人")
    assert figures["公开：就业创业"] == ("22", "人 / 640 人")


def test_contract_says_how_long_it_runs() -> None:
    """Of several contracts the one in force counts down; one that has not begun does not."""
    cards = drawn(brand_card.PANEL, informed(brand="330206"))

    assert isinstance(cards, Cards)
    assert ("合同到期", Amount(39), "天后 · 2026 年 12 月 31 日", "") in cards.cards[0].figures


def test_four_homes_are_named() -> None:
    """The homes of 亲亲家园 are named in their order."""
    cards = drawn(brand_card.PANEL, informed(brand="330522"))

    assert isinstance(cards, Cards)
    assert "四个家：关爱之家、修心之家、温馨之家、义工之家。" in cards.cards[0].text


def test_service_narrows_the_map() -> None:
    """With a kind of service asked for, only the brands that offer it are shown."""
    chart = drawn(brand_map.PANEL, informed(service="welfare"))

    assert isinstance(chart, KindMap)
    assert [point.text for point in chart.series[0].points] == ["红领之家"]


def test_filters_are_links() -> None:
    """Each class and service is an address; the one shown is marked."""
    classes, services, _ = filters.filters(informed(brand_class="association"))

    assert [label for label, _, is_chosen in classes.options if is_chosen] == ["协会+ 1"]
    assert len(services.options) == 7
    assert "service=psychology" in services.options[3][1]


def test_purchase_marks_what_was_published() -> None:
    """Published months are bars with their name among the ends of the computed years; nothing is drawn between them."""
    chart = drawn(purchase.PANEL, informed())

    assert isinstance(chart, BarChart)
    known = {point.label: point.value for point in chart.series[0].points}
    assert known["2013 年 3 月 德清首购"] == 1
    assert known["2022 年 12 月 公开口径"] == 82
    assert [label for label in known if label.endswith("月")] == [
        f"{month} 月" for month in ("2023 年 12", "2024 年 12", "2025 年 12", "2026 年 11")
    ]


def test_purchase_of_a_city_has_no_published_dots() -> None:
    """Figures published for the province are not drawn for a city."""
    chart = drawn(purchase.PANEL, informed("330500"))

    assert isinstance(chart, BarChart)
    assert all(point.label.endswith("月") for point in chart.series[0].points)


def test_forces_are_beside_what_was_published() -> None:
    """A count of the province has the published one in its note, a city's has not."""
    wide, narrow = (
        forces.PANEL.draw(answers(forces.needs(here), usual), here) for here in (informed(), informed("330500"))
    )

    assert isinstance(wide, Tiles)
    assert isinstance(narrow, Tiles)
    assert "53" in wide.tiles[0].note
    assert narrow.tiles[0].note == ""


def test_a_county_s_contracts_are_in_order() -> None:
    """A county shows its contracts, the newest first, the one in force marked."""
    chart = drawn(purchase.PANEL, informed("330206"))

    assert isinstance(chart, TimelineChart)
    assert [(p.label, p.is_emphasised) for p in chart.series[0].points] == [
        ("2027 年 1 月 1 日", False),
        ("2026 年 1 月 1 日", True),
        ("2025 年 1 月 1 日", False),
    ]


def test_a_picture_is_shown_where_there_is_one(tmp_path: Path) -> None:
    """The named picture is used, else that of the county's code; never a file outside the folder, and none where there is none."""
    (tmp_path / "330206.jpg").touch()
    (tmp_path.parent / "elsewhere.jpg").touch()

    assert photo_of("330206", folder=tmp_path).startswith("/assets/photos/330206.jpg?m=")
    assert photo_of("330108", "../elsewhere.jpg", folder=tmp_path) == ""
    assert photo_of("330108", folder=tmp_path) == ""


def test_services_are_shares_of_all_attendances() -> None:
    """Each of the six kinds has its share and its count; few attendances are called a small sample."""
    here = informed("330206")
    key = (brand_services.BY_KIND, "330206", here.period)

    chart = brand_services.PANEL.draw(Readings((), cuts={key: {("welfare",): 15, ("education",): 5}}), here)

    assert isinstance(chart, BarChart)
    assert [(p.text, p.has_small_base) for p in chart.series[0].points] == [
        ("25", True), ("0", True), ("0", True), ("75", True), ("0", True), ("0", True),
    ]  # fmt: skip
    assert "基数小" in chart.note


def test_services_that_no_one_feeds_say_so() -> None:
    """A province without the table sees that it is not fed, not zeros."""
    nothing = brand_services.PANEL.draw(Readings(()), informed("330206"))

    assert isinstance(nothing, Nothing)
    assert "没有按六类服务" in nothing.reason


def test_without_real_brands_any_county_may_be_compared() -> None:
    """Where no brand is registered the counties nearest in size are shown all the same, and others can be chosen."""
    here = context("330900", root="330900")

    cards = drawn(beside.PANEL, here)

    assert isinstance(cards, Cards)
    assert len(cards.cards) == 3
    assert len(cards.links) == 4


def test_another_page_drops_what_narrows_this_one() -> None:
    """A link to another page keeps region and period and leaves the brands' choices behind."""
    view = View.from_url(
        "/brands/330500", "?period=2026-11&brand=330521&class=association&service=welfare&with=330521.330522"
    )

    assert view.on(page="overview").href == "/overview/330500?period=2026-11"
    assert view.on(region="330000").brand_class == "association"
