"""What an office usually reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, select

from data.store import Store
from data.store.fact_rows import within


def usual_amounts(store: Store, table: str, columns: Sequence[str], offices: Sequence[str], day: date) -> pd.DataFrame:
    """Return the mean of columns over those of the 28 days before `day` on which it was not zero, by office_code."""
    facts = store.schema.facts[table]
    amounts = [facts.c[key] for key in columns]
    before = {day - timedelta(days=step): offices for step in (28, 1)}
    rows = select(facts.c.office_code, *amounts).where(within(facts, before))
    if store.catalogue.tables[table].dimensions:
        sums = (func.sum(amount).label(amount.key) for amount in amounts)
        rows = rows.with_only_columns(facts.c.office_code, *sums).group_by(facts.c.day, facts.c.office_code)
    of_day = rows.subquery().c
    means = (func.avg(func.nullif(of_day[key], 0)) for key in columns)
    query = select(of_day.office_code, *means).group_by(of_day.office_code)
    with store.engine.connect() as connection:
        found = connection.execute(query).all() if columns and offices else []
    usual = pd.DataFrame([tuple(row) for row in found], columns=["office_code", *columns])
    return usual.set_index("office_code").astype(float)
