"""Figures as official documents write them: 98.0%, 5750人, 2026年11月28日."""

from __future__ import annotations

import re

from layouts.words import THIN

_SPACED = re.compile(r"(?<=[0-9A-Za-z]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[0-9])|(?<=[0-9]) (?=[%‰])")


def official(text: str) -> str:
    """Return a text without the spaces that screens set between figures, units and Chinese words."""
    return _SPACED.sub("", text.replace(THIN, ""))
