"""The base of a figure of a ranking or a swarm, in words."""

from __future__ import annotations

from layouts.charts.kinds import RankedBar, RankedInterval, SwarmDot
from layouts.words.language import Language


def base_words(point: RankedBar | RankedInterval | SwarmDot, words: Language) -> str:
    """Return a point's base, called small where it is, and its note."""
    base = "" if point.base is None else words.number(point.base)
    if not isinstance(point, RankedBar) and point.has_small_base:
        base = words("panels.peers.thin", base=base)
    return " ".join(filter(None, (base, point.note)))


def deviation_words(bar: RankedBar, decimals: int, words: Language) -> str:
    """Return by how much a bar differs from the centre of its chart, empty where that is not known."""
    return "" if bar.deviation is None else words.signed(bar.deviation, decimals)
