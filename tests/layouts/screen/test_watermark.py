"""How faint the watermark is: seen, and in the way of no text."""

from __future__ import annotations

import re

import pytest

from dashboard.exports.pictures.ink import MARK, PAPER
from layouts.charts.tokens import STYLES

LAYER = STYLES.with_name("7-watermark.css").read_text("utf-8")
READ = 4.5  # to 1: what WCAG asks for small text
SEEN = 1.1
TEXTS = ("--text-1", "--text-2", "--text-3", "--worse", "--better", "--amber-text", "--celadon-5")
THEMES = {"light": r":root\s*{(.*?)}", "dark": r'\[data-theme="dark"\]\s*{(.*?)}'}
OPACITY = {"light": r"\.watermark {.*?opacity: ([\d.]+)", "dark": r'\[data-theme="dark"\] \.watermark {.*?([\d.]+)'}
Colour = tuple[float, float, float]


def parts(colour: str) -> Colour:
    """Return red, green and blue of #rrggbb, each from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours by WCAG 2: 1 to 21."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour by WCAG 2."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def of_theme(theme: str) -> tuple[dict[str, Colour], float]:
    """Return the colours of a theme and how opaque the watermark is in it."""
    block = re.search(THEMES[theme], STYLES.read_text("utf-8"), re.DOTALL)
    opacity = re.search(OPACITY[theme], LAYER)
    assert block is not None
    assert opacity is not None
    pairs = re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})\b", block[1])
    return {name: parts(colour) for name, colour in pairs}, float(opacity[1])


def under(colour: Colour, ink: Colour, opacity: float) -> Colour:
    """Return a colour as it is seen through the ink of the watermark."""
    red, green, blue = (own + (over - own) * opacity for own, over in zip(colour, ink, strict=True))
    return red, green, blue


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["--panel", "--ground"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_under_the_watermark_is_read_as_before(theme: str, ground: str, text: str) -> None:
    """It keeps 4.5:1 where it had it, on panels and beside them."""
    colours, opacity = of_theme(theme)
    ink = colours["--text-1"]

    marked = contrast(under(colours[text], ink, opacity), under(colours[ground], ink, opacity))

    assert marked >= min(READ, contrast(colours[text], colours[ground]))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["--panel", "--ground"])
def test_it_is_seen_on_every_ground(theme: str, ground: str) -> None:
    """A camera separates it from what it is on."""
    colours, opacity = of_theme(theme)

    assert contrast(under(colours[ground], colours["--text-1"], opacity), colours[ground]) >= SEEN


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_on_the_watermark_of_paper_is_read_as_before(text: str) -> None:
    """On slides and in prints it is under the text."""
    assert contrast(parts(PAPER[text]), parts(MARK)) >= min(READ, contrast(parts(PAPER[text]), parts(PAPER["--panel"])))
