"""Tasks as a workbook: written with ids as text, and read back row by row; a bad row is refused, the good ones are imported."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.errors import DataError, SavedMeanwhile, StoreError, TaskFault, UnknownTask
from data.periods import Grain, Period
from data.reasons import Reason
from data.store import Store
from data.tasks.store import create, save
from data.tasks.store import task as task_by
from data.tasks.task import ZH, Task, TaskDraft, TaskOrigin, TaskStatus, faults, number_of, status_named, word
from data.text.xml import for_xml
from data.viewer import Viewer

logger = logging.getLogger(__name__)

SHEET = "交办"
EDITION = re.compile(r"[0-9]{1,9}")
MOST_BYTES, MOST_ROWS = 2 * 1024 * 1024, 2000
MOST_UNPACKED, MOST_PARTS = 16 * 1024 * 1024, 100
MOST_TAGS, MOST_TAGS_BESIDE = 300_000, 20_000  # of the cells: a full sheet has 280 000; of styles and the like
OLE = b"\xd0\xcf\x11\xe0"
CELLS = ("xl/worksheets/", "xl/sharedStrings.xml")
UNREADABLE, TOO_MUCH = Reason("workbook.unreadable"), Reason("workbook.unpacked")
TEXT = "@"
BLANK_ROWS = 30
HEAD_FILL, FIXED_FILL = PatternFill("solid", fgColor="DCEAE5"), PatternFill("solid", fgColor="F3F0E7")


class Formula:
    """A cell that holds a formula, which is not read."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its key, its title, its width, the note on it; a fixed one is not for editing."""

    key: str
    zh: str
    width: int
    note: str
    is_fixed: bool = False


HEADINGS = (
    Heading("id", "编号", 13, "新交办留空；已有的请勿改动。", is_fixed=True),
    Heading("edition", "版本", 7, "导出时的版本；导入时据此看出期间有没有别人改过，请勿改动。", is_fixed=True),
    Heading("region", "地区代码", 11, "记在哪个地区的交办单上；新交办留空为所选地区。", is_fixed=True),
    Heading("region_zh", "地区", 12, "只供阅读。", is_fixed=True),
    Heading("week", "周", 11, "在哪一周的例会上交办，例如 2026-W47；新交办留空为最近一周。", is_fixed=True),
    Heading("title", "事项", 34, "必填，写要办什么。"),
    Heading("metric", "指标代码", 26, "可留空；见 cockpit metrics。"),
    Heading("metric_zh", "指标", 20, "只供阅读。", is_fixed=True),
    Heading("place", "指标地区", 11, "看哪个地区的图；留空为本行地区。"),
    Heading("owner", "承办单位", 20, "必填，写单位或岗位，不写个人姓名、证件号、电话。"),
    Heading("due", "期限", 12, "必填，写成 2026-11-27。"),
    Heading("evidence", "佐证", 40, "凭什么认定办结；不写个人信息。"),
    Heading("status", "状态", 8, "交办、办理、反馈、销号。"),
    Heading("note", "说明", 30, "退回、重新办理、撤回时必填。"),
)
REQUIRED = ("编号", "版本", "事项", "承办单位", "期限")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not imported, and why."""

    row: int
    reason: Reason | str


@dataclass(slots=True)
class Taken:
    """What an import did: ids of tasks made and changed, rows that were the same, rows that were refused."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    refused: list[Refused] = field(default_factory=list)

    def lines(self) -> list[Reason]:
        """Say it in words, a refused row a line."""
        counts = {"created": len(self.created), "changed": len(self.changed), "same": self.same}
        head = Reason("workbook.taken", {**counts, "refused": len(self.refused)})
        return [head, *(Reason("workbook.row", {"row": each.row, "reason": each.reason}) for each in self.refused)]


def sheet_of(store: Store, tasks: Sequence[Task]) -> bytes:
    """Return tasks as a workbook that `take` reads back; every cell is text."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for at, heading in enumerate(HEADINGS, 1):
        cell = sheet.cell(1, at, heading.zh)
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        cell.comment = Comment(heading.note, "驾驶舱", width=220, height=80)
        sheet.column_dimensions[get_column_letter(at)].width = heading.width
    for row, task in enumerate(tasks, 2):
        texts = _texts(store, task)
        for at, heading in enumerate(HEADINGS, 1):
            _write(sheet, row, at, texts[heading.key], is_fixed=heading.is_fixed)
    for row in range(len(tasks) + 2, len(tasks) + 2 + BLANK_ROWS):
        for at in range(1, len(HEADINGS) + 1):
            sheet.cell(row, at).number_format = TEXT
    statuses = DataValidation(type="list", formula1=f'"{",".join(ZH.values())}"', allow_blank=True)
    letter = get_column_letter([heading.key for heading in HEADINGS].index("status") + 1)
    statuses.add(f"{letter}2:{letter}{len(tasks) + 1 + BLANK_ROWS}")
    sheet.add_data_validation(statuses)
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write(sheet: Worksheet, row: int, at: int, text: str, *, is_fixed: bool) -> None:
    cell = sheet.cell(row, at)
    cell.value, cell.number_format = for_xml(text) or None, TEXT
    if text:
        cell.data_type = "s"  # a text that begins with = is no formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_fixed:
        cell.fill = FIXED_FILL


def _texts(store: Store, task: Task) -> dict[str, str]:
    metric = store.catalogue.metrics.get(task.metric)
    region = store.regions.by_code.get(task.region)
    return {
        "id": task.id,
        "edition": str(task.edition),
        "region": task.region,
        "region_zh": region.zh if region else "",
        "week": task.week.key,
        "title": task.title,
        "metric": task.metric,
        "metric_zh": metric.zh if metric else "",
        "place": task.place,
        "owner": task.owner,
        "due": task.due.isoformat(),
        "evidence": task.evidence,
        "status": ZH[task.status],
        "note": "",
    }


def take(store: Store, viewer: Viewer, file: bytes, *, region: str, week: Period) -> Taken:
    """Update tasks from a workbook's rows: those with an id are changed, those without are made.

    `region` and `week` are those of new rows that name none; rows of regions outside the viewer's scope are refused. Where
    the store becomes busy on the way, the rows from there on are refused, so that the report says which were imported. Raises
    DataError for a file that is no such workbook, StoreError where nothing was imported yet.
    """
    taken, seen = Taken(), set[str]()
    busy: Reason | str = ""
    for number, row in _rows(file):
        if busy:
            taken.refused.append(Refused(number, Reason("workbook.unread", {"why": busy})))
            continue
        try:
            _take_row(store, viewer, row, seen, taken, region=region, week=week)
        except SavedMeanwhile:
            taken.refused.append(Refused(number, _changed_since(store, viewer, row)))
        except StoreError as error:
            if not (taken.created or taken.changed):
                raise
            busy = error.reason
            taken.refused.append(Refused(number, busy))
        except DataError as error:
            taken.refused.append(Refused(number, error.reason))
    return taken


def _changed_since(store: Store, viewer: Viewer, row: Mapping[str, Any]) -> Reason:
    now = _task_with(store, viewer, str(row["id"]).strip())
    texts = {"edition": now.edition, "title": now.title, "owner": now.owner, "due": f"{now.due:%Y-%m-%d}"}
    return Reason("workbook.changed", {**texts, "status": word(now.status)})


def _take_row(
    store: Store,
    viewer: Viewer,
    row: Mapping[str, Any],
    seen: set[str],
    taken: Taken,
    *,
    region: str,
    week: Period,
) -> None:
    texts = {key: _text(key, value) for key, value in row.items()}
    wrong = faults(texts)
    if wrong:
        raise TaskFault(
            "row", reduce(lambda one, other: Reason("workbook.both", {"one": one, "other": other}), wrong.values())
        )
    draft = _draft(texts)
    if texts.get("id"):
        _change(store, viewer, texts, draft, seen, taken)
        return
    if texts.get("edition"):
        raise TaskFault("id", Reason("workbook.no_id"))
    code = texts.get("region") or region
    if code not in store.regions.by_code:
        code = store.regions.named(code, viewer.scope)
    status = status_named(texts["status"]) if texts.get("status") else TaskStatus.ASSIGNED
    if status is not TaskStatus.ASSIGNED:
        raise TaskFault(
            "status", Reason("workbook.new_status", {"status": ZH[TaskStatus.ASSIGNED], "text": texts["status"]})
        )
    when = Period.parse(texts["week"]) if texts.get("week") else week
    taken.created.append(create(store, viewer, code, when, draft, origin=TaskOrigin.HAND).id)


def _change(
    store: Store, viewer: Viewer, texts: Mapping[str, str], draft: TaskDraft, seen: set[str], taken: Taken
) -> None:
    held = _task_with(store, viewer, texts["id"])
    if held.id in seen:
        raise TaskFault("id", Reason("workbook.twice", {"id": held.id}))
    seen.add(held.id)
    if texts.get("region") and texts["region"] != held.region:
        raise TaskFault(
            "region", Reason("workbook.region", {"id": held.id, "region": held.region, "text": texts["region"]})
        )
    if not EDITION.fullmatch(texts.get("edition", "")):
        raise TaskFault("edition", Reason("workbook.edition", {"text": texts.get("edition", "")[:20]}))
    edition = int(texts["edition"])
    status = status_named(texts["status"]) if texts.get("status") else held.status
    note = texts.get("note", "")
    changed = save(store, viewer, held.number, seen=edition, draft=draft, after=status, reason=note)
    if changed.edition == edition:
        taken.same += 1
    else:
        taken.changed.append(changed.id)


def _task_with(store: Store, viewer: Viewer, task_id: str) -> Task:
    """Return the task with an id of a file; raises TaskFault for one that is unknown to the viewer or was edited."""
    number = number_of(task_id)
    try:
        held = task_by(store, viewer, number) if number is not None else None
    except UnknownTask:
        held = None
    if held is None or held.id != task_id:
        raise TaskFault("id", Reason("workbook.unknown_id", {"id": task_id}))
    return held


def _draft(texts: Mapping[str, str]) -> TaskDraft:
    return TaskDraft(
        title=texts["title"],
        owner=texts["owner"],
        due=due_of(texts.get("due", "")),
        metric=texts.get("metric", ""),
        place=texts.get("place", ""),
        evidence=texts.get("evidence", ""),
    )


def due_of(text: str) -> date:
    """Return the day that a text names; raises TaskFault."""
    if not text:
        raise TaskFault("due", Reason("task.due_empty"))
    plain = text.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").removesuffix("日")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise TaskFault("due", Reason("task.due_unread", {"text": text[:40]})) from error


def _text(key: str, value: object) -> str:
    """Return a cell as text; raises TaskFault for a text that a spreadsheet changed."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        raise TaskFault(key, Reason("workbook.formula", {"column": _zh(key)}))
    if isinstance(value, datetime | date):
        if key != "due":
            raise TaskFault(key, Reason("workbook.date", {"column": _zh(key)}))
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _zh(key: str) -> str:
    return next((heading.zh for heading in HEADINGS if heading.key == key), key)


def _rows(file: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows that hold anything, with their number as the spreadsheet shows it."""
    if len(file) > MOST_BYTES:
        raise DataError(Reason("workbook.size", {"most": MOST_BYTES // 1024 // 1024}))
    if file.startswith(OLE):
        raise DataError(Reason("workbook.encrypted"))
    try:
        _check_parts(file)
        rows = list(_cells(load_workbook(BytesIO(file), read_only=True, keep_links=False)))
    except DataError:
        raise
    except Exception as error:  # the boundary: a broken file makes zip, XML and openpyxl raise almost anything
        logger.info("task workbook: %r", error)
        raise DataError(UNREADABLE) from error
    if not rows:
        raise DataError(Reason("workbook.empty"))
    if len(rows) > MOST_ROWS:
        raise DataError(Reason("workbook.rows", {"most": MOST_ROWS - 1, "count": len(rows) - 1}))
    titles = [str(value).strip() if value is not None else "" for value in rows[0]]
    missing = [zh for zh in REQUIRED if zh not in titles]
    if missing:
        raise DataError(Reason("workbook.columns", {"columns": tuple(missing)}))
    keys = {heading.zh: heading.key for heading in HEADINGS}
    for number, values in enumerate(rows[1:], 2):
        row = {keys[title]: value for title, value in zip(titles, values, strict=False) if title in keys}
        if any(value is not None and str(value).strip() for value in row.values()):
            yield number, row


def _check_parts(file: bytes) -> None:
    """Raise DataError where a workbook unpacks to more than may be read, before any of it is read as XML."""
    with ZipFile(BytesIO(file)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise DataError(TOO_MUCH)
        of_cells = beside = 0
        for part in parts:
            content = archive.read(part).replace(b"\0", b"")  # of UTF-16 too
            tags = content.count(b"<")
            of_cells, beside = (
                (of_cells + tags, beside) if part.filename.startswith(CELLS) else (of_cells, beside + tags)
            )
            if of_cells > MOST_TAGS or beside > MOST_TAGS_BESIDE:
                raise DataError(TOO_MUCH)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise DataError(UNREADABLE)


def _cells(book: Any) -> Iterator[tuple[Any, ...]]:
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=40):
        yield tuple(Formula() if cell.data_type == "f" and cell.value else cell.value for cell in row)


def week_named(text: str) -> Period:
    """Return the week that a text names; raises TaskFault."""
    week = Period.parse(text)
    if week.grain is not Grain.WEEK:
        raise TaskFault("week", Reason("task.no_week", {"text": text}))
    return week
