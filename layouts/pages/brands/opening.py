"""The opening of the brands page: how many brands run, whom they served, and which counties are inactive."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.regions import Level, Region
from layouts.charts.chart import Words
from layouts.context import Context
from layouts.panels.brands.choice import counties, county_here
from layouts.panels.brands.recent import ACTIVITY, QUIET_DAYS, recent_activities, recent_days
from layouts.panels.links import go_to

COVERAGE, SERVED = "brand_county_coverage", "brand_served_person_times"
NAMED = 3
Line = tuple[str | tuple[str, str], ...]


def needs(context: Context) -> Sequence[Figures]:
    """Ask for coverage and service of the region, and each county's activities of the last 30 days."""
    asked = [Figures((COVERAGE, SERVED, ACTIVITY), (context.region.code,), (context.period,))]
    codes = tuple(county.code for county in counties(context))
    return [*asked, Figures((ACTIVITY,), codes, recent_days(context))] if codes else asked


def headline(readings: Readings, context: Context) -> Words:
    """Return one or two sentences."""
    return Words((_running(readings, context), _quiet(readings, context)))


def _running(readings: Readings, context: Context) -> Line:
    words, code = context.words, context.region.code
    coverage, served, held = (readings.one(key, code, context.period) for key in (COVERAGE, SERVED, ACTIVITY))
    here = county_here(context)
    opened: list[str | tuple[str, str]] = []
    if here is not None:
        brand = context.brands.get(here.code)
        said = "none" if brand is None else "example" if brand.is_example else "one"
        opened.append(words(f"panels.brand_opening.{said}", county=words.name(here), brand=brand.zh if brand else ""))
    elif coverage.numerator is not None and coverage.denominator is not None:
        counts = {"whole": words.number(coverage.denominator), "part": words.number(coverage.numerator)}
        said = "all" if coverage.numerator == coverage.denominator else "some"
        opened.append(words(f"panels.brand_opening.{said}", **counts))
    period = words(f"panels.brand_opening.{context.period.grain}")
    if context.region.level is Level.OFFICE:
        period = f"{words('panels.brand_opening.office')}{period}"
    return (
        *opened,
        words("panels.brand_opening.served", period=period),
        _figure(served, context),
        words("panels.brand_opening.held"),
        _figure(held, context),
        words("panels.brand_opening.stop"),
    )


def _figure(reading: Reading, context: Context) -> tuple[str, str]:
    unit = context.words.unit_of(reading) if reading.value is not None else context.words.status(reading)
    return f"{context.words.figure(reading)} {unit}", context.view.on(explain=reading.metric.key).href


def _quiet(readings: Readings, context: Context) -> Line:
    """Name the counties without any activity in 30 days; one with a day unreported is not judged."""
    words = context.words
    judged = {county: recent_activities(readings, county, context) for county in counties(context)}
    quiet = [county for county, held in judged.items() if held == 0]
    unknown = sum(held is None for held in judged.values())
    here = county_here(context)
    if here is not None:
        return (_still(judged[here], here, context),)
    gap = words("panels.brand_opening.unknown", count=unknown) if unknown else ""
    if not quiet:
        all_known = "panels.brand_opening.lively" if judged and not unknown else "panels.brand_opening.no_quiet"
        return (words(all_known, days=QUIET_DAYS), gap) if len(judged) > unknown else (gap,)
    named: list[str | tuple[str, str]] = []
    for county in quiet[:NAMED]:
        named += [words("panels.brand_opening.comma")] * bool(named)
        named.append((words.short(county), go_to(context, county)))
    more = words("panels.brand_opening.more" if len(quiet) > NAMED else "panels.brand_opening.stop")
    return (words("panels.brand_opening.quiet", count=len(quiet), days=QUIET_DAYS), *named, more, gap)


def _still(held: float | None, county: Region, context: Context) -> str:
    """Say how many activities one county held in 30 days."""
    if held is None:
        return context.words("panels.brand_opening.unjudged", county=context.words.name(county), days=QUIET_DAYS)
    said = "panels.brand_opening.active" if held else "panels.brand_opening.still"
    return context.words(said, county=context.words.name(county), days=QUIET_DAYS, count=context.words.number(held))
