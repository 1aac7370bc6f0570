"""Words that go by a number: day or days, is or are, as the language's own rules say (Unicode CLDR, by Babel)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from babel import Locale

FORMS = re.compile(r"\{\w+:[^{}]*\|")  # a word that goes by a number: {count:day|days}
PLAIN = str.maketrans(
    "\u2212", "-", "\u2009,"
)  # a number as Decimal reads it: a plain minus, no spaces between thousands


def filled(message: str, tongue: str, fields: Mapping[str, object]) -> str:
    """Return a message with its fields filled in, each word that goes by a number in the form for it: `{count} {count:day|days}`."""
    if FORMS.search(message):
        fields = {name: counted(value, tongue) for name, value in fields.items()}
    return message.format(**fields)


@dataclass(frozen=True, slots=True)
class CountedWord:
    """A field of a message that also chooses a word's form: `{count:day|days}`; `form` is which of them."""

    value: object
    form: int

    def __format__(self, spec: str) -> str:
        return spec.split("|")[self.form] if "|" in spec else format(self.value, spec)


def counted(value: object, tongue: str) -> CountedWord:
    """Return a field with the form for its number as it is written: "1" and "−1" are one, "1.0" and a text are not."""
    try:
        tag = Locale(tongue).plural_form(Decimal(str(value).translate(PLAIN)))
    except InvalidOperation:
        tag = "other"
    return CountedWord(value, plural_tags(tongue).index(tag))


@cache
def plural_tags(tongue: str) -> tuple[str, ...]:
    """Return the tags of a language's plural forms, "other" last: one and other in English, other alone in Chinese."""
    return (*Locale(tongue).plural_form.rules, "other")
