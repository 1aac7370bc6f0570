"""The composite score: how a county stands among its peers, theme by theme, with weights that anybody can read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean, pstdev

from data.catalogue import Catalogue
from data.comparable import comparable
from data.definitions import Direction
from data.errors import CatalogueError
from data.periods import Period
from data.readings import Question, Reading, Readings

FILE = Path(__file__).with_suffix(".toml")
FEWEST_PEERS = 5  # of fewer a standard deviation says nothing


@dataclass(frozen=True, slots=True)
class ScoreTheme:
    """A theme's weight, in per cent of all, and its metrics."""

    key: str
    weight: float
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composite:
    """One region: its mean z-score by theme (None where nothing is known), the weighted whole, and its rank.

    Equal scores at two decimals share a rank. The weights of themes without a figure fall to the others.
    """

    region: str
    themes: Mapping[str, float | None]
    score: float | None
    rank: int | None


@cache
def _themes() -> tuple[ScoreTheme, ...]:
    listed = tomllib.loads(FILE.read_text("utf-8"))["themes"]
    return tuple(ScoreTheme(key, given["weight"], tuple(given["metrics"])) for key, given in listed.items())


def score_themes(catalogue: Catalogue) -> tuple[ScoreTheme, ...]:
    """Return the themes of the file; raises CatalogueError for an unknown or neutral metric, or weights that are not 100."""
    themes = _themes()
    for key in (metric for theme in themes for metric in theme.metrics):
        if key not in catalogue.metrics:
            raise CatalogueError(f"composite.toml：没有指标 {key}。")
        if catalogue.metric(key).direction is Direction.NEUTRAL:
            raise CatalogueError(f"composite.toml：{key} 不分好坏，不能计入综合得分。请去掉它。")
    if sum(theme.weight for theme in themes) != 100:
        raise CatalogueError("composite.toml：各主题权重之和应为 100。")
    return themes


def composite_question(catalogue: Catalogue, codes: Sequence[str], period: Period) -> Question:
    """Return what `composites` must be able to look up."""
    keys = tuple(metric for theme in score_themes(catalogue) for metric in theme.metrics)
    return Question(keys, tuple(codes), (period,))


def composites(catalogue: Catalogue, readings: Readings, codes: Sequence[str], period: Period) -> list[Composite]:
    """Return the scores of peers, the best first, those without one last."""
    themes = score_themes(catalogue)
    by_metric = {key: z_scores(readings.across(key, codes, period)) for theme in themes for key in theme.metrics}
    found = []
    for code in codes:
        parts = {theme.key: _mean([by_metric[key].get(code) for key in theme.metrics]) for theme in themes}
        known = [(theme.weight, part) for theme in themes if (part := parts[theme.key]) is not None]
        whole = sum(weight for weight, _ in known)
        score = sum(weight * part for weight, part in known) / whole if whole else None
        found.append(Composite(code, parts, score, None))
    return _ranked(found)


def z_scores(peers: Sequence[Reading]) -> dict[str, float]:
    """Return by region how many standard deviations better than the peers' mean each value is.

    Nothing where fewer than five are known, nor for a region whose coverage is not that of most; zero for all where all
    are equal.
    """
    known = {each.region.code: each.value for each in comparable(peers) if each.value is not None}
    if len(known) < FEWEST_PEERS:
        return {}
    mean, spread = fmean(known.values()), pstdev(known.values())
    sign = 1 if peers[0].metric.direction is Direction.UP else -1
    return {code: sign * (value - mean) / spread if spread else 0.0 for code, value in known.items()}


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return fmean(known) if known else None


def _ranked(found: Sequence[Composite]) -> list[Composite]:
    scores = [round(each.score, 2) for each in found if each.score is not None]
    ranked = [
        Composite(each.region, each.themes, each.score, 1 + sum(score > round(each.score, 2) for score in scores))
        if each.score is not None
        else each
        for each in found
    ]
    return sorted(ranked, key=lambda each: (each.rank is None, each.rank or 0, each.region))
