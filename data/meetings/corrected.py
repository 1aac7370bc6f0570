"""Frozen weeks after corrections: which of the counts that one shows are hidden by now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.meetings.frozen import Body
from data.periods import Period
from data.readings.hidden.days import hidden_counts
from data.readings.privacy import is_guarded
from data.readings.reading import Status
from data.readings.spans import pieces_of_base
from data.store import Store

SHOWN = ("value", "numerator", "denominator", "previous", "last_year")


def hidden_since(store: Store, body: Body) -> dict[str, Any]:
    """Return the readings of a frozen week's body that show a count which is hidden by now, by place, without those counts.

    A correction may have made it small, or a count beside it. Both editions hide the same, or one would give away what
    the other hides.
    """
    entry = store.newest_load()
    guarded = [(at, held, _days(store, held)) for at, held in body["readings"].items()] if entry else []
    wanted = {(held["metric"], held["region"], day) for _, held, days in guarded for day in days.values()}
    if entry is None or not wanted:
        return {}
    with store.reading() as connection:
        hidden = hidden_counts(connection, store, entry, wanted)
    found: dict[str, Any] = {}
    for at, held, days in guarded:
        lost = [name for name, day in days.items() if (held["metric"], held["region"], day) in hidden]
        if "value" in lost:
            found[at] = {**held, **dict.fromkeys(SHOWN), "base_reports": {}, "status": Status.SUPPRESSED.value}
        elif lost:
            found[at] = {**held, **dict.fromkeys(lost)}
    return found


def _days(store: Store, held: Mapping[str, Any]) -> Mapping[str, date]:
    """Return the day of whose end each amount is that a guarded reading shows: its value and those of before."""
    metric = store.catalogue.metrics.get(held["metric"])
    if metric is None or held["region"] not in store.regions.by_code:
        return {}
    if not is_guarded(metric, store.regions.get(held["region"])):
        return {}
    period, last = Period.parse(held["period"]), date.fromisoformat(held["last"])
    before = {"previous": period.previous(), "last_year": period.last_year()}
    days = {name: pieces_of_base(base, period, last, metric).span.last for name, base in before.items()}
    return {name: day for name, day in {"value": last, **days}.items() if held[name] is not None}
