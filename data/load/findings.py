"""What a load found wrong or odd, and the report a person reads at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from data.errors import LoadError

SHOWN = 40
MOST = 20_000  # of one kind in one table: so many come from a faulty export, which is not corrected row by row


class Severity(StrEnum):
    """An error stops a row or a sheet; a warning lets it pass."""

    ERROR = "error"
    WARNING = "warning"


class FindingKind(StrEnum):
    """What a finding is about."""

    FILE = "file"
    COLUMN = "column"
    FOREIGN = "foreign"
    DAY = "day"
    OFFICE = "office"
    DIMENSION = "dimension"
    VALUE = "value"
    DUPLICATE = "duplicate"
    LIMIT = "limit"
    EMPTY = "empty"
    SHAPE = "shape"
    UNSEEN = "unseen"
    TOTAL = "total"
    SUM = "sum"
    USUAL = "usual"
    OWNER = "owner"
    BALANCE = "balance"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where (row and column as the person who opens the file sees them), the value, and why.

    `at` is the column's position, from 0, where the finding is about a column. `beside` are the positions (row, column),
    from 0, of other cells that could be wrong instead.
    """

    severity: Severity
    kind: FindingKind
    file: str
    reason: str
    sheet: str | None = None
    row: int | None = None
    column: str = ""
    value: str = ""
    table: str = ""
    at: int | None = None
    beside: tuple[tuple[int, int], ...] = ()

    @property
    def place(self) -> str:
        """Where it was found: file, sheet, row and column."""
        parts = [self.file if self.sheet is None else f"{self.file}【{self.sheet}】"]
        if self.row is not None:
            parts.append(f"第 {self.row} 行")
        if self.column:
            parts.append(f"“{self.column}”列")
        return " ".join(parts)

    @property
    def text(self) -> str:
        """The finding as one Chinese line."""
        return f"{self.place}：{self.reason}"


def check_few(number: int, example: str) -> None:
    """Raise LoadError for more faults than a person would correct, so that a file that is wrong throughout fits into memory."""
    if number > MOST:
        raise LoadError(
            f"有错的地方超过 {MOST} 处，例如：{example}整份未装载，库中数字未变。"
            "请改正导出的方式后再装载；只有一部分日期有错的，请按日期拆成几份。"
        )


def few(found: Iterable[Finding]) -> list[Finding]:
    """Return findings; of more warnings than a person would read the first and one that counts the others.

    Raises LoadError for more errors than a person would correct.
    """
    kept: list[Finding] = []
    errors, unlisted = 0, 0
    for finding in found:
        if finding.severity is Severity.ERROR:
            errors += 1
            check_few(errors, finding.text)
        elif len(kept) - errors >= MOST:
            unlisted += 1
            continue
        kept.append(finding)
    if unlisted:
        kept.append(replace(kept[-1], reason=f"另有 {unlisted} 条提醒未列出。", row=None, column="", value=""))
    return kept


@dataclass(frozen=True, slots=True)
class FileReport:
    """The outcome of one file, or of one sheet of a workbook."""

    path: Path
    sheet: str | None
    tables: tuple[str, ...]
    rows_read: int
    rows_good: int
    office_days: int
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    rejects_file: Path | None = None
    reference_rows: int = 0
    held: tuple[str, ...] = ()  # good rows left out because of refused ones: a line an office-day
    file: str = ""  # what it is called where it is in a ZIP: 包.zip/日报.xlsx

    @property
    def title(self) -> str:
        """The file's name, with the sheet's where it has several."""
        file = self.file or self.path.name
        return file if self.sheet is None else f"{file}【{self.sheet}】"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; `version` is the new data version, None when nothing was written."""

    files: tuple[FileReport, ...]
    version: int | None
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """Whether every row of every file is good."""
        return not any(file.errors for file in self.files)

    @property
    def errors(self) -> list[Finding]:
        """Every error of every file."""
        return [finding for file in self.files for finding in file.errors]

    @property
    def warnings(self) -> list[Finding]:
        """Every warning of every file."""
        return [finding for file in self.files for finding in file.warnings]

    def text(self) -> str:
        """Return the report as Chinese lines, ready to print."""
        return "\n".join([line for file in self.files for line in _lines(file)] + [self._outcome()])

    def _outcome(self) -> str:
        went_in = "、".join(filter(None, (self._office_days(), self._reference_rows()))) or "0 个单位·日"
        if self.dry_run:
            return f"试运行：可写入 {went_in}，未写入任何数据。"
        if self.version is None:
            return "没有写入任何数据，库中数字未变。"
        held = "有错的单位·日保持原样。" if any(file.errors and not file.reference_rows for file in self.files) else ""
        return f"已写入 {went_in}，数据版本 {self.version}。{held}"

    def _office_days(self) -> str:
        good = sum(file.office_days for file in self.files)
        return f"{good} 个单位·日" if good else ""

    def _reference_rows(self) -> str:
        good = sum(file.reference_rows for file in self.files)
        return f"{good} 行参考资料" if good else ""


def _lines(file: FileReport) -> Iterator[str]:
    tables = "、".join(file.tables) or "未识别"
    yield f"{file.title}：{tables}，读到 {file.rows_read} 行，通过 {file.rows_good} 行。"
    yield from _listed("错误", file.errors)
    yield from (f"  未写入 {line}" for line in file.held[:SHOWN])
    if len(file.held) > SHOWN:
        yield f"  未写入 另有 {len(file.held) - SHOWN} 个单位·日，未逐条列出。"
    yield from _listed("提醒", file.warnings)
    if file.rejects_file is not None:
        yield f"  被拒的行已写入 {file.rejects_file}，改正后可直接再次装载。"


def _listed(word: str, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in sorted(findings, key=lambda each: each.row or 0)[:SHOWN]:
        yield f"  {word} {finding.text}"
    if len(findings) > SHOWN:
        yield f"  {word} 另有 {len(findings) - SHOWN} 条，未逐条列出。"
