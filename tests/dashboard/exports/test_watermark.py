"""Every page, slide and sheet of a file says by whose account and in which minute it was made, unless the setting is off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from callbacks.cockpit import Cockpit, Watermark
from callbacks.documents import document_of, panel_document_of
from dashboard.exports.docx.letter import docx_file
from dashboard.exports.docx.watermark import watermarks
from dashboard.exports.formats import FORMATS, Paper
from dashboard.exports.pdf.check import packed, pages
from dashboard.exports.pdf.print import pdf_file
from dashboard.exports.pictures.picture import framed
from dashboard.exports.pptx.slides import pptx_file
from dashboard.exports.xlsx.workbook import xlsx_file
from data.clock import SHANGHAI
from data.errors import DataError
from data.periods import Period
from data.viewer import Viewer
from layouts.pages.document import Document
from layouts.view import View

WHO = Viewer("wang&wu", "330900", post="值班长")
AT = datetime(2026, 11, 23, 9, 5, 59, tzinfo=SHANGHAI)
MARK = "wang&wu · 值班长 · 2026-11-23 09:05"
VIEW = View(page="education", region="330900", period=Period.parse("2026-W47"))
Made = Callable[[Watermark], Document]
Makers = dict[str, Callable[[Document], bytes]]
FILES: Makers = {
    "pptx": pptx_file,
    "docx": docx_file,
    "xlsx": xlsx_file,
    "pdf": lambda document: pdf_file(document, "a4"),
}


@pytest.fixture(scope="module")
def made(cockpit: Cockpit) -> Made:
    """Return the document of a page under a setting; each is made once."""

    @cache
    def of(setting: Watermark) -> Document:
        own = replace(cockpit, watermark=setting)
        return document_of(own, WHO, VIEW, program="测试版", at=AT)

    return of


@pytest.fixture(scope="module")
def marked(made: Made) -> Document:
    """The document as files of the default setting are made of it."""
    return made(Watermark.EXPORTS)


def test_the_mark_is_account_post_and_minute(marked: Document) -> None:
    """Seconds are left out: who, in which office, and when is what finds a leak."""
    assert marked.watermark == MARK


def test_an_account_without_a_post_is_named_alone(cockpit: Cockpit) -> None:
    """There is no gap for a post that is not there."""
    document = document_of(cockpit, replace(WHO, post=""), VIEW, program="测试版", at=AT)

    assert document.watermark == "wang&wu · 2026-11-23 09:05"


def test_every_slide_has_it(marked: Document) -> None:
    """On the cover too."""
    slides = list(Presentation(BytesIO(pptx_file(marked))).slides)

    assert len(slides) > 1
    for slide in slides:
        assert [MARK in shape.text_frame.text for shape in slide.shapes if shape.name == "watermark"] == [True]


def test_it_is_under_all_that_is_written_on_a_slide(marked: Document) -> None:
    """Cards are below it, figures, charts and tables above, so that it covers none."""
    for slide in list(Presentation(BytesIO(pptx_file(marked))).slides)[1:]:
        names = [shape.name for shape in slide.shapes]

        assert set(names[: names.index("watermark")]) == {"card"}
        assert "card" not in names[names.index("watermark") :]


def test_every_page_of_a_letter_has_it(marked: Document) -> None:
    """It is in the headers of odd and of even pages, behind the text."""
    letter = docx.Document(BytesIO(docx_file(marked)))

    found = dict(watermarks(letter))

    assert len(found) == 2
    assert all(MARK in text for text in found.values())


def test_every_sheet_has_it(marked: Document) -> None:
    """In the header of what is printed, an & in an account as one, and behind the cells of what is on a screen."""
    content = xlsx_file(marked)

    book = load_workbook(BytesIO(content))
    with ZipFile(BytesIO(content)) as parts:
        sheets = [parts.read(f"xl/worksheets/sheet{at}.xml") for at in range(1, len(book.worksheets) + 1)]

    assert all(sheet.oddHeader.left.text == MARK.replace("&", "&&") for sheet in book.worksheets)
    assert all(b"<picture " in sheet for sheet in sheets)


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_every_page_of_a_print_has_it(marked: Document, size: str) -> None:
    """Whatever the paper."""
    content = FORMATS["pdf"].make(marked, Paper(size))

    assert all(packed(MARK) in packed(page) for page in pages(content))


def test_a_picture_of_a_panel_has_it_at_its_edge_and_keeps_its_size(cockpit: Cockpit) -> None:
    """It is one small line at the lower edge, so that no slanted text is over the figures."""
    document = panel_document_of(cockpit, WHO, VIEW, "ranking", program="测试版", at=AT)
    drawn = document.leaves[0].drawn[0]

    marked, plain = framed(drawn, document.context, document.watermark), framed(drawn, document.context)

    assert MARK in marked.words
    assert (marked.width, marked.height) == (plain.width, plain.height)


@pytest.mark.parametrize("suffix", FILES)
def test_with_the_setting_off_no_file_has_it(made: Made, suffix: str) -> None:
    """Neither text nor an empty shape is left behind."""
    content = FILES[suffix](made(Watermark.OFF))

    if suffix == "pdf":
        assert "wang&wu" not in "".join(pages(content))
    else:
        with ZipFile(BytesIO(content)) as parts:
            assert not [name for name in parts.namelist() if b"watermark" in parts.read(name).lower()]
            assert not [name for name in parts.namelist() if b"wang&amp;wu \xc2\xb7" in parts.read(name)]


@pytest.mark.parametrize("suffix", FILES)
def test_a_file_without_its_mark_is_not_given_out(
    marked: Document, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is read back; what lacks the watermark is refused with the place where it is missing."""
    lost = {
        "pptx": ("dashboard.exports.pptx.slides.draw_watermark", lambda pen, text: None),
        "docx": ("dashboard.exports.docx.letter.set_watermark", lambda letter, text: None),
        "xlsx": ("dashboard.exports.xlsx.workbook.set_watermark", lambda sheet, text, picture: None),
        "pdf": (
            "dashboard.exports.pdf.print._watermark",
            lambda text: {"text": "", "size": 1, "width": 1, "colour": ""},
        ),
    }
    monkeypatch.setattr(*lost[suffix])

    with pytest.raises(DataError, match="没有水印"):
        FILES[suffix](marked)


@pytest.mark.parametrize("suffix", FILES)
def test_the_longest_account_and_post_fit(marked: Document, suffix: str) -> None:
    """Forty signs each: the mark is written smaller, and nothing of it is cut off."""
    longest = f"{'m' * 40} · {'社区矫正管理局指挥中心' * 3}值班负责人员一二 · 2026-11-23 09:05"

    assert FILES[suffix](replace(marked, watermark=longest))


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf", "pptx"])
def test_the_same_document_gives_the_same_mark(marked: Document, suffix: str) -> None:
    """Nothing in the watermark depends on when or where a file is made again."""
    names = {
        "docx": "word/header1.xml",
        "xlsx": "xl/media/image1.png",
        "pptx": "ppt/slides/slide2.xml",
    }
    first, second = FILES[suffix](marked), FILES[suffix](marked)

    if suffix == "pdf":
        assert list(pages(first)) == list(pages(second))
    else:
        with ZipFile(BytesIO(first)) as one, ZipFile(BytesIO(second)) as other:
            assert one.read(names[suffix]) == other.read(names[suffix])
