"""Why something that a person wrote cannot be kept: in Chinese for files and terminals, by its key for every interface."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

FILE = Path(__file__).with_name("reasons.toml")


@runtime_checkable
class Bilingual(Protocol):
    """Something with a name in both languages: a column, a region, a choice."""

    @property
    def zh(self) -> str:
        """Its Chinese name."""

    @property
    def en(self) -> str:
        """Its English name."""


@dataclass(frozen=True, slots=True)
class InterfaceWord:
    """A word of the interface by the key of its message, and the Chinese word that files have for it."""

    zh: str
    key: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason by its key in `reasons.toml`; as a string its Chinese sentence, with the way out.

    A field is a text, a number, something with names, a word of the interface, a reason, or a tuple of such.
    """

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in Chinese."""
        return reasons()[self.key].format(**{name: _chinese(part) for name, part in self.fields.items()})


def _chinese(part: object) -> object:
    match part:
        case tuple():
            return "、".join(str(_chinese(each)) for each in part)
        case InterfaceWord() | Bilingual():
            return part.zh
        case _:
            return part


@cache
def reasons() -> Mapping[str, str]:
    """Return the Chinese sentences by key, with the names of their fields in braces."""
    groups = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, texts in groups.items() for key, text in texts.items()}
