"""What an address says, and that it says all of it."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.periods import Grain, Period
from data.readings import Compare
from layouts.pages import PAGES
from layouts.view import HOME, View, usual_grain

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
