"""The watermark of a workbook: in the header of what is printed, and behind the cells of what is on a screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from io import BytesIO
from zipfile import ZipFile

from xlsxwriter.worksheet import Worksheet

from dashboard.exports.pictures.ink import CJK, MARK
from dashboard.exports.pictures.picture import fonts
from data.errors import DataError

FACE = '&L&"Microsoft YaHei,Regular"&9&K8A9490'  # left, small, grey; what begins with a digit may follow the colour
HEADER = re.compile(r"<oddHeader>(.*?)</oddHeader>", re.DOTALL)
PPI = 96
TILE = b"""#let it = json(bytes(sys.inputs.mark))
#set page(width: auto, height: auto, margin: (x: 26pt, y: 34pt), fill: white)
#set text(font: it.fonts, size: 14pt, weight: "bold", fill: rgb(it.colour))
#rotate(-20deg, reflow: true, it.text)"""


def tile(text: str) -> bytes:
    """Return the picture that is repeated behind the cells, empty where the machine has no Chinese font to draw it."""
    from typst import Compiler  # noqa: PLC0415 - a heavy library that only an export needs

    try:
        found = fonts()
    except DataError:  # a workbook needs no font: the header has the watermark all the same
        return b""
    known = [name for name in CJK if name in found.families()]
    written = {"mark": json.dumps({"text": text, "fonts": known, "colour": MARK}, ensure_ascii=False)}
    made = Compiler(TILE, font_paths=found, ignore_system_fonts=True).compile(format="png", ppi=PPI, sys_inputs=written)
    return made if isinstance(made, bytes) else b""


def set_watermark(sheet: Worksheet, text: str, picture: bytes) -> None:
    """Give a sheet its watermark; no cell is touched."""
    sheet.set_header(FACE + text.replace("&", "&&"))
    if picture:
        sheet.set_background(BytesIO(picture))


def watermarks(content: bytes, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sheets of a workbook, each with what is in its header after the watermark's look."""
    with ZipFile(BytesIO(content)) as parts:
        for at, name in enumerate(names, 1):
            found = HEADER.search(parts.read(f"xl/worksheets/sheet{at}.xml").decode())
            header = unescape(found[1]) if found else ""
            yield f"工作簿“{name}”表", header.removeprefix(FACE).replace("&&", "&")
