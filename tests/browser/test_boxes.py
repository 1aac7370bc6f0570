"""Maps, forms, English and enlarged pages: no text is cut or over another, and nothing scrolls sideways.

The pages themselves are measured in test_pages.py, the scenes of walls in test_wall.py.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Page

from layouts.pages import PAGES
from tests.browser.conftest import Opened
from tests.browser.measures import HEADS, HIT, TEXTS
from tests.product import resize, settle, wait_until_drawn

# Labels and seals of the map that is shown, a label's box by its letters' height, a seal's by its ground.
MARKS = """
() => [...document.querySelectorAll('.map-labels')].filter((sheet) => getComputedStyle(sheet).display !== 'none').map((sheet) => {
  const names = [...sheet.querySelectorAll(':scope > text')].map((text) => {
    const box = text.getBoundingClientRect(), em = box.width / text.textContent.length, middle = (box.top + box.bottom) / 2;
    return [text.textContent, box.left, middle - em / 2, box.right, middle + em / 2];
  });
  const seals = [...sheet.querySelectorAll('.map-seal')].map((seal) => {
    const box = seal.querySelector('rect').getBoundingClientRect();
    return [seal.getAttribute('aria-label'), box.left, box.top, box.right, box.bottom];
  });
  return [...names, ...seals];
})
"""
MAPS = [
    ("/brands/330000", (1440, 900)),
    ("/brands/330000", (3840, 2160)),
    ("/brands/330000?lang=en", (1440, 900)),
    ("/overview/330000", (1440, 900)),
    ("/overview/330108", (1440, 900)),
    ("/wall/330000", (1920, 1080)),
    ("/wall/330000?scene=brands", (1920, 1080)),
    ("/wall/330000?scene=brands", (3840, 1080)),
    ("/wall/330108", (1920, 1080)),
]


@pytest.mark.parametrize(("path", "size"), MAPS)
def test_labels_and_seals_of_a_map_keep_apart(opened: Opened, server: str, path: str, size: tuple[int, int]) -> None:
    """As a browser draws them, on walls too: with at least two pixels between any two."""
    page = opened(size, "light")
    page.goto(server + path)
    page.wait_for_selector(".map-svg")
    wait_until_drawn(page)

    found = page.evaluate(MARKS)

    assert found
    for marks in found:
        assert len(marks) > 1
        assert [
            (one[0], other[0])
            for one, other in combinations(marks, 2)
            if min(one[3], other[3]) - max(one[1], other[1]) > -2 and min(one[4], other[4]) - max(one[2], other[2]) > -2
        ] == []


def text_faults(page: Page) -> list[str]:
    """Return the texts of a page that overlap another or are cut, and by how much it scrolls sideways."""
    settle(page)
    found = page.evaluate(TEXTS)
    wrong = [f"over each other: {pair}" for pair in found["over"]] + [f"cut: {text}" for text in found["cut"]]
    return wrong + ([f"scrolls sideways by {found['wide']}"] if found["wide"] > 0 else [])


OTHERS = [
    ("/tasks/330900/1", (390, 844)),
    ("/tasks/330900/1?lang=en", (1440, 900)),
    ("/scenes?lang=en", (390, 844)),
    ("/brands-admin?lang=en", (390, 844)),
    ("/walls", (390, 844)),
    ("/screening/330900?lang=en", (1440, 900)),
    *((f"/{key}/330900", (720, 450)) for key in PAGES),  # a screen of 1440 at 200 %
]


@pytest.mark.parametrize(("path", "size"), OTHERS)
def test_forms_english_and_enlarged_pages_keep_their_texts_apart(
    opened: Opened, city: str, path: str, size: tuple[int, int]
) -> None:
    """Where words are long and screens narrow, texts neither overlap nor are cut, and nothing scrolls sideways."""
    page = opened(size, "light")
    page.goto(city + path)
    if path.split("/")[1] in PAGES:
        wait_until_drawn(page)
    page.evaluate("document.fonts.ready.then(() => null)")

    assert text_faults(page) == []


def test_an_unfolded_phone_page_has_low_charts_and_tips_that_stay_on_it(opened: Opened, city: str) -> None:
    """A chart that was drawn while it was folded away is no taller than a hand; what a tap says breaks its lines."""
    page = opened((390, 844), "light")
    page.goto(f"{city}/education/330900")
    wait_until_drawn(page)
    page.locator(".more-toggle").click()
    page.wait_for_timeout(800)
    page.locator(".line-hits a").nth(3).focus()

    heights = page.evaluate("() => [...document.querySelectorAll('.graph')].map((graph) => graph.clientHeight)")
    tip = page.locator(".line-tip").nth(3).bounding_box()
    wide = page.evaluate("document.documentElement.scrollWidth")

    assert heights
    assert max(heights) <= 240
    assert tip is not None
    assert tip["x"] >= 0
    assert tip["x"] + tip["width"] <= 390
    assert wide == 390


def test_a_page_in_words_fits_a_phone(opened: Opened, city: str) -> None:
    """The answer to a meaningless address wraps its lines, long addresses too."""
    page = opened((390, 844), "light")
    wide = {}
    for path in ("/nonsense", "/overview/330199", f"/{'long' * 60}"):
        page.goto(city + path)
        page.wait_for_selector(".not-found a")
        wide[path] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in wide.items() if width > 390} == {}


def test_a_note_is_beside_the_longest_title(opened: Opened, server: str) -> None:
    """On a desk: the longest titles are those of the rankings of this county."""
    page = opened((1440, 900), "light")
    page.goto(f"{server}/overview/330521")
    wait_until_drawn(page)

    assert page.evaluate(HEADS) == [1, []]


def test_all_pages_are_named_on_one_line(opened: Opened, server: str) -> None:
    """In the top bar of a desk, a narrow one and in English too."""
    lines = {}
    for language, widths in (("zh", (1366,)), ("en", (1440, 1920))):
        page = opened((widths[0], 900), "light")
        page.goto(f"{server}/overview/330000?lang={language}")
        wait_until_drawn(page)
        for width in widths:
            resize(page, (width, 900))
            lines[language, width] = page.evaluate(HEADS)[0]

    assert lines == {("zh", 1366): 1, ("en", 1440): 1, ("en", 1920): 1}


@pytest.mark.parametrize(
    ("path", "controls"),
    [
        (
            "/overview/330900",
            ".brand-title, .when-toggle, .menu-toggle, .topbar-place a, [data-area=standing] .figure, .row-act, .row-call a, .row-add",
        ),
        ("/education/330900", ".tile-figure .figure, .rank-label, .more-toggle"),
        ("/tasks/330900", ".tasks-top a, .tasks-tools .pill, .tasks-filter .pill"),
        ("/handbook", ".handbook-parts a"),
    ],
)
def test_a_finger_finds_what_it_aims_at(opened: Opened, city: str, path: str, controls: str) -> None:
    """On a phone every separate control is hit within 44 points of height."""
    page = opened((390, 844), "light")
    page.goto(city + path)
    if path.split("/")[1] in PAGES:
        wait_until_drawn(page)

    small = page.evaluate(HIT, controls)
    count = page.locator(controls).count()

    assert count
    assert small == []


def test_the_offices_of_a_county_are_all_under_its_map(opened: Opened, city: str) -> None:
    """A dozen offices fit their frame without scrolling; on a phone all offices do, however many there are."""
    page = opened((1440, 900), "light")
    page.goto(f"{city}/education/330902")
    wait_until_drawn(page)
    page.locator(".more-toggle").evaluate("(button) => button.click()")
    tiles = page.locator(".map-tiles")
    assert tiles.locator("li").count() >= 12

    for size in ((1440, 900), (390, 844)):
        resize(page, size)
        assert tiles.evaluate("(list) => list.scrollHeight - list.clientHeight") <= 1, size
