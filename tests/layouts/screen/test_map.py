"""The map draws every region once, as a link, and colours nothing that was not reported."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.readings import Status
from data.references import Brand
from data.regions import Level
from data.regions.boundaries import Boundaries
from layouts.charts.geometry.ground import fit, path_data
from layouts.charts.geometry.labels import Box, text_width
from layouts.charts.geometry.shades import Steps, steps_of
from layouts.charts.kinds import KindMap, KindRegion, MapRegion, RegionMap, Series
from layouts.screen.map import map_svg
from tests.layouts import fabricate

COUNTIES = fabricate.regions().counties("330000")
HANGZHOU = fabricate.regions().counties("330100")
NASTY = "<b>&\"'"
RATE = "checkin_completion_rate"


def drawn(
    codes: Sequence[str],
    values: Sequence[float] = (),
    *,
    metric: str = RATE,
    states: Mapping[str, Status] | None = None,
    base: float = 1000,
) -> RegionMap:
    """Return a map of regions with values in turn, those with a state of their own without one."""
    states, values = states or {}, values or [94 + index % 12 / 2 for index in range(len(codes))]
    readings = [
        fabricate.reading(
            metric,
            fabricate.region(code),
            value=None if code in states and states[code] is not Status.PARTIAL else value,
            status=states.get(code, Status.OK),
            reported=5 if states.get(code) is Status.PARTIAL else fabricate.DUE,
            base=base,
        )
        for code, value in zip(codes, values, strict=False)
    ]
    points = [
        MapRegion(r.region.zh, r.value, "—" if r.value is None else f"{r.value:.1f}", reading=r) for r in readings
    ]
    return RegionMap(series=(Series("县", tuple(points)),), summary="一句话", unit="%", decimals=1)


def of_brands(codes: Sequence[str]) -> KindMap:
    """Return a map of brands: every region in the colour of its brand's class."""
    points = tuple(
        KindRegion(point.label, point.value, point.text, reading=point.reading, look="professional")
        for point in drawn(codes).series[0].points
    )
    return KindMap(name="县", points=points, summary="一句话", kinds=(("professional", "专业+"),), is_sealed=True)


def markup(chart: RegionMap | KindMap, code: str = "330000", **changes: object) -> ElementTree.Element:
    """Draw a chart and read the markup back; well-formed XML is valid inside HTML too."""
    context = replace(fabricate.context(code), **changes)  # type: ignore[arg-type]
    return ElementTree.fromstring(map_svg(chart, context))  # noqa: S314


def regions(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """Return the links of all regions by code."""
    return {link.attrib["data-code"]: link for link in root.iter("a") if "data-code" in link.attrib}


def classes(element: ElementTree.Element) -> set[str]:
    """Return the class names of an element."""
    return set(element.get("class", "").split())


def points_of(path: str) -> list[tuple[int, int]]:
    """Walk path data and return every point it visits."""
    visited = []
    for ring in re.findall(r"M[^M]+", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[0], numbers[1]
        visited.append((x, y))
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            visited.append((x, y))
    return visited


def test_every_county_has_a_path() -> None:
    """The province is drawn whole, each county a link with its outline."""
    found = regions(markup(drawn(COUNTIES)))

    assert found.keys() == set(COUNTIES)
    assert all(link.findall("path[@d]") for link in found.values())


def test_regions_without_geometry_are_tiles() -> None:
    """Offices have no outline; they are shown as tiles with the same link."""
    offices = fabricate.regions().offices("330108")

    found = regions(markup(drawn([*HANGZHOU, *offices]), "330108"))

    assert all("map-tile" in classes(found[code]) for code in offices)
    assert all("map-tile" not in classes(found[code]) for code in HANGZHOU)


def test_a_map_of_offices_alone_shows_their_county_among_its_neighbours() -> None:
    """Counties without a figure are drawn quietly around, with a link and no shade."""
    found = regions(markup(drawn(fabricate.regions().offices("330108")), "330108"))

    assert {"is-around"} == {*classes(found["330106"])} - {"region"}
    assert found["330106"].attrib["href"].startswith("/overview/330106")


def test_a_county_that_alone_has_a_figure_is_drawn_closely() -> None:
    """Who sees no county beside it gets it large, with what is near around it; the far ends of its city are left out."""
    alone, all_of_them = (
        regions(markup(drawn([*codes, *fabricate.regions().offices("330108")]), "330108"))
        for codes in (["330108"], HANGZHOU)
    )

    def width(found: dict[str, ElementTree.Element]) -> int:
        across = [x for x, _ in points_of(found["330108"].findall("path[@d]")[0].attrib["d"])]
        return max(across) - min(across)

    assert width(alone) > 5 * width(all_of_them)
    assert "330106" in alone
    assert "330127" not in alone


def test_the_region_shown_is_outlined() -> None:
    """The county whose page it is carries the mark of the selection."""
    root = markup(drawn(HANGZHOU), "330108")

    assert regions(root)["330108"].attrib["aria-current"] == "true"
    assert len(root.findall(".//use[@class='map-chosen']")) == 1


def test_cities_may_be_drawn_from_their_counties() -> None:
    """A region above county level takes the union of its counties."""
    cities = [r.code for r in fabricate.regions().children("330000")]

    assert regions(markup(drawn(cities))).keys() == set(cities)


def test_names_are_escaped() -> None:
    """A region's name is text, with any content."""
    tree = fabricate.regions()
    county = replace(tree.get("330106"), zh=NASTY, short_zh=NASTY)
    altered = replace(tree, by_code={**tree.by_code, "330106": county})

    text = map_svg(drawn(HANGZHOU), replace(fabricate.context("330100"), regions=altered))

    assert "<b>&" not in text
    assert regions(ElementTree.fromstring(text))["330106"].attrib["data-name"] == NASTY  # noqa: S314


def test_outlines_fill_the_bounds_of_the_geometry() -> None:
    """Projected and rounded, the paths reach as far as the geometry on every side, within a unit."""
    geometries = list(fabricate.boundaries().frame.geometry)
    _, fitted = fit(geometries)

    visited = shapely.MultiPoint([point for geometry in fitted for point in points_of(path_data(geometry))])

    assert visited.bounds == pytest.approx(tuple(shapely.total_bounds(fitted)), abs=1)


def test_the_province_keeps_its_shape() -> None:
    """A degree of longitude is drawn shorter than one of latitude by the cosine of the latitude."""
    square = shapely.box(120, 29.5, 121, 30.5)

    _, (fitted,) = fit([square])

    left, top, right, bottom = fitted.bounds
    assert (right - left) / (bottom - top) == pytest.approx(0.866, abs=0.001)


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.OK, Status.PARTIAL}])
def test_what_has_no_value_is_not_coloured(status: Status) -> None:
    """A region that did not report, or may not be shown, has a pattern of its own and no shade."""
    link = regions(markup(drawn(COUNTIES, states={"330106": status})))["330106"]

    assert f"is-{status}" in classes(link)
    assert not [name for name in classes(link) if name.startswith("fill-")]
    assert link.attrib["fill"] == f"url(#map-{status})"


def test_a_stale_value_is_neither_coloured_nor_ranked() -> None:
    """A value carried too long gives no shade and no place, although it is known."""
    fresh = fabricate.reading(RATE, fabricate.region("330105"), value=96)
    old = fabricate.reading(RATE, fabricate.region("330106"), value=97, status=Status.STALE)
    points = tuple(MapRegion(r.region.zh, r.value, f"{r.value}", reading=r) for r in (fresh, old))

    found = regions(markup(RegionMap(series=(Series("县", points),), summary=""), "330100"))

    assert "is-stale" in classes(found["330106"])
    assert len(found["330106"].attrib["data-lines"].split("\n")) == 3  # state, parts, coverage


def test_a_partial_value_keeps_its_shade_under_a_veil() -> None:
    """A region where some offices did not report is shaded and veiled."""
    root = markup(drawn(HANGZHOU, [99.0] * 13, states={"330106": Status.PARTIAL}), "330100")

    assert [name for name in classes(regions(root)["330106"]) if name.startswith("fill-")]
    assert [use.attrib["href"] for use in root.iter("use") if "map-veil" in classes(use)] == ["#map-330100-330106"]


def test_a_region_that_nearly_all_reported_is_not_hatched() -> None:
    """Neither its picture nor its card calls 99 % a part."""
    made = fabricate.reading(RATE, fabricate.region("330106"), value=97, status=Status.PARTIAL, reported=99, due=100)
    points = (MapRegion(made.region.zh, made.value, "97.0", reading=made),)

    root = markup(RegionMap(series=(Series("县", points),), summary=""), "330100")

    assert not [use for use in root.iter("use") if "map-veil" in classes(use)]
    assert "部分上报" not in regions(root)["330106"].attrib["data-lines"]


def test_the_legend_names_the_states_that_occur() -> None:
    """Every state on the map has its word in the legend, and no other has."""
    root = markup(drawn(HANGZHOU, states={"330106": Status.MISSING}), "330100")

    states = [key for key in root.iter("li") if [name for name in classes(key) if name.startswith("is-")]]
    assert [classes(key) for key in states] == [{"map-key", "is-missing"}]


def keys_of(root: ElementTree.Element) -> list[str]:
    """Return the words of a map's legend."""
    return ["".join(key.itertext()).strip() for key in root.iter("li") if "map-key" in classes(key)]


def test_the_legend_says_what_red_and_yellow_mean() -> None:
    """A completion rate below its limits is red and yellow, above them shaded from the yellow limit on."""
    assert keys_of(markup(drawn(HANGZHOU), "330100")) == ["红 <95", "黄 <98", "98", "98.5", "99", "≥99.5"]


def test_the_legend_calls_the_shade_of_too_small_a_base_by_its_base() -> None:
    """Beside 黄 <98 no shade is called <98: what is less and not yellow is based on a base under 30."""
    values = [93.3 + index for index in range(7)]
    small = markup(drawn(HANGZHOU[:7], values, base=20), "330100")

    assert keys_of(small)[0] == "基数<30"


@pytest.mark.parametrize(("value", "look"), [(94.9, "limit-red"), (95.0, "limit-yellow"), (97.9, "limit-yellow")])
def test_beyond_a_limit_is_its_colour(value: float, look: str) -> None:
    """The worst is what one sees first."""
    values = [value] + [99.0 + index / 20 for index in range(12)]

    assert look in classes(regions(markup(drawn(HANGZHOU, values), "330100"))[HANGZHOU[0]])


def test_more_than_a_limit_is_its_colour_where_less_is_better() -> None:
    """2.1 % of refused rows is red, 0.5 % is still within the yellow limit."""
    found = regions(markup(drawn(HANGZHOU, [2.1, 0.5, 0.2], metric="row_reject_rate"), "330100"))

    assert "limit-red" in classes(found[HANGZHOU[0]])
    assert not any(name.startswith("limit") for name in classes(found[HANGZHOU[1]]))


def test_a_base_under_thirty_is_neither_red_nor_yellow() -> None:
    """One case more or less would change its colour."""
    found = regions(markup(drawn(HANGZHOU, [80.0, 85.0, 99.0], base=29), "330100"))

    assert not [name for link in found.values() for name in classes(link) if name.startswith("limit")]


def test_seals_are_on_the_map_of_brands_alone() -> None:
    """Elsewhere they would hide what is coloured, and look like an alert."""
    brand = Brand("k", "", "晨曦", "晨曦", "", "", "", "", "", is_example=False)

    root = markup(drawn(HANGZHOU), "330100", brands=dict.fromkeys(HANGZHOU, brand))

    assert not [link for link in root.iter("a") if "map-seal" in classes(link)]


def test_the_name_of_a_link_says_all_that_the_hover_says() -> None:
    """What the pointer learns, a listener learns too."""
    link = regions(markup(drawn(HANGZHOU), "330100"))["330106"]

    said = link.attrib["aria-label"]
    assert link.attrib["data-value"] in said
    assert all(line in said for line in link.attrib["data-lines"].split("\n"))


def test_a_neutral_metric_has_no_rank() -> None:
    """Where the catalogue takes no side there is no first and last."""
    rate = regions(markup(drawn(HANGZHOU), "330100"))["330106"].attrib["data-lines"]
    count = regions(markup(drawn(HANGZHOU, metric="strict_share"), "330100"))["330106"].attrib["data-lines"]

    assert len(rate.split("\n")) == len(count.split("\n")) + 1


def boxes(sheet: ElementTree.Element) -> list[Box]:
    """Return the boxes of the names and seals of one sheet, as a browser would measure them, a seal's with air about it."""
    em = float(sheet.attrib["font-size"])
    names = [
        Box.about(float(text.attrib["x"]), float(text.attrib["y"]), em * text_width(text.text or ""), em)
        for text in sheet.findall("text")
    ]
    seals = [
        [float(rect.attrib[side]) for side in ("x", "y", "width", "height")] for rect in sheet.findall("a/rect[1]")
    ]
    air = em / 10
    return names + [Box(x - air, y - air, x + width + air, y + height + air) for x, y, width, height in seals]


@pytest.mark.parametrize("code", ["330000", "330100", "330900", "330108"])
def test_labels_and_seals_never_overlap(code: str) -> None:
    """On every sheet, at every size of the map, names and seals are apart."""
    brand = Brand("k", "", "晨曦", "晨曦", "", "", "", "", "", is_example=False)
    counties = fabricate.regions().counties(code)

    root = markup(of_brands(counties), code, brands=dict.fromkeys(COUNTIES[::4], brand))

    sheets = [group for group in root.iter("g") if "map-labels" in classes(group)]
    assert len(sheets) == 5
    for sheet in sheets:
        assert not [pair for pair in combinations(boxes(sheet), 2) if pair[0].overlaps(pair[1])]


def test_the_shown_county_keeps_its_name() -> None:
    """No larger neighbour and no seal takes the place of the name one came for, but on a map of a few centimetres."""
    brand = Brand("k", "", "晨曦", "晨曦", "", "", "", "", "", is_example=False)
    counties = fabricate.regions().counties("330100")

    root = markup(of_brands(counties), "330108", brands=dict.fromkeys(COUNTIES, brand))

    sheets = [group for group in root.iter("g") if "map-labels" in classes(group)]
    assert [sheet.findall("text")[0].text == "滨江" for sheet in sheets] == [False, False, True, True, True]


def test_cities_are_labelled_on_the_map_of_the_province() -> None:
    """Ninety names would be noise; the eleven cities say where one is."""
    root = markup(drawn(COUNTIES))

    labels = {text.text for text in root.iter("text")}
    assert labels == {r.short_zh for r in fabricate.regions().children("330000")}


def test_example_brands_have_no_seal_on_the_map_of_the_province() -> None:
    """A placeholder is no brand; it is sealed on its own county's map alone."""
    real = Brand("k", "330521", "晨曦", "晨曦", "", "", "", "", "", is_example=False)
    example = replace(real, zh="示例品牌 01", seal="示例", is_example=True)
    brands = {"330521": real, "330106": example}

    seals = [link for link in markup(of_brands(COUNTIES), brands=brands).iter("a") if "map-seal" in classes(link)]

    assert {seal.attrib["href"] for seal in seals} == {"/overview/330521?period=2026-W47"}


def test_the_review_number_is_printed() -> None:
    """A deployer's approved map carries its number; ours says that it is no standard map."""
    approved = Boundaries(fabricate.boundaries().frame, "浙S(2026)1号")

    own, theirs = markup(drawn(HANGZHOU), "330100"), markup(drawn(HANGZHOU), "330100", boundaries=approved)

    assert "浙S(2026)1号" not in "".join(own.itertext())
    assert "浙S(2026)1号" in "".join(theirs.itertext())


def test_a_chart_without_points_draws_the_regions_unshaded() -> None:
    """An empty series is a normal input: the map is drawn, nothing is coloured."""
    found = regions(markup(RegionMap(series=(), summary=""), "330100"))

    assert {name for link in found.values() for name in classes(link)} == {"region", "is-around"}


def test_the_map_of_the_province_is_small() -> None:
    """All 90 counties with links, labels and legend travel in 60 kB compressed."""
    text = map_svg(drawn(COUNTIES), fabricate.context("330000"))

    assert len(zlib.compress(text.encode())) < 60_000


def _steps(metric: str, values: Sequence[float]) -> Steps:
    return steps_of([fabricate.reading(metric, fabricate.region("330106"), value=value) for value in values])


@pytest.mark.parametrize(
    ("metric", "values", "breaks"),
    [
        ("checkin_completion_rate", [93.2, 95.5, 98.1, 98.6, 99.2], (98.5, 99, 99.5)),
        ("abscond_rate", [0.0, 0.06, 0.12], ()),
        ("education_met_rate", [88.0, 91.0, 96.0, 98.0], (97.5, 100)),
        ("purchase_county_coverage", [80.0, 85.0, 90.0, 100.0], (80, 85, 90, 95, 100)),
        ("absconded_count", [0, 0, 1, 2], ()),
        ("registered_count", [120, 240, 330, 470, 610, 850, 1200], (240, 330, 470, 610, 850)),
        ("registered_count", [3, 3, 3], ()),
    ],
)
def test_steps_follow_the_catalogue_and_else_the_values(
    metric: str, values: Sequence[float], breaks: tuple[float, ...]
) -> None:
    """Limits and target give even steps of what is within them; without them the values are cut into sixths."""
    assert _steps(metric, values).breaks == breaks


@settings(deadline=None)  # the catalogue is read in the first example
@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=90),
    st.sampled_from([RATE, "strict_share", "abscond_rate"]),
)
def test_steps_never_reverse_two_values(values: list[float], metric: str) -> None:
    """A greater value never has a lower shade, for any values."""
    steps = _steps(metric, values)

    shades = [steps.fill(value) for value in sorted(values)]
    assert shades == sorted(shades)
    assert len(steps.breaks) <= 5


def test_a_value_is_shaded_as_it_is_shown() -> None:
    """97.96 is written 98.0 and so counts as 98."""
    steps = Steps((98.0,), decimals=1)

    assert steps.index(97.96) == 1


def test_every_county_of_the_project_is_drawn() -> None:
    """The regions file and the map file agree."""
    missing = [
        code
        for code in COUNTIES
        if fabricate.region(code).kind != "zone" and code not in fabricate.boundaries().frame.index
    ]

    assert fabricate.region("330000").level is Level.PROVINCE
    assert missing == []
