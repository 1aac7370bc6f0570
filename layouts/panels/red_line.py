"""The sentence about the red alerts that the cockpit raised itself, beside the one about those of the business system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from data.area_rules import AlertLevel
from data.readings import Readings
from layouts.chart import Words
from layouts.panel import Scene
from layouts.panels.area_alerts import found_notices
from layouts.panels.bottom_line import METRICS as BOTTOM_LINE
from layouts.view import WALL

GRAVE = {*BOTTOM_LINE, "abscond_rate", "device_over_term_count"}  # what must not happen at all
Headline = Callable[[Readings, Scene], Words]


def with_own_red(headline: Headline) -> Headline:
    """Return a headline with the sentence after its first one, where a red alert of the cockpit's own is open."""

    def said(readings: Readings, scene: Scene) -> Words:
        lines, own = headline(readings, scene).lines, own_red(scene)
        rest = () if scene.view.page == WALL else lines[1:]  # a wall has one line for all of it
        return Words((*lines[:1], (own,), *rest) if own else lines)

    return said


def own_red(scene: Scene) -> str:
    """Return how many red alerts of the cockpit's own are open, and how many of what must not happen; empty for none."""
    words, red = scene.words, [each for each in found_notices(scene) if each.level is AlertLevel.RED]
    if not red:
        return ""
    rules = [cause.rule for notice in red for cause in notice.causes if cause.rule.metric in GRAVE]
    counted = Counter(rule.en if words.tongue == "en" else rule.zh for rule in rules)
    grave = [words("area_alerts.of_them", what=what, count=count) for what, count in counted.items()]
    most = words("area_alerts.most", what=words("area_alerts.comma").join(grave)) if grave else ""
    return words("area_alerts.headline", count=len(red), most=most)
