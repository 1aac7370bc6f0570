"""The codes of those who report facts: offices and bureaus."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.regions import load_regions
from data.regions.owners import as_owner, bureau_of, county_of, is_bureau, is_owner, region_of

PROVINCE = load_regions(Path("data/places"), "330000")
COUNTIES = PROVINCE.counties("330000")
OFFICES = PROVINCE.offices("330000")


def test_a_bureaus_rows_are_of_its_county() -> None:
    """A bureau's code is made from a county's, and leads back to the county."""
    bureaus = [*map(bureau_of, COUNTIES)]

    assert all(map(is_bureau, bureaus))
    assert tuple(map(region_of, bureaus)) == COUNTIES


def test_an_office_reports_for_itself() -> None:
    """An office is an owner and no bureau; the county it belongs to is its parent."""
    assert not any(map(is_bureau, OFFICES))
    assert tuple(map(region_of, OFFICES)) == OFFICES
    assert [*map(county_of, OFFICES)] == [PROVINCE.get(code).parent for code in OFFICES]


def test_a_region_that_ends_with_three_zeros_is_no_bureau() -> None:
    """The code of Zhejiang has six digits."""
    assert not is_bureau("330000")
    assert not is_owner("330000")
    assert region_of("330000") == "330000"


@pytest.mark.parametrize(
    ("text", "code"),
    [("330108001000", "330108001"), ("330108001", "330108001"), ("330108001100", "330108001100"), ("西兴", "西兴")],
)
def test_the_statistics_bureaus_zeros_are_dropped(text: str, code: str) -> None:
    """A code of twelve digits means an office where the last three are zeros; nothing else is touched."""
    assert as_owner(text) == code


def test_the_owners_of_a_county_are_its_offices_and_its_bureau() -> None:
    """Those of an office are the office alone."""
    assert PROVINCE.owners("330108") == (*PROVINCE.offices("330108"), "330108000")
    assert PROVINCE.owners("330108001") == ("330108001",)


def test_a_bureau_is_named_after_its_county() -> None:
    """滨江区本级, where the county itself is 滨江区."""
    assert PROVINCE.owner_name("330108000") == "滨江区本级"
    assert PROVINCE.owner_name("330108") == "滨江区"
