"""The head of a meeting's page: its week and how it was frozen, the agenda, timer and notes."""

from __future__ import annotations

from data.meetings import Edition
from data.questions.kinds import MeetingNotes
from data.readings import Reading
from layouts.pages import meeting
from layouts.scene import Scene
from layouts.screen.markup import Markup
from layouts.screen.templating import template
from layouts.words.language import Language

MINUTES = 30  # domain's weekly meeting takes 30 to 40


def notes(scene: Scene) -> MeetingNotes:
    """Return what asks for the notes of the shown meeting."""
    return MeetingNotes(scene.region.code, scene.period)


def bar(scene: Scene, reported: Reading | None) -> Markup:
    """Return the head of the meeting's page; `reported` is the share of the period's office-days reported."""
    words, shown = scene.words, meeting.agenda_page(scene.view.agenda)
    week = meeting.shown_week(scene)
    note = scene.answer(notes(scene)).get(shown.key)
    fields = {
        "title": words("review.title", name=meeting_name(scene), period=words.period(scene.period)),
        "facts": " · ".join(_facts(scene, reported, week.edition if week else None)),
        "is_frozen": week is not None,
        "frozen_note": _other(scene, week.edition if week else None),
        "files": [
            (scene.words(f"review.kinds.{kind}"), f"/exports/monday/{scene.region.code}/{scene.period.key}.{kind}")
            for kind in scene.monday_files
        ],
        "pages": [
            (at, page.title(scene), scene.view.on(agenda=page.key).href, page.key == shown.key)
            for at, page in enumerate(meeting.AGENDA, start=1)
        ],
        "minutes": MINUTES,
        "is_editable": scene.is_editable,
        "note": note.text if note else "",
        "note_number": note.number if note else 0,
        "note_path": f"/api/v1/review/{scene.region.code}/{scene.period.key}/notes/{shown.key}",
        "words": words,
    }
    return Markup(template("review_bar.html").render(**fields), className="review-bar")


def meeting_name(scene: Scene) -> str:
    """Return what the material of a meeting is called, on the page and in every file: 杭州市社区矫正周例会材料."""
    return scene.words(f"file.meeting.{scene.period.grain}", region=scene.words.name(scene.region))


def frozen_words(edition: Edition, words: Language) -> str:
    """Say when a week was frozen and which edition it is."""
    at = edition.frozen_in_shanghai
    return words("review.frozen", day=words.day(at.date()), time=f"{at:%H:%M}", number=edition.number)


def _facts(scene: Scene, reported: Reading | None, edition: Edition | None) -> list[str]:
    """Return up to which day the figures go, how much of what was due was reported, how and when frozen, data version."""
    words, span = scene.words, scene.period.to_date(scene.as_of)
    facts = [words("review.days", first=words.day(span.first), last=words.day(span.last))]
    facts.append(words("shell.fresh", day=words.day(span.last)))
    if reported is not None and reported.value is not None:
        facts.append(words(f"review.reported.{scene.period.grain}", percent=words.figure(reported)))
    if edition is None:
        facts.append(words("review.live"))
    else:
        facts.append(frozen_words(edition, words))
        if words.tongue != "zh":
            facts.append(words("review.frozen_tongue"))
        if edition.reason:
            facts.append(words("review.reason", reason=edition.reason))
    facts.append(words("shell.version", version=words.number(edition.version if edition else scene.version)))
    return facts


def _other(scene: Scene, edition: Edition | None) -> tuple[str, str] | None:
    """Return the link between the frozen figures and today's, None where there is only one of them."""
    if edition is not None:
        return scene.words("review.today"), scene.view.on(edition="0", agenda=scene.view.agenda).href
    if scene.view.edition:
        return scene.words("review.back"), scene.view.on(edition="", agenda=scene.view.agenda).href
    return None
