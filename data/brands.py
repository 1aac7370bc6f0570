"""The brands of 一县一品: one county, one brand."""

from dataclasses import dataclass

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
