"""The brands of 一县一品: one county, one brand."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.catalogue.reference_tables import Row

CLASSES = {"professional": "专业+", "industry": "行业+", "association": "协会+"}  # by their key in addresses


@dataclass(frozen=True, slots=True)
class Brand:
    """A county's brand: the seal's two characters and the card's text; `is_example` marks an invented placeholder."""

    key: str
    county: str
    zh: str
    seal: str
    brand_class: str
    since: str
    organisation: str
    story: str
    source: str
    is_example: bool


def brand_key(row: Row) -> str:
    """Return the code by which facts name the brand of a reference row: 330206-1."""
    return f"{row['county']}-{row['brand_no']}"


def first_brands(rows: Iterable[Row]) -> dict[str, Brand]:
    """Return the brand with the lowest number of each county, by county code."""
    ordered = sorted(rows, key=lambda row: int(str(row["brand_no"])), reverse=True)
    return {str(row["county"]): _brand(row) for row in ordered}


def _brand(row: Row) -> Brand:
    return Brand(
        key=brand_key(row),
        county=str(row["county"]),
        zh=str(row["zh"]),
        seal=str(row["seal"]),
        brand_class=CLASSES[str(row["brand_class"])],
        since=str(row["since"]),
        organisation=str(row["organisation"]),
        story=str(row["story"]),
        source=str(row["source_note"]),
        is_example=bool(row["is_example"]),
    )
