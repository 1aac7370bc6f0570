"""The watermark over a page: seen on every part of a screen and on paper, and in the way of nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from dashboard.settings import Settings
from data.store import Store
from tests.browser.conftest import Opened
from tests.product import IS_DRAWN, copy_database, serving

PAGE = "/overview/330900"
SIZES = [(1440, 900), (390, 844), (3840, 2160)]
FIGURES = """() => [...document.querySelectorAll('main .figure')].map((each) => each.getBoundingClientRect())
  .filter((box) => box.width && box.top >= 0 && box.bottom < innerHeight && box.right < innerWidth)
  .map((box) => [box.left, box.top, box.right, box.bottom].map(Math.round))"""
HIT = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('#watermark'))"
TINGED = 24  # of 255: what the watermark changes a pixel by at most


@pytest.fixture(scope="module")
def marking(city_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cockpit that writes the watermark over its screens."""
    folder: Path = tmp_path_factory.mktemp("marking")
    url = copy_database(city_store, folder / "cockpit.db")
    with serving(Settings(database_url=url, root="330900", watermark="all", exports=folder / "exports")) as address:
        yield address


def picture(page: Page, *, is_marked: bool) -> Image.Image:
    page.evaluate(f"() => {{ document.querySelector('#watermark').hidden = {str(not is_marked).lower()} }}")
    return Image.open(BytesIO(page.screenshot())).convert("L")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_covers_no_figure(opened: Opened, marking: str, size: tuple[int, int], theme: str) -> None:
    """It is seen all over the screen, changes no pixel of a figure by more than a tinge, and is under no pointer."""
    page = opened(size, theme)
    page.goto(f"{marking}{PAGE}")
    page.wait_for_function(IS_DRAWN)
    plain, marked = picture(page, is_marked=False), picture(page, is_marked=True)

    quarters = [(x * size[0] // 2, y * size[1] // 2) for x in (0, 1) for y in (0, 1)]
    for left, top in quarters:
        part = (left, top, left + size[0] // 2, top + size[1] // 2)
        changed = Counter(a != b for a, b in zip(plain.crop(part).tobytes(), marked.crop(part).tobytes(), strict=True))
        assert changed[True] / changed.total() > 0.01
    boxes = page.evaluate(FIGURES)
    assert boxes
    for box in boxes:
        pairs = zip(plain.crop(box).tobytes(), marked.crop(box).tobytes(), strict=True)
        assert max(abs(before - after) for before, after in pairs) <= TINGED
        assert not page.evaluate(HIT, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    page.emulate_media(media="print")
    assert page.locator("#watermark svg").is_visible()
