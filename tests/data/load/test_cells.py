"""Cells are read as people type them, or refused with a reason; never read as another number."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.load.files.cells import SERIAL_ZERO_1904, BadCell, clean, escaped, read_count, read_counts, read_day
from data.load.headers.title_days import dated

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
        ("=\"120\"", 120), ("-", None), ("－－", None), ("　", None), ("N/A", None), ("未报", None),
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


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 星期日", "2026-11-22(日)", "2026年11月22日（周日）08:30", "2026/11/22 Sun", "2026年11月22日 星期天",
        "2026-11-22 下午3点", "2026-11-22 24:00", "2026-11-22T08:30:00+08:00", "2026-11-21T16:00:00Z",
        "2026-11-21 16:00:00.000+0000", "2026-11-22 23:59:59", '="2026-11-22"', "\u200e2026-11-22\u202c", "2026-11-\u200b22",
    ],
)  # fmt: skip
def test_days_with_weekday_and_hour(text: str) -> None:
    """A weekday, an hour, a time zone and marks that no one sees leave a day the day it is here."""
    assert read_day(text) == date(2026, 11, 22)


def test_days_of_the_1904_calendar() -> None:
    """A serial number counts from the first day of its workbook; a written day does not."""
    assert read_day("44886", SERIAL_ZERO_1904) == read_day("2026-11-22", SERIAL_ZERO_1904) == date(2026, 11, 22)


@given(st.dates(date(2003, 1, 1), date(2099, 12, 31)), st.integers(1, 6))
def test_a_weekday_must_agree_with_its_day(day: date, off: int) -> None:
    """A day under its own weekday is read, under another refused with the right one."""
    own, other = ("一二三四五六日"[(day.weekday() + step) % 7] for step in (0, off))

    assert read_day(f"{day} 星期{own}") == day
    with pytest.raises(BadCell, match=f"是星期{own}。请核对日期。"):
        read_day(f"{day}（周{other}）")


@given(st.integers(0, 10**6), st.sampled_from("\u200b\u200e\u200f\u202a\u202c\u202d\u2060\u2066\u2069\ufeff\u00ad"))
def test_marks_that_no_one_sees_change_no_count(number: int, mark: str) -> None:
    """Zero-width and direction marks before, within and behind a number are not there."""
    assert read_count(f"{mark}{number}{mark}") == read_count(mark.join(str(number))) == number


@pytest.mark.parametrize("mark", ["\u202e", "\u202b", "\u2067"])
def test_marks_that_turn_a_number_round_are_refused(mark: str) -> None:
    """12 that is shown as 21 is neither."""
    with pytest.raises(BadCell, match="看不见的字符"):
        read_count(f"{mark}12")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11月22日",
        "2026-13-01",
        "2026-02-30",
        "1999-01-01",
        "12",
        "22/11/2026",
        "明天",
        "2026-11-22 25:00",
        "2026-11-22至23日",
        "2026112",
    ],
)
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
        ("滨江20261122093000", date(2026, 11, 22)),
        ("导出20261122093000", None),
        ("2026年11月22日制表", None),
        ("统计日期：2026-11-22 制表日期：2026-11-23", date(2026, 11, 22)),
        ("二〇二六年十一月二十二日", date(2026, 11, 22)),
        ("20261122-2", date(2026, 11, 22)),
        ("滨江区日报", None),
        ("2026年11月", None),
        ("文号 330108202611", None),
    ],
)
def test_day_in_a_title(text: str, day: date | None) -> None:
    """A title or a file name may give the one day of the figures."""
    assert dated(text).day == day
    assert dated(text).run == ""


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月16日至11月22日", "2026年11月16日-22日", "2026.11.16-2026.11.22", "2026.11.16-22", "20261116-22", "11月16日—22日", "11.16～11.22",
        "1116-1122", "16日-2026年11月22日", "2026-W47", "1-11月", "周一至周日", "2026年11月22日8时至11月23日8时", "2026年11月22日、2026年11月23日",
    ],
)  # fmt: skip
def test_a_run_of_days_is_one(text: str) -> None:
    """A title that names several days is recognised in any way of writing it."""
    assert dated(text).run


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
