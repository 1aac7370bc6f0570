"""Reads files of tables into sheets of text, by content, not by name; names the kind of any other file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.errors import LoadError
from data.load.files.archives import MARKS, parts_of, read_archive, unpacked
from data.load.files.grid import check_size, of_columns
from data.load.files.sheet import READABLE, Sheet
from data.load.files.text_files import read_text

MOST_BYTES = 190 * 2**20
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
COMPOUND = b"\xd0\xcf\x11\xe0"
_OTHER_DOCUMENTS = {
    "xl/workbook.bin": " XLSB 工作簿，不能读取。请打开后另存为 XLSX。",
    "Index/Document.iwa": " Numbers 表格，不能读取。请导出为 XLSX。",
    "word/document.xml": f" Word 文档，不是工作簿。{READABLE}。",
    "ppt/presentation.xml": f" PPT 文稿，不是工作簿。{READABLE}。",
    "Content.xml": f" OFD 文档，不是工作簿。{READABLE}。",
}
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
    """Return the sheets of a file that hold anything; raises LoadError with what the file is and what to do.

    Read are CSV, XLSX, XLS, ODS and Parquet, and a ZIP of these, whose sheets name the file inside it.
    """
    head = _head(path)
    if head.startswith(MARKS):
        parts = parts_of(path, head)
        if not _is_document(parts):
            return read_archive(path, parts, _read_inner)
        return _read_document(path, parts)
    return _read_single(path, head)


def _read_inner(path: Path) -> tuple[list[Sheet], int]:
    """Return the sheets of a file in a ZIP, and how many bytes it unpacks to in its turn."""
    head = _head(path)
    if not head.startswith(MARKS):
        return _read_single(path, head), 0
    parts = parts_of(path, head)
    if not _is_document(parts):
        raise LoadError("压缩包里还有压缩包，不逐层打开。请先解开，把表格直接放在一个包里。")
    return _read_document(path, parts), unpacked(parts)


def _is_document(parts: Mapping[str, ZipInfo]) -> bool:
    """Say whether an archive is one document, and not a ZIP of files."""
    return any(name in parts for name in ("[Content_Types].xml", "META-INF/manifest.xml", *_OTHER_DOCUMENTS))


def _read_document(path: Path, parts: Mapping[str, ZipInfo]) -> list[Sheet]:
    """Read a workbook that is an archive; its library is heavy, and other files do not need it."""
    if "xl/workbook.xml" in parts:
        from data.load.files.workbooks import read_workbook  # noqa: PLC0415

        return read_workbook(path, parts)
    if "content.xml" in parts or "encrypted-package" in parts:
        from data.load.files.open_documents import read_open_document  # noqa: PLC0415

        return read_open_document(path, parts)
    what = next((what for name, what in _OTHER_DOCUMENTS.items() if name in parts), f"文档，不是工作簿。{READABLE}。")
    raise LoadError(f"这是{what}")


def _read_single(path: Path, head: bytes) -> list[Sheet]:
    if not head.strip():
        raise LoadError("文件是空的。请重新导出。")
    if head.startswith(b"PAR1"):
        return [_read_parquet(path)]
    if head.startswith(COMPOUND):
        from data.load.files.old_workbooks import read_old_workbook  # noqa: PLC0415

        return read_old_workbook(path)
    _refuse_others(head)
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


def _refuse_others(head: bytes) -> None:
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise LoadError(f"这是{what}，不是数据表。{READABLE}。")
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
