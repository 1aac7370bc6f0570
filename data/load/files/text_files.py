"""Reads a CSV: finds its encoding and delimiter, and says where it is damaged."""

from __future__ import annotations

import codecs
import csv
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np

from data.errors import LoadError
from data.load.files.grid import grid
from data.load.files.sheet import READABLE, Sheet

_DELIMITERS = (",", "\t", ";", "|")
_NO_DELIMITERS = {  # patterns of what people also put between cells
    "，": "全角逗号“，”",
    "；": "全角分号“；”",
    "、": "顿号“、”",
    "｜": "全角竖线“｜”",
    "\u3000+": "全角空格",
    " +": "空格",
    r"\^": "“^”",
    "~": "“~”",
    "#": "“#”",
    "\x01": "不可见的控制字符",
}
_AT_ONCE = 2**20
_SAMPLE = 200_000
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_FEW = 8  # too few double bytes do not show their encoding
_USUAL = 0.7  # of the characters in a Chinese text of GB18030 nearly all are in its first table


def read_text(path: Path, head: bytes) -> Sheet:
    """Return the table in a text file; raises LoadError with the reason."""
    encoding = _encoding(path, head)
    try:
        return _table(path, encoding, is_strict=True)
    except csv.Error as error:
        if "end of data" in str(error):
            raise LoadError("有一个引号没有配对，其后的各行都读不出来。请补上或删去这个引号，或重新导出。") from None
    try:
        return _table(path, encoding, is_strict=False)
    except csv.Error as error:
        raise LoadError(f"CSV 结构有误（{error}）。请重新导出。") from None


def _table(path: Path, encoding: str, *, is_strict: bool) -> Sheet:
    lengths = array("i")
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.read(_SAMPLE))
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=is_strict)
        cells = grid(_measured(reader, delimiter, lengths))
    if not any(text.strip() for text in cells.texts()):
        raise LoadError("文件里没有内容。请重新导出。")
    return Sheet(path, None, cells, lengths=np.array(lengths[: len(cells)], dtype=np.int32))


def _measured(rows: Iterator[Sequence[str]], delimiter: str, lengths: array[int]) -> Iterator[Sequence[str]]:
    """Yield rows and note how many cells each has; a quotation mark must not have swallowed the rows below it."""
    for number, row in enumerate(rows, start=1):
        for text in row:
            if "\n" in text and any(line.count(delimiter) > 1 for line in text.splitlines()[1:]):
                raise LoadError(f"第 {number} 行的一对引号里夹着后面的行。请核对这一行的引号，或重新导出。")
        lengths.append(len(row))
        yield row


def _delimiter(text: str) -> str:
    """Return what separates the cells; raises LoadError naming a sign that nothing else separates them by: ，"""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    _refuse_others(lines)
    counts = {mark: median(line.count(mark) for line in lines) if lines else 0 for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: counts[mark])
    return best if counts[best] else max(_DELIMITERS, key=text.count)


def _refuse_others(lines: Sequence[str]) -> None:
    """Raise LoadError where most lines have as many of a sign that is no delimiter, and no line has a delimiter as often."""
    for mark, name in _NO_DELIMITERS.items():
        counts = Counter(len(re.findall(mark, line.strip())) for line in lines)
        count, times = max(counts.items(), key=lambda each: each[::-1])
        if (
            count
            and times > 1
            and 2 * times > len(lines)
            and not any(
                max(map(line.count, _DELIMITERS)) for line in lines if len(re.findall(mark, line.strip())) == count
            )
        ):
            raise LoadError(
                f"各列之间用的是{name}，分不出列。请用表格软件打开后另存为 XLSX，或把它换成英文逗号或制表符，另存为 CSV（UTF-8）。"
            )


def _encoding(path: Path, head: bytes) -> str:
    """Return how a text is encoded; raises LoadError naming the encoding, or the line with the broken byte."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise LoadError("文字是 UTF-32 编码。请另存为 UTF-8 编码的 CSV。")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _if_whole(path, "utf-16")
    if b"\0" in head:
        return _if_whole(path, _unmarked_utf16(head))
    at = _first_fault(path, "utf-8")
    if at is None:
        return "utf-8-sig"
    with path.open("rb") as file:
        file.seek(max(0, at - _SAMPLE))
        sample = file.read(2 * _SAMPLE)
    if at > _SAMPLE:
        sample = sample[sample.find(b"\n") + 1 :]
    if _is_mostly_utf8(sample):
        raise _broken(path, "UTF-8", at)
    return _old_chinese(path, sample)


def _old_chinese(path: Path, sample: bytes) -> str:
    """Return "gb18030" for a text that is; raises LoadError for other encodings."""
    if _is_usual_gb(sample):
        return _if_whole(path, "gb18030")
    if _decodes(sample, "cp950"):
        raise LoadError("文字是繁体中文 Big5 编码。请另存为 UTF-8 编码的 CSV 或 XLSX。")
    raise LoadError(f"这不是文本表格，或文字编码认不出来。{READABLE}。")


def _if_whole(path: Path, encoding: str) -> str:
    at = _first_fault(path, encoding)
    if at is not None:
        raise _broken(path, encoding.upper(), at)
    return encoding


def _broken(path: Path, encoding: str, at: int) -> LoadError:
    with path.open("rb") as file:
        line = file.read(at).count(b"\n") + 1
    return LoadError(
        f"文字是 {encoding} 编码，但第 {line} 行有损坏的字节（多半在传输或拼接时损坏）。请重新导出或重新复制。"
    )


def _unmarked_utf16(head: bytes) -> str:
    """Return which way round a UTF-16 text without a mark is, by where its zero bytes are; raises LoadError for others."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) < max(4, len(head) / 20):
        raise LoadError(f"这不是文本表格，或文字编码认不出来。{READABLE}。")
    return "utf-16-be" if even > odd else "utf-16-le"


def _first_fault(path: Path, encoding: str) -> int | None:
    """Return where a text stops being what its encoding allows, in bytes; None when it never does."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = pending = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_AT_ONCE)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            if "\0" in text:
                return done
            if not chunk:
                return None
            done += len(chunk)
            pending = len(decoder.getstate()[0])


def _is_mostly_utf8(sample: bytes) -> bool:
    """Say whether most characters beyond ASCII are UTF-8, so that what is not is damage."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(letter > "\u0100" for letter in text) - broken > 3 * broken


def _is_usual_gb(sample: bytes) -> bool:
    """Say whether the double bytes of a text are mostly the usual characters of GB18030; those of Big5 are not."""
    pairs = _PAIR.findall(sample)
    usual = sum(pair[1] >= 0xA1 and (0xB0 <= pair[0] <= 0xF7 or 0xA1 <= pair[0] <= 0xA3) for pair in pairs)
    return usual >= _USUAL * len(pairs) or len(pairs) < _FEW


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample[: sample.rfind(b"\n") + 1 or None].decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
