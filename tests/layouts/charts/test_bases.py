"""The base of a figure in words."""

from __future__ import annotations

from layouts.charts.bases import base_words, deviation_words
from layouts.charts.kinds import RankedBar, RankedInterval
from layouts.words.language import load_language

WORDS = load_language("zh")


def test_a_small_base_is_called_small() -> None:
    """A large base is a number alone; a note follows the number."""
    assert base_words(RankedInterval("甲", 98, "98", base=7620), WORDS) == "7\u2009620"
    assert base_words(RankedInterval("甲", 98, "98", base=62, has_small_base=True), WORDS) == "62 基数小"
    assert base_words(RankedBar("甲", 98, "98", base=62, note="不排名"), WORDS) == "62 不排名"
    assert base_words(RankedBar("甲", 98, "98"), WORDS) == ""


def test_a_deviation_has_its_sign() -> None:
    """In the decimals of its chart; without a figure there is none."""
    assert deviation_words(RankedBar("甲", 98, "98", deviation=0.5), 1, WORDS) == "+0.5"
    assert deviation_words(RankedBar("甲", None, "—"), 1, WORDS) == ""
