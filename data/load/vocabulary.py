"""The words that may stand above a column, and what each means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue

ALIASES = Path(__file__).with_name("aliases.toml")
_BRACKET = re.compile(r"\([^()]*\)$")
_COUNTER = re.compile(r"(人数|人次|次数|件数|场次|数|人|次|件)$")


class Role(StrEnum):
    """What a column is for."""

    DAY = "day"
    OFFICE = "office"
    COUNTY = "county"
    DIMENSION = "dimension"
    MEASURE = "measure"
    QUIET = "quiet"
    DERIVED = "derived"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means; `keys` are the measures it can be (in different tables), or the one dimension."""

    role: Role
    keys: tuple[str, ...] = ()


UNKNOWN = Meaning(Role.UNKNOWN)


@lru_cache(maxsize=50_000)  # the same words and figures stand in many cells
def bare(text: str) -> str:
    """Return a header or a name as it is compared: half-width, lower case, without blanks and marks of duty."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s\u200b\ufeff*：:'\"]", "", text).removeprefix("其中")


def unbracketed(text: str) -> str:
    """Return a bare text without the brackets at its end."""
    return _BRACKET.sub("", text) or text


@dataclass(frozen=True)
class Vocabulary:
    """Every known header, built from the catalogue and the alias file."""

    catalogue: Catalogue
    aliases: Mapping[str, Any]

    def meaning(self, parts: tuple[str, ...]) -> Meaning:
        """Return what a header means; `parts` are its lines from the top, a group heading first."""
        texts = _distinct([bare(part) for part in parts])
        if not texts:
            return Meaning(Role.QUIET)
        if texts[-1].startswith("#"):
            return Meaning(Role.QUIET)
        for start in range(len(texts)):
            whole = "".join(texts[start:])
            if start and unbracketed(whole) in self._general:
                break
            if found := self._known(whole) or self._paired(texts[start:]):
                return found
        return Meaning(Role.DERIVED) if self._is_derived(texts[-1]) else UNKNOWN

    def nearest(self, title: str) -> tuple[str, str] | None:
        """Return (as written in the catalogue, measure key) of the known header most like a title."""
        spoken = {f"{word}{counter}": {key} for word, key in self._duties.items() for counter in ("次数", "数")}
        known = spoken | self._measures
        words = get_close_matches(unbracketed(bare(title)), known, n=1, cutoff=0.6)
        if not words:
            return None
        key = min(known[words[0]], key=lambda key: (bool(self.catalogue.measures[key].column), key))
        is_key = words[0] in self.catalogue.measures
        return (key if is_key else self.catalogue.measures[key].zh), key

    def _known(self, text: str) -> Meaning | None:
        for form in (text, unbracketed(text)):
            if form in self._roles:
                return self._roles[form]
            if form in self._measures:
                return Meaning(Role.MEASURE, tuple(sorted(self._measures[form])))
        stem = _COUNTER.sub("", unbracketed(text))
        if loose := self._loose.get(stem):
            return Meaning(Role.MEASURE, tuple(sorted(loose)))
        duty = self._duties.get(stem)
        return Meaning(Role.MEASURE, (duty,)) if duty else None

    def _paired(self, texts: list[str]) -> Meaning | None:
        if len(texts) < 2:
            return None
        group = self._groups.get(unbracketed(texts[0]))
        if group is None:
            return None
        own = texts[-1]
        if own.startswith(self._due):
            return Meaning(Role.MEASURE, (group["due"],))
        if own.startswith(self._done) and not self._is_derived(own):
            return Meaning(Role.MEASURE, (group["done"],))
        return None

    def _is_derived(self, text: str) -> bool:
        plain = unbracketed(text)
        rules = self.aliases["derived"]
        return plain.endswith(tuple(rules["endings"])) or plain.startswith(tuple(rules["beginnings"])) or "%" in text

    @cached_property
    def _roles(self) -> dict[str, Meaning]:
        keys = self.aliases["keys"]
        roles = {
            Role.DAY: ["day", *keys["day"]],
            Role.OFFICE: keys["office"],
            Role.COUNTY: keys["county"],
            Role.QUIET: keys["quiet"],
        }
        words = {bare(word): Meaning(role) for role, names in roles.items() for word in names}
        for key, dimension in self.catalogue.dimensions.items():
            names = [key, dimension.zh, dimension.en, *keys["dimensions"].get(key, ())]
            words |= {bare(name): Meaning(Role.DIMENSION, (key,)) for name in names}
        return words

    @cached_property
    def _measures(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for key, measure in self.catalogue.measures.items():
            for name in (*self._names(key), *(self._names(measure.column) if measure.column else ())):
                words[bare(name)].add(key)
                words[unbracketed(bare(name))].add(key)
        return dict(words)

    def _names(self, key: str) -> tuple[str, ...]:
        """Return every header of a measure; a detail's column may also stand under the name that it has in all."""
        measure = self.catalogue.measures[key]
        return (key, measure.zh, measure.en, *measure.aliases, *self.aliases["measures"].get(key, ()))

    @cached_property
    def _loose(self) -> dict[str, set[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for word, keys in self._measures.items():
            stem = _COUNTER.sub("", word)
            if len(stem) > 1:
                words[stem] |= keys
        by_table = {word: [self.catalogue.measures[key].table for key in keys] for word, keys in words.items()}
        return {word: keys for word, keys in words.items() if len(set(by_table[word])) == len(keys)}

    @cached_property
    def _duties(self) -> dict[str, str]:
        """Return what a duty is called in one cell, its name before or behind "应…" and "已…": 完成核查, 核查完成."""
        return {
            word: group[side]
            for name, group in self._groups.items()
            for side, marks in (("due", self._due), ("done", self._done))
            for mark in marks
            for word in (f"{mark}{name}", f"{name}{mark}")
        }

    @cached_property
    def _groups(self) -> dict[str, Mapping[str, Any]]:
        return {bare(name): group for group in self.aliases["pairs"]["groups"] for name in group["names"]}

    @cached_property
    def _due(self) -> tuple[str, ...]:
        return tuple(self.aliases["pairs"]["due_beginnings"])

    @cached_property
    def _done(self) -> tuple[str, ...]:
        return tuple(self.aliases["pairs"]["done_beginnings"])

    @cached_property
    def _general(self) -> set[str]:
        return {bare(name) for name in self.aliases["general"]["names"]}


def _distinct(texts: Iterable[str]) -> list[str]:
    """Return the texts that are not blank, one that is merged over several rows once."""
    return list(dict.fromkeys(text for text in texts if text))


def load_vocabulary(catalogue: Catalogue) -> Vocabulary:
    """Return the words known for the columns and values of a catalogue."""
    return Vocabulary(catalogue, tomllib.loads(ALIASES.read_text(encoding="utf-8")))
