"""Watermarks: the largest value of a column so far, kept as text with its type in front."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from data.pull.feeds import DatabaseFeed, HttpsFeed
from data.pull.sources.source import SourceRefused

Value = date | datetime | int | Decimal | str
OTHER_TYPES = "watermark 列里的值类型不一（{one} 和 {other}），分不出先后。请在查询里转成一种类型。"


def is_figure(feed: DatabaseFeed | HttpsFeed, title: str) -> bool:
    """Say whether a column is for the load: a watermark is not, but the day or what `columns` names."""
    return title != feed.watermark or title == "day" or title in feed.columns


def written(value: object) -> str:
    """Return a value as it is kept; raises SourceRefused for what has no order that all sides agree on."""
    match value:
        case bool():
            pass
        case datetime():
            return f"time {value.isoformat(' ')}"
        case date():
            return f"day {value.isoformat()}"
        case int() | Decimal() | float():
            return f"number {value}"
        case str() if value.strip():
            return f"text {value}"
    raise SourceRefused(f"watermark 列里有“{value}”，不能作为取数的起点。请选一列总有值的时间、日期或编号。")


def value_of(kept: str) -> Value:
    """Return a kept value in its own type."""
    kind, _, text = kept.partition(" ")
    match kind:
        case "time":
            return datetime.fromisoformat(text)
        case "day":
            return date.fromisoformat(text)
        case "number":
            with suppress(ValueError):
                return int(text)
            return Decimal(text)
    return text


def shown(kept: str | None) -> str:
    """Return a kept watermark for people, "" for none."""
    return kept.partition(" ")[2] if kept else ""


def later(before: str, values: Iterable[object]) -> str:
    """Return the largest of a kept watermark and some values, as it is kept; raises SourceRefused where they have no order.

    A text that is a time where times were expected is one: SQLite and JSON know no other.
    """
    largest, kept = value_of(before), before
    for value in values:
        found = value_of(written(_like(largest, value)))
        try:
            if found > largest:  # type: ignore[operator]  # of one type, or TypeError
                largest, kept = found, written(found)
        except TypeError:
            raise SourceRefused(OTHER_TYPES.format(one=type(largest).__name__, other=type(found).__name__)) from None
    return kept


def _like(largest: Value, value: object) -> object:
    """Return a text as what it is compared with, where it can be read as that."""
    if isinstance(value, str):
        with suppress(ValueError, ArithmeticError):
            match largest:
                case datetime():
                    return datetime.fromisoformat(value)
                case date():
                    return date.fromisoformat(value)
                case int() | Decimal():
                    return Decimal(value)
    return value
