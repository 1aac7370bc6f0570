"""What an address says, and that it says all of it."""

from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import DataError, UnknownPeriod
from data.periods import Grain, Period
from data.readings.reading import Compare
from layouts.pages import PAGES
from layouts.view import HOME, KEYS, UnknownKey, View, nearest_key, understood, usual_grain

PAGE = st.sampled_from(sorted(PAGES))
REGION = st.sampled_from(["", "330000", "330108001"])
WHEN = st.sampled_from([None, *map(Period.parse, ("2026-W47", "2026-11", "2026-Q4", "2026", "2026-11-22"))])


def read(href: str) -> View:
    """Read an address as a browser gives it."""
    parts = urlsplit(href)
    return View.from_url(parts.path, f"?{parts.query}" if parts.query else "")


@given(PAGE, REGION, st.sampled_from(Grain), WHEN, st.sampled_from(Compare), st.sampled_from(["zh", "en"]))
def test_an_address_is_read_as_it_was_written(
    page: str, region: str, grain: Grain, period: Period | None, compare: Compare, lang: str
) -> None:
    """Every view is the one that its address means."""
    view = View(page, region, period.grain if period else grain, period, compare, lang=lang)

    assert read(view.href) == view


@pytest.mark.parametrize(("page", "grain"), [(HOME, Grain.WEEK), ("supervision", Grain.WEEK), ("brands", Grain.MONTH)])
def test_a_page_opens_with_its_usual_grain(page: str, grain: Grain) -> None:
    """A week of one county's brand holds next to nothing; the address stays bare."""
    assert read(f"/{page}").grain is grain
    assert View(page=page, grain=usual_grain(page)).href == f"/{page}"


def test_another_page_has_its_own_grain_until_one_was_chosen() -> None:
    """From a week to a month and back; a chosen quarter or period goes along."""
    brands = read("/supervision/330100").on(page="brands")

    assert brands.href == "/brands/330100"
    assert brands.on(page="supervision").href == "/supervision/330100"
    assert read("/supervision?grain=quarter").on(page="brands").href == "/brands?grain=quarter"
    assert read("/supervision?period=2026-W40").on(page="brands").href == "/brands?period=2026-W40"


PAIRS = st.lists(
    st.tuples(
        st.sampled_from([*KEYS, "week", "Period", "peroid", "utm_source", "", "期"]),
        st.sampled_from(
            ["", "2026-W46", "2026-W47", "week", "month", "target", "en", "zh", "x", "<b>", "a&b=c#d", "9" * 99]
        ),
    ),
    max_size=6,
)


@given(PAIRS)
def test_any_address_is_read_as_it_is_written(pairs: list[tuple[str, str]]) -> None:
    """Known, misspelt, repeated and meaningless keys: nothing is lost and nothing is taken for another."""
    try:
        view = read(f"/{HOME}/330000?{urlencode(pairs)}")
    except UnknownPeriod:
        return

    assert read(view.href) == view


@given(st.text(max_size=20), st.text(max_size=40))
def test_no_text_breaks_the_reading_of_an_address(page: str, search: str) -> None:
    """Halves of characters and control characters included: a view, or a reason in words."""
    try:
        view = View.from_url(f"/{page}", search)
    except DataError:
        return

    assert read(view.href).unread == view.unread


@pytest.mark.parametrize(
    ("query", "unread"),
    [
        ("Period=2026-W46", [("Period", "2026-W46")]),
        ("peroid=2026-W46&lang=en", [("peroid", "2026-W46")]),
        ("grain=decade", [("grain", "decade")]),
        ("compare=best", [("compare", "best")]),
        ("lang=fr", [("lang", "fr")]),
        ("map=<b>", [("map", "<b>")]),
        ("utm_source", [("utm_source", "")]),
        ("period=2026-W46&period=2026-W47", [("period", "2026-W46"), ("period", "2026-W47")]),
        ("week=2026-W46&period=2026-W47", [("week", "2026-W46"), ("period", "2026-W47")]),
        ("period=2026-W46&period=2026-W46", []),
        ("week=2026-W46", []),
        ("grain=&period=", []),
        ("sound=1", []),
    ],
)
def test_what_is_not_understood_is_kept_to_be_said(query: str, unread: list[tuple[str, str]]) -> None:
    """A misspelt key, a meaningless value and a key given twice with two values are ignored."""
    view = read(f"/overview?{query}")

    assert list(view.unread) == unread
    assert view.on().unread == ()
    if unread:
        assert view.period is None


@pytest.mark.parametrize(
    ("key", "near"),
    [("Period", "period"), ("peroid", "period"), ("garin", "grain"), ("comapre", "compare"), ("utm_source", "")],
)
def test_a_misspelt_key_has_a_nearest_one(key: str, near: str) -> None:
    """One that resembles none has none."""
    assert nearest_key(key) == near


@pytest.mark.parametrize("query", ["peroid=2026-W46", "grain=decade", "period=2026-W46&week=2026-W47"])
def test_a_request_that_no_one_looks_at_is_refused(query: str) -> None:
    """A file has no line that could say what was not understood."""
    with pytest.raises(UnknownKey):
        understood(read(f"/overview?{query}"))
