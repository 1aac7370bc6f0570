"""The alarm before a wall's scenes: place, cause, since when, what by when, whom to call; below it the open red ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from segno import make

from data.alerts import Notice
from data.alerts.notices import Cause
from data.alerts.terms import AlertTerm, Duty, load_terms
from data.clock import shanghai
from data.questions.kinds import Reference
from data.readings import Readings
from data.references import DutyPosts, Post
from data.references.duty_posts import TABLE, DutyPost
from layouts.context import Context
from layouts.panels.alerts import open_red
from layouts.panels.alerts.open_red import Red
from layouts.screen.templating import template
from layouts.words.alerts import answering, cause_text, place
from layouts.words.language import Language
from layouts.words.moments import MINUTES_AN_HOUR, clock_time, left, left_words, stamp

MOST_LISTED = 6  # open red ones below the alarm, fewer where there is no room; the context of alerts lists more
MOST_CAUSES = 3


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do by a moment, with the unit that does it and its telephone."""

    duty: str
    label: str
    at: str
    left: str
    stamp: int
    unit: str
    telephone: str


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """One open red notice of the list below the alarm; `numbers` are those of its alerts while they wait to be acknowledged."""

    place: str
    what: str
    raised: str
    duty: str
    left: str
    stamp: int
    who: str
    numbers: str


def alarm(waiting: Sequence[Notice], readings: Readings, context: Context, now: datetime, remote: str = "") -> str:
    """Return the markup of the first notice that waits, with the list of all open red ones below.

    `now` is in UTC without a zone; `remote` the address of the wall's remote for phones, to scan.
    """
    notice, words, posts = waiting[0], context.words, DutyPosts.of(context.answer(Reference(TABLE)), context.regions)
    today = shanghai(now).date()
    causes = [cause_text(cause, words, context.regions) for cause in notice.causes]
    reds = open_red.reds(context)
    unsigned = sum(not red.notice.is_acknowledged for red in reds if red.notice.numbers != notice.numbers)
    rest = words("open_red.more") if len(reds) > MOST_LISTED else ""
    return template("wall_alarm.html").render(
        place=place(notice, context.regions, words),
        cause=causes[0].what,
        causes=[each.what for each in causes[1:MOST_CAUSES]],
        together=words("alarm.together", count=len(causes)) if len(causes) > 1 else "",
        number=_number(notice, words),
        under=_under(notice, context, today),
        dues=_dues(notice, posts, words, now, today),
        steps=_steps(notice, posts, words, has_others=unsigned > 0),
        code=_code(remote) if remote else "",
        waiting=words("alarm.waiting", count=unsigned) if unsigned else "",
        rows=[_listed(red, context, now, today) for red in reds[:MOST_LISTED]],
        more=list(filter(None, (rest, open_red.object_line(readings, context)))),
        note=words("open_red.note", own=len(reds), objects=open_red.object_count(readings, context)),
        desk=_desk(context, posts),
        left_words=left_words(words),
        words=words,
    )


def _number(notice: Notice, words: Language) -> str:
    numbers = notice.numbers
    key = "alarm.number" if len(numbers) == 1 else "alarm.numbers"
    return words(key, number=words.number(numbers[0]), count=len(numbers))


def _under(notice: Notice, context: Context, today: date) -> str:
    """Return when it became red, who did not acknowledge it, since when it has lasted, the running legal term, and the law."""
    words = context.words
    parts = [words("alarm.raised", moment=clock_time(notice.reached_at, words, today))]
    for cause in notice.causes[:1]:
        said = cause_text(cause, words, context.regions)
        parts += [said.escalated, said.since, _term(cause, words, today), _basis(cause, words)]
    return words("area_alerts.join").join(filter(None, parts)) + words("alarm.end")


def _term(cause: Cause, words: Language, today: date) -> str:
    term = cause.rule.term
    if term is None or cause.since is None:
        return ""
    days = (term.last(cause.since) - today).days
    key = "alarm.term" if days >= 0 else "alarm.term_over"
    return words(key, what=term.en if words.tongue == "en" else term.zh, count=abs(days))


def _basis(cause: Cause, words: Language) -> str:
    law = cause.rule.basis_en if words.tongue == "en" else cause.rule.basis_zh
    return words("alarm.basis", law=law) if law else ""


def _dues(notice: Notice, posts: DutyPosts, words: Language, now: datetime, today: date) -> list[Due]:
    county = notice.county.code
    who: Mapping[Duty, DutyPost | None] = {
        Duty.ACKNOWLEDGE: posts.of_place(county, Post.DESK),
        Duty.REPORT: posts.of_place(county, Post.LEAD),
        Duty.CLOSE: answering(notice.causes[0], county, posts),
    }
    found = []
    for duty, term in load_terms()[notice.level].items():
        moment = term.due(notice.reached_at)
        post = who[duty]
        found.append(
            Due(
                duty=duty.value,
                label=words(f"alarm.duty.{duty}", limit=_limit(term, words)),
                at=clock_time(moment, words, today),
                left=left(moment, now, words),
                stamp=stamp(moment),
                unit=post.unit if post else "",
                telephone=post.telephone if post else "",
            )
        )
    return found


def _limit(term: AlertTerm, words: Language) -> str:
    if term.minutes is None:
        return words("alarm.limit.workdays", count=term.workdays) if term.workdays else words("alarm.limit.day")
    hours, minutes = divmod(term.minutes, MINUTES_AN_HOUR)
    return words("alarm.limit.minutes", count=term.minutes) if minutes else words("alarm.limit.hours", count=hours)


def _steps(notice: Notice, posts: DutyPosts, words: Language, *, has_others: bool) -> list[tuple[str, str]]:
    """Return what to do now, each with a telephone number or none: call, acknowledge, and what the rule says."""
    cause = notice.causes[0]
    post = posts.of_place(
        cause.escalated_to if cause.escalated_to in posts.regions.by_code else notice.county.code, Post.DESK
    )
    who = cause.rule.answers_en if words.tongue == "en" else cause.rule.answers_zh
    call = (words("alarm.call", unit=post.unit), post.telephone) if post else (words("alarm.call_none", who=who), "")
    steps = cause.rule.steps_en if words.tongue == "en" else cause.rule.steps_zh
    sign = words("alarm.sign_others" if has_others else "alarm.sign")
    return [call, (sign, ""), *((step, "") for step in steps)]


@cache
def _code(address: str) -> str:
    """Return an address as a QR code in SVG, the size of whose modules is left to the style sheet."""
    return make(address, error="m", micro=False).svg_inline(border=4, omitsize=True)


def _listed(red: Red, context: Context, now: datetime, today: date) -> ListedNotice:
    words = context.words
    return ListedNotice(
        place=red.place,
        what=red.what,
        raised=words("open_red.raised", moment=clock_time(red.raised_at, words, today)),
        duty=words(f"area_alerts.duty.{red.duty}"),
        left=left(red.due_at, now, words),
        stamp=stamp(red.due_at),
        who=open_red.who(red, context),
        numbers="" if red.notice.is_acknowledged else " ".join(map(str, red.notice.numbers)),
    )


def _desk(context: Context, posts: DutyPosts) -> str:
    post = posts.of_place(context.region.code, Post.DESK)
    return context.words("open_red.call", unit=post.unit, telephone=post.telephone) if post else ""
