"""Writes refused rows to a CSV that, once corrected, loads again as it is."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from data.load.files.cells import escaped
from data.load.files.sheet import Sheet
from data.load.headers.conversions import UNITLESS
from data.load.headers.shape import SheetForm, misshapen

MARK = "-拒收"
EXTRA = ("行号", "原因")
OWNER_ONLY = 0o600  # it repeats complete rows of what a bureau sent


def write_rejects(
    folder: Path, sheet: Sheet, form: SheetForm, reasons: Mapping[int, Sequence[str]], doubtful: Collection[int] = ()
) -> Path:
    """Write the title, the header and the refused rows (by position, with their reasons); return the new file.

    The file's name keeps that of the source, from which a date or a county may have been read. Counts without a known
    owner or unit, and those of `doubtful` rows, get a question mark, so that they cannot be loaded before someone has
    looked at them.
    """
    header = form.header
    shifted = {header.below + step for step in misshapen(sheet, form)} | {*doubtful}
    lines = [[*(escaped(str(cell)) for cell in row), "", ""] for row in sheet.cells[sheet.top : header.below]]
    lines[header.first - sheet.top][-2:] = EXTRA
    for position in sorted(reasons):
        is_doubtful = position in shifted or any(UNITLESS in reason for reason in reasons[position])
        doubts = form.figures if is_doubtful else ()
        cells = [escaped(str(cell)) + "？" * (at in doubts) for at, cell in enumerate(sheet.cells[position])]
        lines.append([*cells, str(position + 1), "；".join(dict.fromkeys(reasons[position]))])
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return _write(folder, sheet, text.getvalue().encode("utf-8-sig"))


def _write(folder: Path, sheet: Sheet, content: bytes) -> Path:
    stem = sheet.path.stem.split(MARK)[0] + (f"-{sheet.name}" if sheet.name else "")
    stem = "".join("_" if letter in '\\/:*?"<>|' else letter for letter in stem)
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = folder / f"{stem}{MARK}{'' if number == 1 else f'-{number}'}.csv"
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
                file.write(content)
        except FileExistsError:
            if path.read_bytes() == content:
                return path
            number += 1
        else:
            return path
