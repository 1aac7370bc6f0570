"""Reads CSV, XLSX and Parquet files into sheets of text, whatever they are called; says plainly what else a file is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import LoadError
from data.load.cells import Texts
from data.load.sheet import READABLE, Sheet

MOST_BYTES = 256 * 2**20
_DELIMITERS = (",", "\t", ";", "|")
_OTHERS = (
    (b"%PDF", " PDF 文档"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"Rar!", "压缩包（RAR）"),
    (b"7z\xbc\xaf", "压缩包（7z）"),
    (b"\x1f\x8b", "压缩包（GZ）"),
    (b"{\\rtf", " RTF 文档"),
)


def read_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a file that hold anything; raises LoadError with what the file is and what to do."""
    head = _head(path)
    if not head.strip():
        raise LoadError("文件是空的。请重新导出。")
    if head.startswith(b"PK"):
        from data.load.workbooks import read_workbook  # noqa: PLC0415 - a heavy library that other files do not need

        return read_workbook(path)
    if head.startswith(b"PAR1"):
        return [_read_parquet(path)]
    _refuse_others(path, head)
    return [Sheet(path, None, _read_text(path))]


def grid(rows: Sequence[Sequence[str]]) -> Texts:
    """Return rows of unlike length as one rectangle of text, without the empty rows and columns at its end."""
    width = max((len(row) for row in rows), default=0)
    cells = np.array([[*row, *[""] * (width - len(row))] for row in rows], dtype=object).reshape(len(rows), width)
    filled = cells != ""
    if not filled.any():
        return cells[:0, :0]
    return cells[: np.flatnonzero(filled.any(axis=1))[-1] + 1, : np.flatnonzero(filled.any(axis=0))[-1] + 1]


def _head(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LoadError(f"文件超过 {MOST_BYTES // 2**20} MB。请按日期或按县拆开。")
        with path.open("rb") as file:
            return file.read(65536)
    except FileNotFoundError:
        raise LoadError("找不到这个文件。请核对路径。") from None
    except IsADirectoryError:
        raise LoadError("这是文件夹。请给出其中的文件，例如 文件夹/*.csv。") from None
    except PermissionError:
        raise LoadError("没有读这个文件的权限。") from None
    except OSError as error:
        raise LoadError(f"读不出这个文件：{error.strerror}。") from None


def _refuse_others(path: Path, head: bytes) -> None:
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise LoadError(f"这是{what}，不是数据表。{READABLE}。")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise LoadError("表格设了打开密码。请去掉密码后另存为 XLSX。")
        raise LoadError(f"这是旧版 Office 文件（{path.suffix or '无扩展名'}），不能读取。请打开后另存为 XLSX。")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise LoadError("这是网页（有的系统导出的 .xls 其实是网页）。请用表格软件打开后另存为 XLSX。")


def _read_text(path: Path) -> Texts:
    text = _decoded(path.read_bytes())
    cells = grid(_records(text))
    if not cells.size or not any(str(cell).strip() for cell in cells.flat):
        raise LoadError("文件里没有内容。请重新导出。")
    return cells


def _records(text: str) -> list[list[str]]:
    """Return the records of a CSV; a quotation mark that never ends would swallow the rows below it."""
    delimiter = _delimiter(text)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise LoadError("有一个引号没有配对，其后的各行都读不出来。请补上或删去这个引号，或重新导出。") from None
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise LoadError(f"CSV 结构有误（{error}）。请重新导出。") from None


def _decoded(raw: bytes) -> str:
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise LoadError(f"这不是文本表格，或文字编码认不出来。{READABLE}。")


def _delimiter(text: str) -> str:
    lines = [line for line in text[:200_000].splitlines()[:50] if line.strip()]
    counts = {mark: median(line.count(mark) for line in lines) if lines else 0 for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: counts[mark])
    return best if counts[best] else max(_DELIMITERS, key=text.count)


def _read_parquet(path: Path) -> Sheet:
    try:
        table = pq.read_table(path)
        columns = [_texts(column) for column in table.columns]
    except (pa.ArrowException, OSError, ValueError):
        raise LoadError("Parquet 文件不完整或已损坏，或含有嵌套的列。请重新导出。") from None
    if not columns:
        raise LoadError("文件里没有内容。请重新导出。")
    return Sheet(path, None, np.vstack([np.array(table.column_names, dtype=object), np.column_stack(columns)]))


def _texts(column: pa.ChunkedArray) -> Texts:
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
