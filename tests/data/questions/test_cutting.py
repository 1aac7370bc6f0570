"""What is kept for everybody is cut to what a viewer sees of it."""

from __future__ import annotations

import pytest

from data.catalogue.reference_tables import Row, reference_table
from data.questions.cutting import CORRECTED, ELSEWHERE, cut_body, shown_rows
from data.viewer import Viewer
from tests.layouts.fabricate import regions

CITY, COUNTY, OFFICE, SIBLING = "330100", "330106", "330106002", "330108"


def rows(table: str, *places: str) -> list[Row]:
    """Return a row of a table for each of some regions, with the same word or number in every other column."""
    columns = reference_table(table).columns
    place = next(column.key for column in columns if column.kind == "region")
    return [{column.key: "something" for column in columns} | {place: code} for code in places]


@pytest.mark.parametrize("account", [COUNTY, OFFICE])
@pytest.mark.parametrize("table", ["duty_post", "contract", "resource_use"])
def test_a_row_of_another_county_is_not_given(table: str, account: str) -> None:
    """The own one and those of the regions above are: whom to call."""
    key = "region" if table == "duty_post" else "county"

    found = shown_rows(regions(), reference_table(table), rows(table, COUNTY, SIBLING, CITY), Viewer("x", account))

    assert [row[key] for row in found] == [COUNTY, CITY]


def test_another_countys_brand_is_known_without_its_outcomes() -> None:
    """Its name is that of a public programme; how many absconded is a figure."""
    own, other = shown_rows(regions(), reference_table("brand"), rows("brand", COUNTY, SIBLING), Viewer("x", COUNTY))

    assert own["absconded_n"] == "something"
    assert other["zh"] == "something"
    assert {other[key] for key in ("absconded_n", "paired_n", "job_n", "outcomes", "contract")} == {None, ""}


def test_the_names_of_siblings_do_not_open_their_telephones() -> None:
    """The setting is about figures."""
    named = Viewer("x", COUNTY, names_siblings=True)

    assert shown_rows(regions(), reference_table("duty_post"), rows("duty_post", SIBLING), named) == []


def test_the_root_sees_every_row() -> None:
    assert (
        len(
            shown_rows(regions(), reference_table("contract"), rows("contract", COUNTY, SIBLING), Viewer("x", "330000"))
        )
        == 2
    )


def body() -> dict[str, object]:
    """Return a week frozen before, with a panel of the own county and two of another."""

    def panel(key: str, **drawing: object) -> dict[str, object]:
        return {
            "": "Drawn",
            "key": key,
            "title": key,
            "note": "" if key == "own" else "98.1",
            "drawing": {"": "Rows", **drawing},
        }

    return {
        "asked": [0, 1],
        "readings": {"0": {"region": COUNTY, "value": 97.9}, "1": {"region": SIBLING, "value": 98.1}},
        "regions": {COUNTY: {}, SIBLING: {}},
        "leaves": [
            {
                "": "Leaf",
                "drawn": [
                    panel("own", rows=[{"reading": {"": "reading", "at": 0}, "href": f"/overview/{OFFICE}?lang=en"}]),
                    panel("drawn", rows=[{"reading": {"": "reading", "at": 1}}]),
                    panel("linked", rows=[{"text": "98.1", "href": f"/overview/{SIBLING}?period=2026-W47"}]),
                ],
            }
        ],
    }


def test_a_week_frozen_before_is_cut_where_it_is_answered() -> None:
    """Panels that draw another county or lead to one are replaced as a whole, and its readings removed."""
    found = cut_body(body(), regions(), Viewer("x", COUNTY))

    own, drawn, linked = found["leaves"][0]["drawn"]
    assert "rows" in own["drawing"]
    assert drawn["drawing"] == linked["drawing"] == {"": "Nothing", "reason": str(ELSEWHERE)}
    assert found["asked"] == [0]
    assert found["readings"].keys() == {"0"}
    assert "98.1" not in str(found)


@pytest.mark.parametrize("viewer", [Viewer("x", "330000"), Viewer("x", CITY), Viewer("x", COUNTY, names_siblings=True)])
def test_who_sees_all_of_it_is_given_all_of_it(viewer: Viewer) -> None:
    """The bureau above, and where names are open."""
    assert cut_body(body(), regions(), viewer) == body()


def women() -> dict[str, object]:
    """Return a week frozen before, with a count of women in a chart and in sentences."""

    def panel(key: str, text: str, at: int) -> dict[str, object]:
        rows = [{"text": text, "reading": {"": "reading", "at": at}}]
        return {"": "Drawn", "key": key, "title": key, "note": "", "drawing": {"": "Rows", "rows": rows}}

    names = {"zh": "女性在册人数", "en": "Women registered", "short_zh": "女性", "short_en": "Women"}
    lines = [[["12 人", f"/review/{COUNTY}?explain=female_count"]], ["在册 98 人"]]
    return {
        "asked": [0, 1],
        "readings": {
            "0": {"metric": "female_count", "region": COUNTY, "value": 12},
            "1": {"metric": "registered_count", "region": COUNTY, "value": 98},
        },
        "regions": {COUNTY: {}},
        "definitions": {"female_count": names},
        "limits": {"female_count": {"centre": 12}, "registered_count": {"centre": 98}},
        "leaves": [
            {
                "": "Leaf",
                "said": {"": "Words", "lines": lines},
                "drawn": [panel("women", "12", 0), panel("all", "98", 1), panel("named", "女性 12", 1)],
            }
        ],
    }


@pytest.mark.parametrize("viewer", [Viewer("x", "330000"), Viewer("x", COUNTY)], ids=["root", "county"])
def test_a_count_that_is_hidden_since_is_nowhere_in_the_week(viewer: Viewer) -> None:
    """Neither where it is drawn nor where a sentence names it; the readings say that it is hidden."""
    hidden = {"0": {"metric": "female_count", "region": COUNTY, "value": None}}

    found = cut_body(women(), regions(), viewer, hidden)

    (leaf,) = found["leaves"]
    reasons = {each["key"]: each["drawing"].get("reason") for each in leaf["drawn"]}
    assert reasons == {"women": str(CORRECTED), "all": None, "named": str(CORRECTED)}
    assert leaf["said"]["lines"] == [[str(CORRECTED)], ["在册 98 人"]]
    assert found["readings"]["0"]["value"] is None
    assert "12" not in str(found)
