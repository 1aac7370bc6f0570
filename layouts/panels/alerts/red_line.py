"""The sentence about the red alerts that the cockpit raised itself, beside the one about those of the business system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from data.alerts import AlertLevel
from data.alerts.rules import AreaRule
from data.readings import Readings
from layouts.charts.chart import Words
from layouts.context import Context, Need
from layouts.panels.alerts.area import found_notices, shown
from layouts.view import WALL

Headline = Callable[[Readings, Context], Words]


def with_own_red(headline: Headline) -> Headline:
    """Return a headline with the sentence after its first one, where a red alert of the cockpit's own is open."""

    def said(readings: Readings, context: Context) -> Words:
        lines, own = headline(readings, context).lines, own_red(context)
        rest = () if context.view.page == WALL else lines[1:]  # a wall has one line for all of it
        return Words((*lines[:1], (own,), *rest) if own else lines)

    return said


def with_alerts(needs: Callable[[Context], Sequence[Need]]) -> Callable[[Context], Sequence[Need]]:
    """Return what such a headline needs: what it needed without the sentence, and the alerts."""
    return lambda context: [shown(context), *needs(context)]


def is_grave(rule: AreaRule, context: Context) -> bool:
    """Say whether a rule is about what must not happen at all."""
    return rule.metric in context.catalogue.metrics and context.catalogue.metric(rule.metric).is_bottom_line


def own_red(context: Context) -> str:
    """Return how many of the cockpit's own red alerts are open, and how many are about what must not happen; empty for none."""
    words, red = context.words, [each for each in found_notices(context) if each.level is AlertLevel.RED]
    if not red:
        return ""
    rules = [cause.rule for notice in red for cause in notice.causes if is_grave(cause.rule, context)]
    counted = Counter(rule.en if words.tongue == "en" else rule.zh for rule in rules)
    grave = [words("area_alerts.of_them", what=what, count=count) for what, count in counted.items()]
    most = words("area_alerts.most", what=words("area_alerts.comma").join(grave)) if grave else ""
    return words("area_alerts.headline", count=len(red), most=most)
