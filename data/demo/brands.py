"""The brands of the demo: those that public sources name, and marked placeholders elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path

from data.brands import Brand
from data.regions import Regions

KNOWN = Path(__file__).parent.parent / "places" / "brands.csv"
CLASSES = ("专业+", "行业+", "协会+")


def brands(regions: Regions) -> list[Brand]:
    """Return one brand for every county below the root."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        known = {row["county"]: row for row in csv.DictReader(file)}
    found = []
    for step, county in enumerate(sorted(regions.counties(regions.root.code)), start=1):
        row = known.get(county)
        found.append(_known(row) if row else _example(county, step))
    return found


def _known(row: dict[str, str]) -> Brand:
    return Brand(
        f"{row['county']}-1",
        row["county"],
        row["zh"],
        row["seal"],
        row["brand_class"],
        row["since"],
        row["organisation"],
        row["story"],
        row["source"],
        is_example=False,
    )


def _example(county: str, step: int) -> Brand:
    name = f"示例品牌 {step:02d}"
    return Brand(
        f"{county}-1",
        county,
        name,
        "示例",
        CLASSES[step % 3],
        "",
        "",
        "演示用占位，不代表任何实际品牌。",
        "演示数据",
        is_example=True,
    )
