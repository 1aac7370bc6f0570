"""All tables of the store, by what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import MetaData, Table

from data.catalogue import Catalogue
from data.catalogue.reference_tables import load_references
from data.schema.accounts import AccountRow
from data.schema.feeds import FeedRow
from data.schema.figures import fact_table, rollup_slice_table, rollup_table
from data.schema.history import fact_history_table, load_part_table, reference_history_table
from data.schema.intake import DraftRow
from data.schema.loads import earlier_count_table, load_log_table, load_reject_table, region_table, week_change_table
from data.schema.reference_rows import sql_table


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables; `facts`, `rollups` and `histories` by the key of the fact table, `references` by that of the reference table.

    The images of a reference table are in `histories` by its key too.
    """

    metadata: MetaData
    facts: dict[str, Table]
    rollups: dict[str, Table]
    slices: Table
    regions: Table
    loads: Table
    rejects: Table
    week_changes: Table
    earlier_counts: Table
    references: dict[str, Table]
    histories: dict[str, Table]
    load_parts: Table


@lru_cache(maxsize=8)  # a catalogue is read once a process, and each of the migrations asks again
def build_schema(catalogue: Catalogue) -> Schema:
    """Return the tables that hold the facts, roll-ups and reference data of `catalogue`."""
    metadata = MetaData()
    for base in {AccountRow.metadata, DraftRow.metadata, FeedRow.metadata}:  # one, which the tables of daily work share
        for table in base.sorted_tables:
            table.to_metadata(metadata)
    facts = {table.key: fact_table(metadata, table) for table in catalogue.tables.values()}
    references = {table.key: sql_table(metadata, table) for table in load_references().values()}
    return Schema(
        metadata=metadata,
        facts=facts,
        rollups={table.key: rollup_table(metadata, table) for table in catalogue.rolled},
        slices=rollup_slice_table(metadata),
        regions=region_table(metadata),
        loads=load_log_table(metadata),
        rejects=load_reject_table(metadata),
        week_changes=week_change_table(metadata),
        earlier_counts=earlier_count_table(metadata),
        references=references,
        histories={key: fact_history_table(metadata, table) for key, table in facts.items()}
        | {key: reference_history_table(metadata, table, references[key]) for key, table in load_references().items()},
        load_parts=load_part_table(metadata),
    )
