"""The colours of the light theme by their tokens, for media that no style sheet reaches: paper, slides, pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

STYLES = Path(__file__).parents[2] / "assets" / "1-tokens.css"


def _light(css: str) -> dict[str, str]:
    """Return the colours of the first `:root` block, each as #rrggbb."""
    block = re.search(r":root\s*{(.*?)}", css, re.DOTALL)
    return dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})\b", block[1])) if block else {}


LIGHT: Mapping[str, str] = _light(STYLES.read_text("utf-8"))


def blend(token: str, share: float, ground: str = "--panel") -> str:
    """Return a token's colour thinned with its ground: 1 is the colour itself, 0 the ground."""
    own, under = _parts(LIGHT[token]), _parts(LIGHT[ground])
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for high, low in zip(own, under, strict=True))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
