"""What is due in words: one sentence for a page, a terminal and a message, and the words of its rows."""

from __future__ import annotations

from datetime import date, datetime

from data.catalogue.reference_tables import reference_table
from data.intake.deadlines import DEADLINES, Giver
from data.intake.due import DueList, DueRow, DueState
from data.periods import Grain, Period, Span
from data.regions import Level, Region
from layouts.words.language import Language

MOST_REPORTS = 3  # named in a sentence
OPEN = (DueState.OVERDUE, DueState.LACKING, DueState.NOT_BEGUN, DueState.WAITING)


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
    today = due.now.date()
    when = window_name(due.window, today, words)
    asked = [row for row in due.rows if not row.is_ahead]
    open_rows = [row for row in asked if row.state in OPEN]
    if not asked:
        parts = [words("due.says.none", when=when)]
    elif not open_rows:
        parts = [words("due.says.all_in", when=when, count=len(asked))]
    else:
        parts = [_missing(open_rows, due, when, words)]
        parts = [words("due.says.join").join([*parts, *_rest(asked, open_rows, words)]) + words("due.says.end")]
    if due.waiting:
        parts.append(words("due.says.waiting", count=due.waiting) + words("due.says.end"))
    return ("" if words.tongue == "zh" else " ").join(parts)


def _rest(asked: list[DueRow], open_rows: list[DueRow], words: Language) -> list[str]:
    return [words("due.says.rest")] if len(open_rows) < len(asked) else []


def _missing(rows: list[DueRow], due: DueList, when: str, words: Language) -> str:
    """Return what is missing, what is overdue first, each deadline once."""
    groups: dict[tuple[bool, datetime], list[DueRow]] = {}
    for row in rows:
        groups.setdefault((row.state is not DueState.OVERDUE, row.deadline), []).append(row)
    said: list[str] = []
    for (is_in_time, deadline), those in sorted(groups.items()):
        key = "lacking" if is_in_time else "overdue"
        until = moment_name(deadline, due.now.date(), words)
        said.append(
            words(f"due.says.{key}", when="" if said else when, what=_what(those, due.region, words), until=until)
        )
    return words("due.says.join").join(each.strip() for each in said)


def _what(rows: list[DueRow], region: Region, words: Language) -> str:
    """Return who is missing with what; reports that the same ones owe are named together."""
    alike: dict[tuple[object, ...], list[DueRow]] = {}
    for row in rows:
        alike.setdefault((row.giver, *((each.region.code, each.owners) for each in row.lacking)), []).append(row)
    said = []
    for those in alike.values():
        names = words("due.says.list").join(report_name(row, words) for row in those[:MOST_REPORTS])
        if len(those) > MOST_REPORTS:
            names = words("due.says.more", reports=names, count=len(those))
        said.append(words("due.says.what", who=_who(those[0], region, words), reports=names))
    return words("due.says.list").join(said)


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
