"""The texts of a meeting: drafted by rules, changed by the person preparing it, kept as they are when the week is frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.periods import Grain
from data.questions.kinds import MeetingNotes
from data.readings import Readings
from data.tasks import Listed
from layouts.charts.chart import Words
from layouts.context import Context, Need, Panel
from layouts.pages.meeting import findings, task_list, week_summary
from layouts.words.official import official
from layouts.words.tasks import is_new

KEYS = ("summary", "problems", "done", "next")


def note_key(key: str) -> str:
    """Return the key under which a changed draft is kept among the meeting's notes."""
    return f"draft-{key}"


def _panel(
    key: str, needs: Callable[[Context], Sequence[Need]], drafted: Callable[[Readings, Context], Sequence[str]]
) -> Panel:
    def draw(readings: Readings, context: Context) -> Words:
        note = context.answer(_notes(context)).get(note_key(key)) if _is_week(context) else None
        lines = note.text.split("\n") if note and note.text else [official(line) for line in drafted(readings, context)]
        path = f"/api/v1/review/{context.region.code}/{context.period.key}/notes/{note_key(key)}"
        return Words(
            tuple((line,) for line in lines if line.strip()),
            is_copied=True,
            edit=(path, note.number if note else 0) if _is_week(context) else None,
        )

    return Panel(
        key=f"draft_{key}",
        title=lambda context: context.words(f"brief.title.{key}.{context.period.grain}"),
        note=lambda context: context.words("brief.note"),
        needs=lambda context: [_notes(context), *needs(context)],
        draw=draw,
    )


def lacking(context: Context) -> Words:
    """Return the words in place of a text that a frozen week does not have."""
    return Words(((context.words("brief.lacking"),),), is_copied=True)


def _notes(context: Context) -> MeetingNotes:
    return MeetingNotes(context.region.code, context.period)


def _is_week(context: Context) -> bool:
    return context.period.grain is Grain.WEEK


def _summary(readings: Readings, context: Context) -> list[str]:
    return [week_summary.summary(readings, context)]


def _problems(readings: Readings, context: Context) -> list[str]:
    """Return a numbered line a problem."""
    found = findings.problems(readings, context)
    said = [context.words(f"brief.problem.{each.kind}", **each.fields) for each in found]
    return _numbered(said) if said else [context.words("brief.problem.none")]


def _next(readings: Readings, context: Context) -> list[str]:
    """Return a numbered line a step, one for each kind of answer to the problems; all worsened figures are one step."""
    words, found = context.words, findings.problems(readings, context)
    causes = words("brief.semicolon").join(words("brief.one_cause", **e.fields) for e in found if e.kind == "worse")
    said = dict.fromkeys(words(f"brief.next.{each.kind}", **{**each.fields, "causes": causes}) for each in found)
    return _numbered([*said, words("brief.next.always")])


def _done(readings: Readings, context: Context) -> list[str]:
    """Return the state of all tasks but the new ones: those closed, those under way, each with its owner."""
    words, found = context.words, [each for each in context.answer(context.task_list) if not is_new(each)]
    if not found:
        return [words("brief.done.none")]
    reopened = {each.task.number for each in task_list.to_reopen(readings, context)}
    closed = [_closed(e, context, is_to_reopen=e.task.number in reopened) for e in found if not e.is_open]
    acting = [_acting(each, context) for each in found if each.is_open]
    lines = [
        words(f"brief.done.{key}", count=len(some), said=words("brief.semicolon").join(some))
        for key, some in (("closed", closed), ("acting", acting))
        if some
    ]
    return _numbered(lines)


def _closed(each: Listed, context: Context, *, is_to_reopen: bool) -> str:
    key = "brief.done.reopen" if is_to_reopen else "brief.done.one"
    return context.words(key, title=each.task.title, owner=each.task.owner)


def _acting(each: Listed, context: Context) -> str:
    words, task = context.words, each.task
    if each.late:
        return words("brief.late_task", title=task.title, owner=task.owner, days=each.late)
    return words("brief.done.due", title=task.title, owner=task.owner, day=words.day(task.due))


def _numbered(lines: Sequence[str]) -> list[str]:
    return [f"{at}. {line}" for at, line in enumerate(lines, 1)] if len(lines) > 1 else list(lines)


SUMMARY = _panel("summary", week_summary.needs, _summary)
PROBLEMS = _panel("problems", findings.needs, _problems)
DONE = _panel("done", task_list.needs, _done)
NEXT = _panel("next", findings.needs, _next)
PANELS = (SUMMARY, PROBLEMS, DONE, NEXT)
