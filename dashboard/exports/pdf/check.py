"""Checks a print before it is delivered: its text, read back from the PDF, is compared with the document."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from dashboard.exports.pictures.block import Plate, plates
from dashboard.exports.pictures.check import (
    Place,
    check_figures,
    check_pictures,
    check_watermark,
    places,
    refusal,
    written,
)
from dashboard.exports.pictures.ink import Picture, clean
from layouts.charts.drawn import plain
from layouts.pages.document import Document

FULL = 504.0  # points
BROKEN = "\ufffe"  # what pdfium returns for a hyphen at the end of a line
PICTURES = "\U0001f000"  # where the emoji begin
BREAK = 600  # signs at most between two rows of a table: foot, heads, and the heading once more


def check(content: bytes, document: Document, printed: Sequence[Sequence[Sequence[Plate]]]) -> None:
    """Raise DataError naming page, panel and figure where a PDF does not say, in order, all that its document does.

    `printed` are the pictures of each panel of each leaf.
    """
    check_figures(document)
    mark, sheets = packed(document.watermark), [packed(page) for page in pages(content)]
    check_watermark(mark, ((f"第 {at} 页", sheet) for at, sheet in enumerate(sheets, 1)))
    text, at = "".join(sheet.replace(mark, "") if mark else sheet for sheet in sheets), 0
    for leaf, drawings in zip(document.leaves, printed, strict=True):
        for line in (leaf.title, *plain(leaf.said)):
            at = _line(text, line, at, leaf.title, leaf.title)
        for drawn, made in zip(leaf.drawn, drawings, strict=True):
            at = _line(text, drawn.title, at, leaf.title, drawn.title)
            if len(made) != len(plates(drawn.drawing, document.context, FULL)):
                raise refusal(leaf.title, drawn.title, "图少了")
            _check_pictures(text, [plate.picture for plate in made], leaf.title, drawn.title)
            for place in places(leaf, drawn, document.context.words):
                at = _table(text, place, at)


def _line(text: str, line: str, at: int, leaf: str, panel: str) -> int:
    """Return where in the text a line ends that must come after `at`."""
    sought = packed(clean(line))
    found = text.find(sought, at)
    if found < 0:
        raise refusal(leaf, panel, f"“{line}”没有印出来")
    return found + len(sought)


def _check_pictures(text: str, pictures: Sequence[Picture], leaf: str, panel: str) -> None:
    check_pictures(pictures, leaf, panel)
    for picture in pictures:
        if missing := [word for word in picture.words if packed(word) not in text]:
            raise refusal(leaf, panel, f"图里的“{missing[0]}”没有印出来")


def _table(text: str, place: Place, at: int) -> int:
    """Return where a table ends; each row must be in one piece, not far from the one before."""
    for down, row in enumerate(place.table.rows):
        cells = [packed(cell) for cell in written(row)]
        sought = "".join(cells)
        found = text.find(sought, at) if down == 0 else text.find(sought, at, at + len(sought) + BREAK)
        if found < 0:
            near = text[at : at + len(sought)]
            lost = next((cell for cell in cells if cell not in text[at : at + len(sought) + BREAK]), sought)
            raise place.wrong(row[0].text.strip(), lost, near)
        at = found + len(sought)
    return at


def pages(content: bytes) -> Iterator[str]:
    """Yield the text of each page of a PDF."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - a heavy library that only an export needs

    file = PdfDocument(content)
    for page in file:
        yield page.get_textpage().get_text_range().replace(BROKEN, "-")
    file.close()


def packed(text: str) -> str:
    """Return a text as it can be found again on any line: without spaces, in compatible signs.

    Signs that fonts need not have, private ones and pictures, are left out, as a print may show a box in their place.
    """
    signs = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in signs if not sign.isspace() and not _is_rare(sign))


def _is_rare(sign: str) -> bool:
    return unicodedata.category(sign) in {"Co", "Cc"} or (sign >= PICTURES and unicodedata.category(sign) == "So")
