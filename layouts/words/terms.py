"""名词解释: the words that need an explanation, and how they are marked where they appear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from layouts.words.language import Language, Tongue, load_language

PREFIX = "terms."
ANY = "N"  # in a term's name: 数据第 N 版
FIGURES = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the interface, the other forms it takes, and what it means."""

    key: str
    names: tuple[str, ...]
    meaning: str


@cache
def glossary(tongue: Tongue) -> tuple[Term, ...]:
    """Return the terms of a language in the order of its catalogue."""
    words = load_language(tongue)
    keys = [key.removeprefix(PREFIX).removesuffix(".names") for key in words.messages if _is_names(key)]
    return tuple(
        Term(key, tuple(words(f"{PREFIX}{key}.names").split("、")), words(f"{PREFIX}{key}.meaning")) for key in keys
    )


def marked(text: str, words: Language) -> Markup:
    """Return escaped text in which each term carries its meaning, for pointing, touch, keyboard and screen readers."""
    pieces, meanings = _pattern(words.tongue).split(text), _meanings(words.tongue)
    return Markup("").join(
        Markup('<span class="term" tabindex="0" title="{}">{}</span>').format(meanings[name], piece)
        if (name := piece if piece in meanings else FIGURES.sub(ANY, piece)) in meanings
        else escape(piece)
        for piece in pieces
    )


@cache
def _meanings(tongue: Tongue) -> dict[str, str]:
    return {name: term.meaning for term in glossary(tongue) for name in term.names}


@cache
def _pattern(tongue: Tongue) -> re.Pattern[str]:
    """Return the pattern that finds any term, the longer before the shorter; N is any number."""
    names = (
        re.escape(name).replace(rf"\ {ANY}\ ", r"\ [0-9]+\ ")
        for name in sorted(_meanings(tongue), key=len, reverse=True)
    )
    return re.compile("(" + "|".join(names) + ")")


def _is_names(key: str) -> bool:
    return key.startswith(PREFIX) and key.endswith(".names")
