"""What the brands did in a period: the county that did most as the good practice, all counties, and those without any for long."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Figures, Reading, Readings
from data.regions import Level, Region
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Cards, Nothing, Row, Rows
from layouts.context import Context, Need, Panel
from layouts.pages.meeting import findings
from layouts.pages.meeting.findings import named
from layouts.panels.brands import card
from layouts.panels.brands.choice import counties
from layouts.panels.brands.recent import QUIET_DAYS, recent_activities

ACTIVITIES, SERVED, SATISFACTION = "brand_activity_count", "brand_served_person_times", "brand_satisfaction_avg"
COLUMNS = ("county", "brand", "activities", "served", "satisfaction", "recent")
MOST_ROWS = 15


def needs(context: Context) -> list[Figures]:
    """Ask for what each county's brand did in the period and in the last 30 days."""
    codes = tuple(county.code for county in counties(context))
    asked = [Figures((ACTIVITIES, SERVED, SATISFACTION), codes, (context.period,))] if codes else []
    return [*asked, *findings.recent_needs(context)]


def draw(readings: Readings, context: Context) -> Rows | Nothing:
    """Return a row a county, those that did most first."""
    words = context.words
    found = _ordered(readings, context)
    if context.region.level is Level.OFFICE or not found:
        return Nothing(words("panels.brand_week.office"))
    rows = tuple(_row(county, readings, context) for county in found)
    headings = tuple(words(f"panels.brand_week.column.{key}") for key in COLUMNS)
    return Rows(rows[:MOST_ROWS], summary=_summary(found, readings, context), whole=rows, headings=headings)


def _summary(found: Sequence[Region], readings: Readings, context: Context) -> str:
    words = context.words
    if context.region.level is Level.COUNTY:
        return _of_county(found[0], readings, context)
    active = [county for county in found if _value(ACTIVITIES, county, readings, context)]
    quiet = [words.name(county) for county in findings.quiet_counties(readings, context)]
    key = "panels.brand_week.quiet" if quiet else "panels.brand_week.all_active"
    return words(
        "panels.brand_week.summary" if active else "panels.brand_week.idle",
        count=len(active),
        activities=words.number(sum(_value(ACTIVITIES, county, readings, context) for county in found)),
        served=words.number(sum(_value(SERVED, county, readings, context) for county in found)),
        quiet=words(key, days=QUIET_DAYS, count=len(quiet), names=named(quiet, "county", context)),
    )


def _of_county(county: Region, readings: Readings, context: Context) -> str:
    """Say what one county did, and in the last 30 days."""
    words, recent = context.words, recent_activities(readings, county, context) or 0.0
    activities, served = (_one(key, county, readings, context) for key in (ACTIVITIES, SERVED))
    key = "panels.brand_week.own" if activities.value else "panels.brand_week.own_none"
    lately = words(
        f"panels.brand_week.{'lately' if recent else 'lately_none'}", days=QUIET_DAYS, count=words.number(recent)
    )
    return words(key, activities=words.figure(activities), served=words.figure(served), lately=lately)


def _row(county: Region, readings: Readings, context: Context) -> Row:
    words, brand = context.words, context.brands.get(county.code)
    activities, served, satisfaction = (
        _one(key, county, readings, context) for key in (ACTIVITIES, SERVED, SATISFACTION)
    )
    figures = [shown(reading, words) for reading in (activities, served, satisfaction)]
    recent = recent_activities(readings, county, context) if county.code in context.brands else None
    recent_text = "" if recent is None else Amount(recent)
    dotted = [
        "·" if reading.value == 0 else figure
        for reading, figure in zip((activities, served, satisfaction), figures, strict=True)
    ]
    return Row(
        text=f"{words.name(county)} · {brand.zh}" if brand else words.name(county),
        figure=words("panels.brand_week.figure", activities=figures[0], served=figures[1]),
        note=words("panels.brand_week.note_recent", days=QUIET_DAYS, count=recent_text) if recent_text else "",
        look="late" if recent == 0 else "closed",
        href=context.address(county.code, explain=ACTIVITIES),
        cells=(words.name(county), brand.zh if brand else "", *dotted, recent_text),
    )


def good_needs(context: Context) -> list[Need]:
    """Ask for the cards of all counties, one of which is shown."""
    return [
        *needs(context),
        *(question for county in counties(context) for question in card.county_needs(context, county.code)),
    ]


def draw_good(readings: Readings, context: Context) -> Cards | Nothing:
    """Return the card of the county that did most; not one without any activity."""
    best = _best(readings, context)
    if best is None:
        return Nothing(context.words("panels.brand_week.none"))
    brand, words = context.brands[best.code], context.words
    activities, served, satisfaction = (
        _one(key, best, readings, context) for key in (ACTIVITIES, SERVED, SATISFACTION)
    )
    summary = words(
        "panels.brand_week.good_said" if satisfaction.value is None else "panels.brand_week.good_rated",
        county=words.name(best),
        brand=brand.zh,
        activities=words.figure(activities),
        served=words.figure(served),
        satisfaction=words.figure(satisfaction),
    )
    return Cards((card.card(brand, best, readings, context),), is_led=True, summary=summary)


def _best(readings: Readings, context: Context) -> Region | None:
    """Return the county with most activities and services, one with an outcome before one without."""
    active = [
        c for c in _ordered(readings, context) if c.code in context.brands and _value(ACTIVITIES, c, readings, context)
    ]
    rated = [county for county in active if _one(SATISFACTION, county, readings, context).value is not None]
    return next(iter([*rated, *active]), None)


def _ordered(readings: Readings, context: Context) -> list[Region]:
    def most(county: Region) -> tuple[float, float, str]:
        return -_value(ACTIVITIES, county, readings, context), -_value(SERVED, county, readings, context), county.code

    return sorted(counties(context), key=most)


def _one(metric: str, county: Region, readings: Readings, context: Context) -> Reading:
    return readings.one(metric, county.code, context.period)


def _value(metric: str, county: Region, readings: Readings, context: Context) -> float:
    return _one(metric, county, readings, context).value or 0.0


PANEL = Panel(
    key="brand_week",
    title=lambda context: context.words("panels.brand_week.title"),
    note=lambda context: context.words("panels.brand_week.note"),
    needs=needs,
    draw=draw,
)
GOOD_PRACTICE = Panel(
    key="good_practice",
    title=lambda context: context.words("panels.brand_week.good"),
    note=lambda context: context.words("panels.brand_week.good_note"),
    needs=good_needs,
    draw=draw_good,
)
