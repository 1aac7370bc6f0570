"""Leaves out of a load the office-days whose figures the store holds already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from sqlalchemy import Connection

from data.store import Partition, Store
from data.store.fact_rows import OFFICE_DAY, held, office_days, some_days


def changed(store: Store, connection: Connection, partitions: Sequence[Partition]) -> list[Partition]:
    """Return the partitions with those of their office-days alone that differ from what a connection sees."""
    found = (_changed(store, connection, partition) for partition in partitions)
    return [partition for partition in found if not partition.frame.empty]


def _changed(store: Store, connection: Connection, partition: Partition) -> Partition:
    parts = [*_differing(store, connection, partition)]
    return Partition(partition.table, pd.concat(parts) if parts else partition.frame[:0])


def _differing(store: Store, connection: Connection, partition: Partition) -> Iterator[pd.DataFrame]:
    """Yield the rows of office-days that differ, some days at a time.

    A row that only the store has, with nothing but zeros, is what a load makes of a part that another column names.
    """
    table = store.catalogue.tables[partition.table]
    keys = [*table.keys]
    given = [measure.key for measure in table.measures if measure.key in partition.frame]
    for part in some_days(partition.frame):
        old = held(connection, store.schema.facts[table.key], office_days([part]), [*keys, *given])
        old[given] = old[given].astype("Int64")
        both = part[[*keys, *given]].merge(old, on=keys, how="outer", suffixes=("", "_held"), indicator="side")
        new, before = both[given].astype("Int64"), both[[f"{key}_held" for key in given]].astype("Int64")
        before.columns = new.columns
        is_same = (((new == before).fillna(False)) | (new.isna() & before.isna())).all(axis=1)
        is_nothing = (before.fillna(0) == 0).all(axis=1)
        is_same = ((both["side"] == "both") & is_same) | ((both["side"] == "right_only") & is_nothing)
        differing = pd.MultiIndex.from_frame(both.loc[~is_same, OFFICE_DAY])
        yield part[pd.MultiIndex.from_frame(part[OFFICE_DAY]).isin(differing)]
