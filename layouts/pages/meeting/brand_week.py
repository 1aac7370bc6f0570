"""What the brands did in a period: the county that did most as the good practice, all counties, and those without any for long."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Question, Reading, Readings
from data.regions import Level, Region
from layouts.charts.amount import Amount, shown
from layouts.charts.chart import Cards, Nothing, Row, Rows
from layouts.pages.meeting import findings
from layouts.pages.meeting.findings import named
from layouts.panels.brands import card
from layouts.panels.brands.choice import counties
from layouts.panels.brands.recent import QUIET_DAYS, recent_activities
from layouts.scene import Need, Panel, Scene

ACTIVITIES, SERVED, SATISFACTION = "brand_activity_count", "brand_served_person_times", "brand_satisfaction_avg"
COLUMNS = ("county", "brand", "activities", "served", "satisfaction", "recent")
MOST_ROWS = 15


def needs(scene: Scene) -> list[Question]:
    """Ask for what each county's brand did in the period and in the last 30 days."""
    codes = tuple(county.code for county in counties(scene))
    asked = [Question((ACTIVITIES, SERVED, SATISFACTION), codes, (scene.period,))] if codes else []
    return [*asked, *findings.recent_needs(scene)]


def draw(readings: Readings, scene: Scene) -> Rows | Nothing:
    """Return a row a county, those that did most first."""
    words = scene.words
    found = _ordered(readings, scene)
    if scene.region.level is Level.OFFICE or not found:
        return Nothing(words("panels.brand_week.office"))
    rows = tuple(_row(county, readings, scene) for county in found)
    headings = tuple(words(f"panels.brand_week.column.{key}") for key in COLUMNS)
    return Rows(rows[:MOST_ROWS], summary=_summary(found, readings, scene), whole=rows, headings=headings)


def _summary(found: Sequence[Region], readings: Readings, scene: Scene) -> str:
    words = scene.words
    if scene.region.level is Level.COUNTY:
        return _of_county(found[0], readings, scene)
    active = [county for county in found if _value(ACTIVITIES, county, readings, scene)]
    quiet = [words.name(county) for county in findings.quiet_counties(readings, scene)]
    key = "panels.brand_week.quiet" if quiet else "panels.brand_week.all_active"
    return words(
        "panels.brand_week.summary" if active else "panels.brand_week.idle",
        count=len(active),
        activities=words.number(sum(_value(ACTIVITIES, county, readings, scene) for county in found)),
        served=words.number(sum(_value(SERVED, county, readings, scene) for county in found)),
        quiet=words(key, days=QUIET_DAYS, count=len(quiet), names=named(quiet, "county", scene)),
    )


def _of_county(county: Region, readings: Readings, scene: Scene) -> str:
    """Say what one county did, and in the last 30 days."""
    words, recent = scene.words, recent_activities(readings, county, scene) or 0.0
    activities, served = (_one(key, county, readings, scene) for key in (ACTIVITIES, SERVED))
    key = "panels.brand_week.own" if activities.value else "panels.brand_week.own_none"
    lately = words(
        f"panels.brand_week.{'lately' if recent else 'lately_none'}", days=QUIET_DAYS, count=words.number(recent)
    )
    return words(key, activities=words.figure(activities), served=words.figure(served), lately=lately)


def _row(county: Region, readings: Readings, scene: Scene) -> Row:
    words, brand = scene.words, scene.brands.get(county.code)
    activities, served, satisfaction = (
        _one(key, county, readings, scene) for key in (ACTIVITIES, SERVED, SATISFACTION)
    )
    figures = [shown(reading, words) for reading in (activities, served, satisfaction)]
    recent = recent_activities(readings, county, scene) if county.code in scene.brands else None
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
        href=scene.view.on(region=county.code, explain=ACTIVITIES).href,
        cells=(words.name(county), brand.zh if brand else "", *dotted, recent_text),
    )


def good_needs(scene: Scene) -> list[Need]:
    """Ask for the cards of all counties, one of which is shown."""
    return [
        *needs(scene),
        *(question for county in counties(scene) for question in card.county_needs(scene, county.code)),
    ]


def draw_good(readings: Readings, scene: Scene) -> Cards | Nothing:
    """Return the card of the county that did most; not one without any activity."""
    best = _best(readings, scene)
    if best is None:
        return Nothing(scene.words("panels.brand_week.none"))
    brand, words = scene.brands[best.code], scene.words
    activities, served, satisfaction = (_one(key, best, readings, scene) for key in (ACTIVITIES, SERVED, SATISFACTION))
    summary = words(
        "panels.brand_week.good_said" if satisfaction.value is None else "panels.brand_week.good_rated",
        county=words.name(best),
        brand=brand.zh,
        activities=words.figure(activities),
        served=words.figure(served),
        satisfaction=words.figure(satisfaction),
    )
    return Cards((card.card(brand, best, readings, scene),), is_led=True, summary=summary)


def _best(readings: Readings, scene: Scene) -> Region | None:
    """Return the county with most activities and services, one with an outcome before one without."""
    active = [c for c in _ordered(readings, scene) if c.code in scene.brands and _value(ACTIVITIES, c, readings, scene)]
    rated = [county for county in active if _one(SATISFACTION, county, readings, scene).value is not None]
    return next(iter([*rated, *active]), None)


def _ordered(readings: Readings, scene: Scene) -> list[Region]:
    def most(county: Region) -> tuple[float, float, str]:
        return -_value(ACTIVITIES, county, readings, scene), -_value(SERVED, county, readings, scene), county.code

    return sorted(counties(scene), key=most)


def _one(metric: str, county: Region, readings: Readings, scene: Scene) -> Reading:
    return readings.one(metric, county.code, scene.period)


def _value(metric: str, county: Region, readings: Readings, scene: Scene) -> float:
    return _one(metric, county, readings, scene).value or 0.0


PANEL = Panel(
    key="brand_week",
    title=lambda scene: scene.words("panels.brand_week.title"),
    note=lambda scene: scene.words("panels.brand_week.note"),
    needs=needs,
    draw=draw,
)
GOOD_PRACTICE = Panel(
    key="good_practice",
    title=lambda scene: scene.words("panels.brand_week.good"),
    note=lambda scene: scene.words("panels.brand_week.good_note"),
    needs=good_needs,
    draw=draw_good,
)
