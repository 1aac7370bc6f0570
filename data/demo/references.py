"""The reference tables of the demo: what public sources name, and marked placeholders for all the rest."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from data.catalogue.reference_tables import ReferenceTable, Row, reference_table
from data.demo.adoption import centre_days, purchase_days
from data.periods import Grain, Period
from data.references.brands import CLASSES
from data.regions import Level, Regions

KNOWN = Path(__file__).parent.parent / "places" / "brands.csv"
SEED = 20230703
DEMO = "演示数据"
BINJIANG, FAMILY_HOME = "330108", "330522"
OUTCOMES = {  # what the sources give beside a brand's story
    "330206": {
        "outcomes": "结对帮扶 640 人，脱管 0，再犯罪 0，实现就业创业 22 人。",
        "paired_n": 640,
        "absconded_n": 0,
        "job_n": 22,
    },
}
ROOMS = ("警务联络室", "训诫室", "VR教育室", "修心教育室", "图书阅览室", "健身室")
FUNCTIONS = ("接收报到", "学习教育", "信息化监管", "应急处置", "五级联动")
ARTICLE = "《社区矫正社会化的浙江模式》，《民主与法制》，2023 年 7 月 3 日发布"
ORGANISATIONS = {"professional": 53, "association": 24, "industry": 31}  # at the end of 2022, province-wide
ORGANISATION_NAMES = {
    "professional": "示例社会工作机构",
    "association": "示例社团组织",
    "industry": "示例行业协会",
}
COUNTIES = 90
CONTRACT_YEARS = 3
RESOURCES_A_THEME = (6, 5, 7, 6, 4, 3, 4, 3, 2, 0)  # the last theme has none, to show a gap
USE_MONTHS = 15
UNUSED = 2  # resources without any use
NO_USE = 0.06  # of the months of a county nothing is on record
AREA_CODES = {  # of the cities, before invented numbers
    "330000": "0571",
    "330100": "0571",
    "330200": "0574",
    "330300": "0577",
    "330400": "0573",
    "330500": "0572",
    "330600": "0575",
    "330700": "0579",
    "330800": "0570",
    "330900": "0580",
    "331000": "0576",
    "331100": "0578",
}
DUTY_UNITS = {  # of the bureau on each level, by post
    Level.PROVINCE: {"desk": "司法厅社区矫正指挥中心", "lead": "司法厅"},
    Level.CITY: {"desk": "司法局社区矫正处", "lead": "司法局"},
    Level.COUNTY: {
        "desk": "司法局社区矫正科",
        "lead": "司法局",
        "education": "社区矫正中心",
        "psychology": "社区矫正中心",
        "figures": "司法局社区矫正科",
    },
    Level.OFFICE: {"head": ""},
}
ALL_DAY, OFFICE_HOURS = "全天", "工作日 8:30–17:30"
PERIODS = (  # when counties keep special watch every year, about
    ("全国两会安保期（演示）", "Two Sessions (demo)", (3, 3), (3, 12), "330000"),
    ("国庆安保期（演示）", "National Day (demo)", (9, 28), (10, 7), "330000"),
    ("世界互联网大会安保期（演示）", "World Internet Conference (demo)", (11, 5), (11, 10), "330483"),
)


def references(regions: Regions, last_day: date) -> dict[str, list[Row]]:
    """Return rows for every reference table but the published figures, which are real and shipped."""
    counties = sorted(regions.counties(regions.root.code))
    random = np.random.default_rng(SEED)
    organisations = [*_organisations(counties)]
    resources = [*_resources(counties, random)]
    return {
        "brand": [*_brands(counties)],
        "contract": [*_contracts(counties, organisations, last_day, random)],
        "centre": [*_centres(counties, last_day)],
        "organisation": organisations,
        "resource": resources,
        "resource_use": [*_uses(counties, resources, last_day, random)],
        "event": [*_periods(regions, last_day)],
        "duty_post": [*_duty_posts(regions)],
    }


def _brands(counties: Sequence[str]) -> Iterator[Row]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        known = {row["county"]: row for row in csv.DictReader(file)}
    classes = {zh: key for key, zh in CLASSES.items()}
    services = _choices(reference_table("brand"), "service_types")
    for step, county in enumerate(counties, start=1):
        row = known.get(county)
        if row:
            homes = _choices(reference_table("brand"), "homes") if county == FAMILY_HOME else ()
            yield {
                "county": county,
                "zh": row["zh"],
                "seal": row["seal"],
                "brand_class": classes[row["brand_class"]],
                "since": row["since"],
                "organisation": row["organisation"],
                "story": row["story"],
                "source_note": row["source"],
                "homes": homes,
                **OUTCOMES.get(county, {}),
            }
        else:
            yield {
                "county": county,
                "zh": f"示例品牌 {step:02d}",
                "seal": "示例",
                "brand_class": tuple(CLASSES)[step % 3],
                "service_types": tuple(services[(step + at) % 6] for at in range(1 + step % 3)),
                "story": "演示用占位，不代表任何实际品牌。",
                "source_note": DEMO,
                "is_example": True,
            }


def _organisations(counties: Sequence[str]) -> Iterator[Row]:
    for kind, of_all in ORGANISATIONS.items():
        for step in range(max(1, round(of_all * len(counties) / COUNTIES))):
            yield {
                "zh": f"{ORGANISATION_NAMES[kind]} {step + 1:02d}",
                "organisation_class": kind,
                "region": counties[step * 7 % len(counties)],
                "worker_n": 6 + step * 5 % 23,
                "since": str(2013 + step % 10),
                "source_note": DEMO,
                "is_example": True,
            }


def _contracts(
    counties: Sequence[str], organisations: Sequence[Row], last_day: date, random: np.random.Generator
) -> Iterator[Row]:
    services = _choices(reference_table("contract"), "service_types")
    for step, (county, since) in enumerate(purchase_days(counties).items()):
        for year in range(last_day.year - CONTRACT_YEARS + 1, last_day.year + 1):
            first = since.replace(year=year, day=1)
            if first < since.replace(day=1) or first > last_day:
                continue
            yield {
                "county": county,
                "organisation": organisations[step % len(organisations)]["zh"],
                "service_types": tuple(services[(step + at) % 6] for at in range(1 + step % 4)),
                "amount_yuan": int(random.integers(20, 90)) * 10_000,
                "first_day": first,
                "last_day": first.replace(year=year + 1) - timedelta(days=1),
                "source_note": DEMO,
            }


def _centres(counties: Sequence[str], last_day: date) -> Iterator[Row]:
    for step, (county, day) in enumerate(centre_days(counties).items()):
        if day > last_day:
            continue
        if county == BINJIANG:
            yield {
                "county": county,
                "zh": "滨江区社区矫正指挥中心",
                "accepted_month": "2021-07",
                "batch": "全国首批",
                "room_n": 27,
                "rooms": ROOMS,
                "functions": FUNCTIONS,
                "source_note": ARTICLE,
            }
        else:
            yield {
                "county": county,
                "accepted_month": f"{day:%Y-%m}",
                "room_n": 18 + step * 5 % 9,
                "source_note": DEMO,
                "is_example": True,
            }


def _resources(counties: Sequence[str], random: np.random.Generator) -> Iterator[Row]:
    table = reference_table("resource")
    kinds = _choices(table, "resource_kind")
    for theme, held in zip(table.column("theme").choices.items(), RESOURCES_A_THEME, strict=True):
        for step in range(held):
            by_county = bool(step % 3)
            yield {
                "zh": f"示例资源·{theme[1].zh} {step + 1:02d}",
                "theme": theme[0],
                "resource_kind": kinds[int(random.integers(len(kinds)))],
                "provider": "示例提供单位（县级）" if by_county else "示例提供单位（省级）",
                "county": counties[int(random.integers(len(counties)))] if by_county else "",
                "minutes": int(random.integers(2, 19)) * 5,
                "since": f"{2022 + step % 4}-{1 + step * 5 % 12:02d}",
                "is_example": True,
            }


def _uses(
    counties: Sequence[str], resources: Sequence[Row], last_day: date, random: np.random.Generator
) -> Iterator[Row]:
    """Yield uses: more each year, fewer in February, none for some resources and for some months of a county."""
    shelf = resources[:-UNUSED]
    eager = random.integers(2, 9, len(counties))
    month = Period.holding(last_day, Grain.MONTH)
    for back in range(USE_MONTHS):
        mean = 20 * (1 - 0.03 * back) * (0.6 if month.first.month == 2 else 1.0)
        for county, most in zip(counties, eager, strict=True):
            if random.random() < NO_USE:
                continue
            for at in random.choice(len(shelf), size=min(int(most), len(shelf)), replace=False):
                yield {
                    "resource": shelf[at]["zh"],
                    "county": county,
                    "use_month": month.key,
                    "use_n": 1 + int(random.poisson(mean)),
                }
        month = month.back(2)[0]


def _periods(regions: Regions, last_day: date) -> Iterator[Row]:
    for year in range(last_day.year - 2, last_day.year + 1):
        for zh, en, (month, day), (last_month, last_in), region in PERIODS:
            if region in regions.by_code:
                yield {
                    "first_when": f"{year}-{month:02d}-{day:02d}",
                    "last_when": f"{year}-{last_month:02d}-{last_in:02d}",
                    "event_kind": "special_period",
                    "region": region,
                    "zh": zh,
                    "en": en,
                    "source_note": DEMO,
                }


def _duty_posts(regions: Regions) -> Iterator[Row]:
    for region in regions.inside:
        near = [region.code, *(above.code for above in reversed(regions.ancestors(region.code)))]
        area_code = next((AREA_CODES[code] for code in near if code in AREA_CODES), "000")
        for post, unit in DUTY_UNITS.get(region.level, {}).items():
            yield {
                "region": region.code,
                "post": post,
                "unit": f"{region.zh}{unit}",
                "telephone": f"{area_code}-0000-0000",
                "hours": ALL_DAY if post == "desk" else OFFICE_HOURS,
                "remark": DEMO,
            }


def _choices(table: ReferenceTable, column: str) -> tuple[str, ...]:
    return tuple(table.column(column).choices)
