"""Splits the text of a header or a title into known words, units, harmless remarks and periods, and says what is left."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

GRAMMAR = Path(__file__).with_name("grammar.toml")
LONGEST = 80  # a longer text is prose

_BRACKETS = str.maketrans("[]【】{}〔〕<>《》「」“”", "()()()()()()()()")
_NUMBER = r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[一二三四五六七八九十]{1,3}|[a-z])"
_NUMBERING = re.compile(rf"^(?:\({_NUMBER}\)[.、]?|{_NUMBER}[.、)]|[0-9]{{1,2}}(?=[^0-9.时点日月周年/]|$))")
_NUMBERED = re.compile(rf"\({_NUMBER}\)")
_LEADING = re.compile(r"^\((?:必填|选填|必报)项?\)")
_DATED = re.compile(
    r"(?:[0-9]{1,2}月)?[0-9]{1,2}日|近[0-9一二三四五六七八九十]{1,3}个?[日天周月年]|第?[0-9一二三四五六七八九十]{1,3}周(?!年)"
    r"|(?:20)?[0-9]{2}年度?(?:[0-9]{1,2}(?:[-~至到—–][0-9]{1,2})?月份?)?|[0-9一二三四五六七八九十]{1,3}(?:[-~至到—–][0-9]{1,2})?月份?"
    r"|20[0-9]{2}[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?|q[1-4]"
)
_SEPARATORS = frozenset("()-_·/、,;|.:—–~&。!\"'+")


class PieceKind(StrEnum):
    """What a piece of a text is."""

    PLAIN = "plain"
    UNIT = "unit"
    PERIOD = "period"
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `bracketed` says whether it is in brackets."""

    kind: PieceKind
    text: str
    bracketed: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Say whether the piece is unknown, or so short that beside an unknown one it is likely a part of it."""
        return self.kind is PieceKind.STRANGE or (len(self.text) == 1 and self.kind is not PieceKind.PLAIN)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written: `times` of the unit `base` that columns have (万元 is 10000 元)."""

    text: str
    base: str
    times: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text split around one known word; `pieces` are the rest, without punctuation."""

    word: str
    pieces: tuple[Piece, ...]
    is_bracketed: bool = False

    def of(self, kind: PieceKind) -> list[str]:
        """Return the texts of the pieces of one kind."""
        return [piece.text for piece in self.pieces if piece.kind is kind]

    @property
    def cost(self) -> tuple[bool, int, int, int]:
        """How far the text is from being understood: compare readings by it, the lowest is the best."""
        strange, count = cost_of(self.pieces)
        return self.is_bracketed and strange > 0, strange, -len(self.word), count


@dataclass(frozen=True, slots=True)
class WordList:
    """Words that a text may be made of, each with its kind, and the length of the longest."""

    words: Mapping[str, PieceKind]
    longest: int

    def and_harmless(self, words: Iterable[str]) -> WordList:
        """Return this list and some more words, which are harmless."""
        plain = {squeezed(word): PieceKind.PLAIN for word in words}
        return WordList({**self.words, **plain}, max(self.longest, *map(len, plain), 0))


@dataclass(frozen=True)
class Grammar:
    """The units, remarks, periods and title words of the grammar file."""

    data: Mapping[str, Any]

    def read(self, text: str, words: Container[str]) -> SplitText | None:
        """Return the best way to read a bare text around one of some words, None when none is in it."""
        if len(text) > LONGEST:
            return None
        text = opened(text)
        readings = [
            self._around(text, start, end)
            for start in range(len(text))
            for end in range(start + 1, len(text) + 1)
            if text[start:end] in words and _is_bounded(text, start, end)
        ]
        return min(readings, key=lambda reading: reading.cost, default=None)

    def read_from_start(self, text: str, words: Container[str]) -> SplitText | None:
        """Return the best way to read a bare text that begins with one of some words, but for a number or a remark."""
        if len(text) > LONGEST:
            return None
        text = _LEADING.sub("", unnumbered(text))
        for end in range(len(text), 0, -1):
            if text[:end] in words and _is_bounded(text, 0, end):
                return SplitText(text[:end], self._after(text[end:]))
        return None

    def pieces(self, text: str, lexicon: WordList) -> tuple[Piece, ...]:
        """Return the pieces of a bare text, with as little as can be left strange; adjoining strange letters are one.

        A unit or period of one letter beside strange ones is likely a part of their word: 家 in 家庭.
        """
        text = _NUMBERED.sub("()", opened(text))
        best: list[tuple[int, int, tuple[Piece, ...]]] = [(0, 0, ())]
        depths = [text[:at].count("(") > text[:at].count(")") for at in range(len(text))]
        for at in range(len(text) - 1, -1, -1):
            ways = []
            for end, kind in _steps(text, at, lexicon):
                doubt, count, rest = best[len(text) - end]
                doubt += kind is PieceKind.STRANGE or (end == at + 1 and kind is not PieceKind.PLAIN)
                if text[at] in _SEPARATORS and end == at + 1:
                    ways.append((doubt, count, False, rest))
                elif kind is PieceKind.STRANGE and rest and rest[0].is_doubtful and text[end] not in _SEPARATORS:
                    joined = Piece(kind, text[at] + rest[0].text, depths[at])
                    ways.append((doubt, count, True, (joined, *rest[1:])))
                else:
                    piece = Piece(kind, text[at:end], depths[at])
                    ways.append((doubt, count + 1, kind is PieceKind.STRANGE, (piece, *rest)))
            doubt, count, _, found = min(ways, key=lambda way: way[:3])
            best.append((doubt, count, found))
        return best[-1][2]

    def unit(self, text: str) -> Unit | None:
        """Return the unit that a text is, None when it is not a unit."""
        return self._units.get(text)

    def listed_units(self, texts: Iterable[str]) -> list[Unit]:
        """Return the units of some texts."""
        return [self._units[text] for text in texts if text in self._units]

    def same(self, unit: str) -> frozenset[str]:
        """Return the units that mean a column's own, itself among them."""
        return frozenset([unit, *self.data["units"]["same"].get(unit, ())])

    @cached_property
    def usual(self) -> WordList:
        """The remarks, units and periods that may be anywhere."""
        periods = self.data["periods"]
        timed = {squeezed(word): PieceKind.PERIOD for key in ("spans", "others") for word in periods[key]}
        words = timed | dict.fromkeys(self._units, PieceKind.UNIT)
        return WordList(words, max(map(len, words))).and_harmless(self.data["remarks"]["words"])

    def _around(self, text: str, start: int, end: int) -> SplitText:
        pieces = (*self._before(text[:start]), *self._after(text[end:]))
        return SplitText(text[start:end], pieces, text[:start].count("(") > text[:start].count(")"))

    def _before(self, text: str) -> tuple[Piece, ...]:
        found = self.pieces(unnumbered(text), self._beside)
        return tuple(
            Piece(PieceKind.STRANGE, piece.text) if piece.kind is PieceKind.UNIT and not piece.bracketed else piece
            for piece in found
        )

    def _after(self, text: str) -> tuple[Piece, ...]:
        return self.pieces(text.removeprefix("数"), self._beside)

    @cached_property
    def _beside(self) -> WordList:
        letters = dict.fromkeys(self.data["periods"]["letters"], PieceKind.PERIOD)
        return WordList({**letters, **self.usual.words}, self.usual.longest)

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        units = self.data["units"]
        plain = {name: (base, Fraction(1)) for base, names in units["names"].items() for name in (base, *names)}
        for exact, each in units["exact"].items():
            plain |= {name: (each["unit"], Fraction(each["times"])) for name in (exact, *each["names"])}
        scaled = {
            f"{scale}{name}": (base, times * scale_times)
            for name, (base, times) in plain.items()
            for scale, scale_times in (("", 1), *units["scales"].items())
        }
        found = {squeezed(name): Unit(name, base, times) for name, (base, times) in scaled.items()}
        return {f"{name}数": unit for name, unit in found.items()} | found


def _steps(text: str, at: int, lexicon: WordList) -> Iterator[tuple[int, PieceKind]]:
    """Return where a piece that begins here can end, and what it then is."""
    yield at + 1, PieceKind.PLAIN if text[at] in _SEPARATORS else PieceKind.STRANGE
    for end in range(at + 1, min(at + lexicon.longest, len(text)) + 1):
        if (kind := lexicon.words.get(text[at:end])) and _is_bounded(text, at, end):
            yield end, kind
    if (dated := _DATED.match(text, at)) and not (at and text[at - 1].isdigit()):
        yield dated.end(), PieceKind.PERIOD


def unnumbered(text: str) -> str:
    """Return a bare text without the number before it: 1. or （一）."""
    return _NUMBERING.sub("", opened(text))


def squeezed(text: str) -> str:
    """Return a word of the grammar file as it is compared."""
    return opened(text.lower().replace(" ", ""))


def opened(text: str) -> str:
    """Return a text with all kinds of brackets made round."""
    return text.translate(_BRACKETS)


def cost_of(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Return how many letters are strange, a period counting less than one, and how many pieces there are."""
    strange = sum(len(piece.text) for piece in pieces if piece.kind is PieceKind.STRANGE)
    return 2 * strange + any(piece.kind is PieceKind.PERIOD for piece in pieces), len(pieces)


def _is_bounded(text: str, start: int, end: int) -> bool:
    """Say whether a word of Latin letters is a word by itself: "h" in "phone" is not an hour."""
    if (
        text[start].isascii()
        and text[start].isalnum()
        and start
        and text[start - 1].isascii()
        and text[start - 1].isalpha()
    ):
        return False
    last, following = text[end - 1], text[end : end + 1]
    return not (last.isascii() and last.isalpha() and following.isascii() and following.isalnum())


@cache
def load_grammar() -> Grammar:
    """Return the grammar of the file beside this module."""
    return Grammar(tomllib.loads(GRAMMAR.read_text(encoding="utf-8")))
