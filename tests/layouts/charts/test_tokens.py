"""The colours that paper and slides are given."""

from __future__ import annotations

import re

import pytest

from layouts.charts.tokens import LIGHT, STYLES, blend


def test_the_light_theme_is_read_from_the_style_sheet() -> None:
    """Every colour of the light theme, none of the dark one, no fonts."""
    assert LIGHT["--ground"] == "#f3f0e7"
    assert LIGHT["--celadon-6"] == "#1b4d49"
    assert {"--text-1", "--amber", "--seal", "--better", "--worse", "--kind-1", "--mood-red"} <= LIGHT.keys()
    assert not {"--sans", "--song"} & LIGHT.keys()


@pytest.mark.parametrize(("share", "colour"), [(1, LIGHT["--worse"]), (0, LIGHT["--panel"])])
def test_a_thinned_colour_is_between_it_and_its_ground(share: float, colour: str) -> None:
    """All of it is the colour, none of it the ground."""
    assert blend("--worse", share) == colour


@pytest.mark.parametrize("theme", [r":root\s*{(.*?)}", r'\[data-theme="dark"\]\s*{(.*?)}'], ids=["light", "dark"])
def test_a_mixed_colour_is_what_its_name_says(theme: str) -> None:
    """`--worse-14` is 14 parts of --worse in a hundred of panel, in both themes."""
    css = STYLES.read_text("utf-8")
    block = re.search(theme, css, re.DOTALL)
    assert block is not None
    own = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})\b", block[1]))
    mixed = {name: re.fullmatch(r"(--.+)-(\d\d)", name) for name in own}

    wrong = [
        name
        for name, parts in mixed.items()
        if parts
        for share in [int(parts[2]) / 100]
        for pairs in [zip(channels(own[parts[1]]), channels(own["--panel"]), strict=True)]
        if any(
            abs(high * share + low * (1 - share) - got) > 1
            for (high, low), got in zip(pairs, channels(own[name]), strict=True)
        )
    ]
    assert wrong == []


def channels(colour: str) -> list[int]:
    """Return red, green and blue of #rrggbb."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
