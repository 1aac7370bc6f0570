"""The texts of a meeting: drafted by rules, changed by the person preparing it, kept as they are when the week is frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.periods import Grain
from data.questions.kinds import MeetingNotes
from data.readings import Readings
from data.tasks import Listed
from layouts.charts.chart import Words
from layouts.pages.meeting import findings, task_list, week_summary
from layouts.scene import Need, Panel, Scene
from layouts.words.official import official
from layouts.words.tasks import is_new

KEYS = ("summary", "problems", "done", "next")


def note_key(key: str) -> str:
    """Return the key under which a changed draft is kept among the meeting's notes."""
    return f"draft-{key}"


def _panel(
    key: str, needs: Callable[[Scene], Sequence[Need]], drafted: Callable[[Readings, Scene], Sequence[str]]
) -> Panel:
    def draw(readings: Readings, scene: Scene) -> Words:
        note = scene.answer(_notes(scene)).get(note_key(key)) if _is_week(scene) else None
        lines = note.text.split("\n") if note and note.text else [official(line) for line in drafted(readings, scene)]
        path = f"/api/v1/review/{scene.region.code}/{scene.period.key}/notes/{note_key(key)}"
        return Words(
            tuple((line,) for line in lines if line.strip()),
            is_copied=True,
            edit=(path, note.number if note else 0) if _is_week(scene) else None,
        )

    return Panel(
        key=f"draft_{key}",
        title=lambda scene: scene.words(f"brief.title.{key}.{scene.period.grain}"),
        note=lambda scene: scene.words("brief.note"),
        needs=lambda scene: [_notes(scene), *needs(scene)],
        draw=draw,
    )


def lacking(scene: Scene) -> Words:
    """Return the words in place of a text that a frozen week does not have."""
    return Words(((scene.words("brief.lacking"),),), is_copied=True)


def _notes(scene: Scene) -> MeetingNotes:
    return MeetingNotes(scene.region.code, scene.period)


def _is_week(scene: Scene) -> bool:
    return scene.period.grain is Grain.WEEK


def _summary(readings: Readings, scene: Scene) -> list[str]:
    return [week_summary.summary(readings, scene)]


def _problems(readings: Readings, scene: Scene) -> list[str]:
    """Return a numbered line a problem."""
    found = findings.problems(readings, scene)
    said = [scene.words(f"brief.problem.{each.kind}", **each.fields) for each in found]
    return _numbered(said) if said else [scene.words("brief.problem.none")]


def _next(readings: Readings, scene: Scene) -> list[str]:
    """Return a numbered line a step, one for each kind of answer to the problems; all worsened figures are one step."""
    words, found = scene.words, findings.problems(readings, scene)
    causes = words("brief.semicolon").join(words("brief.one_cause", **e.fields) for e in found if e.kind == "worse")
    said = dict.fromkeys(words(f"brief.next.{each.kind}", **{**each.fields, "causes": causes}) for each in found)
    return _numbered([*said, words("brief.next.always")])


def _done(readings: Readings, scene: Scene) -> list[str]:
    """Return the state of all tasks but the new ones: those closed, those under way, each with its owner."""
    words, found = scene.words, [each for each in scene.answer(scene.task_list) if not is_new(each)]
    if not found:
        return [words("brief.done.none")]
    reopened = {each.task.number for each in task_list.to_reopen(readings, scene)}
    closed = [_closed(e, scene, is_to_reopen=e.task.number in reopened) for e in found if not e.is_open]
    acting = [_acting(each, scene) for each in found if each.is_open]
    lines = [
        words(f"brief.done.{key}", count=len(some), said=words("brief.semicolon").join(some))
        for key, some in (("closed", closed), ("acting", acting))
        if some
    ]
    return _numbered(lines)


def _closed(each: Listed, scene: Scene, *, is_to_reopen: bool) -> str:
    key = "brief.done.reopen" if is_to_reopen else "brief.done.one"
    return scene.words(key, title=each.task.title, owner=each.task.owner)


def _acting(each: Listed, scene: Scene) -> str:
    words, task = scene.words, each.task
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
