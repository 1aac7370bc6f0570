"""Frozen weeks on the page of the meeting: which the view asks for, and how they open."""

from __future__ import annotations

from functools import lru_cache

from data.periods import Grain, Period
from data.questions.kinds import Frozen, Kept
from data.readings import Readings
from layouts.charts.codec import decoded
from layouts.charts.drawn import FrozenWeek
from layouts.context import Context
from layouts.view import REVIEW

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
    return _opened(kept) if kept else None


@lru_cache(maxsize=8)  # every panel of a page asks for the same one
def _opened(kept: Kept) -> FrozenWeek:
    leaves, readings = decoded(kept.body)
    return FrozenWeek(kept.edition, {leaf.key: leaf for leaf in leaves}, Readings(readings))
