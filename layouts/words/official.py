"""Figures as official documents write them: 98.0%, 5750人, 2026年11月28日."""

from __future__ import annotations

import re

from layouts.words.language import THIN

_SPACED = re.compile(r"(?<=[0-9A-Za-z]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[0-9])|(?<=[0-9]) (?=[%‰])")
_AFTER_STOP = re.compile(r"(?<=[。；，：]) ")
_SHARE = re.compile(r"%|‰|分点|分$")
_ARROW = re.compile(r"([▲▼]) ?(\S+) (环比|同比)")
_MOVED = {"▲": "上升", "▼": "下降"}  # of a share
_COUNTED = {"▲": "增加", "▼": "减少"}  # of a number of persons or things


def official(text: str) -> str:
    """Return a text as documents write it: no spaces between figures, units and Chinese words, no arrows but 环比下降3.6%."""
    said = _AFTER_STOP.sub("", _SPACED.sub("", text.replace(THIN, "")))
    return _ARROW.sub(_moved, said)


def _moved(found: re.Match[str]) -> str:
    """Write a change: 环比下降0.1个百分点, 环比增加2条."""
    arrow, amount, against = found.groups()
    return f"{against}{(_MOVED if _SHARE.search(amount) else _COUNTED)[arrow]}{amount}"
