"""What the number formats of a workbook show around a number: 0"小时" makes 12 into "12小时", 0% makes 1 into "100%"."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import takewhile

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?P<condition>[<>=]+)(?P<limit>-?[0-9.]+)\]'
    r"|\[[^\]]*\]|(?P<slot>general|g/通用格式|[0#?@])|(?P<power>e[+-])|(?P<mark>[.,])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;"])+|(?<=;)(?=;|$)|^(?=;)', re.DOTALL)
_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True)
class FormatSection:
    """One of the parts between the semicolons of a format, as its parts in order: slots for digits, and texts."""

    parts: tuple[tuple[str, str], ...]
    condition: Callable[[Decimal], bool] | None = None

    @cached_property
    def is_plain(self) -> bool:
        """Say whether it shows a number as it is, but for rounding, separators and colours."""
        return not (self._before or self._after or self._has_words_inside) and self._times == 1

    def shown(self, number: Decimal) -> str:
        """Return a number as the section shows it, unrounded."""
        if self._has_words_inside and number == int(number) and self._times == 1:
            return self._filled_in(str(int(number)))
        words = self._before, self._after
        if self._has_words_inside:
            words = "", "".join(text for kind, text in self.parts if kind == "text" and _has_meaning(text))
        shown = _plain(number * self._times.numerator / self._times.denominator)
        if self._times != 1 and not any(words):
            return f"{_plain(number)}（显示为 {shown}）"
        return f"{words[0]}{shown}{words[1]}"

    def shown_text(self, text: str) -> str:
        """Return a text as the section shows it."""
        return f"{self._before}{text}{self._after}" if any(part == ("slot", "@") for part in self.parts) else text

    @cached_property
    def _slots(self) -> list[int]:
        return [at for at, (kind, _) in enumerate(self.parts) if kind == "slot"]

    @cached_property
    def _before(self) -> str:
        return self._words(self.parts[: self._slots[0]] if self._slots else ())

    @cached_property
    def _after(self) -> str:
        return self._words(self.parts[self._slots[-1] + 1 :] if self._slots else ())

    @staticmethod
    def _words(parts: tuple[tuple[str, str], ...]) -> str:
        text = "".join(text for kind, text in parts if kind in {"text", "percent"})
        return text.strip("()（）[]【】 -+") if _has_meaning(text) else ""

    @cached_property
    def _inside(self) -> tuple[tuple[str, str], ...]:
        return self.parts[self._slots[0] : self._slots[-1] + 1] if self._slots else ()

    @cached_property
    def _has_words_inside(self) -> bool:
        return any(kind == "text" and _has_meaning(text) for kind, text in self._inside)

    @cached_property
    def _times(self) -> Fraction:
        """How many times the number is shown: 100 for a percent sign, a thousandth for a comma behind the digits.

        0!.0, writes a point of its own before the last digit, which makes ten thousand of a thousand.
        """
        percents = sum(kind == "percent" for kind, _ in self.parts)
        behind = self.parts[self._slots[-1] + 1 :] if self._slots else ()
        commas = sum(1 for _ in takewhile(lambda part: part == ("mark", ","), behind))
        written = [at for at, part in enumerate(self.parts) if part == ("text", ".")]
        digits = sum(at > written[0] for at in self._slots) if len(written) == 1 and written[0] > 0 else 0
        return Fraction(100**percents, 1000**commas * 10**digits)

    def _filled_in(self, digits: str) -> str:
        """Return digits in their slots from the right, with the words between them: 20261122 as 2026年11月22日."""
        sign, left = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        slots = len(self._slots)
        left = left.rjust(slots, "0")
        places = iter([left[: len(left) - slots + 1], *left[len(left) - slots + 1 :]])
        return sign + "".join(
            next(places) if kind == "slot" else text for kind, text in self.parts if kind in {"slot", "text"}
        )


@dataclass(frozen=True)
class NumberFormat:
    """A number format with at least one section that shows more than the number."""

    sections: tuple[FormatSection, ...]

    def shown(self, value: float | str) -> str:
        """Return what the format shows of a value where that is more than the value; numbers are not rounded."""
        if isinstance(value, str):
            texts = [section for section in self.sections if ("slot", "@") in section.parts]
            return texts[-1].shown_text(value) if texts else value
        number = Decimal(repr(value))
        section = self._section(number)
        return _plain(number) if section.is_plain else section.shown(number)

    def _section(self, number: Decimal) -> FormatSection:
        """Return the section of a number: by its conditions, or those of what is above zero, below it, and zero."""
        if any(section.condition for section in self.sections):
            fitting = (each for each in self.sections if each.condition is None or each.condition(number))
            return next(fitting, self.sections[-1])
        at = 0 if number > 0 else 1 if number < 0 else 2
        return self.sections[at] if at < len(self.sections) else self.sections[0]


def number_format(code: str) -> NumberFormat | None:
    """Return a format by its code, None for one that shows no more than the number or the text itself."""
    sections = tuple(map(_section, _split(code)))
    return None if all(section.is_plain for section in sections) else NumberFormat(sections)


def _split(code: str) -> list[str]:
    return [found[0] for found in _SECTION.finditer(code)] or [""]


def _section(code: str) -> FormatSection:
    condition = None
    parts = []
    is_power = False
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup, found[0]
        if kind == "limit":
            holds, limit = _HOLDS.get(found["condition"]), Decimal(found["limit"])
            condition = _condition(holds, limit) if holds else None
        elif kind == "slot" and not is_power:
            parts.append(("slot", text))
        elif kind == "mark":
            parts.append(("mark", text))
        elif text == "%":
            parts.append(("percent", text))
        elif kind in {"quoted", "escaped", "money", "literal"}:
            parts.append(("text", found[kind]))
        is_power = is_power or kind == "power"
    return FormatSection(tuple(_joined(parts)), condition)


def _condition(holds: Callable[[Decimal, Decimal], bool], limit: Decimal) -> Callable[[Decimal], bool]:
    return lambda number: holds(number, limit)


def _joined(parts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield parts without the commas between digits."""
    slots = [at for at, (kind, _) in enumerate(parts) if kind == "slot"]
    for at, part in enumerate(parts):
        if part != ("mark", ",") or not slots or at > slots[-1]:
            yield part


def _has_meaning(text: str) -> bool:
    return any(letter.isalpha() or letter in "%‰" or unicodedata.category(letter) == "Sc" for letter in text)


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
