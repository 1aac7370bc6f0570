"""The reference tables: kept as they were given, defined by files, and filled by what the product ships."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from data.catalogue import load_catalogue
from data.catalogue.reference_tables import closing, load_references, opening, reference_table
from data.demo import references
from data.errors import DataError, StoreError
from data.readings.shown_day import latest_load, shown_day
from data.references import first_brands
from data.regions import load_regions
from data.store import Store, open_store
from data.store.seeding import clear
from tests.data.feeds import BINJIANG, HEADER, XIXING, binjiang_store, load, write_csv

RESERVED = {
    "level",
    "date",
    "user",
    "type",
    "month",
    "year",
    "number",
    "first",
    "last",
    "class",
    "key",
    "comment",
    "size",
}
BRAND = {
    "county": BINJIANG,
    "zh": "浙里连心",
    "seal": "连心",
    "brand_class": "professional",
    "since": "2021-07",
    "homes": ("care", "mind"),
    "paired_n": 640,
    "absconded_n": 0,
}
CONTRACT = {
    "county": BINJIANG,
    "organisation": "示例社会工作机构 01",
    "service_types": ("psychology",),
    "amount_yuan": 300000,
    "first_day": date(2026, 1, 1),
    "last_day": date(2026, 12, 31),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return binjiang_store(tmp_path)


def test_names_are_portable() -> None:
    """Tables and columns have names that every database engine takes."""
    for table in load_references().values():
        for name in (table.sql_name, *(column.key for column in table.columns)):
            assert re.fullmatch("[a-z][a-z0-9_]{0,29}", name)
            assert name not in RESERVED


def test_rows_come_back_as_python_values(store: Store) -> None:
    """Texts, lists, dates and counts come back as they went in; what was not given is empty, and empty is not zero."""
    store.put_reference("brand", [BRAND], "test")
    store.put_reference("contract", [CONTRACT], "test")

    (brand,), (contract,) = store.reference("brand"), store.reference("contract")
    assert brand == {
        **BRAND,
        "brand_no": 1,
        "organisation": "",
        "contract": "",
        "service_types": (),
        "story": "",
        "outcomes": "",
        "job_n": None,
        "photo": "",
        "source_note": "",
        "is_example": False,
    }
    assert contract == {**CONTRACT, "source_note": ""}


def test_a_row_replaces_that_with_the_same_unique_columns(store: Store) -> None:
    """Putting a row again changes it; the others stay, in a stable order."""
    store.put_reference("organisation", [{"zh": name, "organisation_class": "industry"} for name in "乙甲丙"], "test")
    store.put_reference("organisation", [{"zh": "乙", "organisation_class": "association", "worker_n": 3}], "test")

    rows = store.reference("organisation")
    assert [(row["zh"], row["organisation_class"], row["worker_n"]) for row in rows] == [
        ("丙", "industry", None),
        ("乙", "association", 3),
        ("甲", "industry", None),
    ]


def test_a_brand_card_reads_the_first_brand(store: Store) -> None:
    """Of several brands of a county the first is on the map."""
    store.put_reference("brand", [{**BRAND, "brand_no": 2, "zh": "另一个"}, BRAND], "test")

    brand = first_brands(store.reference("brand"))[BINJIANG]
    assert (brand.key, brand.zh, brand.brand_class) == (f"{BINJIANG}-1", "浙里连心", "专业+")


def test_writing_is_a_load(store: Store, tmp_path: Path) -> None:
    """The data version moves, the last day with data does not."""
    assert (store.put_reference("brand", [BRAND], "test"), store.version()) == (1, 1)
    assert latest_load(store) is None

    load(store, write_csv(tmp_path / "feed.csv", [HEADER, ["2026-11-22", XIXING, 10, 9]]))
    assert (store.version(), shown_day(store)) == (2, date(2026, 11, 22))

    assert store.put_reference("contract", [CONTRACT], "test") == 3
    assert (store.version(), shown_day(store)) == (3, date(2026, 11, 22))


def test_unknown_tables_and_columns_are_named(store: Store) -> None:
    """A table or column that does not exist is refused, and nothing is written."""
    with pytest.raises(DataError, match="没有参考表“brands”。可用的有 brand、"):
        store.reference("brands")
    with pytest.raises(StoreError, match="没有这些列：colour"):
        store.put_reference("brand", [{**BRAND, "colour": "red"}], "test")
    assert store.version() == 0


def test_partial_dates_have_ends() -> None:
    """A year or a month means all its days."""
    assert [(opening(when), closing(when)) for when in ("2006", "2024-02", "2020-07-31")] == [
        (date(2006, 1, 1), date(2006, 12, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2020, 7, 31), date(2020, 7, 31)),
    ]


FIGURES = """
82 242 3000 100 640 0 22 82 91.1 53 24 31 4 6 1 16 4 1 3 3 5 27 3 1 1
338 632 75000 3330 25000 560 630 90 100 90 90 400000 397000 0.07 0.2 0 4 3 5
"""


def test_every_published_figure_is_shipped(store: Store) -> None:
    """The figures of the article, and of its first part, are all there from the first opening on."""
    rows = store.reference("published_figure")

    assert sorted(float(str(row["figure"])) for row in rows) == sorted(float(figure) for figure in FIGURES.split())
    nearly = {row["figure_key"] for row in rows if row["qualifier"] == "nearly"}
    over = {row["figure_key"] for row in rows if row["qualifier"] == "over"}
    assert nearly == {"jiaxing_party_volunteers", "received_20_years", "helped_20_years"}
    assert over == {"psych_education", "consult_phone", "severe_found", "quzhou_counselling"}
    assert store.version() == 0


def test_published_figures_say_what_they_compare_with(store: Store) -> None:
    """A published figure names a metric that exists, or says why there is none; both tongues, scope and source."""
    metrics = load_catalogue().metrics
    for row in store.reference("published_figure"):
        assert not row["metric"] or row["metric"] in metrics
        assert all(
            row[name] for name in ("scope_zh", "scope_en", "zh", "en", "why_zh", "why_en", "unit", "source_note")
        )


@pytest.mark.parametrize(
    "when", ["2006", "2013-03", "2020-07-31", "2021", "2021-07", "2022-06", "2022-07", "2022-12-31"]
)
def test_every_dated_event_is_shipped(store: Store, when: str) -> None:
    """The article's dated events are all there."""
    assert when in {row["first_when"] for row in store.reference("event")}


def test_honours_without_a_date_say_so(store: Store) -> None:
    """The article dates no award: the month of the report replaces it, and is marked."""
    honours = [row for row in store.reference("event") if row["event_kind"] == "award"]

    assert {row["zh"] for row in honours if not row["is_dated"]} >= {"“数字法治好应用”", "杭州市“数字法治好应用”金奖"}


def test_shipped_rows_stay_as_they_were_edited(tmp_path: Path) -> None:
    """What an operator changed is not put back at the next opening."""
    store = binjiang_store(tmp_path)
    changed = {**store.reference("published_figure")[0], "figure": 7.0}
    store.put_reference("published_figure", [changed], "test")

    again = open_store(str(store.engine.url), catalogue=store.catalogue, regions=store.regions)

    assert again.reference("published_figure")[0]["figure"] == 7.0


def test_the_demo_fills_every_table(store: Store) -> None:
    """Every table has rows, but the deadlines: its bureaus keep those that the product ships with."""
    regions = load_regions(Path("data/places"), "330000")
    rows = references(regions, date(2026, 11, 22))
    store.put_references(rows, source="演示数据", is_demo=True)

    assert {key for key in load_references() if not store.reference(key)} == {"deadline"}
    assert len(rows["brand"]) == len(rows["centre"]) == 90


def test_the_demo_names_as_real_only_what_sources_name() -> None:
    """Every other brand, organisation, centre and resource calls itself an example."""
    rows = references(load_regions(Path("data/places"), "330000"), date(2026, 11, 22))
    with Path("data/places/brands.csv").open(encoding="utf-8", newline="") as file:
        known = {row["zh"] for row in csv.DictReader(file)}

    assert {row["zh"] for row in rows["brand"] if not row.get("is_example")} == known
    assert all("示例" in str(row["zh"]) for key in ("organisation", "resource") for row in rows[key])
    assert [row["county"] for row in rows["centre"] if not row.get("is_example")] == [BINJIANG]
    assert all("演示" in str(row["zh"]) for row in rows["event"])


def test_the_demo_knows_the_binjiang_centre() -> None:
    """27 rooms and the acceptance of 2021-07 are public facts."""
    rows = references(load_regions(Path("data/places"), "330000"), date(2026, 11, 22))["centre"]
    binjiang = next(row for row in rows if row["county"] == BINJIANG)
    months = sorted(str(row["accepted_month"]) for row in rows)

    assert (binjiang["room_n"], binjiang["accepted_month"]) == (27, "2021-07")
    assert [sum(month <= year for month in months) for year in ("2021-12", "2022-12", "2023-12", "2025-12")] == [
        30,
        62,
        84,
        90,
    ]


def test_a_demo_theme_without_resources() -> None:
    """The demo leaves a gap to be seen in the library."""
    rows = references(load_regions(Path("data/places"), "330000"), date(2026, 11, 22))["resource"]

    assert set(reference_table("resource").column("theme").choices) - {row["theme"] for row in rows} == {"minors"}


def test_brands_of_an_older_database_are_carried_over(tmp_path: Path) -> None:
    """A database from before the reference tables opens with its brands, and with what is shipped."""
    store = binjiang_store(tmp_path)
    with store.engine.begin() as connection:
        for table in store.schema.references.values():
            table.drop(connection)
        connection.execute(
            text(
                "CREATE TABLE brand (brand_key VARCHAR(30) PRIMARY KEY, county_code VARCHAR(9), zh VARCHAR(60), "
                "seal VARCHAR(4), brand_class VARCHAR(12), since VARCHAR(10), organisation VARCHAR(120), story TEXT, "
                "source_note TEXT, is_example SMALLINT)"
            )
        )
        connection.execute(text("CREATE TABLE published_figure (figure_key VARCHAR(60) PRIMARY KEY)"))
        connection.execute(
            text(
                "INSERT INTO brand VALUES ('330108-1', '330108', '浙里连心', '连心', '行业+', '', '', '', '公开报道', 0)"
            )
        )
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))

    again = open_store(str(store.engine.url), catalogue=store.catalogue, regions=store.regions)

    assert first_brands(again.reference("brand"))[BINJIANG].brand_class == "行业+"
    assert len(again.reference("published_figure")) == 44


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """The older program says so and names the two ways out; it changes nothing."""
    store = binjiang_store(tmp_path)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match=r"这个库的结构是 9999.*请换回新程序，或恢复升级前的备份"):
        open_store(str(store.engine.url), catalogue=store.catalogue, regions=store.regions)

    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_clearing_leaves_what_is_shipped(store: Store) -> None:
    """A demo made again starts without the old rows, with the published figures."""
    store.put_reference("brand", [BRAND], "test")

    clear(store)

    assert (store.version(), store.reference("brand"), len(store.reference("published_figure"))) == (0, (), 44)
