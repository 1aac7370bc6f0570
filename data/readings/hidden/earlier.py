"""What is kept of guarded counts before they were corrected, so that both editions of a day hide the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, and_, delete, insert, select

from data.readings.hidden.branches import Freedom
from data.readings.hidden.families import CountOf, Earlier
from data.schema import Schema
from data.schema.bulk import named


def earlier_counts(
    connection: Connection, schema: Schema, codes: Collection[str], days: Collection[date], metrics: Collection[str]
) -> Mapping[date, Mapping[CountOf, Earlier]]:
    """Return what is kept of the counts of some metrics and regions, by day."""
    kept, found = schema.earlier_counts.c, defaultdict[date, dict[CountOf, Earlier]](dict)
    for some in named(codes):
        asked = select(kept.day, kept.metric, kept.region_code, kept.is_hidden, kept.spare, kept.rises, kept.is_zero)
        inside = and_(kept.day.in_(days), kept.region_code.in_(some), kept.metric.in_(metrics))
        for day, metric, code, is_hidden, spare, rises, is_zero in connection.execute(asked.where(inside)):
            found[day][metric, code] = Earlier(bool(is_hidden), Freedom(spare, bool(rises), bool(is_zero)))
    return found


def put_earlier(connection: Connection, schema: Schema, day: date, counts: Mapping[CountOf, Earlier]) -> None:
    """Keep what there is to keep of some counts of a day, in place of what was kept of them."""
    table = schema.earlier_counts
    codes: dict[str, set[str]] = defaultdict(set)
    for metric, code in counts:
        codes[metric].add(code)
    for metric, every in codes.items():
        for some in named(every):
            connection.execute(
                delete(table).where(table.c.day == day, table.c.metric == metric, table.c.region_code.in_(some))
            )
    rows = [
        {
            "day": day,
            "region_code": code,
            "metric": metric,
            "is_hidden": int(each.is_hidden),
            "spare": each.freedom.spare,
            "rises": int(each.freedom.rises),
            "is_zero": int(each.freedom.is_zero),
        }
        for (metric, code), each in counts.items()
    ]
    if rows:
        connection.execute(insert(table), rows)
