"""Formulas: what can be read, its result, and the errors for what cannot be read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.formula import Atom, Binary, Constant, Expression, FormulaError, Operator, Symbol, filled, parse
from data.errors import CatalogueError

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
SLICES = st.just("") | st.builds("{}={}".format, NAMES, NAMES)
ATOMS = st.builds(Atom, st.sampled_from(Operator), NAMES, SLICES)
NUMBERS = st.builds(Constant, st.floats(min_value=0, allow_infinity=False) | st.integers(0, 10**6).map(float))
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    NUMBERS | ATOMS, lambda parts: st.builds(Binary, st.sampled_from(Symbol), parts, parts), max_leaves=12
)

REGISTERED = Atom(Operator.E, "registered_eod")
UNSCREENED = Atom(Operator.E, "code_none_eod")
RECEIVED = Atom(Operator.S, "received_n")


@given(EXPRESSIONS)
def test_text_reads_back(expression: Expression) -> None:
    """A formula written out and read again is the same formula."""
    assert parse(expression.text) == expression


@given(EXPRESSIONS)
def test_blanks_mean_nothing(expression: Expression) -> None:
    """Blanks between the signs of a formula change nothing."""
    spaced = expression.text
    for sign in "+-*()[]=":
        spaced = spaced.replace(sign, f" {sign} ")

    assert parse(spaced) == expression


@given(EXPRESSIONS, st.data())
def test_one_gap_empties_the_result(expression: Expression, data: st.DataObject) -> None:
    """A formula has no value as soon as one of its atoms has none."""
    values: dict[Atom, float | None] = dict.fromkeys(expression.atoms, 1.0)
    if expression.atoms:
        values[data.draw(st.sampled_from(expression.atoms))] = None

    assert (expression.evaluate(values) is None) == bool(expression.atoms)


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 99)), min_size=1, max_size=8))
def test_products_bind_before_sums(terms: list[tuple[str, int]]) -> None:
    """Numbers amount to what arithmetic says they do."""
    text = "1" + "".join(f"{sign}{number}" for sign, number in terms)

    assert parse(text).evaluate({}) == eval(text)  # noqa: S307 - digits and signs drawn above


@given(st.text(alphabet="SEBA()[]=+-*/ ab_1.9（，", max_size=40))
def test_nonsense_is_refused_in_words(text: str) -> None:
    """Any text is either read or refused with a reason, never with a traceback."""
    with suppress(FormulaError):
        expression = parse(text)
        assert parse(expression.text) == expression


def test_slice_is_kept_with_its_atom() -> None:
    """A slice names a dimension and a value."""
    atom = parse("E(registered_eod[management_level=strict])")

    assert isinstance(atom, Atom)
    assert (atom.operator, atom.measure) == (Operator.E, "registered_eod")
    assert atom.slice == "management_level=strict"
    assert (atom.dimension, atom.member) == ("management_level", "strict")


def test_atoms_come_once_in_reading_order() -> None:
    """A column that a formula names twice is asked for once."""
    assert parse("E(registered_eod)-E(code_none_eod)+E(registered_eod)").atoms == (REGISTERED, UNSCREENED)


def test_subtraction_runs_from_the_left() -> None:
    """Without parentheses the first subtraction comes first."""
    assert parse("10-3-2").evaluate({}) == 5
    assert parse("10-(3-2)").evaluate({}) == 9


def test_unknown_atom_is_no_data() -> None:
    """An atom that was not read has no value, never zero."""
    assert parse("S(received_n)+1").evaluate({}) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "第 1 个字符处：应为 数字、S、E、B、A 或左括号，却是 结尾"),
        ("S(received_n", "第 13 个字符处：应为 )，却是 结尾"),
        ("S(received_n))", "第 14 个字符处：应为 结尾，却是 “)”"),
        ("X(received_n)", "第 1 个字符处：应为 S、E、B 或 A，却是 “X”"),
        ("S(a)+", "第 6 个字符处"),
        ("S(a)/S(b)", "第 5 个字符处：公式里不写除法"),
        ("S(a[b])", "第 6 个字符处：应为 ="),
        ("S(a)，", "第 5 个字符处：不认识“，”"),
        ("-S(a)", "第 1 个字符处"),
        ("(" * 2000 + "1" + ")" * 2000, "括号套了"),
    ],
)
def test_refusal_names_the_character(text: str, reason: str) -> None:
    """A formula that cannot be read is refused at the character where reading stopped."""
    with pytest.raises(FormulaError) as caught:
        parse(text)

    assert reason in str(caught.value)
    assert isinstance(caught.value, CatalogueError)


def test_filled_puts_figures_in_place() -> None:
    """The drawer shows the formula with this reading's figures, grouped by thin spaces."""
    expression = parse("E(registered_eod)-E(code_none_eod)")

    assert filled(expression, {REGISTERED: 41286, UNSCREENED: 287}) == "41\u2009286 − 287"


def test_filled_can_name_the_figures() -> None:
    """Words may be before each figure."""
    words = {REGISTERED: "在册", UNSCREENED: "未筛查"}
    expression = parse("E(registered_eod)-E(code_none_eod)")

    text = filled(expression, {REGISTERED: 90, UNSCREENED: None}, words.__getitem__)

    assert text == "在册 90 − 未筛查 —"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1000*S(received_n)", "1\u2009000 × 12"),
        ("A(registered_eod)", "31.5"),
        ("2*(S(received_n)+1)", "2 × (12 + 1)"),
        ("0.25*S(received_n)", "0.25 × 12"),
    ],
)
def test_filled_reads_as_arithmetic(text: str, shown: str) -> None:
    """Factors, means and parentheses are shown as a reader would write them."""
    values = {RECEIVED: 12.0, Atom(Operator.A, "registered_eod"): 31.5}

    assert filled(parse(text), values) == shown
