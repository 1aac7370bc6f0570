"""Formulas in the S/E/B/A notation, read by hand into a small frozen tree: nothing is ever evaluated as code.

`S(x)` is the sum of a flow over the period, `E(x)` a stock on its last day, `B(x)` the stock on the day
before the period, `A(x)` the stock's mean over the days; `[dimension=value]` takes a part. Numbers are allowed beside them, as are `+ - *` and parentheses: a division is written as a metric's numerator and denominator, so that every
ratio is a sum over a sum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from data.errors import CatalogueError

THIN_SPACE = "\u2009"
DEEPEST = 40


class FormulaError(CatalogueError):
    """A formula that cannot be read; the message says at which character and what was expected."""


class Operator(StrEnum):
    """How a column is taken over the days of a period."""

    S = "S"
    E = "E"
    B = "B"
    A = "A"


class Symbol(StrEnum):
    """The sign between two parts of a formula."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"


SHOWN = {Symbol.ADD: "+", Symbol.SUBTRACT: "−", Symbol.MULTIPLY: "×"}


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of a formula."""

    value: float

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """None: a constant reads nothing."""
        return ()

    @property
    def text(self) -> str:
        """The constant in digits, never with an exponent."""
        return format(Decimal(repr(self.value)), "f").removesuffix(".0")

    def evaluate(self, values: Mapping[Atom, float | None]) -> float | None:
        """Return the constant."""
        return self.value


@dataclass(frozen=True, slots=True)
class Atom:
    """One column under one operator; `slice` is empty or `dimension=value`."""

    operator: Operator
    measure: str
    slice: str = ""

    @property
    def dimension(self) -> str:
        """The dimension of the slice, empty without a slice."""
        return self.slice.partition("=")[0]

    @property
    def member(self) -> str:
        """The value of the slice, empty without a slice."""
        return self.slice.partition("=")[2]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The atom itself."""
        return (self,)

    @property
    def text(self) -> str:
        """The atom in the notation, such as `E(registered_eod[management_level=strict])`."""
        part = f"[{self.slice}]" if self.slice else ""
        return f"{self.operator}({self.measure}{part})"

    def evaluate(self, values: Mapping[Atom, float | None]) -> float | None:
        """Return the atom's amount; None is "no data"."""
        return values.get(self)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two parts of a formula and the sign between them; `atoms` are those of both, each once."""

    symbol: Symbol
    left: Expression
    right: Expression
    atoms: tuple[Atom, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "atoms", tuple(dict.fromkeys((*self.left.atoms, *self.right.atoms))))

    @property
    def text(self) -> str:
        """The formula in the notation, with no more parentheses than reading it again needs."""
        return _joined(self, lambda part: part.text, lambda symbol: symbol.value)

    def evaluate(self, values: Mapping[Atom, float | None]) -> float | None:
        """Return the formula's value; None when any of its atoms has none."""
        left, right = self.left.evaluate(values), self.right.evaluate(values)
        if left is None or right is None:
            return None
        match self.symbol:
            case Symbol.ADD:
                return left + right
            case Symbol.SUBTRACT:
                return left - right
            case Symbol.MULTIPLY:
                return left * right


Expression: TypeAlias = Constant | Atom | Binary


@lru_cache(maxsize=2048)  # the checks of a catalogue ask for each formula several times
def parse(text: str) -> Expression:
    """Read a formula; raises FormulaError with the character it stopped at."""
    return _FormulaParser(_tokens(text)).whole()


def unlabelled(atom: Atom) -> str:
    """Return no words for an atom."""
    return ""


def filled(
    expression: Expression, values: Mapping[Atom, float | None], label: Callable[[Atom], str] = unlabelled
) -> str:
    """Return the formula with figures in place of its atoms, such as `41 286 − 287`, and "—" for no data.

    `label` gives the words before an atom's figure.
    """

    def leaf(part: Constant | Atom) -> str:
        if isinstance(part, Constant):
            return _grouped(part.value) if part.value.is_integer() else part.text
        value = values.get(part)
        return f"{label(part)} {'—' if value is None else _grouped(value)}".lstrip()

    if isinstance(expression, Binary):
        return _joined(expression, leaf, lambda symbol: f" {SHOWN[symbol]} ")
    return leaf(expression)


def _joined(whole: Binary, leaf: Callable[[Constant | Atom], str], sign: Callable[[Symbol], str]) -> str:
    def written(part: Expression, *, bracketed: bool) -> str:
        if not isinstance(part, Binary):
            return leaf(part)
        text = _joined(part, leaf, sign)
        return f"({text})" if bracketed else text

    product = whole.symbol is Symbol.MULTIPLY
    left = written(whole.left, bracketed=product and _is_sum(whole.left))
    return left + sign(whole.symbol) + written(whole.right, bracketed=product or _is_sum(whole.right))


def _is_sum(part: Expression) -> bool:
    return isinstance(part, Binary) and part.symbol is not Symbol.MULTIPLY


def _grouped(value: float) -> str:
    decimals = 0 if float(value).is_integer() else 1
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


_TOKEN = re.compile(r"(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[-+*()\[\]=])", re.ASCII)
_END = "结尾"


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(_unreadable(text[at], at))
        tokens.append(_Token(match.lastgroup or "", match.group(), at + 1))
        at = match.end()
    return [*tokens, _Token("end", _END, len(text) + 1)]


def _unreadable(character: str, at: int) -> str:
    if character in "/÷":
        return f"第 {at + 1} 个字符处：公式里不写除法；请把被除的写在 numerator，除数写在 denominator。"
    return f"第 {at + 1} 个字符处：不认识“{character}”；可用 S、E、B、A、数字、+ - * 和英文括号。"


class _FormulaParser:
    """Recursive descent: a formula is a sum of products of atoms, numbers and bracketed formulas."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._sum()
        self._take("end", _END)
        return expression

    def _sum(self) -> Expression:
        left = self._product()
        while self._peek.text in {Symbol.ADD, Symbol.SUBTRACT}:
            symbol = Symbol(self._advance().text)
            left = Binary(symbol, left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._factor()
        while self._peek.text == Symbol.MULTIPLY:
            self._advance()
            left = Binary(Symbol.MULTIPLY, left, self._factor())
        return left

    def _factor(self) -> Expression:
        token = self._advance()
        if token.kind == "number":
            return Constant(float(token.text))
        if token.kind == "name":
            return self._atom(token)
        if token.text == "(":
            return self._bracketed(token)
        raise _expected("数字、S、E、B、A 或左括号", token)

    def _bracketed(self, opening: _Token) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(f"第 {opening.at} 个字符处：括号套了 {DEEPEST} 层以上，请写得简单些。")
        inner = self._sum()
        self._take("sign", ")")
        self._depth -= 1
        return inner

    def _atom(self, operator: _Token) -> Atom:
        if operator.text not in set(Operator):
            raise _expected("S、E、B 或 A", operator)
        self._take("sign", "(")
        measure = self._take("name", "列名").text
        part = self._slice() if self._peek.text == "[" else ""
        self._take("sign", ")")
        return Atom(Operator(operator.text), measure, part)

    def _slice(self) -> str:
        self._take("sign", "[")
        dimension = self._take("name", "维度名").text
        self._take("sign", "=")
        member = self._take("name", "维度的取值").text
        self._take("sign", "]")
        return f"{dimension}={member}"

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _advance(self) -> _Token:
        token = self._peek
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _take(self, kind: str, wanted: str) -> _Token:
        token = self._advance()
        if token.kind != kind or (kind == "sign" and token.text != wanted):
            raise _expected(wanted, token)
        return token


def _expected(wanted: str, found: _Token) -> FormulaError:
    shown = found.text if found.kind == "end" else f"“{found.text}”"
    return FormulaError(f"第 {found.at} 个字符处：应为 {wanted}，却是 {shown}。")


def counted(expression: Expression, amount: float) -> tuple[float, float]:
    """Return the constant a formula begins with, 1 where there is none, and the amount without it."""
    if isinstance(expression, Binary) and expression.symbol is Symbol.MULTIPLY:
        left = expression.left
        if isinstance(left, Constant) and left.value:
            return left.value, amount / left.value
    return 1, amount
