"""What the desk shows of a draft: sheets as JSON for the grid, and its parts in words as markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from zlib import crc32

from data.intake.draft import Draft
from layouts.screen.templating import template
from layouts.words.language import Language

MOST_LISTED = 20  # faults in words below the grid
STEP_GIVEN, STEP_CHECKED, STEP_SEEN, STEP_CONFIRMED = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of a sheet: its number in the file, its title, and what may be in it."""

    column: int
    title: str
    is_office: bool = False
    is_number: bool = True
    is_editable: bool = True


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a sheet: its number in the file, its office, a text a column, and last week's figures as they were."""

    row: int
    code: str
    office: str
    texts: tuple[str, ...]
    last: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell that may be changed to correct a fault."""

    row: int
    column: int
    title: str


@dataclass(frozen=True, slots=True)
class CellMark:
    """What is wrong or odd: `fault`, `doubt` or a doubt that is `answered`; the reason, the way out, what corrects it.

    `row` and `column` are None where it is not about one cell; `place` names it in a sentence. `code` is the office that
    may be left out, `key` that of a doubt by which `answer` is kept.
    """

    kind: str
    reason: str
    way: str = ""
    place: str = ""
    row: int | None = None
    column: int | None = None
    cells: tuple[ShownCell, ...] = ()
    code: str = ""
    key: str = ""
    answer: str = ""

    @property
    def id(self) -> str:
        """A name for its fields on the page."""
        return f"{self.row}-{self.column}-{crc32(self.key.encode())}"


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column whose title is not known, what it may mean, and what it was said to mean: None for nothing yet."""

    id: str
    title: str
    choices: tuple[tuple[str, str], ...]  # the title to keep and what it is called
    target: str | None = None

    @property
    def is_matched(self) -> bool:
        """Whether it was said what it means, or that it is not used."""
        return self.target is not None


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """One table of a file as it is corrected; `number` is that of its sheet in the file, `period` its days in words."""

    number: int
    title: str
    period: str
    columns: tuple[ShownColumn, ...] = ()
    rows: tuple[ShownRow, ...] = ()
    marks: tuple[CellMark, ...] = ()
    corrected: frozenset[tuple[int, int]] = frozenset()
    unknown: tuple[UnknownColumn, ...] = ()

    @property
    def faults(self) -> int:
        """How many faults are left in it."""
        return sum(mark.kind == "fault" for mark in self.marks)

    @property
    def doubts(self) -> int:
        """How many doubts are not answered."""
        return sum(mark.kind == "doubt" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An office whose rows are not loaded."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft as the desk shows it."""

    draft: Draft
    sheets: tuple[ShownSheet, ...]
    is_own: bool
    is_ready: bool
    repeats: tuple[str, ...] = ()
    marks: tuple[CellMark, ...] = ()  # of the file as a whole
    left_out: tuple[LeftOut, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reader may correct it."""
        return self.is_own and self.draft.is_open

    @property
    def every_mark(self) -> tuple[CellMark, ...]:
        """What is wrong or odd in the file and its sheets."""
        return (*self.marks, *chain.from_iterable(sheet.marks for sheet in self.sheets))


def json_of(shown: Shown, side: str, words: Language) -> dict[str, object]:
    """Return a draft as the script of the desk takes it; `side` is the markup beside the sheet."""
    draft, out = shown.draft, [office.code for office in shown.left_out]
    return {
        "number": draft.number,
        "edition": draft.edition,
        "state": draft.state.value,
        "layout": "|".join(f"{sheet.number}:{len(sheet.rows)}:{len(sheet.columns)}" for sheet in shown.sheets),
        "is_ready": shown.is_ready,
        "sheets": [_sheet_json(sheet, out, words, is_open=shown.is_open) for sheet in shown.sheets],
        "parts": {**_parts(shown, words), "side": side},
    }


def steps(reached: int, words: Language) -> str:
    """Return the four steps, those up to `reached` as done."""
    return template("intake_steps.html").render(reached=reached, words=words)


def _sheet_json(sheet: ShownSheet, out: Sequence[str], words: Language, *, is_open: bool) -> dict[str, object]:
    compared = [column.column for column in sheet.columns if column.is_number][:2]
    has_last = any(row.last for row in sheet.rows)
    return {
        "number": sheet.number,
        "last_title": words("intake_desk.last_week") if has_last else "",
        "left_out": out,
        "corrected": [f"{row}:{column}" for row, column in sorted(sheet.corrected)],
        "columns": [
            {
                "column": each.column,
                "title": each.title,
                "is_office": each.is_office,
                "is_number": each.is_number,
                "is_editable": each.is_editable and is_open,
            }
            for each in sheet.columns
        ],
        "rows": [
            {
                "row": row.row,
                "code": row.code,
                "texts": row.texts,
                "last_said": " / ".join(row.last.get(column, "—") for column in compared) if row.last else "",
                "notes": {each.column: _note(row, each, words) for each in sheet.columns if each.column in row.last},
            }
            for row in sheet.rows
        ],
        "marks": [
            {"row": mark.row, "column": mark.column, "kind": mark.kind, "html": _mark(mark, words, is_open=is_open)}
            for mark in sheet.marks
            if mark.row is not None and mark.column is not None
        ],
    }


def _note(row: ShownRow, column: ShownColumn, words: Language) -> str:
    return words("intake_desk.last_of", office=row.office, column=column.title, value=row.last[column.column])


def _mark(mark: CellMark, words: Language, *, is_open: bool) -> str:
    return template("intake_mark.html").render(mark=mark, is_open=is_open, words=words)


def _parts(shown: Shown, words: Language) -> dict[str, str]:
    """Return the parts of the desk in words by their names."""
    marks, is_open = shown.every_mark, shown.is_open
    of_cells = [mark for mark in marks if mark.row is not None]
    foot = {
        "faults": [mark for mark in of_cells if mark.kind == "fault"],
        "doubts": [mark for sheet in shown.sheets for mark in sheet.marks if mark.key],
        "columns": [column for sheet in shown.sheets for column in sheet.unknown],
        "left_out": shown.left_out,
    }
    about_file = {
        "doubts": [mark for mark in shown.marks if mark.key],
        "repeats": shown.repeats,
        "plain": [mark for mark in marks if mark.row is None and not mark.key],
    }
    return {
        "head": template("intake_head.html").render(
            draft=shown.draft, sheets=shown.sheets, note=_sheet_note(shown, words), words=words
        ),
        "steps": steps(STEP_SEEN if shown.is_ready else STEP_CHECKED, words),
        "said": template("intake_said.html").render(**about_file, is_open=is_open, words=words),
        "foot": template("intake_foot.html").render(**foot, most=MOST_LISTED, is_open=is_open, words=words),
        "form": _form(shown.sheets[0], words) if _is_form(shown) else "",
    }


def _is_form(shown: Shown) -> bool:
    """Say whether a draft is one row, which is filled in as a form."""
    return len(shown.sheets) == 1 and len(shown.sheets[0].rows) == 1


def _form(sheet: ShownSheet, words: Language) -> str:
    (row,) = sheet.rows
    by_column = {mark.column: mark for mark in sheet.marks if mark.row == row.row}
    fields = [
        {
            "column": each.column,
            "title": each.title,
            "text": row.texts[at],
            "is_number": each.is_number,
            "is_editable": each.is_editable,
            "mark": by_column.get(each.column),
            "note": words("intake_desk.last_short", value=row.last[each.column]) if each.column in row.last else "",
        }
        for at, each in enumerate(sheet.columns)
        if not each.is_office
    ]
    return template("intake_form.html").render(sheet=sheet, fields=fields, words=words)


def _sheet_note(shown: Shown, words: Language) -> str:
    """Return in a few words what the first sheet holds and how much is left to do in the whole file."""
    if not shown.sheets:
        return ""
    first, join = shown.sheets[0], words("intake_desk.join")
    faults = sum(mark.kind == "fault" for mark in shown.every_mark)
    doubts = sum(mark.kind == "doubt" for mark in shown.every_mark)
    left = [
        words("intake_desk.sheet_faults", count=faults) if faults else "",
        words("intake_desk.sheet_doubts", count=doubts) if doubts else "",
    ]
    state = join.join(filter(None, left)) or words("intake_desk.sheet_good")
    return words(
        "intake_desk.sheet_note", sheet=first.number + 1, period=first.period, rows=len(first.rows), state=state
    )
