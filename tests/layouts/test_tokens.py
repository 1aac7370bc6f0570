"""The colours that paper and slides are given."""

from __future__ import annotations

import pytest

from layouts.tokens import LIGHT, blend


def test_the_light_theme_is_read_from_the_style_sheet() -> None:
    """Every colour of the light theme, none of the dark one, no fonts."""
    assert LIGHT["--ground"] == "#f3f0e7"
    assert LIGHT["--celadon-6"] == "#1b4d49"
    assert {"--text-1", "--amber", "--seal", "--better", "--worse", "--kind-1", "--mood-red"} <= LIGHT.keys()
    assert not {"--sans", "--song"} & LIGHT.keys()


@pytest.mark.parametrize(("share", "colour"), [(1, LIGHT["--worse"]), (0, LIGHT["--panel"])])
def test_a_thinned_colour_lies_between_it_and_its_ground(share: float, colour: str) -> None:
    """All of it is the colour, none of it the ground."""
    assert blend("--worse", share) == colour
