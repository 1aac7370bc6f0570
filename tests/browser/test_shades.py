"""One direction of shading: the deeper the more, on desk and wall, light and dark, on maps and in calendars (1.22)."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opened
from tests.product import wait_until_drawn

# The luminance of each step of a scale, from the least value to the most, as its legend is drawn.
STEPS = """([keys, pseudo]) => [...document.querySelectorAll(keys)].map((key) => {
  const [red, green, blue] = getComputedStyle(key, pseudo).backgroundColor.match(/[\\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
})"""
MAP = ".map-key[class*=fill-] .map-swatch", None
DAYS = ".heat-legend span:not(.step-past)", "::before"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "size", "scale"),
    [
        ("/supervision/330000", (1440, 900), MAP),
        ("/supervision/330000", (1440, 900), DAYS),
        ("/wall/330000?scene=overview", (1920, 1080), MAP),
    ],
    ids=["map on a desk", "days on a desk", "map on a wall"],
)
def test_deeper_means_more_everywhere(
    opened: Opened, server: str, path: str, size: tuple[int, int], scale: tuple[str, str | None], theme: str
) -> None:
    """Each step of the scale is darker than the one below it, whatever the ground is."""
    page = opened(size, theme)
    page.add_init_script(f"localStorage.setItem('wall-theme', '{theme}')")
    page.goto(f"{server}{path}")
    wait_until_drawn(page)

    assert page.evaluate("document.documentElement.dataset.theme") == theme
    steps = page.evaluate(STEPS, list(scale))
    assert len(steps) >= 3
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == len(steps)
