"""The handbook agrees with the product: the words it quotes, the meeting's pages, the files and commands it names."""

from __future__ import annotations

import re

import pytest

from dashboard.settings import CHECKOUT
from dashboard.web.handbook import SOURCE
from layouts.words.language import load_language

TEXT = SOURCE.read_text("utf-8")
ZH = load_language("zh")
PARTS = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n)*)", TEXT, re.MULTILINE))
SHOWN = "浙江省 › 杭州市 › 滨江区"  # places, not words of the screens
TYPED = "搜索"  # the part whose quotations are what a reader types
QUOTED = sorted(
    {
        piece.strip()
        for part, text in PARTS.items()
        if part != TYPED
        for quotation in re.findall("“([^”]+)”", text)
        for piece in quotation.split("……")
        if piece.strip() and quotation != SHOWN
    }
)


@pytest.fixture(scope="module")
def said() -> re.Pattern[str]:
    """Return what finds a message with anything filled in; one that has less than two words of its own would find all."""
    telling = [text for text in ZH.messages.values() if len(re.findall("[一-鿿]", re.sub(r"{\w+}", "", text))) > 1]
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(text)) for text in telling))


@pytest.mark.parametrize("words", QUOTED)
def test_what_it_quotes_is_what_the_screens_say(words: str, said: re.Pattern[str]) -> None:
    """A button or word is named as it is written on the screen."""
    assert any(words in text for text in ZH.messages.values()) or said.fullmatch(words)


def test_it_names_the_meeting_s_pages() -> None:
    """All of them in their order."""
    prefix = "review.agenda."
    pages = [text for key, text in ZH.messages.items() if key.startswith(prefix)]

    assert "、".join(pages) in PARTS["周例会"]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:data|assets)/[\w./]+)`", TEXT))))
def test_the_files_it_names_are_there(path: str) -> None:
    """Where it says that something may be changed there is a file."""
    assert (CHECKOUT / path).exists()
