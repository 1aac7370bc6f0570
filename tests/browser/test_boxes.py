"""At every size and theme no text is cut or lies over another, and nothing scrolls sideways."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page

from layouts.pages import PAGES
from layouts.view import HOME
from tests.browser.conftest import Opened
from tests.product import LEVELS, wait_until_drawn

SIZES = ((390, 844), (1440, 900), (1920, 1080), (3840, 2160))
THEMES = ("light", "dark")
# The overview at every size in both themes; every other page at each level and size once over the levels, in turn.
VIEWS = [
    (f"/{key}/{code}", size, theme)
    for at_page, key in enumerate(PAGES)
    for at_level, code in enumerate(LEVELS.values())
    for at_size, size in enumerate(SIZES)
    for at_theme, theme in enumerate(THEMES)
    if key == HOME or ((at_page + at_level + at_size) % 2 == 0 and (at_page + at_level) % 2 == at_theme)
]

# Every visible text with its box; a text is cut when its element hides overflow and is smaller than its content.
# The cells of AG Grid are left to it: it cuts and scrolls them itself, and a reader can widen each column.
MEASURE = """
() => {
  const boxes = [], cut = [];
  const clipped = (e) => { for (; e && e !== document.body; e = e.parentElement) { const s = getComputedStyle(e); if (s.clipPath !== 'none' || s.display === 'none') return true; } return false; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent || parent.closest('script,style,noscript,.visually-hidden,[hidden],details:not([open]) > :not(summary),.ag-root-wrapper')) continue;
    if (!parent.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (clipped(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frames = [];  // what scrolls inside its own frame is seen only there
    for (let e = parent; e && e !== document.body; e = e.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(e).overflow)) frames.push(e.getBoundingClientRect());
    }
    for (const r of range.getClientRects()) {
      const x = Math.max(r.left, ...frames.map((f) => f.left)), right = Math.min(r.right, ...frames.map((f) => f.right));
      const y = Math.max(r.top, ...frames.map((f) => f.top)), bottom = Math.min(r.bottom, ...frames.map((f) => f.bottom));
      if (right - x < 1 || bottom - y < 1) continue;
      boxes.push({text: node.data.trim().slice(0, 30), x, y, w: right - x, h: bottom - y});
    }
    for (let e = parent; e && e !== document.body; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (s.overflowX !== 'visible' && s.overflowX !== 'auto' && s.overflowX !== 'scroll' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && !e.closest('svg')) {
        cut.push(node.data.trim().slice(0, 30)); break;
      }
    }
  }
  const over = [];
  boxes.sort((a, b) => a.y - b.y);
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length && boxes[j].y < boxes[i].y + boxes[i].h; j++) {
    const a = boxes[i], b = boxes[j];
    const dx = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
    const dy = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
    if (dx > 2 && dy > 0.35 * Math.min(a.h, b.h)) over.push(a.text + ' / ' + b.text);
  }
  return {over: [...new Set(over)], cut: [...new Set(cut)], wide: document.documentElement.scrollWidth - innerWidth};
}
"""


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
    """As a browser draws them, on walls too: two pixels at least lie between any two."""
    page = opened(size, "light")
    page.goto(server + path)
    page.wait_for_selector(".map-svg")
    wait_until_drawn(page)

    found = page.evaluate(MARKS)
    page.close()

    assert found
    for marks in found:
        assert len(marks) > 1
        assert [
            (one[0], other[0])
            for one, other in combinations(marks, 2)
            if min(one[3], other[3]) - max(one[1], other[1]) > -2 and min(one[4], other[4]) - max(one[2], other[2]) > -2
        ] == []


def check_texts(page: Page, address: str, *, is_drawn: bool) -> None:
    """Assert that no text of a page overlaps another, is cut, or makes it scroll sideways; drawn ones are waited for."""
    page.goto(address)
    if is_drawn:
        wait_until_drawn(page)
    page.wait_for_timeout(300)

    found = page.evaluate(MEASURE)
    page.close()

    assert found == {"over": [], "cut": [], "wide": found["wide"]}
    assert found["wide"] <= 0


@pytest.mark.parametrize(
    ("path", "size", "theme"), VIEWS, ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else value
)
def test_texts_neither_overlap_nor_are_cut(
    opened: Opened, server: str, path: str, size: tuple[int, int], theme: str
) -> None:
    """The boxes of all texts on each page at each level."""
    check_texts(opened(size, theme), server + path, is_drawn=True)


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
    check_texts(opened(size, "light"), city + path, is_drawn=path.split("/")[1] in PAGES)


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
    page.close()

    assert heights
    assert max(heights) <= 240
    assert tip is not None
    assert tip["x"] >= 0
    assert tip["x"] + tip["width"] <= 390
    assert wide == 390


@pytest.mark.parametrize("path", ["/nonsense", "/overview/330199", f"/{'long' * 60}"], ids=["page", "region", "long"])
def test_a_page_in_words_fits_a_phone(browser: Browser, editable: str, path: str) -> None:
    """What an address that means nothing is answered with breaks its lines, long addresses too."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(editable + path)
    page.wait_for_selector(".not-found a")

    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert wide <= 390


# Heads whose note went to a second line, and on how many lines the names of the pages are.
LINES = """() => [
  new Set([...document.querySelectorAll('.nav a')].map((link) => link.offsetTop)).size,
  [...document.querySelectorAll('.panel-head')].filter((head) => {
    const [title, note] = [head.querySelector('h2'), head.querySelector('.panel-note')];
    return title && note && note.textContent && getComputedStyle(head).position !== 'absolute'
      && getComputedStyle(head).flexDirection === 'row'
      && note.getBoundingClientRect().top >= title.getBoundingClientRect().bottom - 2;
  }).map((head) => head.textContent),
]"""


@pytest.mark.parametrize("path", ["/overview/330100", "/overview/330521", "/supervision/330100", "/supervision/330000"])
def test_a_note_is_beside_its_title(opened: Opened, server: str, path: str) -> None:
    """On a desk: the longest titles are those of rankings."""
    page = opened((1440, 900), "light")
    page.goto(server + path)
    wait_until_drawn(page)

    found = page.evaluate(LINES)
    page.close()

    assert found == [1, []]


@pytest.mark.parametrize(("width", "language"), [(1366, "zh"), (1440, "zh"), (1440, "en"), (1920, "en")])
def test_all_pages_are_named_on_one_line(opened: Opened, server: str, width: int, language: str) -> None:
    """In the top bar of a desk, in English too."""
    page = opened((width, 900), "light")
    page.goto(f"{server}/overview/330000?lang={language}")
    wait_until_drawn(page)

    lines, _ = page.evaluate(LINES)
    page.close()

    assert lines == 1


# How high the area is that a finger may hit to reach a control; links within sentences are left to the words around them.
HIT = """(selector) => [...document.querySelectorAll(selector)].map((control) => {
  control.scrollIntoView({block: 'center'});
  const box = control.getBoundingClientRect(), x = box.left + Math.min(box.width / 2, 20), middle = box.top + box.height / 2;
  const isHit = (y) => { const found = document.elementFromPoint(x, y); return found && control.contains(found); };
  let top = middle, bottom = middle;
  while (middle - top < 60 && isHit(top - 1)) top -= 1;
  while (bottom - middle < 60 && isHit(bottom + 1)) bottom += 1;
  return [control.textContent.trim(), Math.round(bottom - top)];
}).filter(([text, height]) => height < 43)"""


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
    """On a phone every control that stands by itself is hit within 44 points of height."""
    page = opened((390, 844), "light")
    page.goto(city + path)
    if path.split("/")[1] in PAGES:
        wait_until_drawn(page)

    small = page.evaluate(HIT, controls)
    count = page.locator(controls).count()
    page.close()

    assert count
    assert small == []


def test_the_offices_of_a_county_are_all_under_its_map(opened: Opened, city: str) -> None:
    """A dozen offices are seen without scrolling in their frame, and on a phone all of them whatever their number."""
    for size in ((1440, 900), (390, 844)):
        page = opened(size, "light")
        page.goto(f"{city}/education/330902")
        wait_until_drawn(page)
        page.evaluate("document.querySelector('.more-toggle').click()")
        tiles = page.locator(".map-tiles")
        hidden = tiles.evaluate("(list) => list.scrollHeight - list.clientHeight")
        count = tiles.locator("li").count()
        page.close()

        assert count >= 12
        assert hidden <= 1


def test_open_red_alerts_have_the_width_of_a_phone(opened: Opened, server: str) -> None:
    """Until when and how long is below what it is about, which has the whole line."""
    page = opened((390, 844), "light")
    page.goto(f"{server}/centres/330000")
    wait_until_drawn(page)
    row = page.locator("[data-area=open_red] .row.has-note")

    shares = row.evaluate_all(
        "(rows) => rows.map((row) => row.querySelector('.row-text').offsetWidth / row.clientWidth)"
    )
    page.close()

    assert shares
    assert min(shares) > 0.9
