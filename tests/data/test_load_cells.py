"""Cells are read as people type them, or refused with a reason; never read as another number."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.load.cells import BadCell, clean, day_in, escaped, read_count, read_counts, read_day

FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")
COUNTS = st.integers(0, 10**12 - 1)


def read_or_refused(text: str) -> tuple[int | None, str | None]:
    """Return the count in a cell, or why it is none."""
    try:
        return read_count(text), None
    except BadCell as fault:
        return None, str(fault)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("０", 0), ("１２３", 123), ("1,234", 1234), ("１，２３４", 1234), ("1 234", 1234), ("1\u2009234", 1234),
        ("1,234,567.00", 1234567), ("5.0", 5), ("  7 ", 7), ("'8", 8), ("", None), ("—", None), ("／", None), ("/", None),
        ("-", None), ("－－", None), ("　", None), ("N/A", None), ("未报", None),
    ],
)  # fmt: skip
def test_counts(text: str, number: int | None) -> None:
    """Full-width digits, separators and a point before zeros are counts; dashes and strokes are nothing."""
    assert read_count(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "1.5",
        "abc",
        "12人",
        "1e3",
        "0x1F",
        "12,34",
        "1,2345",
        "+5",
        "(5)",
        "１.５",
        "٣",
        "½",
        "12①",
        "5²",
        "inf",
        "1_000",
    ],
)
def test_no_counts(text: str) -> None:
    """What could be another number, or none, is refused."""
    with pytest.raises(BadCell):
        read_count(text)


@given(COUNTS)
def test_count_round_trip(number: int) -> None:
    """However a whole number is written, it is read as itself."""
    for text in (
        str(number),
        f"{number:,}",
        f"{number:,}".translate(FULL_WIDTH),
        f" {number}.0 ",
        escaped(str(number)),
    ):
        assert read_count(text) == number


@given(st.text(max_size=12))
def test_any_text_is_a_count_nothing_or_refused(text: str) -> None:
    """No text makes the reader fail in another way, and what is read is not negative."""
    number, why = read_or_refused(text)

    assert why is None or why.startswith("“")
    assert number is None or number >= 0


@given(st.lists(st.one_of(COUNTS.map(str), st.text(max_size=6), st.just(""))))
def test_a_column_is_read_as_its_cells(texts: list[str]) -> None:
    """Reading a column at once gives what reading its cells one by one gives."""
    column = read_counts(np.array([*texts, "0"], dtype=object)[:-1])

    for at, text in enumerate(texts):
        number, why = read_or_refused(text)
        assert column.faults.get(at) == why
        assert (None if column.values.isna()[at] else column.values[at]) == number


@given(st.dates(date(2003, 1, 1), date(2099, 12, 31)))
def test_days_of_every_form(day: date) -> None:
    """A day is read from each of its forms, an Excel serial number among them."""
    serial = (day - date(1899, 12, 30)).days
    forms = [
        f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}", f"{day:%Y.%m.%d}", f"{day:%Y-%m-%d} 00:00:00", f"{day:%Y%m%d}".translate(FULL_WIDTH), str(serial), f"{serial}.0",
    ]  # fmt: skip

    assert {read_day(form) for form in forms} == {day}


@pytest.mark.parametrize("text", ["", "11月22日", "2026-13-01", "2026-02-30", "1999-01-01", "12", "22/11/2026", "明天"])
def test_no_days(text: str) -> None:
    """What is no day, or could be two, is refused."""
    with pytest.raises(BadCell):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("滨江区社区矫正日报 2026年11月22日", date(2026, 11, 22)),
        ("滨江区日报（２０２６．１１．２２）", date(2026, 11, 22)),
        ("滨江区_2026-11-22日报", date(2026, 11, 22)),
        ("binjiang_20261122", date(2026, 11, 22)),
        ("导出20261122093000", date(2026, 11, 22)),
        ("20261122-2", date(2026, 11, 22)),
        ("滨江区日报", None),
        ("2026年11月", None),
        ("文号 330108202611", None),
    ],
)
def test_day_in_a_title(text: str, day: date | None) -> None:
    """A title or a file name may tell the one day of the figures."""
    assert day_in(text) == day


@pytest.mark.parametrize("text", ["2026年11月16日至11月22日", "2026年11月16日-22日", "2026.11.16-2026.11.22"])
def test_run_of_days_is_refused(text: str) -> None:
    """A title that names a run of days tells no day."""
    with pytest.raises(BadCell, match="一段时间"):
        day_in(text)


SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=10))
def test_escaping_is_taken_back(text: str) -> None:
    """A cell escaped for a CSV never begins a formula and reads as before."""
    assert not escaped(text).startswith(SIGNS)
    if text.startswith(SIGNS):
        assert clean(escaped(text)) == clean(text)


@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", "\r\n", "\u3000", "\ufeff", "\u200b"])
@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_that_begins_a_formula_is_escaped(before: str, sign: str) -> None:
    """Full-width and small signs too, also behind blanks that a spreadsheet passes over; loading takes it back."""
    text = f"{before}{sign}1+1"

    assert escaped(text) == f"'{text}"
    assert clean(escaped(text)) == clean(text)


@pytest.mark.parametrize("text", ["\t1", "\r1", "\n1"])
def test_what_may_begin_a_new_cell_is_escaped(text: str) -> None:
    """A tab or a line break at the front starts a new cell or row in some spreadsheets."""
    assert escaped(text) == f"'{text}"
