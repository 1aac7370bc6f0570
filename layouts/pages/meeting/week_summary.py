"""The opening summary of a meeting, 150 to 200 characters by rules: what happened, levels and signals, tasks, next steps."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Reading, Readings, Status
from data.readings.reading import Compare
from data.statistics import Variation
from layouts.pages.meeting import findings, signals
from layouts.pages.meeting.findings import HAPPENED, STILL_GONE, figure, occurrences, own, where
from layouts.scene import Need, Scene
from layouts.sentences.topics import REPORTED, ROLL_CALL
from layouts.words.official import official
from layouts.words.tasks import task_counts

LONGEST = 200
STATED = (
    "checkin_completion_rate",
    "report_completion_rate",
    "alert_close_ontime_rate",
    "visit_completion_rate",
    "document_ontime_rate",
    "screening_ontime_rate",
    "device_uptime_rate",
)


def needs(scene: Scene) -> list[Need]:
    """Ask for what the findings need: the metrics named here are among those whose courses they ask for."""
    return findings.needs(scene)


def summary(readings: Readings, scene: Scene) -> str:
    """Return the summary as official text: as many levels as there is room for; of a long one fewer names."""
    opening, happened = _opening(readings, scene), _happened(readings, scene)
    for names in (2, 1, 0):
        ending = _ending(readings, scene, names)
        text = _written(opening, happened, [], ending, scene)
        if len(text) <= LONGEST:
            break
    stated: list[str] = []
    for said in _stated(readings, scene):
        longer = _written(opening, happened, [*stated, said], ending, scene)
        if len(longer) <= LONGEST:
            stated, text = [*stated, said], longer
    return text


def _written(opening: str, happened: str, stated: Sequence[str], ending: str, scene: Scene) -> str:
    levels = scene.words("brief.levels", said=scene.words("brief.comma").join(stated)) if stated else ""
    return official(f"{opening}{happened}{levels}{ending}")


def _opening(readings: Readings, scene: Scene) -> str:
    words, span = scene.words, scene.period.to_date(scene.as_of)
    said = []
    for key, found in (("register", own(ROLL_CALL, readings, scene)), ("reported", own(REPORTED, readings, scene))):
        if found and found.value is not None:
            said.append(words(f"brief.{key}", figure=figure(found, scene)))
    return words(
        "brief.opening",
        this=words(f"brief.this.{scene.period.grain}"),
        days=words("brief.days", first=words.day(span.first), last=words.day(span.last)),
        region=words.name(scene.region),
        said=words("brief.comma").join(said) or words("brief.no_register"),
    )


def _happened(readings: Readings, scene: Scene) -> str:
    """Say which events happened that must not, how often and where, and that the others did not."""
    words, none, some = scene.words, [], []
    for key in HAPPENED:
        reading = own(key, readings, scene)
        count = occurrences(reading) if reading else None
        if reading is None or (count is None and reading.status is not Status.SUPPRESSED):
            continue
        if count == 0 and key != STILL_GONE:
            none.append(words(f"brief.happened.{key}"))
        elif count != 0:
            amount = words.figure(reading) if count is None else words.number(count)
            some.append(words(f"brief.occurred.{key}", count=amount, where=where(key, readings, scene)))
    parts = [*some, *([words("brief.none", names=words("panels.comma").join(none))] if none else [])]
    return words("brief.semicolon").join(parts) + words("brief.stop") if parts else ""


def _stated(readings: Readings, scene: Scene) -> list[str]:
    found = (own(key, readings, scene) for key in STATED)
    return [_level(reading, scene) for reading in found if reading and reading.value is not None]


def _level(reading: Reading, scene: Scene) -> str:
    """Say a level; whether it is at its target, where it has one that can be compared."""
    words, metric = scene.words, reading.metric
    said = words("brief.level", metric=words.name(metric), figure=figure(reading, scene))
    if metric.target is None or not reading.is_comparable(Compare.TARGET) or reading.value is None:
        return said
    shown = round(reading.value, metric.decimals)
    if shown >= metric.target:
        return said
    target = words("brief.figure", value=metric.target_text, unit=words.unit(metric, metric.target_text))
    return said + words("brief.under_target", target=target)


def _ending(readings: Readings, scene: Scene, names: int) -> str:
    """Return what is out of its normal range, how far the tasks are and what comes next, with so many names each."""
    words, tasks = scene.words, scene.answer(scene.task_list)
    problems = findings.problems(readings, scene)
    focus = list(dict.fromkeys(words(f"brief.focus.{each.kind}", **each.fields) for each in problems))[: max(names, 1)]
    following = words("brief.comma").join(focus) if focus else words("brief.focus.none")
    return "".join(
        (
            _signals(readings, scene, names),
            words("brief.tasks", said=task_counts(tasks, words)) if tasks else "",
            words("brief.following", period=words(f"brief.following_period.{scene.period.grain}"), said=following),
        )
    )


def _signals(readings: Readings, scene: Scene, names: int) -> str:
    words, found = scene.words, signals.everything(readings, scene)
    known = [each for each in found if each.verdict.variation is not Variation.UNKNOWN]
    out = sorted((each for each in known if each.is_out), key=lambda each: signals.GRAVITY[each.verdict.variation])
    if not known:
        return ""
    if not out:
        return words("brief.calm", known=len(known))
    named = [words.name(e.reading.metric) + words(f"verdicts.variation.{e.verdict.variation}") for e in out[:names]]
    if not named:
        return words("brief.signals_bare", known=len(known), out=len(out))
    joined = words("panels.comma").join(named) + (words("brief.etc") if len(out) > names else "")
    return words("brief.signals", known=len(known), out=len(out), names=joined)
