"""Opens ZIP archives, which XLSX and ODS workbooks are too, and reads the files in one; refuses what unpacks to too much."""

from __future__ import annotations

import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

from data.errors import LoadError
from data.load.files.grid import MOST_CELLS
from data.load.files.sheet import READABLE, Sheet

MOST_UNPACKED = 512 * 2**20
MOST_FILES = 200
MOST_PARTS = 20_000  # of a workbook: sheets, pictures, settings
MOST_LISTED = 8 * 2**20  # bytes that the list of parts may take
RATIO, RATIO_FROM = 250, 16 * 2**20  # tables shrink to a fiftieth; what shrinks further was made to fill a disk

MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_WHOLE = "不完整或已损坏（可能传输或保存时中断）。请重新导出或重新复制。"
_TOO_LARGE = f"展开后过大（超过 {MOST_UNPACKED // 2**20} MB，或压缩得不像表格）。请删去空白行列，或按日期、按县拆开。"
_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError, IndexError)
_END = struct.Struct("<4s4H2LH")
_PASSED_OVER = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_ENCRYPTED = 0x1
_UTF8 = 0x800
_AT_ONCE = 2**20


def parts_of(path: Path, head: bytes) -> dict[str, ZipInfo]:
    """Return the files in an archive by name, before any of them is unpacked.

    Raises LoadError for one that is broken, has a password, or unpacks to more than `MOST_UNPACKED` or to more than
    `RATIO` times its size.
    """
    kind = _kind(head)
    try:
        _check_list(path, kind)
        with zipfile.ZipFile(path) as archive:
            parts = {_name(part): part for part in archive.infolist() if not part.is_dir()}
    except _FAULTS:
        raise LoadError(f"{kind} 文件{_WHOLE}") from None
    if any(part.flag_bits & _ENCRYPTED for part in parts.values()):
        raise LoadError(f"{kind} 文件设了密码，读不了。请去掉密码后重新提交。")
    if len(parts) > MOST_PARTS or unpacked(parts) > MOST_UNPACKED or any(map(_is_bomb, parts.values())):
        raise LoadError(f"{kind} 文件{_TOO_LARGE}")
    return parts


def unpacked(parts: Mapping[str, ZipInfo]) -> int:
    """Return how many bytes an archive unpacks to, by its own word; unpacking never gives more."""
    return sum(part.file_size for part in parts.values())


def read_archive(
    path: Path, parts: Mapping[str, ZipInfo], read: Callable[[Path], tuple[list[Sheet], int]]
) -> list[Sheet]:
    """Return the sheets of the files in a ZIP; `read` reads one and says what it unpacks to. One bad file refuses all.

    Each file is unpacked in turn into one without a name, so that nothing of it is left, whatever ends the process.
    """
    wanted = {name: part for name, part in parts.items() if not _PASSED_OVER.search(name)}
    if not wanted:
        raise LoadError(f"压缩包里没有文件。{READABLE}。")
    if len(wanted) > MOST_FILES:
        raise LoadError(f"压缩包里有 {len(wanted)} 个文件，一次最多 {MOST_FILES} 个。请分成几包。")
    sheets: list[Sheet] = []
    total = unpacked(parts)
    with zipfile.ZipFile(path) as archive:
        for name, part in wanted.items():
            try:
                found, size = _unpacked(archive, part, read)
            except LoadError as error:
                raise LoadError(f"压缩包里的“{name}”：{error}") from None
            total += size
            inner = PurePosixPath(name)
            folder = "" if str(inner.parent) == "." else str(inner.parent)
            sheets += [
                replace(sheet, path=path.with_name(inner.name), archive=path.name, folder=folder) for sheet in found
            ]
            if total > MOST_UNPACKED or sum(sheet.cells.size for sheet in sheets) > MOST_CELLS:
                raise LoadError("压缩包里的表格合起来太大。请分成几包，或按日期、按县拆开。")
    return sheets


def _unpacked(
    archive: zipfile.ZipFile, part: ZipInfo, read: Callable[[Path], tuple[list[Sheet], int]]
) -> tuple[list[Sheet], int]:
    with tempfile.TemporaryFile() as file:
        try:
            for chunk in _chunks(archive, part):
                file.write(chunk)
        except NotImplementedError:
            raise LoadError("压缩的方法读不了。请用普通的 ZIP 方法重新压缩。") from None
        except _FAULTS:
            raise LoadError(_WHOLE) from None
        file.flush()
        return read(Path(f"/proc/self/fd/{file.fileno()}"))


def _chunks(archive: zipfile.ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as source:
        while chunk := source.read(_AT_ONCE):
            yield chunk


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > RATIO * part.compress_size


def _kind(head: bytes) -> str:
    """Return what an archive is, by its first part: also one that is cut off and has no list of parts."""
    if b"opendocument.spreadsheet" in head[:200]:
        return "ODS"
    return "XLSX" if b"[Content_Types].xml" in head or b"xl/" in head[:4096] else "ZIP"


def _check_list(path: Path, kind: str) -> None:
    """Raise LoadError where the list of parts alone would fill the memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END.size - 0xFFFF))
        tail = file.read()
    at = tail.rfind(MARKS[1])
    if at >= 0 and len(tail) - at >= _END.size and _END.unpack_from(tail, at)[5] > MOST_LISTED:
        raise LoadError(f"{kind} 文件{_TOO_LARGE}")


def _name(part: ZipInfo) -> str:
    """Return what a file in an archive is called, as its sender's computer wrote it: in UTF-8 or in GB18030."""
    name = part.filename
    if not part.flag_bits & _UTF8 and not name.isascii():
        written = name.encode("cp437")
        try:
            name = written.decode("utf-8")
        except UnicodeDecodeError:
            name = written.decode("gb18030", "replace")
    steps = [step for step in name.replace("\\", "/").split("/") if step not in {"", ".", ".."}]
    return "".join(letter for letter in "/".join(steps) if letter.isprintable())[-200:]
