"""What is wrong or doubtful in a draft, by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from data.load.findings import FileReport, Finding, FindingKind, Severity

DOUBTFUL = {FindingKind.USUAL, FindingKind.BALANCE, FindingKind.TOTAL, FindingKind.SPLIT, FindingKind.OWNER}
KEY_LENGTH = 16
AT_THE_DESK = (  # what a clerk has in place of a command
    (re.compile(r"可用 cockpit load --whole 装载"), "请勾选“各行已报齐”"),
    (re.compile(r"（cockpit template [a-z_]+）"), ""),
    (re.compile(r"cockpit template(?: [a-z_]+)?(?: 的表样)?"), "下载的模板"),
    (re.compile(r"cockpit regions"), "下载的模板"),
    (re.compile(r"cockpit metrics"), "指标字典"),
    (re.compile(r"，已装载，请核对"), "，请核对"),
    (re.compile(r"已装载并记录，请核对"), "请核对"),
    (re.compile(r"已装载并记录"), "请核对"),
    (re.compile(r"，已装载但不计入上报率"), "，这些数不计入上报率"),
)


class Weight(StrEnum):
    """How much a flaw weighs: a fault must be corrected, a doubt needs a reason, a note is only said."""

    FAULT = "fault"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong or doubtful. Rows and columns count from 0 as the file has them, None where it is about more than one.

    `key` answers a doubt in `Corrections.reasons`; it stays the same while the cell has the same text. `reason` says what
    is wrong, `way` what to do. `beside` are other cells (row, column) that could be wrong instead. `office` is the code
    of the row's owner, "" where it has none that is known; `answer` the reason that was given.
    """

    key: str
    weight: Weight
    kind: FindingKind
    reason: str
    way: str
    row: int | None
    column: int | None
    title: str
    beside: tuple[tuple[int, int], ...] = ()
    office: str = ""
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is a doubt without a reason."""
        return self.weight is Weight.DOUBT and not self.answer.strip()


def flaws_of(report: FileReport, number: int, offices: Mapping[int, str], reasons: Mapping[str, str]) -> Iterator[Flaw]:
    """Yield what a load's report has of one sheet, errors first; `offices` are the owners of rows by position."""
    for finding in (*report.errors, *report.warnings):
        row = None if finding.row is None else finding.row - 1
        key, (reason, way) = _key(finding, number), _parted(at_the_desk(finding.reason))
        office = "" if row is None else offices.get(row, "")
        yield Flaw(
            key,
            _weight(finding),
            finding.kind,
            reason,
            way,
            row,
            finding.at,
            finding.column,
            finding.beside,
            office,
            reasons.get(key, ""),
        )


def at_the_desk(text: str) -> str:
    """Return a reason with what the desk has in place of the commands that it names."""
    for command, instead in AT_THE_DESK:
        text = command.sub(instead, text)
    return text


def _weight(finding: Finding) -> Weight:
    if finding.severity is Severity.ERROR:
        return Weight.FAULT
    return Weight.DOUBT if finding.kind in DOUBTFUL else Weight.NOTE


def _key(finding: Finding, number: int) -> str:
    """Return the key of a finding: by its cell and what is in it; the words may have figures that other loads change."""
    place = (number, finding.kind, finding.table, finding.row, finding.at)
    what = finding.reason if finding.row is None or finding.at is None else finding.value
    return sha256(repr((*place, what)).encode()).hexdigest()[:KEY_LENGTH]


def _parted(text: str) -> tuple[str, str]:
    """Return the first sentence of a reason, and the rest: what to do about it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "“（") - (letter in "”）")
        if letter == "。" and depth <= 0:
            return text[: at + 1], text[at + 1 :]
    return text, ""
