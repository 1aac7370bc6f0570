"""Frozen weeks on the page of the meeting: which the view asks for, and how they open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from data.periods import Grain, Period
from data.questions.cutting import CORRECTED, ELSEWHERE
from data.questions.kinds import Frozen, Kept
from data.readings import Readings
from layouts.charts.chart import Nothing
from layouts.charts.codec import decoded
from layouts.charts.drawn import FrozenWeek, Leaf
from layouts.context import Context
from layouts.view import REVIEW
from layouts.words.language import load_language
from layouts.words.reasons import reason_text

TODAY = "0"  # no edition: today's figures


def frozen(context: Context, week: Period) -> Frozen | None:
    """Return the question for a region's frozen week: the view's edition of the shown week, the newest of another."""
    number = context.view.edition if week == context.period else ""
    if context.view.page != REVIEW or week.grain is not Grain.WEEK or number == TODAY:
        return None
    return Frozen(context.region.code, week, number)


def frozen_week(context: Context, week: Period) -> FrozenWeek | None:
    """Return a frozen week as it was drawn; None where it was never frozen, or today's figures are asked for."""
    asked = frozen(context, week)
    kept = context.answer(asked) if asked else None
    return _opened(kept, context.words.tongue) if kept else None


@lru_cache(maxsize=8)  # every panel of a page asks for the same one
def _opened(kept: Kept, tongue: str) -> FrozenWeek:
    leaves, readings = decoded(kept.body)
    said = {str(why): reason_text(why, load_language(tongue)) for why in (ELSEWHERE, CORRECTED)}
    return FrozenWeek(kept.edition, {leaf.key: _in_words(leaf, said) for leaf in leaves}, Readings(readings))


def _in_words(leaf: Leaf, said: Mapping[str, str]) -> Leaf:
    """Return a leaf with why something of it is not shown in the reader's language."""
    lines = tuple(
        tuple(said.get(part, part) if isinstance(part, str) else part for part in line) for line in leaf.said.lines
    )
    drawn = tuple(
        replace(each, drawing=Nothing(said.get(each.drawing.reason, each.drawing.reason)))
        if isinstance(each.drawing, Nothing)
        else each
        for each in leaf.drawn
    )
    return replace(leaf, said=replace(leaf.said, lines=lines), drawn=drawn)
