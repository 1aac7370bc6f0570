"""The opening summary of a meeting, 150 to 200 characters by rules: what happened, levels and signals, tasks, next steps."""

from __future__ import annotations

from collections.abc import Sequence

from data.readings import Reading, Readings, Status
from data.readings.reading import Compare
from data.statistics import Variation
from layouts.context import Context, Need
from layouts.pages.meeting import findings, signals
from layouts.pages.meeting.findings import HAPPENED, STILL_GONE, figure, occurrences, own, where
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


def needs(context: Context) -> list[Need]:
    """Ask for what the findings need: the metrics named here are among those whose courses they ask for."""
    return findings.needs(context)


def summary(readings: Readings, context: Context) -> str:
    """Return the summary as official text, with as many levels as fit and fewer names where it is long."""
    opening, happened = _opening(readings, context), _happened(readings, context)
    for names in (2, 1, 0):
        ending = _ending(readings, context, names)
        text = _written(opening, happened, [], ending, context)
        if len(text) <= LONGEST:
            break
    stated: list[str] = []
    for said in _stated(readings, context):
        longer = _written(opening, happened, [*stated, said], ending, context)
        if len(longer) <= LONGEST:
            stated, text = [*stated, said], longer
    return text


def _written(opening: str, happened: str, stated: Sequence[str], ending: str, context: Context) -> str:
    levels = context.words("brief.levels", said=context.words("brief.comma").join(stated)) if stated else ""
    return official(f"{opening}{happened}{levels}{ending}")


def _opening(readings: Readings, context: Context) -> str:
    words, span = context.words, context.period.to_date(context.as_of)
    said = []
    for key, found in (("register", own(ROLL_CALL, readings, context)), ("reported", own(REPORTED, readings, context))):
        if found and found.value is not None:
            said.append(words(f"brief.{key}", figure=figure(found, context)))
    return words(
        "brief.opening",
        this=words(f"brief.this.{context.period.grain}"),
        days=words("brief.days", first=words.day(span.first), last=words.day(span.last)),
        region=words.name(context.region),
        said=words("brief.comma").join(said) or words("brief.no_register"),
    )


def _happened(readings: Readings, context: Context) -> str:
    """Say which events that must not happen did happen, how often and where, and that the others did not."""
    words, none, some = context.words, [], []
    for key in HAPPENED:
        reading = own(key, readings, context)
        count = occurrences(reading) if reading else None
        if reading is None or (count is None and reading.status is not Status.SUPPRESSED):
            continue
        if count == 0 and key != STILL_GONE:
            none.append(words(f"brief.happened.{key}"))
        elif count != 0:
            amount = words.figure(reading) if count is None else words.number(count)
            some.append(words(f"brief.occurred.{key}", count=amount, where=where(key, readings, context)))
    parts = [*some, *([words("brief.none", names=words("panels.comma").join(none))] if none else [])]
    return words("brief.semicolon").join(parts) + words("brief.stop") if parts else ""


def _stated(readings: Readings, context: Context) -> list[str]:
    found = (own(key, readings, context) for key in STATED)
    return [_level(reading, context) for reading in found if reading and reading.value is not None]


def _level(reading: Reading, context: Context) -> str:
    """Say a level; whether it is at its target, where it has one that can be compared."""
    words, metric = context.words, reading.metric
    said = words("brief.level", metric=words.name(metric), figure=figure(reading, context))
    if metric.target is None or not reading.is_comparable(Compare.TARGET) or reading.value is None:
        return said
    shown = round(reading.value, metric.decimals)
    if shown >= metric.target:
        return said
    target = words("brief.figure", value=metric.target_text, unit=words.unit(metric, metric.target_text))
    return said + words("brief.under_target", target=target)


def _ending(readings: Readings, context: Context, names: int) -> str:
    """Return what is out of its normal range, how far the tasks are and what comes next, with so many names each."""
    words, tasks = context.words, context.answer(context.task_list)
    problems = findings.problems(readings, context)
    focus = list(dict.fromkeys(words(f"brief.focus.{each.kind}", **each.fields) for each in problems))[: max(names, 1)]
    following = words("brief.comma").join(focus) if focus else words("brief.focus.none")
    return "".join(
        (
            _signals(readings, context, names),
            words("brief.tasks", said=task_counts(tasks, words)) if tasks else "",
            words("brief.following", period=words(f"brief.following_period.{context.period.grain}"), said=following),
        )
    )


def _signals(readings: Readings, context: Context, names: int) -> str:
    words, found = context.words, signals.everything(readings, context)
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
