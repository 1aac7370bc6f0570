"""Duty posts: what a bureau loads about them, and whom to call about a place."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.reference_tables import reference_table
from data.demo import references
from data.references import DutyPosts, Post
from data.references.duty_posts import TABLE
from data.regions import load_regions
from data.store import Store
from tests.data.feeds import BINJIANG, XIXING, binjiang_store, load, write_csv

HEADER: list[Any] = ["地区或司法所", "岗位", "单位", "值班电话"]
DESK: list[Any] = ["滨江区", "值班岗", "滨江区司法局社区矫正科", "0571-8770-1234"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def test_a_bureau_loads_its_posts(store: Store, tmp_path: Path) -> None:
    """A sheet with place, post, unit and telephone is kept, of a bureau and of an office."""
    office = ["西兴司法所", "所长", "西兴司法所", "88881234转801"]

    report = load(store, write_csv(tmp_path / "值班.csv", [HEADER, DESK, office]))

    assert report.ok, report.text()
    assert [(row["region"], row["post"], row["telephone"]) for row in store.reference(TABLE)] == [
        (BINJIANG, "desk", "0571-8770-1234"),
        (XIXING, "head", "88881234转801"),
    ]


@pytest.mark.parametrize(
    "number", ["0571-87701234", "057187701234", "87701234", "8770-1234", "12348", "667788", "(0571)87701234"]
)
def test_landlines_and_short_numbers(store: Store, tmp_path: Path, number: str) -> None:
    """A unit's number may be a landline, with or without the area code, or a short one."""
    report = load(store, write_csv(tmp_path / "值班.csv", [HEADER, [*DESK[:3], number]]))

    assert report.ok, report.text()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([*DESK[:3], "13912345678"], "值班电话里是手机号，未写入。请填单位的座机或短号，不填个人手机。"),
        ([*DESK[:3], "+86 139-1234-5678"], "值班电话里是手机号"),
        ([*DESK[:3], "值班室"], "“值班室”不是座机或短号。请写成 0573-88881234"),
        ([*DESK[:3], "12"], "“12”不是座机或短号"),
        ([*DESK[:2], "值班员：张三丰同志", DESK[3]], "单位里有形似个人姓名的文字，未写入"),
        ([DESK[0], "门卫", *DESK[2:]], "“门卫”不是已知的岗位。可填：值班岗、分管负责人、负责人、"),
        ([*DESK[:3], ""], "缺少值班电话。此列必须填写。"),
    ],
)
def test_what_is_no_post_is_refused(store: Store, tmp_path: Path, row: Sequence[Any], says: str) -> None:
    """A mobile, a person's name, an unknown post and an empty number are refused with the reason; nothing is kept."""
    report = load(store, write_csv(tmp_path / "值班.csv", [HEADER, row]))

    assert says in report.text()
    assert store.reference(TABLE) == ()


def test_the_posts_of_the_code_are_those_of_the_table() -> None:
    """Every choice of the table is a post that the program can ask for."""
    assert [post.value for post in Post] == list(reference_table(TABLE).column("post").choices)


def posts() -> DutyPosts:
    """Return posts of the province, of a county and of one of its offices."""
    regions = load_regions(Path("data/places"), "330000")
    rows = [
        {"region": region, "post": post, "unit": unit, "telephone": telephone, "hours": ""}
        for region, post, unit, telephone in (
            ("330000", "desk", "浙江省司法厅社区矫正指挥中心", "0571-0000-0001"),
            ("330000", "lead", "浙江省司法厅", "0571-0000-0002"),
            (BINJIANG, "desk", "滨江区司法局社区矫正科", "0571-0000-0003"),
            (XIXING, "head", "西兴司法所", "0571-0000-0004"),
        )
    ]
    return DutyPosts.of(rows, regions)


@pytest.mark.parametrize(
    ("place", "post", "telephone"),
    [
        (XIXING, Post.HEAD, "0571-0000-0004"),
        (XIXING, Post.DESK, "0571-0000-0003"),
        (XIXING, Post.LEAD, "0571-0000-0002"),
        (BINJIANG, Post.DESK, "0571-0000-0003"),
        ("330102", Post.DESK, "0571-0000-0001"),
    ],
)
def test_the_next_region_above_answers(place: str, post: Post, telephone: str) -> None:
    """Where a place has not loaded a post, the next region above that has it is called."""
    found = posts().of_place(place, post)

    assert found is not None
    assert found.telephone == telephone


def test_a_post_that_no_one_loaded() -> None:
    """Without any such post from the place to the province there is no one to call, and no number is made up."""
    assert posts().of_place(XIXING, Post.PSYCHOLOGY) is None


def test_the_demo_has_posts_everywhere() -> None:
    """Province, cities and counties have a duty desk and every office a head, with invented numbers."""
    regions = load_regions(Path("data/places"), "330000")
    rows = references(regions, date(2026, 11, 22))[TABLE]

    desks = {row["region"] for row in rows if row["post"] == "desk"}
    heads = {row["region"] for row in rows if row["post"] == "head"}
    assert desks == {region.code for region in regions.inside if len(region.code) == 6}
    assert heads == {region.code for region in regions.inside if len(region.code) == 9}
    assert all(str(row["telephone"]).endswith("-0000-0000") for row in rows)
    assert {row["telephone"] for row in rows if row["region"] == "330483"} == {"0573-0000-0000"}
