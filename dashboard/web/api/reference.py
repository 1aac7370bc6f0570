"""What figures are of: the catalogue of metrics, and the regions that the account may ask for."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from callbacks.cockpit import Cockpit
from dashboard.web.api.asked import KEEPABLE, LONGEST_NAME, LevelAsked, RegionAsked, RowsAsked, asked_region
from dashboard.web.api.listing import FoundRows, Listing, page_of
from data.catalogue import Direction, Metric
from data.regions import Level, Region
from data.viewer import Viewer


class MetricsAsked(RowsAsked):
    """Which metrics."""

    theme: str = Field(
        "",
        max_length=LONGEST_NAME,
        pattern=KEEPABLE,
        description="Key of a theme; empty for all.",
        examples=["supervision"],
    )


class MetricRow(BaseModel):
    """One metric as the catalogue defines it; value = numerator ÷ denominator × scale, or the numerator alone."""

    key: str
    theme: str
    zh: str
    en: str
    unit: str
    numerator: str = Field(description="In the S/E/B/A notation of the catalogue.")
    denominator: str | None
    scale: float
    decimals: int
    direction: Direction = Field(description="Which way it gets better.")
    target: float | None
    yellow: float | None = Field(description="Limit of the colour, to the side that is worse.")
    red: float | None
    is_proposed: bool = Field(description="Target and limits are this product's proposal, not a rule's.")
    lowest: Level = Field(description="The lowest level it exists at.")
    window_days: int | None
    is_monthly: bool
    is_guarded: bool = Field(description="Small counts of it are hidden.")
    definition_zh: str
    definition_en: str
    basis_zh: str
    basis_en: str


class RegionsAsked(RowsAsked):
    """Which regions."""

    region: RegionAsked
    level: LevelAsked


class RegionRow(BaseModel):
    """One region; `parent` is the code of the one above."""

    code: str
    level: Level
    parent: str | None
    zh: str
    en: str
    kind: str = Field(description="`zone` for a development zone; of an office `street`, `town` or `rural`.")
    valid_from: date
    valid_to: date | None


def metrics(cockpit: Cockpit, viewer: Viewer, asked: MetricsAsked) -> FoundRows:
    """Return a page of the catalogue, in the order of pages."""
    every = cockpit.store.catalogue.metrics.values()
    return page_of([metric for metric in every if asked.theme in {"", metric.theme}], asked, _metric)


def regions(cockpit: Cockpit, viewer: Viewer, asked: RegionsAsked) -> FoundRows:
    """Return a page of a region and those below it, by code; raises WordedRefusal."""
    top = asked_region(cockpit, viewer, asked.region).code
    known = cockpit.store.regions
    inside = [each for each in known.inside if asked.level in {"", each.level} and known.within(each.code, top)]
    return page_of(sorted(inside, key=lambda each: each.code), asked, _region)


def _metric(metric: Metric) -> MetricRow:
    return MetricRow(
        key=metric.key,
        theme=metric.theme,
        zh=metric.zh,
        en=metric.en,
        unit=metric.unit,
        numerator=metric.numerator_text,
        denominator=metric.denominator_text or None,
        scale=metric.scale,
        decimals=metric.decimals,
        direction=metric.direction,
        target=metric.target,
        yellow=metric.bands.yellow,
        red=metric.bands.red,
        is_proposed=metric.is_proposed,
        lowest=metric.lowest,
        window_days=metric.window_days,
        is_monthly=metric.is_monthly,
        is_guarded=metric.guarded,
        definition_zh=metric.definition_zh,
        definition_en=metric.definition_en,
        basis_zh=metric.basis_zh,
        basis_en=metric.basis_en,
    )


def _region(region: Region) -> RegionRow:
    return RegionRow(
        code=region.code,
        level=region.level,
        parent=region.parent,
        zh=region.zh,
        en=region.en,
        kind=region.kind,
        valid_from=region.valid_from,
        valid_to=region.valid_to,
    )


METRICS = Listing(
    path="/api/v1/metrics-catalogue",
    name="metrics-catalogue",
    summary="The metrics: formulas, units, targets and definitions",
    asked=MetricsAsked,
    row=MetricRow,
    answer=metrics,
)
REGIONS = Listing(
    path="/api/v1/regions",
    name="regions",
    summary="The regions that the account may ask for",
    asked=RegionsAsked,
    row=RegionRow,
    answer=regions,
    statuses=(404,),
)
