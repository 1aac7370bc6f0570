"""All tables of the store, by what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import MetaData, Table

from data.catalogue import Catalogue
from data.catalogue.reference_tables import load_references
from data.schema.figures import fact_table, rollup_slice_table, rollup_table
from data.schema.loads import load_log_table, load_reject_table, region_table, week_change_table
from data.schema.operations import (
    area_alert_step_table,
    area_alert_table,
    frozen_week_table,
    own_wall_table,
    review_note_table,
    signal_step_table,
    task_step_table,
    task_table,
    wall_draft_table,
    wall_order_table,
    wall_report_table,
    wall_scene_table,
)
from data.schema.reference_rows import sql_table


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables; `facts` and `rollups` by the key of the fact table, `references` by the key of the reference table."""

    metadata: MetaData
    facts: dict[str, Table]
    rollups: dict[str, Table]
    slices: Table
    regions: Table
    loads: Table
    rejects: Table
    week_changes: Table
    references: dict[str, Table]
    wall_reports: Table
    wall_orders: Table
    area_alerts: Table
    area_alert_steps: Table
    own_walls: Table
    wall_scenes: Table
    wall_drafts: Table
    frozen_weeks: Table
    signal_steps: Table
    review_notes: Table
    tasks: Table
    task_steps: Table


@lru_cache(maxsize=8)  # a catalogue is read once a process, and each of the migrations asks again
def build_schema(catalogue: Catalogue) -> Schema:
    """Return the tables that hold the facts, roll-ups and reference data of `catalogue`."""
    metadata = MetaData()
    return Schema(
        metadata=metadata,
        facts={table.key: fact_table(metadata, table) for table in catalogue.tables.values()},
        rollups={table.key: rollup_table(metadata, table) for table in catalogue.rolled},
        slices=rollup_slice_table(metadata),
        regions=region_table(metadata),
        loads=load_log_table(metadata),
        rejects=load_reject_table(metadata),
        week_changes=week_change_table(metadata),
        references={table.key: sql_table(metadata, table) for table in load_references().values()},
        wall_reports=wall_report_table(metadata),
        wall_orders=wall_order_table(metadata),
        area_alerts=area_alert_table(metadata),
        area_alert_steps=area_alert_step_table(metadata),
        frozen_weeks=frozen_week_table(metadata),
        signal_steps=signal_step_table(metadata),
        review_notes=review_note_table(metadata),
        tasks=task_table(metadata),
        task_steps=task_step_table(metadata),
        own_walls=own_wall_table(metadata),
        wall_scenes=wall_scene_table(metadata),
        wall_drafts=wall_draft_table(metadata),
    )
