"""Every kind of file is made of a document, page by page."""

from __future__ import annotations

import pytest

from dashboard.exports.formats import FORMATS, Paper, format_named, made, paper_named
from dashboard.exports.making import Step, file_of, file_stem
from data.errors import DataError
from tests.dashboard.exports.conftest import Documents

BEGINS = {"pptx": b"PK", "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "csv": "\ufeff指标代码".encode(), "json": b"{"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_meeting_is_made_page_by_page(document: Documents, suffix: str) -> None:
    """The file is what its suffix says, and the pages are counted up to the last while it is made."""
    steps: list[Step] = []

    content = file_of(document("review"), FORMATS[suffix], Paper.A4, steps.append)

    assert content.startswith(BEGINS[suffix])
    pages = steps[0].pages
    assert pages > 5
    assert [step.page for step in steps] == (list(range(pages + 1)) if suffix != "csv" else [0])


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_is_not_delivered(document: Documents, suffix: str) -> None:
    """A week without a single figure is no file but words."""
    with pytest.raises(DataError, match="没有数据"):
        made(document(period="2019-W05"), FORMATS[suffix], Paper.A4)


def test_pages_without_readings_are_delivered(document: Documents) -> None:
    """The dictionary has no readings and is a file all the same."""
    assert made(document("dictionary"), FORMATS["xlsx"], Paper.A4).startswith(b"PK")


def test_names_say_what_a_file_is(document: Documents) -> None:
    """Region, page, period and data version."""
    given = document("supervision", "330902")

    assert file_stem(given) == f"定海区-监管-2026-W47-v{given.context.version}"


@pytest.mark.parametrize("suffix", ["pptx", ".PPTX"])
def test_formats_are_found_by_their_suffix(suffix: str) -> None:
    """With or without the point, in any letters."""
    assert format_named(suffix).suffix == "pptx"


def test_paper_is_a4_unless_it_is_named() -> None:
    """A3 in any letters."""
    assert (paper_named(""), paper_named("A3")) == (Paper.A4, Paper.A3)
