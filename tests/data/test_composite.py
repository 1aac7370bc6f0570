"""The composite score, beside a reckoning by hand."""

from __future__ import annotations

import pytest

from data.composite import composites, score_themes, z_scores
from data.definitions import Direction
from data.periods import Period
from data.readings import Readings
from tests.layouts.fabricate import catalogue, reading, region

WEEK = Period.parse("2026-W46")
PEERS = ("330102", "330105", "330106", "330108", "330109", "330110")
RATE = "checkin_completion_rate"


def test_a_z_score_is_how_much_better_than_the_peers() -> None:
    """Values 90 to 100 by twos: mean 95, deviation √(35/3); lower is better where the metric says so."""
    values = [90.0, 92.0, 94.0, 96.0, 98.0, 100.0]
    peers = [reading(RATE, region(code), WEEK, value=value) for code, value in zip(PEERS, values, strict=True)]
    assert z_scores(peers)["330102"] == pytest.approx(-5 / (35 / 3) ** 0.5)
    down = [
        reading("row_reject_rate", region(code), WEEK, value=value) for code, value in zip(PEERS, values, strict=True)
    ]
    assert z_scores(down)["330102"] == pytest.approx(5 / (35 / 3) ** 0.5)


def test_equal_peers_score_nothing_and_few_are_not_scored() -> None:
    """All equal gives zero for all; four peers give nothing."""
    peers = [reading(RATE, region(code), WEEK, value=97.0) for code in PEERS]
    assert set(z_scores(peers).values()) == {0.0}
    assert z_scores(peers[:4]) == {}


def test_neutral_metrics_have_no_place() -> None:
    """Every metric of the file takes a side, and the weights are 100 in all."""
    themes = score_themes(catalogue())
    assert {catalogue().metric(key).direction for theme in themes for key in theme.metrics} <= {
        Direction.UP,
        Direction.DOWN,
    }
    assert sum(theme.weight for theme in themes) == 100


def test_scores_are_the_weighted_mean_of_the_themes() -> None:
    """A county two deviations ahead in one theme only has that theme's weight of it; equal counties share a rank."""
    themes = score_themes(catalogue())
    ahead = themes[0].metrics
    made = [
        reading(key, region(code), WEEK, value=99.0 if key in ahead and code == PEERS[0] else 95.0)
        for theme in themes
        for key in theme.metrics
        for code in PEERS
    ]
    found = composites(catalogue(), Readings(made), PEERS, WEEK)

    assert found[0].region == PEERS[0]
    assert found[0].themes[themes[0].key] == pytest.approx(5**0.5)  # one of six apart: √(n − 1)
    assert found[0].score == pytest.approx(themes[0].weight / 100 * 5**0.5)
    assert [each.rank for each in found] == [1, 2, 2, 2, 2, 2]


def test_a_theme_without_figures_leaves_its_weight_to_the_others() -> None:
    """What nobody reported neither helps nor harms."""
    themes = score_themes(catalogue())
    made = [
        reading(key, region(code), WEEK, value=None if theme is themes[1] else 90.0 + at)
        for theme in themes
        for key in theme.metrics
        for at, code in enumerate(PEERS)
    ]
    best = composites(catalogue(), Readings(made), PEERS, WEEK)[0]

    assert best.themes[themes[1].key] is None
    assert best.score is not None
