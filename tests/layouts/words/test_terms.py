"""名词解释: words that explain themselves, and the list of all of them."""

from __future__ import annotations

from data.readings import Readings
from layouts.pages.dictionary import entries as dictionary
from layouts.words.language import load_language
from layouts.words.terms import glossary, marked
from tests.layouts.fabricate import context

ZH = load_language("zh")


def test_a_term_carries_its_meaning() -> None:
    """A word that needs an explanation has it for anyone who points at it, touches it or reaches it by keyboard."""
    said = marked("定期报告完成率 94.2%，基数小", ZH)

    assert '<span class="term" tabindex="0" title="比率的分母不足 100' in said
    assert said.startswith("定期报告完成率 94.2%，")


def test_a_numbered_term_is_found_with_any_number() -> None:
    """数据第 3 版 is marked whole, and the dictionary lists it as 数据第 N 版, not as a piece of it."""
    assert '">数据第 3 版</span>' in marked("13 / 13 所已上报 · 数据第 3 版", ZH)
    assert all(not name.endswith("第") for term in glossary("zh") for name in term.names)


def test_other_text_stays_as_it_is() -> None:
    """Text without a term is only made safe."""
    assert marked("<b>3 & 4</b>", ZH) == "&lt;b&gt;3 &amp; 4&lt;/b&gt;"


def test_the_longer_term_comes_first() -> None:
    """What contains another term is not cut in two."""
    assert str(marked("低于此前平均", ZH)).count('class="term"') == 1


def test_no_word_has_two_meanings() -> None:
    """Each form of a term belongs to one entry."""
    for tongue in ("zh", "en"):
        names = [name for term in glossary(tongue) for name in term.names]
        assert len(names) == len(set(names))


def test_both_languages_explain_the_same_terms() -> None:
    """The glossary is complete in both languages."""
    assert [term.key for term in glossary("zh")] == [term.key for term in glossary("en")]


def test_the_dictionary_begins_with_the_terms() -> None:
    """Every term is in the dictionary, before the metrics."""
    entries = dictionary.dictionary(()).draw(Readings({}), context())

    key, heading, listed = entries.groups[0]  # type: ignore[union-attr]
    assert (key, heading) == ("terms", "名词解释")
    assert [entry.name.split("、")[0] for entry in listed] == [term.names[0] for term in glossary("zh")]
