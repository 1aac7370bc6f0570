"""The words of area notices: the same in the panel, on a wall and wherever else they are told.

A figure is left out where it is an office's: the count of offices and the limit tell enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.area_rules import AlertLevel, Side
from data.notices import Cause, Notice
from data.regions import Level, Regions
from layouts.templating import template
from layouts.words import Language

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Told:
    """One cause in words."""

    what: str
    figure: str
    limit: str
    since: str
    answers: str
    escalated: str = ""


def told(cause: Cause, words: Language, regions: Regions) -> Told:
    """Return a cause in words."""
    rule, is_en = cause.rule, words.tongue == "en"
    unit = rule.unit_en if is_en else rule.unit_zh
    side = "below" if rule.side is Side.BELOW else "above"
    limit = words(f"area_alerts.limit.{side}", limit=_amount(cause.limit, unit))
    if rule.lasting and rule.needs_lasting(cause.level, cause.limit):
        limit = words(f"area_alerts.lasting.{rule.grain.value}", count=rule.lasting.periods, limit=limit)
    return Told(
        what=rule.en if is_en else rule.zh,
        figure=_figure(cause, unit, words),
        limit=limit,
        since=words("area_alerts.since", day=words.day(cause.since)),
        answers=rule.answers_en if is_en else rule.answers_zh,
        escalated=escalated(cause, words, regions),
    )


def escalated(cause: Cause, words: Language, regions: Regions) -> str:
    """Return whom a cause that nobody acknowledged in time was taken to, empty for others."""
    region = regions.by_code.get(cause.told)
    return words("area_alerts.escalated", place=words.name(region)) if region else ""


def place(notice: Notice, regions: Regions, words: Language, scope: str = "") -> str:
    """Return the county's name, with its city's before it where what is shown, `scope` or all, is more than the city."""
    county, shown = notice.county, scope or regions.root.code
    cities = [above for above in regions.ancestors(county.code) if above.level is Level.CITY]
    within = [words.name(city) for city in cities if regions.within(city.code, shown) and city.code != scope]
    return (" · " if words.tongue != "en" else ", ").join([*within, words.name(county)])


def alarm(shown: Sequence[Notice], regions: Regions, words: Language) -> str:
    """Return the panel that comes before a wall's scenes, as markup; at most six notices, the rest as a count."""
    first = [
        {"place": place(notice, regions, words), "causes": [told(cause, words, regions) for cause in notice.causes]}
        for notice in shown[:MOST_SHOWN]
    ]
    return template("wall_alarm.html").render(
        notices=first, count=len(shown), more=len(shown) - len(first), words=words
    )


def by_level(notices: Sequence[Notice]) -> Mapping[AlertLevel, int]:
    """Return how many notices there are of each level."""
    return {level: sum(notice.level is level for notice in notices) for level in AlertLevel}


def _figure(cause: Cause, unit: str, words: Language) -> str:
    if cause.offices:
        return words("area_alerts.offices", count=cause.offices)
    return _amount(cause.figure, unit)


def _amount(figure: float, unit: str) -> str:
    text = f"{figure:.1f}".removesuffix(".0")
    return f"{text} {unit}"
