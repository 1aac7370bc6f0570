"""What is due in words: one sentence for a page, a terminal and a message, and the words of its rows."""

from __future__ import annotations

from datetime import date, datetime

from data.catalogue.reference_tables import reference_table
from data.intake.due.deadlines import DEADLINES, Giver
from data.intake.due.due import DueList, DueRow, DueState
from data.periods import Grain, Period, Span
from data.regions import Level, Region
from layouts.words.language import Language

MOST_REPORTS = 3  # named in a sentence
MISSING = (DueState.OVERDUE, DueState.LACKING, DueState.NOT_BEGUN)


def report_name(row: DueRow, words: Language) -> str:
    """Return what a section is called as it is given: 监管日报, 心理筛查周报."""
    names = reference_table(DEADLINES).column("section").choices[row.section]
    return words(f"due.report.{row.grain}", section=names.zh if words.tongue == "zh" else names.en)


def window_name(window: Span, today: date, words: Language) -> str:
    """Return what some days are called: today, this week, this month, or their first and last day."""
    for grain in (Grain.DAY, Grain.WEEK, Grain.MONTH):
        if window == Period.holding(today, grain).span:
            return words(f"due.when.{grain}")
    if window.days == 1:
        return words.day(window.first)
    return words("due.when.span", first=words.day(window.first), last=words.day(window.last))


def moment_name(at: datetime, today: date, words: Language) -> str:
    """Return a moment without its day where that is today."""
    return f"{at:%H:%M}" if at.date() == today else words.moment(at)


def due_sentence(due: DueList, words: Language) -> str:
    """Return in one sentence what is missing and until when, or that all is in or nothing due."""
    when = window_name(due.window, due.now.date(), words)
    asked = [row for row in due.rows if not row.is_ahead]
    missing = [row for row in asked if row.state in MISSING]
    waiting = [row for row in asked if row.state is DueState.WAITING]
    if not asked:
        said = words("due.says.none", when=when)
    elif not missing and not waiting:
        said = words("due.says.all_in", when=when, count=len(asked))
    else:
        parts = _missing(missing, due, when, words)
        parts += [words("due.says.to_confirm", reports=_names(waiting, words))] * bool(waiting)
        parts += [words("due.says.rest")] * (len(missing) + len(waiting) < len(asked))
        said = words("due.says.join").join(parts) + words("due.says.end")
    more = due.waiting if not waiting else 0
    return said + words("due.says.waiting", count=more) if more else said


def _missing(rows: list[DueRow], due: DueList, when: str, words: Language) -> list[str]:
    """Return what is missing, what is overdue first, each deadline once."""
    groups: dict[tuple[bool, datetime], list[DueRow]] = {}
    for row in rows:
        groups.setdefault((row.state is not DueState.OVERDUE, row.deadline), []).append(row)
    said: list[str] = []
    for (is_in_time, deadline), those in sorted(groups.items()):
        key = "lacking" if is_in_time else "overdue"
        until = moment_name(deadline, due.now.date(), words)
        begins = key if said else f"{key}_first"
        said.append(words(f"due.says.{begins}", when=when, what=_what(those, due.region, words), until=until))
    return said


def _what(rows: list[DueRow], region: Region, words: Language) -> str:
    """Return who is missing with what; reports that the same ones owe are named together."""
    alike: dict[tuple[object, ...], list[DueRow]] = {}
    for row in rows:
        alike.setdefault((row.giver, *((each.region.code, each.owners) for each in row.lacking)), []).append(row)
    said = []
    for those in alike.values():
        said.append(words("due.says.what", who=_who(those[0], region, words), reports=_names(those, words)))
    return words("due.says.list").join([said[0], *(each.strip() for each in said[1:])])


def _names(rows: list[DueRow], words: Language) -> str:
    names = words("due.says.list").join(report_name(row, words) for row in rows[:MOST_REPORTS])
    return words("due.says.more", reports=names, count=len(rows)) if len(rows) > MOST_REPORTS else names


def _who(row: DueRow, region: Region, words: Language) -> str:
    if is_own(row, region):
        return words(f"due.who.own_{row.giver}")
    return words(f"due.who.{row.giver}", count=row.missing)


def is_own(row: DueRow, region: Region) -> bool:
    """Say whether a row is owed by the region alone: an office its own, a county its bureau's."""
    return region.level is (Level.OFFICE if row.giver is Giver.OFFICE else Level.COUNTY)


def state_word(row: DueRow, region: Region, words: Language) -> str:
    """Return a row's state: 还差 3 所, 报齐."""
    if row.state not in {DueState.LACKING, DueState.OVERDUE}:
        return words(f"due.state.{row.state}")
    end = "_own" if is_own(row, region) else "_bureau" if row.giver is Giver.BUREAU else ""
    return words(f"due.state.{row.state}{end}", count=row.missing)
