"""Figures as official documents write them: 98.0%, 5750人, 2026年11月28日."""

from __future__ import annotations

import re

from layouts.words import THIN

_SPACED = re.compile(r"(?<=[0-9A-Za-z]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[0-9])|(?<=[0-9]) (?=[%‰])")
_ARROW = re.compile(r"([▲▼]) ?(\S+) (环比|同比)")
_MOVED = {"▲": "上升", "▼": "下降"}


def official(text: str) -> str:
    """Return a text as documents write it: no spaces between figures, units and Chinese words, no arrows but 环比下降3.6%."""
    said = _SPACED.sub("", text.replace(THIN, ""))
    return _ARROW.sub(lambda found: f"{found[3]}{_MOVED[found[1]]}{found[2]}", said)
