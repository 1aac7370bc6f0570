"""The head of a meeting's page: its week and how it was frozen, the agenda, timer and notes."""

from __future__ import annotations

from datetime import timedelta

from data.meetings import Edition
from data.periods import Grain
from data.questions.kinds import KnownThen, MeetingNotes
from data.readings import Reading
from data.viewer import Right
from layouts.context import Context
from layouts.pages import meeting
from layouts.screen.markup import Markup
from layouts.screen.templating import template
from layouts.words.language import Language

MINUTES = 30  # domain's weekly meeting takes 30 to 40


def notes(context: Context) -> MeetingNotes:
    """Return what asks for the notes of the shown meeting."""
    return MeetingNotes(context.region.code, context.period)


def known_then(context: Context) -> KnownThen | None:
    """Return what asks whether the shown week can be shown as it was known when it would have been frozen.

    None for a week that was frozen or is not over, and where the past is shown already.
    """
    week = context.period
    if context.known or week.grain is not Grain.WEEK or context.view.edition or meeting.shown_week(context):
        return None
    weekday, hour, minute = context.freeze_at
    day = week.next().first + timedelta(days=weekday - 1)
    return KnownThen(f"{day}T{hour:02d}:{minute:02d}") if day <= context.today else None


def _freeze_path(context: Context) -> str:
    """Return the address that freezes the shown week; empty for who may not, and for a week that is not over."""
    is_over = context.period.grain is Grain.WEEK and context.period.last < context.today
    is_offered = context.offers(Right.FREEZE) and is_over
    return f"/api/v1/review/{context.region.code}/{context.period.key}/freeze" if is_offered else ""


def bar(context: Context, reported: Reading | None) -> Markup:
    """Return the head of the meeting's page; `reported` is the share of the period's office-days reported."""
    words, shown = context.words, meeting.agenda_page(context.view.agenda)
    week = meeting.shown_week(context)
    note = context.answer(notes(context)).get(shown.key)
    fields = {
        "title": words("review.title", name=meeting_name(context), period=words.period(context.period)),
        "facts": " · ".join(_facts(context, reported, week.edition if week else None)),
        "is_frozen": week is not None,
        "frozen_note": _other(context, week.edition if week else None),
        "files": [
            (
                context.words(f"review.kinds.{kind}"),
                f"/exports/monday/{context.region.code}/{context.period.key}.{kind}",
            )
            for kind in context.monday_files
        ],
        "pages": [
            (at, page.title(context), context.view.on(agenda=page.key).href, page.key == shown.key)
            for at, page in enumerate(meeting.AGENDA, start=1)
        ],
        "minutes": MINUTES,
        "is_editable": context.offers(Right.EDIT_NOTES),
        "note": note.text if note else "",
        "note_number": note.number if note else 0,
        "note_path": f"/api/v1/review/{context.region.code}/{context.period.key}/notes/{shown.key}",
        "freeze_path": _freeze_path(context),
        "words": words,
    }
    return Markup(template("review_bar.html").render(**fields), className="review-bar")


def meeting_name(context: Context) -> str:
    """Return what the material of a meeting is called, on the page and in every file: 杭州市社区矫正周例会材料."""
    return context.words(f"file.meeting.{context.period.grain}", region=context.words.name(context.region))


def frozen_words(edition: Edition, words: Language) -> str:
    """Say when a week was frozen and which edition it is."""
    at = edition.frozen_in_shanghai
    return words("review.frozen", day=words.day(at.date()), time=f"{at:%H:%M}", number=edition.number)


def _facts(context: Context, reported: Reading | None, edition: Edition | None) -> list[str]:
    """Return up to which day the figures go, how much of what was due was reported, how and when frozen, data version."""
    words, span = context.words, context.period.to_date(context.as_of)
    facts = [words("review.days", first=words.day(span.first), last=words.day(span.last))]
    facts.append(words("shell.fresh", day=words.day(span.last)))
    if reported is not None and reported.value is not None:
        facts.append(words(f"review.reported.{context.period.grain}", percent=words.figure(reported)))
    if edition is None:
        facts.append(words("known.not_frozen" if context.known else "review.live"))
    else:
        facts.append(frozen_words(edition, words))
        if words.tongue != "zh":
            facts.append(words("review.frozen_tongue"))
        if edition.reason:
            facts.append(words("review.reason", reason=edition.reason))
    facts.append(words("shell.version", version=words.number(edition.version if edition else context.version)))
    return facts


def _other(context: Context, edition: Edition | None) -> tuple[str, str] | None:
    """Return the link between the frozen figures, or those known then, and today's; None where there is only one of them."""
    if edition is not None:
        return context.words("review.today"), context.view.on(edition="0", agenda=context.view.agenda).href
    then = known_then(context)
    if then is not None and context.answer(then):
        return context.words("known.then"), context.view.on(known=then.asked, agenda=context.view.agenda).href
    if context.known and context.period.grain is Grain.WEEK:
        return context.words("known.against_now"), context.view.on(agenda="quality").href
    if context.view.edition:
        return context.words("review.back"), context.view.on(edition="", agenda=context.view.agenda).href
    return None
