"""The tree of regions, its files, and how people write a region's name."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UnknownRegion
from data.periods import Span
from data.regions import Level, Regions, load_regions
from data.regions.tree import RegionFileError

PLACES = Path("data/places")
HEADER = (PLACES / "regions.csv").read_text(encoding="utf-8").splitlines()[0]
DAY = Span(date(2026, 11, 22), date(2026, 11, 22))
DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))

PROVINCE = load_regions(PLACES, "330000")
CITY = load_regions(PLACES, "330100")


def names(regions: Regions, text: str, limit: int = 8) -> list[str]:
    """Return the names that a search finds."""
    return [region.zh for region in regions.find(text, limit)]


def folder_with(tmp_path: Path, regions: list[str], offices: list[str]) -> Path:
    """Write the two region files."""
    for name, rows in (("regions.csv", regions), ("offices.csv", offices)):
        (tmp_path / name).write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return tmp_path


ROOT = "330000,province,100000,浙江省,浙江,Zhejiang,zjs,,,2003-01-01,,,"
HANGZHOU = "330100,city,330000,杭州市,杭州,Hangzhou,hzs,,,2003-01-01,,,"
BINJIANG = "330108,county,330100,滨江区,滨江,Binjiang,bjq,120.2,30.2,2003-01-01,,,"
ZONE = "330171,county,330100,钱江开发区,钱江,Qianjiang,qjkfq,,,2003-01-01,,,zone"
XIXING = "330108001,office,330108,西兴司法所,西兴,Xixing,xx,,,2003-01-01,,,street"
IN_ZONE = "330171001,office,330171,下沙司法所,下沙,Xiasha,xs,,,2003-01-01,,,street"


# --- the files of the repository ---


def test_the_province_has_its_cities_counties_and_offices() -> None:
    """11 cities, 90 counties and 1 370 offices, each under its parent."""
    counts = [len(PROVINCE.descendants("330000", level)) for level in (Level.CITY, Level.COUNTY, Level.OFFICE)]

    assert counts == [11, 90, 1370]


def test_the_files_have_no_problem() -> None:
    """The check of the tree finds nothing in the files as shipped."""
    assert PROVINCE.check() == []


def test_every_county_has_offices_of_the_kinds_that_the_demo_weighs() -> None:
    """Streets, towns and townships agree with demo_weights.csv; 龙港 has none of them, but six offices."""
    with (PLACES / "demo_weights.csv").open(encoding="utf-8") as file:
        weights = {row["county"]: row for row in csv.DictReader(file)}
    kinds = Counter((region.parent, region.kind) for region in PROVINCE.descendants("330000", Level.OFFICE))

    assert weights.keys() == set(PROVINCE.counties("330000"))
    assert len(PROVINCE.offices("330383")) == 6
    for county, row in weights.items():
        if county != "330383":
            found = tuple(kinds[county, kind] for kind in ("street", "town", "rural"))
            assert found == (int(row["streets"]), int(row["towns"]), int(row["rural"])), county


def test_an_office_is_named_after_its_township() -> None:
    """西兴街道 gives 西兴司法所, short 西兴, Xixing, xx; 畲族 of 莪山畲族乡 is left out."""
    office, rural = PROVINCE.get("330108001"), PROVINCE.get("330122201")

    assert (office.zh, office.short_zh, office.en) == ("西兴司法所", "西兴", "Xixing")
    assert (office.pinyin_initials, office.kind) == ("xx", "street")
    assert (rural.zh, rural.kind) == ("莪山司法所", "rural")


@pytest.mark.parametrize(
    ("code", "english"),
    [("330100", "Hangzhou"), ("330112", "Lin'an"), ("331102", "Liandu"), ("330382", "Yueqing")],
)
def test_names_in_english_are_pinyin_as_maps_write_it(code: str, english: str) -> None:
    """Joined syllables, an apostrophe before a vowel, the local reading of a character."""
    assert PROVINCE.get(code).en == english


def test_every_city_and_county_has_a_centre_inside_the_province() -> None:
    """Longitude and latitude, in this order."""
    regions = [PROVINCE.root, *(PROVINCE.get(code) for code in PROVINCE.counties("330000"))]

    for region in regions:
        assert region.centre is not None
        assert 118 < region.centre[0] < 123
        assert 27 < region.centre[1] < 31.5


# --- the tree ---


def test_a_code_that_is_not_there_is_answered_with_the_nearest() -> None:
    """The message names close codes with their names; a reader of the screen has no command line to list them."""
    with pytest.raises(UnknownRegion, match=r"没有代码为“330809”的地区。相近的有 330803 衢江区、.*。$"):
        PROVINCE.get("330809")


def test_ancestors_come_from_the_widest() -> None:
    """An office is under county, city and province."""
    assert [region.zh for region in PROVINCE.ancestors("330108001")] == ["浙江省", "杭州市", "滨江区"]


def test_what_is_above_the_root_is_known_by_name() -> None:
    """A city's own cockpit still says which province it is in, and finds nothing outside."""
    assert CITY.root.zh == "杭州市"
    assert [region.zh for region in CITY.ancestors("330108")] == ["浙江省", "杭州市"]
    assert "宁波市" not in names(CITY, "宁波")
    assert len(CITY.inside) == 1 + 13 + len(CITY.offices("330100"))


def test_any_level_may_be_the_root() -> None:
    """A county's cockpit, or a single office's."""
    county, office = load_regions(PLACES, "330108"), load_regions(PLACES, "330108001")

    assert [region.zh for region in county.inside] == ["滨江区", "西兴司法所", "长河司法所", "浦沿司法所"]
    assert [region.zh for region in office.inside] == ["西兴司法所"]


def test_offices_and_counties_of_a_region_include_itself_at_its_own_level() -> None:
    """An office is its own office and has no counties; a county is its own county."""
    assert PROVINCE.offices("330108001") == ("330108001",)
    assert PROVINCE.counties("330108001") == ()
    assert PROVINCE.counties("330108") == ("330108",)
    assert PROVINCE.offices("330108") == ("330108001", "330108002", "330108003")


def test_within_holds_for_itself_and_below() -> None:
    """滨江 is within 杭州 and within itself, not within 宁波, nor 杭州 within 滨江."""
    assert PROVINCE.within("330108", "330100")
    assert PROVINCE.within("330108", "330108")
    assert not PROVINCE.within("330108", "330200")
    assert not PROVINCE.within("330100", "330108")


def test_children_of_a_day_are_those_that_existed() -> None:
    """钱塘 and 临平 were set up on 2021-04-09."""
    before = {region.zh for region in PROVINCE.children("330100", date(2021, 4, 8))}
    after = {region.zh for region in PROVINCE.children("330100", date(2021, 4, 9))}

    assert after - before == {"临平区", "钱塘区"}
    assert PROVINCE.get("330113").predecessors == ("330110",)


# --- what is owed ---


def test_an_office_owes_a_day_and_a_county_a_bureau_day() -> None:
    """On one day 1 370 office-days and 90 bureau-days are due from the province."""
    owed = [PROVINCE.due("330000", DAY, owner) for owner in ("office", "bureau", "both")]

    assert owed == [1370, 90, 1460]


def test_nothing_is_owed_before_a_region_existed() -> None:
    """龙港 was set up on 2019-08-16: five of these eleven days are due from its six offices and the bureau."""
    span = Span(date(2019, 8, 10), date(2019, 8, 20))

    assert PROVINCE.due("330383", span, "office") == 5 * 6
    assert PROVINCE.due("330383", span, "both") == 5 * 7


def test_nothing_is_owed_after_a_region_ended() -> None:
    """From a closed office its last day is due and none after it."""
    closed = replace(PROVINCE.get("330108001"), valid_to=date(2026, 11, 20))
    regions = Regions(PROVINCE.root, {**PROVINCE.by_code, closed.code: closed})

    assert regions.due("330108001", Span(date(2026, 11, 19), date(2026, 11, 25)), "office") == 2


@given(first=DAYS, days=st.integers(0, 800), owner=st.sampled_from(["office", "bureau", "both"]))
def test_what_a_region_owes_is_the_sum_of_its_parts(first: date, days: int, owner: str) -> None:
    """Over regions and over days alike."""
    span = Span(first, first + timedelta(days=days))
    children = [region.code for region in PROVINCE.children("330300")]
    halves = [Span(first, first), Span(first + timedelta(days=1), span.last)][: 1 + (days > 0)]

    whole = PROVINCE.due("330300", span, owner)

    assert whole == sum(PROVINCE.due(code, span, owner) for code in children)
    assert whole == sum(PROVINCE.due("330300", half, owner) for half in halves)


# --- the search box ---


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("hz", "杭州市"),
        ("330108", "滨江区"),
        ("330108001", "西兴司法所"),
        ("西湖区", "西湖区"),
        ("滨江", "滨江区"),
        ("Hangzhou", "杭州市"),
        ("lin'an", "临安区"),
        ("linan", "临安区"),
        ("lvshan", "吕山司法所"),
        ("西兴街道", "西兴司法所"),
        ("杭州西湖翠苑", "翠苑司法所"),
        ("３３０１０８", "滨江区"),
    ],
)
def test_search_puts_what_is_meant_first(text: str, first: str) -> None:
    """By code, Chinese name, initials, English, township, path; full-width or plain."""
    assert names(PROVINCE, text)[0] == first


def test_initials_find_offices_too() -> None:
    """Xx is 西兴 among others, the wider levels before the narrower."""
    assert "西兴司法所" in names(PROVINCE, "xx")
    assert names(PROVINCE, "hz", 2) == ["杭州市", "湖州市"]


def test_search_is_limited_and_quiet() -> None:
    """At most as many as asked for; nothing for blanks or nonsense."""
    assert len(PROVINCE.find("司法所", limit=5)) == 5
    assert PROVINCE.find("  ") == []
    assert PROVINCE.find("火星") == []


# --- names in files ---


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330108001", "330108001"),
        ("３３０１０８００１", "330108001"),
        ("330108000", "330108000"),
        ("西兴司法所", "330108001"),
        ("西兴", "330108001"),
        ("西兴街道", "330108001"),
        ("西兴街道司法所", "330108001"),
        ("滨江区西兴司法所", "330108001"),
        ("杭州市滨江区西兴司法所", "330108001"),
        ("浙江省杭州市滨江区 西兴司法所", "330108001"),
        ("杭州市西湖区", "330106"),
        ("西湖区翠苑司法所", "330106005"),
        ("滨江区本级", "330108000"),
        ("滨江区司法局", "330108000"),
        ("杭州市滨江区社区矫正管理局", "330108000"),
        ("义乌市本级", "330782000"),
    ],
)
def test_a_name_in_a_file_means_one_code(text: str, code: str) -> None:
    """Codes, full, short and township names, with the names above or without; a bureau's own row."""
    assert PROVINCE.named(text) == code


def test_every_office_is_found_by_its_county_and_name() -> None:
    """No two offices of a county have the same name."""
    for county in PROVINCE.counties("330000"):
        for office in PROVINCE.children(county):
            assert PROVINCE.named(f"{PROVINCE.get(county).zh}{office.zh}") == office.code


def test_an_ambiguous_name_is_refused_with_the_candidates() -> None:
    """The commonest office name of the province: the message lists where it is, with codes."""
    twice = Counter(region.zh for region in PROVINCE.descendants("330000", Level.OFFICE)).most_common(1)[0][0]
    places = [region for region in PROVINCE.descendants("330000", Level.OFFICE) if region.zh == twice]

    with pytest.raises(UnknownRegion, match=f"不止一处：.*{places[0].code}.*请在前面写上县"):
        PROVINCE.named(twice)

    assert PROVINCE.named(twice, within=str(places[0].parent)) == places[0].code


def test_a_level_distinguishes_a_county_from_its_office_of_the_same_name() -> None:
    """西湖 is a county and an office in it."""
    assert PROVINCE.named("西湖", level=Level.COUNTY) == "330106"
    assert PROVINCE.named("西湖", within="330106", level=Level.OFFICE) == "330106008"


def test_within_a_county_its_bureau_is_simply_the_bureau() -> None:
    """本级 and 司法局 need no name before them where the county is known."""
    assert PROVINCE.named("本级", within="330108") == "330108000"
    assert PROVINCE.named("司法局", within="330108", level=Level.OFFICE) == "330108000"
    with pytest.raises(UnknownRegion, match="等 90 处"):
        PROVINCE.named("本级")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    """A slip of the pen finds the office meant."""
    with pytest.raises(UnknownRegion, match=r"“西星司法所”不是滨江区内已知的.*滨江区西兴司法所（330108001）"):
        PROVINCE.named("西星司法所", within="330108")


@pytest.mark.parametrize(
    ("code", "within", "level", "words"),
    [
        ("330108999", "", None, "没有代码为“330108999”.*330108003"),
        ("330108001", "330106", None, "滨江区西兴司法所，不在西湖区"),
        ("330108", "", Level.OFFICE, "这里应填司法所或县级本级"),
        ("330100000", "", None, "没有代码为“330100000”"),
    ],
)
def test_a_code_that_does_not_fit_says_why(code: str, within: str, level: Level | None, words: str) -> None:
    """Unknown, in another county, of another level, or of a bureau that does not exist."""
    with pytest.raises(UnknownRegion, match=words):
        PROVINCE.named(code, within=within, level=level)


def test_names_outside_the_root_are_unknown() -> None:
    """A file of 宁波 does not go into the cockpit of 杭州."""
    for text in ("330203001", "海曙区", "宁波市海曙区本级"):
        with pytest.raises(UnknownRegion):
            CITY.named(text)


# --- files of a deployment ---


def test_a_development_zone_is_a_row_beside_counties(tmp_path: Path) -> None:
    """It has offices and a bureau as a county has, and needs no geometry."""
    regions = load_regions(folder_with(tmp_path, [ROOT, HANGZHOU, BINJIANG, ZONE], [XIXING, IN_ZONE]), "330100")

    assert regions.counties("330100") == ("330108", "330171")
    assert regions.get("330171").kind == "zone"
    assert regions.due("330100", DAY, "both") == 4
    assert regions.named("钱江开发区本级") == "330171000"


def test_every_fault_of_the_files_is_reported_at_once(tmp_path: Path) -> None:
    """Each with file and line: a duplicate, an orphan, a wrong code, swapped dates, a bad value."""
    folder = folder_with(
        tmp_path,
        [ROOT, HANGZHOU, BINJIANG, BINJIANG, "330206,county,330200,北仑区,北仑,Beilun,blq,,,2003-01-01,,,"],
        [
            XIXING.replace("330108001", "330109001"),
            XIXING.replace("2003-01-01,", "2003-01-01,2002-01-01"),
            XIXING.replace("330108001", "330108002").replace("2003-01-01", "2003/1/1"),
            XIXING.replace("330108001", "330108000"),
            XIXING.replace("office", "village"),
            XIXING.replace("330108001", "33010800１"),
        ],
    )

    with pytest.raises(RegionFileError) as caught:
        load_regions(folder, "330100")

    assert [line.split("：")[0] for line in str(caught.value).splitlines()[1:]] == [
        "offices.csv 第 4 行",
        "offices.csv 第 6 行",
        "regions.csv 第 5 行",
        "regions.csv 第 6 行",
        "offices.csv 第 2 行",
        "offices.csv 第 3 行",
        "offices.csv 第 5 行",
        "offices.csv 第 7 行",
    ]
    for words in (
        "重复",
        "330200 不在文件里",
        "早于",
        "应以所属县",
        "不是日期",
        "不是层级",
        "9 位数字",
        "本级专用",
    ):
        assert words in str(caught.value)


def test_a_region_above_itself_is_refused(tmp_path: Path) -> None:
    """Two cities, each the parent of the other, would never end."""
    circle = [HANGZHOU.replace(",330000,", ",330200,"), HANGZHOU.replace("330100", "330200", 1)]

    with pytest.raises(RegionFileError, match="层级不高于它"):
        load_regions(folder_with(tmp_path, [ROOT, circle[0], circle[1].replace("330000", "330100")], []), "330100")


def test_a_file_without_its_columns_or_encoding_is_refused(tmp_path: Path) -> None:
    """The message names the columns, or how to save the file."""
    folder = folder_with(tmp_path, [ROOT], [])

    (folder / "offices.csv").write_text("code,zh\n", encoding="utf-8")
    with pytest.raises(RegionFileError, match="缺少列 level、parent"):
        load_regions(folder, "330000")
    (folder / "offices.csv").write_bytes("代码,名称\n".encode("gb18030"))
    with pytest.raises(RegionFileError, match="UTF-8"):
        load_regions(folder, "330000")
    (folder / "offices.csv").unlink()
    with pytest.raises(RegionFileError, match="缺少地区文件"):
        load_regions(folder, "330000")


def test_a_root_that_is_not_there_names_the_setting() -> None:
    """COCKPIT_ROOT with the nearest codes."""
    with pytest.raises(UnknownRegion, match=r"COCKPIT_ROOT=330809 .*相近的有"):
        load_regions(PLACES, "330809")
