"""How long a page's opening is: a chief reads it on a phone, above everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from callbacks.cockpit import Cockpit
from callbacks.memory import Memory
from data.catalogue import load_catalogue
from data.readings import read
from data.regions import load_regions
from data.regions.boundaries import load_boundaries
from data.store import Store, open_store
from layouts.charts.chart import Words
from layouts.context import Context, figures
from layouts.pages import PAGES
from layouts.view import View
from tests.conftest import PLACES
from tests.viewers import PROVINCE_CHIEF

LINE = 358 / 18  # full characters of a line on a phone of 390 pixels
USUAL, MOST = 6, 8  # lines: of nine in ten, and where much happened
OPENED = [key for key in PAGES if key != "review"]  # a meeting has its own first page
PERIODS = ("2026-W47", "2026-W46", "2026-W40", "2026-11", "2026-10", "2026-11-22")
TOGETHER = 20  # openings that are read at once: SQLite takes 500 parts of a statement


@pytest.fixture(scope="module")
def city(city_store: Store) -> Cockpit:
    """The cockpit of a city."""
    return cockpit(city_store)


@pytest.fixture(scope="module")
def province(province_path: Path) -> Iterator[Cockpit]:
    """The cockpit of the whole province."""
    regions = load_regions(PLACES, "330000")
    store = open_store(f"sqlite:///{province_path}", catalogue=load_catalogue(), regions=regions)
    yield cockpit(store)
    store.engine.dispose()


def cockpit(store: Store) -> Cockpit:
    """Return a cockpit as its root sees it."""
    boundaries = load_boundaries(Path("assets/maps/330000.geojson"))
    return Cockpit(store, boundaries, Memory())


def lines(own: Cockpit, page: str, asked: Iterable[tuple[str, str]]) -> list[float]:
    """Return how many lines of a phone a page's opening takes in each region and period, the shortest first."""
    needs = PAGES[page].headline_needs
    views = [View.from_url(f"/{page}/{code}", f"?period={period}") for code, period in asked]
    contexts = [own.ask(own.context(PROVINCE_CHIEF, view), needs) for view in views]
    parts = (contexts[at : at + TOGETHER] for at in range(0, len(contexts), TOGETHER))
    return sorted(found for part in parts for found in _lines(own, page, part))


def _lines(own: Cockpit, page: str, contexts: Sequence[Context]) -> Iterator[float]:
    """Yield how many lines the openings of some contexts take, read together."""
    questions = [question for context in contexts for question in figures(PAGES[page].headline_needs(context))]
    readings = read(own.store, questions, viewer=PROVINCE_CHIEF)
    for context in contexts:
        yield lines_of(PAGES[page].headline(readings, context))


def lines_of(said: Words) -> float:
    """Return how many lines a text takes; a figure or letter is little over half a character wide."""
    text = "".join(part if isinstance(part, str) else part[0] for line in said.lines for part in line)
    return sum(1.0 if east_asian_width(each) in "FW" else 0.55 for each in text) / LINE


@pytest.mark.parametrize("key", OPENED)
def test_an_opening_is_short(city: Cockpit, key: str) -> None:
    """In each period of a city, its counties and offices nine openings in ten take six lines of a phone at most, and none over eight."""
    root = city.store.regions.root.code
    codes = (root, *city.store.regions.counties(root), *city.store.regions.offices(root)[::6])

    found = lines(city, key, product(codes, PERIODS))

    assert found[-1] <= MOST
    assert found[len(found) * 9 // 10] <= USUAL


def test_the_overview_of_every_region_opens_shortly(province: Cockpit) -> None:
    """The same of the province in some weeks and months, and of each of its cities and counties in a month."""
    regions = province.store.regions
    below = (*(each.code for each in regions.children("330000")), *regions.counties("330000"))
    asked = [*(("330000", period) for period in PERIODS), *((code, "2026-10") for code in below)]

    found = lines(province, "overview", asked)

    assert len(below) == 101
    assert found[-1] <= MOST
    assert found[len(found) * 9 // 10] <= USUAL
