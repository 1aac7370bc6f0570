"""Time left counted on in the browser, in the words that the server gives it."""

from __future__ import annotations

from html import escape

import pytest
from playwright.sync_api import Browser, expect

from layouts.words.language import load_language
from layouts.words.moments import left_words
from tests.layouts.fabricate import ROOT

HOUR = 60


@pytest.mark.parametrize(
    ("tongue", "minutes", "text"),
    [("en", HOUR, "1 hour left"), ("en", 2 * HOUR, "2 hours left"), ("en", -1, "1 minute late"), ("zh", HOUR, "还有 1 小时")],
)  # fmt: skip
def test_a_word_goes_by_its_number(browser: Browser, tongue: str, minutes: int, text: str) -> None:
    """One hour, two hours; Chinese has one word for both."""
    page = browser.new_page()
    words = escape(left_words(load_language(tongue)))
    page.set_content(f'<p data-left-words="{words}"><b></b></p>')
    page.evaluate(
        "minutes => { document.querySelector('b').dataset.due = Date.now() + minutes * 60000 + 30000; }",
        minutes,
    )
    page.add_script_tag(path=str(ROOT / "assets" / "countdown.js"))

    expect(page.locator("b")).to_have_text(text)
    page.close()
