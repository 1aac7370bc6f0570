"""The columns of a waterfall."""

from __future__ import annotations

from layouts.charts.geometry.waterfall import cascade, turn
from layouts.charts.kinds import StepKind, WaterfallStep


def stock(value: float) -> WaterfallStep:
    return WaterfallStep("期初", value, str(value), move=StepKind.STOCK)


def change(value: float) -> WaterfallStep:
    return WaterfallStep("接收", value, str(value))


def test_each_change_begins_where_the_last_ended() -> None:
    """The bar of a rise begins at the level before it, that of a fall ends there."""
    laid = cascade([stock(10), change(5), change(-8), stock(7)])

    assert list(laid.bases) == [0, 10, 7, 0]
    assert list(laid.heights) == [10, 5, 8, 7]


def test_large_stocks_are_cut_and_small_ones_are_not() -> None:
    """The axis begins above zero only where the changes would be slivers."""
    assert cascade([stock(1000), change(5), stock(1005)]).axis[0] > 900
    assert cascade([stock(4), change(5), stock(9)]).axis[0] == 0
    assert cascade([]).axis[0] == 0


def test_every_column_says_what_it_is() -> None:
    """A change is a rise or a fall by its sign, an unexplained one is its own kind."""
    gap = WaterfallStep("差额", 2, "+2", move=StepKind.UNEXPLAINED)

    assert [turn(point) for point in (stock(1), change(2), change(-2), change(0), gap)] == [
        "stock", "rise", "fall", "still", "unexplained",
    ]  # fmt: skip
