"""Columns that a person matched by hand with what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from data.load.headers.grammar import Unit, opened
from data.load.headers.vocabulary import ColumnRole, Meaning, Vocabulary, bare

_STRANGE = {ColumnRole.UNKNOWN, ColumnRole.REFUSED}
_LONGEST_UNIT = 4


def title_key(parts: Iterable[str]) -> str:
    """Return a title as it is compared with others; `parts` are its lines from the top."""
    return "·".join(dict.fromkeys(text for text in map(bare, parts) if text))


def is_open(meaning: Meaning) -> bool:
    """Say whether a column of a meaning may be matched by hand; one of another time than the day never is one of a day."""
    return meaning.role in _STRANGE and not meaning.other_time


def with_matches(vocabulary: Vocabulary, columns: Mapping[str, str]) -> Vocabulary:
    """Return the vocabulary with what some titles mean: the known title of each, "" where the column is not used.

    A title that is known already keeps its meaning unless it is not used. A unit that a title states is kept: where the
    matched column cannot be in it, the title stays refused.
    """
    matches = {}
    for title, known in columns.items():
        own = vocabulary.meaning(tuple(title.split("·")))
        if not known:
            matches[title_key(title.split("·"))] = Meaning(ColumnRole.QUIET)
        elif is_open(own):
            matches[title_key(title.split("·"))] = _matched(vocabulary, title, known)
    return replace(vocabulary, matches=matches, _meant={}) if matches else vocabulary


def _matched(vocabulary: Vocabulary, title: str, known: str) -> Meaning:
    meaning = replace(vocabulary.meaning((known,)), match=known)
    unit = _unit_in(vocabulary, title)
    if meaning.role is not ColumnRole.MEASURE or unit is None:
        return meaning
    keys = tuple(key for key in meaning.keys if vocabulary.accepted(key, [unit]))
    if keys:
        return replace(meaning, keys=keys, unit=unit)
    measure = vocabulary.catalogue.measures[meaning.keys[0]]
    fault = (
        f"列名里的单位“{unit.text}”不是“{measure.zh}”的单位，也不能准确折算。"
        f"请改指另一列，或按“{measure.unit}”填报后改正列名。"
    )
    return Meaning(ColumnRole.REFUSED, meaning.keys, None, ColumnRole.MEASURE, fault)


def _unit_in(vocabulary: Vocabulary, title: str) -> Unit | None:
    """Return the unit that a title ends with, in brackets or one that scales: （人次）, 万元."""
    plain = opened(bare(title))
    inside = plain[plain.rfind("(") + 1 : -1] if plain.endswith(")") else ""
    if unit := vocabulary.grammar.unit(inside):
        return unit
    ends = (vocabulary.grammar.unit(plain[-length:]) for length in range(_LONGEST_UNIT, 0, -1) if length < len(plain))
    return next((unit for unit in ends if unit and unit.times != 1), None)
