"""The words of area notices: the same in the panel, on a wall and everywhere else they appear.

An office's share is left out: the number of offices and the limit say enough. Offices' counts are shown as the county's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from data.alerts import AlertLevel, Notice
from data.alerts.notices import Cause
from data.alerts.rules import FigureKind
from data.alerts.terms import load_terms
from data.periods import Grain, Period
from data.references import DutyPosts, Post
from data.references.duty_posts import DutyPost
from data.regions import Level, Regions
from layouts.words.language import Language
from layouts.words.moments import clock_time
from layouts.words.plurals import filled

SHARE = "%"


@dataclass(frozen=True, slots=True)
class CauseText:
    """One cause in words: what it is and for how long, since which day, who answers for it, to whom it was escalated."""

    what: str
    since: str
    answers: str
    escalated: str = ""


def cause_text(cause: Cause, words: Language, regions: Regions) -> CauseText:
    """Return a cause in words."""
    return CauseText(
        what=_what(cause, words),
        since=since(cause, words),
        answers=cause.rule.answers_en if words.tongue == "en" else cause.rule.answers_zh,
        escalated=escalated(cause, words, regions),
    )


def since(cause: Cause, words: Language) -> str:
    """Return since which day a cause has lasted, by the figures, and what raised its level; empty without a start."""
    if cause.since is None:
        return ""
    rule = cause.rule
    unit = rule.unit_en if words.tongue == "en" else rule.unit_zh
    said = [
        words(
            "area_alerts.first" if rule.figure is FigureKind.RECENT else "area_alerts.since", day=words.day(cause.since)
        )
    ]
    if rule.lasting and rule.needs_lasting(cause.level, cause.limit) and rule.grain is Grain.DAY:
        level = words(f"alert.{cause.level.value}")
        said.append(words("area_alerts.lasting", count=rule.lasting.periods, level=level))
    elif unit == SHARE and rule.metric and not cause.offices:
        said.insert(0, words("area_alerts.below", limit=_amount(cause.limit, unit, 0, words)))
    return words("area_alerts.join").join(said)


def escalated(cause: Cause, words: Language, regions: Regions) -> str:
    """Return who did not acknowledge a cause in time and to which bureau it was escalated, empty for others."""
    region, bureau = regions.by_code.get(cause.escalated_to), taken_to(cause, words, regions)
    if region is None:
        return ""
    origin = "office" if region.level is Level.COUNTY else "county"
    return words(f"area_alerts.escalated.{origin}", bureau=bureau)


def taken_to(cause: Cause, words: Language, regions: Regions) -> str:
    """Return the bureau that a cause was escalated to, empty for others."""
    region = regions.by_code.get(cause.escalated_to)
    return words(f"area_alerts.bureau.{region.level}", place=words.name(region)) if region else ""


def place(notice: Notice, regions: Regions, words: Language, scope: str = "") -> str:
    """Return the county's name, with its city's before it where what is shown, `scope` or all, is more than the city."""
    county, shown = notice.county, scope or regions.root.code
    cities = [above for above in regions.ancestors(county.code) if above.level is Level.CITY]
    within = [words.name(city) for city in cities if regions.within(city.code, shown) and city.code != scope]
    return (" · " if words.tongue != "en" else ", ").join([*within, words.name(county)])


def due(notice: Notice, words: Language) -> str:
    """Return what must be done about a notice next and by when, with its day."""
    duty, moment = notice.next_due(load_terms())
    return words(f"area_alerts.due.{duty}", moment=clock_time(moment, words))


def answering(cause: Cause, county: str, posts: DutyPosts) -> DutyPost | None:
    """Return whom to call about a cause: the desk it was escalated to, else the county's post for it or its desk."""
    if cause.escalated_to in posts.regions.by_code:
        return posts.of_place(cause.escalated_to, Post.DESK)
    return posts.by_place.get((county, cause.rule.post)) or posts.of_place(county, Post.DESK)


def by_level(notices: Sequence[Notice]) -> Mapping[AlertLevel, int]:
    """Return how many notices there are of each level."""
    return {level: sum(notice.level is level for notice in notices) for level in AlertLevel}


def _what(cause: Cause, words: Language) -> str:
    rule, is_en = cause.rule, words.tongue == "en"
    unit = rule.unit_en if is_en else rule.unit_zh
    judged = Period.parse(cause.period).last
    ends = words.day(judged + timedelta(days=int(cause.figure))) if not rule.metric else ""
    figure = cause.figure if rule.unit_zh == SHARE or not cause.offices else cause.total
    fields = {
        "figure": _amount(figure, unit, 1 if unit == SHARE else 0, words),
        "limit": _amount(cause.limit, unit, 0, words),
        "offices": cause.offices,
        "ends": ends,
    }
    said = filled(rule.says_en if is_en else rule.says_zh, words.tongue, fields)
    lasted = _lasted(cause)
    if lasted < 2:
        return said
    # of several offices it is the one that has lasted longest
    key = "longest" if cause.offices > 1 and unit == SHARE else rule.grain.value
    return said + words(f"area_alerts.lasted.{key}", count=lasted)


def _lasted(cause: Cause) -> int:
    """Return for how many days or weeks a cause has lasted, 0 where its figure is one of several periods by itself."""
    if cause.rule.figure in {FigureKind.RECENT, FigureKind.SILENT_DAYS, FigureKind.BEHIND}:
        return 0
    return {Grain.DAY: cause.days, Grain.WEEK: -(-cause.days // 7)}.get(cause.rule.grain, 0)


def _amount(figure: float, unit: str, decimals: int, words: Language) -> str:
    text = f"{figure:.{decimals}f}" if decimals else f"{figure:.1f}".removesuffix(".0")
    return f"{text}{unit}" if unit == SHARE else f"{text} {filled(unit, words.tongue, {'count': text})}"
