"""What a check found of a draft, as the desk shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from dashboard.web.intake.shown import (
    CellMark,
    LeftOut,
    Shown,
    ShownCell,
    ShownColumn,
    ShownRow,
    ShownSheet,
    UnknownColumn,
)
from data.intake.checking import Checked, CheckedColumn, CheckedSheet
from data.intake.draft import Draft, Origin
from data.intake.flaws import Flaw, Weight
from data.intake.sheets.prepared import week_before
from data.load.headers.vocabulary import ColumnRole
from data.regions import Regions
from data.regions.owners import is_bureau, region_of
from data.store import Store
from data.viewer import Viewer
from layouts.words.language import Language
from layouts.words.reasons import reason_text

MOST_ROWS = 1500  # of one sheet that a browser shows; of more those with faults come first
BY_HAND = {Origin.GRID, Origin.FORM}
NUMBERS = {ColumnRole.MEASURE, ColumnRole.DERIVED}


def shown(draft: Draft, checked: Checked, store: Store, viewer: Viewer, words: Language) -> Shown:
    """Return a checked draft as a viewer's desk shows it; of a sheet to fill in all rows, with what is empty yet."""
    regions, is_by_hand = store.regions, draft.origin in BY_HAND
    given = checked.sheets
    if is_by_hand:
        given = tuple(replace(each, week_ago=week_before(store, each.cells)) for each in given)
    sheets = tuple(_sheet(each, regions, words, is_by_hand=is_by_hand) for each in given)
    if is_blank(draft):  # that it is empty is no fault yet
        sheets = tuple(replace(each, marks=()) for each in sheets)
    doubts = tuple(
        CellMark(
            "answered" if each.answer else "doubt", reason_text(each.reason, words), key=each.key, answer=each.answer
        )
        for each in checked.repeats
        if each.is_open or each.answer
    )
    said = tuple(reason_text(each.reason, words) for each in checked.repeats if not (each.is_open or each.answer))
    return Shown(
        draft,
        sheets,
        is_own=draft.account == viewer.account,
        is_ready=checked.is_ready,
        repeats=said,
        marks=(*doubts, *(_mark(flaw, (), {}) for flaw in checked.flaws)),
        left_out=tuple(LeftOut(code, office_name(regions, code, words)) for code in sorted(checked.left_out)),
    )


def is_blank(draft: Draft) -> bool:
    """Say whether a draft is a sheet to fill in in which nothing was written yet."""
    return draft.origin in BY_HAND and not draft.corrections.cells


def office_name(regions: Regions, code: str, words: Language) -> str:
    """Return what an owner of rows is called: an office, or the bureau of a county."""
    region = regions.by_code.get(region_of(code) if is_bureau(code) else code)
    name = words.name(region) if region else code
    return words("intake_desk.bureau", county=name) if is_bureau(code) else name


def period(days: Sequence[date], words: Language) -> str:
    """Return the days of a sheet, first to last."""
    if not days:
        return words("intake_desk.no_day")
    first, last = f"{days[0]:%Y-%m-%d}", f"{days[-1]:%Y-%m-%d}"
    return first if first == last else words("intake_desk.days", first=first, last=last)


def _sheet(sheet: CheckedSheet, regions: Regions, words: Language, *, is_by_hand: bool) -> ShownSheet:
    positions = _positions(sheet, is_by_hand=is_by_hand)
    columns = tuple(_columns(sheet, positions))
    titles = {each.column: each.title for each in columns}
    names = {row.position: office_name(regions, row.office, words) for row in sheet.rows if row.office}
    first = next((each.column for each in columns if each.is_office), columns[0].column if columns else 0)
    return ShownSheet(
        number=sheet.number,
        title=sheet.title,
        period=period(sheet.days or _days(sheet, positions), words),
        columns=columns,
        rows=tuple(_rows(sheet, positions, columns, names)),
        marks=tuple(_mark(flaw, _cells(flaw, titles), names, first) for flaw in sheet.flaws),
        corrected=frozenset(sheet.was),
        unknown=tuple(
            UnknownColumn(
                f"{sheet.number}-{each.at}",
                each.title,
                tuple(
                    dict.fromkeys(
                        (choice.title, choice.zh if words.tongue == "zh" else choice.en)
                        for choice in (*each.suggested, *each.choices)
                    )
                ),
                each.match,
            )
            for each in sheet.open_columns
        ),
    )


def _columns(sheet: CheckedSheet, positions: Sequence[int]) -> Iterator[ShownColumn]:
    """Yield the columns that have a title, the office first.

    A day that is the same in all rows, and codes beside the names of offices, are not shown unless something is wrong in them.
    """
    flawed = {flaw.column for flaw in sheet.flaws}
    offices = [each.at for each in sheet.columns if each.role is ColumnRole.OFFICE]
    for each in sorted(sheet.columns, key=lambda column: column.role is not ColumnRole.OFFICE):
        texts = {str(sheet.cells[at, each.at]) for at in positions}
        is_one_day = each.role is ColumnRole.DAY and len(texts) == 1
        is_code = each.at in offices and len(offices) > 1 and all(text.isdigit() for text in texts)
        if each.title.strip() and (each.at in flawed or not (is_one_day or is_code)):
            yield ShownColumn(each.at, _title(each), each.role is ColumnRole.OFFICE, each.role in NUMBERS)


def _positions(sheet: CheckedSheet, *, is_by_hand: bool) -> list[int]:
    """Return the rows that are shown: those of figures, or all below the header to fill in or where none was understood."""
    known = [] if is_by_hand else sorted(row.position for row in sheet.rows)
    return known or list(range(max(sheet.header.stop, 1), sheet.cells.shape[0]))


def _days(sheet: CheckedSheet, positions: Sequence[int]) -> tuple[date, ...]:
    """Return the days written in rows that have no figures yet."""
    at = next((each.at for each in sheet.columns if each.role is ColumnRole.DAY), None)
    texts = sorted({str(sheet.cells[row, at]) for row in positions}) if at is not None else []
    found = []
    for text in texts:
        with suppress(ValueError):  # typed over at the desk
            found.append(date.fromisoformat(text))
    return tuple(found)


def _title(column: CheckedColumn) -> str:
    return " ".join(column.title.split())


def _rows(
    sheet: CheckedSheet, positions: Sequence[int], columns: Sequence[ShownColumn], names: dict[int, str]
) -> Iterator[ShownRow]:
    known = {row.position: row for row in sheet.rows}
    flawed = {flaw.row for flaw in sheet.flaws if flaw.row is not None}
    some = sorted(sorted(positions, key=lambda at: at not in flawed)[:MOST_ROWS])
    office = next((column.column for column in columns if column.is_office), None)
    for at in some:
        last = {column.column: sheet.week_ago.get((at, column.column)) for column in columns}
        yield ShownRow(
            at,
            known[at].office if at in known else "",
            names.get(at) or (str(sheet.cells[at, office]) if office is not None else ""),
            tuple(str(sheet.cells[at, column.column]) for column in columns),
            {column: str(value) for column, value in last.items() if value is not None},
        )


def _cells(flaw: Flaw, titles: dict[int, str]) -> tuple[ShownCell, ...]:
    """Return the cells that correct a flaw: its own, then those beside it."""
    own = [(flaw.row, flaw.column)] if flaw.row is not None and flaw.column is not None else []
    return tuple(ShownCell(row, column, titles[column]) for row, column in (*own, *flaw.beside) if column in titles)


def _mark(flaw: Flaw, cells: tuple[ShownCell, ...], names: dict[int, str], first: int = 0) -> CellMark:
    kind = "answered" if flaw.answer and flaw.weight is Weight.DOUBT else flaw.weight.value
    column = flaw.column if flaw.column is not None or flaw.row is None else first
    office = names.get(flaw.row, "") if flaw.row is not None else ""
    is_doubt = flaw.weight is Weight.DOUBT
    title = "" if flaw.title in flaw.reason else flaw.title
    return CellMark(
        kind,
        flaw.reason,
        flaw.way,
        place="".join(f"{part} " for part in (office, title) if part),
        row=flaw.row,
        column=column,
        cells=cells,
        code=flaw.office,
        key=flaw.key if is_doubt else "",
        answer=flaw.answer if is_doubt else "",
    )
