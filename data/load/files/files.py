"""Reads CSV, XLSX and Parquet files into sheets of text, by content, not by name; names the kind of any other file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.errors import LoadError
from data.load.files.grid import check_size, of_columns
from data.load.files.sheet import READABLE, Sheet
from data.load.files.text_files import read_text

MOST_BYTES = 256 * 2**20
_OTHERS = (
    (b"%PDF", " PDF 文档"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"Rar!", "压缩包（RAR）"),
    (b"7z\xbc\xaf", "压缩包（7z）"),
    (b"\x1f\x8b", "压缩包（GZ）"),
    (b"{\\rtf", " RTF 文档"),
    (b"SQLite format 3\0", "数据库文件（SQLite）"),
)
_OLD_WORKBOOKS = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_HERE = "+08:00"
_EXACT = 2.0**53  # below it every whole number is a floating one


def read_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a file that hold anything; raises LoadError with what the file is and what to do."""
    head = _head(path)
    if not head.strip():
        raise LoadError("文件是空的。请重新导出。")
    if head.startswith(b"PK"):
        from data.load.files.workbooks import read_workbook  # noqa: PLC0415 - a heavy library that other files do not need

        return read_workbook(path)
    if head.startswith(b"PAR1"):
        return [_read_parquet(path)]
    _refuse_others(path, head)
    return [read_text(path, head)]


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
    if head.startswith(_OLD_WORKBOOKS):
        raise LoadError("这是很旧的 Excel 表格，不能读取。请打开后另存为 XLSX。")
    opening = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in opening and b"<html" not in opening:
        raise LoadError("这是“XML 表格 2003”。请用表格软件打开后另存为 XLSX。")
    if opening.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"mime-version:")):
        raise LoadError("这是网页（有的系统导出的 .xls 其实是网页）。请用表格软件打开后另存为 XLSX。")


def _read_parquet(path: Path) -> Sheet:
    try:
        with pq.ParquetFile(path) as file:
            check_size(file.metadata.num_rows, file.metadata.num_columns)
            table = file.read()
        columns = zip(table.column_names, table.columns, strict=True)
        cells = of_columns([(name, _texts(column)) for name, column in columns])
    except (pa.ArrowException, OSError, ValueError):
        raise LoadError("Parquet 文件不完整或已损坏，或含有嵌套的列。请重新导出。") from None
    if not cells.shape[1]:
        raise LoadError("文件里没有内容。请重新导出。")
    return Sheet(path, None, cells)


def _texts(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """Return a column as numbers of texts, and the texts; a moment with a time zone is the one that the clocks here show."""
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_timestamp(values.type) and values.type.tz is not None:
        values = pc.local_timestamp(values.cast(pa.timestamp(values.type.unit, _HERE)))
    if pa.types.is_floating(values.type):
        values = _whole(values)
    coded = values.cast(pa.string()).fill_null("").dictionary_encode()
    return coded.indices.to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()


def _whole(values: pa.Array) -> pa.Array:
    """Return numbers without a fraction as integers: as text 330108001.0 would lose digits to an exponent."""
    is_whole = pc.and_(pc.equal(values, pc.trunc(values)), pc.less(pc.abs(values), _EXACT))
    if pc.all(pc.or_(is_whole, pc.is_nan(values)), skip_nulls=True).as_py():
        return pc.if_else(pc.is_nan(values), None, values).cast(pa.int64(), safe=True)
    return values
