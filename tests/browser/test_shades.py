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


@pytest.mark.parametrize(
    ("path", "size", "scales"),
    [
        ("/supervision/330000", (1440, 900), {"map": MAP, "days": DAYS}),
        ("/wall/330000?scene=overview", (1920, 1080), {"map": MAP}),
    ],
    ids=["desk", "wall"],
)
def test_deeper_means_more_everywhere(
    opened: Opened, server: str, path: str, size: tuple[int, int], scales: dict[str, tuple[str, str | None]]
) -> None:
    """Each step of a scale is darker than the one below it, on a light and on a dark background."""
    page = opened(size, "light")
    page.goto(f"{server}{path}")
    wait_until_drawn(page)

    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        for name, scale in scales.items():
            steps = page.evaluate(STEPS, list(scale))
            assert len(steps) >= 3, (theme, name)
            assert steps == sorted(steps, reverse=True), (theme, name)
            assert len(set(steps)) == len(steps), (theme, name)
