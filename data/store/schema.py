"""The tables of the store, built from the catalogue in the portable subset of SQL.

Facts are keyed by day, office and the table's dimensions; roll-ups by grain, first day and region. A roll-up holds
for a flow its sum, for a stock `x_eod` its value on the period's last day, `x_days` its sum over the days, `x_known`
on how many days it had a value and `x_owners` of how many of those who owe it the value on the last day is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

from data.catalogue import Catalogue, Measure
from data.catalogue.catalogue import FactTable, Kind
from data.catalogue.reference_tables import load_references
from data.store.reference_rows import sql_table

COUNTS = ("office_days", "offices_eod", "bureau_days", "bureaus_eod")
KEYS = ("grain", "first_day", "region_code")
LONG_TEXT = Text().with_variant(Text(16_000_000), "mysql", "mariadb")  # whose bare Text ends at 64 KiB


def days_column(stock: str) -> str:
    """Return the name of the column with a stock's sum over days, `registered_eod` → `registered_days`."""
    return stock.removesuffix("_eod") + "_days"


def known_column(stock: str) -> str:
    """Return the name of the column with the days on which a stock has a value, `registered_eod` → `registered_known`."""
    return stock.removesuffix("_eod") + "_known"


def owners_column(stock: str) -> str:
    """Return the name of the column with how many owners a stock is known of at the end, `registered_owners`."""
    return stock.removesuffix("_eod") + "_owners"


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
        facts={table.key: _fact_table(metadata, table) for table in catalogue.tables.values()},
        rollups={table.key: _rollup_table(metadata, table) for table in catalogue.rolled},
        slices=_rollup_slice(metadata),
        regions=_region(metadata),
        loads=_load_log(metadata),
        rejects=_load_reject(metadata),
        week_changes=_week_change(metadata),
        references={table.key: sql_table(metadata, table) for table in load_references().values()},
        wall_reports=_wall_report(metadata),
        wall_orders=_wall_order(metadata),
        area_alerts=_area_alert(metadata),
        area_alert_steps=_area_alert_step(metadata),
        frozen_weeks=_frozen_week(metadata),
        signal_steps=_signal_step(metadata),
        review_notes=_review_note(metadata),
        tasks=_task(metadata),
        task_steps=_task_step(metadata),
        own_walls=_own_wall(metadata),
        wall_scenes=_wall_scene(metadata),
        wall_drafts=_wall_draft(metadata),
    )


def _rollup_slice(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "rollup_slice",
        *_rollup_keys(),
        Column("measure", String(30), primary_key=True),
        Column("cell", String(80), primary_key=True),
        Column("amount", BigInteger),
        Column("closing", BigInteger),
    )


def _region(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "region",
        Column("code", String(9), primary_key=True),
        Column("region_level", String(10), nullable=False),
        Column("parent_code", String(9), index=True),
        Column("zh", String(60), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
    )


def _load_log(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "load_log",
        Column("load_no", Integer, primary_key=True, autoincrement=False),
        Column("loaded_at", DateTime, nullable=False),
        Column("source", String(200), nullable=False),
        Column("is_demo", SmallInteger, nullable=False),
        Column("fact_rows", Integer, nullable=False),
        Column("office_days", Integer, nullable=False),
        Column("as_of", Date, nullable=False),
        Column("retained_from", Date),
        Column("region_code", String(9)),
        Column("post", String(40)),
        Column("reason", String(200)),
        Column("judged_day", Date),
    )


def _load_reject(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "load_reject",
        Column("load_no", Integer, primary_key=True, autoincrement=False),
        Column("reject_no", Integer, primary_key=True, autoincrement=False),
        Column("file_name", String(200)),
        Column("fact_table", String(30)),
        Column("row_no", Integer),
        Column("column_name", String(60)),
        Column("value_text", String(200)),
        Column("reason", Text),
        Column("office_code", String(9)),
    )


def _week_change(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "week_change",
        Column("load_no", Integer, primary_key=True, autoincrement=False),
        Column("region_code", String(9), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("metric", String(40), primary_key=True),
        Column("before_value", Float, nullable=False),
        Column("after_value", Float),
    )


def _wall_report(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "wall_report",
        Column("name", String(40), primary_key=True),
        Column("region", String(9), nullable=False),
        Column("wall", String(40), nullable=False),
        Column("scene", String(40), nullable=False),
        Column("version", Integer, nullable=False),
        Column("build", String(16), nullable=False),
        Column("heap_mb", Integer),
        Column("painted_at", DateTime),
        Column("browser", String(80), nullable=False),
        Column("screen", String(20), nullable=False),
        Column("is_held", SmallInteger, nullable=False),
        Column("is_dark", SmallInteger, nullable=False),
        Column("seen_at", DateTime, nullable=False),
    )


def _wall_order(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "wall_order",
        Column("name", String(40), primary_key=True),
        Column("order_no", Integer, primary_key=True, autoincrement=False),
        Column("what", String(12), nullable=False),
        Column("argument", String(60), nullable=False),
        Column("given_at", DateTime, nullable=False),
    )


def _area_alert(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "area_alert",
        Column("alert_no", Integer, primary_key=True, autoincrement=False),
        Column("rule_key", String(30), nullable=False),
        Column("region_code", String(9), nullable=False),
        Column("metric", String(60), nullable=False),
        Column("period_key", String(12), nullable=False),
        Column("alert_level", String(6), nullable=False),
        Column("highest_level", String(6), nullable=False),
        Column("figure", Float, nullable=False),
        Column("limit_figure", Float, nullable=False),
        Column("data_version", Integer, nullable=False),
        Column("opened_day", Date, nullable=False),
        Column("since_day", Date),
        Column("opened_at", DateTime, nullable=False),
        Column("raised_at", DateTime),
        Column("acknowledged_at", DateTime),
        Column("acknowledged_by", String(40)),
        Column("closed_at", DateTime),
        Column("closed_by", String(40)),
        Column("reason", String(200), nullable=False),
    )


def _area_alert_step(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "area_alert_step",
        Column("alert_no", Integer, primary_key=True, autoincrement=False),
        Column("step_no", Integer, primary_key=True, autoincrement=False),
        Column("what", String(12), nullable=False),
        Column("made_at", DateTime, nullable=False),
        Column("made_by", String(40), nullable=False),
        Column("alert_level", String(6), nullable=False),
        Column("figure", Float, nullable=False),
        Column("limit_figure", Float, nullable=False),
        Column("data_version", Integer, nullable=False),
        Column("reason", String(200), nullable=False),
    )


def _frozen_week(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "frozen_week",
        Column("region_code", String(9), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("edition_no", Integer, primary_key=True, autoincrement=False),
        Column("frozen_at", DateTime, nullable=False),
        Column("data_version", Integer, nullable=False),
        Column("program", String(40), nullable=False),
        Column("post", String(40), nullable=False),
        Column("reason", String(200)),
        Column("seal", String(64), nullable=False),
        Column("body", LONG_TEXT, nullable=False),
    )


def _signal_step(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "signal_step",
        Column("metric", String(60), primary_key=True),
        Column("region_code", String(9), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("reason", String(200), nullable=False),
        Column("made_by", String(40), nullable=False),
        Column("made_at", DateTime, nullable=False),
    )


def _review_note(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "review_note",
        Column("region_code", String(9), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("agenda", String(20), primary_key=True),
        Column("edition_no", Integer, nullable=False),
        Column("note", Text, nullable=False),
        Column("made_by", String(40), nullable=False),
        Column("made_at", DateTime, nullable=False),
    )


def _task(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "task",
        Column("task_no", Integer, primary_key=True, autoincrement=False),
        Column("edition_no", Integer, nullable=False),
        Column("region_code", String(9), nullable=False),
        Column("first_day", Date, nullable=False),
        Column("title", String(80), nullable=False),
        Column("metric", String(60)),
        Column("place_code", String(9), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("unit_code", String(9), nullable=False),
        Column("due_day", Date, nullable=False),
        Column("evidence", Text),
        Column("task_status", String(10), nullable=False),
        Column("origin", String(6), nullable=False),
        Column("alert_no", Integer),
        Column("born_value", Float),
        Column("born_low", Float),
        Column("born_centre", Float),
        Column("born_high", Float),
        Column("born_side", SmallInteger, nullable=False),
        Column("born_variation", String(12)),
        Column("is_demo", SmallInteger, nullable=False),
        Column("made_by", String(40), nullable=False),
        Column("made_at", DateTime, nullable=False),
        Column("closed_at", DateTime),
    )


def _task_step(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "task_step",
        Column("task_no", Integer, primary_key=True, autoincrement=False),
        Column("step_no", Integer, primary_key=True, autoincrement=False),
        Column("what", String(10), nullable=False),
        Column("made_at", DateTime, nullable=False),
        Column("made_by", String(40), nullable=False),
        Column("before_status", String(10)),
        Column("after_status", String(10), nullable=False),
        Column("note", String(400)),
    )


def _own_wall(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "own_wall",
        Column("name", String(40), primary_key=True),
        Column("title_zh", String(40), nullable=False),
        Column("title_en", String(80), nullable=False),
        Column("edition", Integer, nullable=False),
        Column("saved_at", DateTime, nullable=False),
        Column("saved_by", String(40), nullable=False),
    )


def _wall_scene(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "wall_scene",
        Column("wall", String(40), primary_key=True),
        Column("position", SmallInteger, primary_key=True, autoincrement=False),
        Column("body", Text, nullable=False),
    )


def _wall_draft(metadata: MetaData) -> Table:
    return _table(
        metadata,
        "wall_draft",
        Column("mark", String(20), primary_key=True),
        Column("body", LONG_TEXT, nullable=False),
        Column("made_at", DateTime, nullable=False),
    )


def _table(metadata: MetaData, name: str, *columns: Column[Any]) -> Table:
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


def _measure_column(name: str) -> Column[int]:
    return Column(name, BigInteger)


def _fact_table(metadata: MetaData, table: FactTable) -> Table:
    return _table(
        metadata,
        table.key,
        Column("day", Date, primary_key=True),
        Column("office_code", String(9), primary_key=True),
        *(Column(dimension, String(40), primary_key=True) for dimension in table.dimensions),
        *(Column(measure.column_name, BigInteger, key=measure.key) for measure in table.measures),
        Column("loaded_at", DateTime, nullable=False),
        Column("load_no", Integer, nullable=False),
    )


def _rollup_keys() -> list[Column[Any]]:
    return [
        Column("grain", String(8), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("region_code", String(9), primary_key=True),
    ]


def _rollup_table(metadata: MetaData, table: FactTable) -> Table:
    return _table(
        metadata,
        f"rollup_{table.stem}",
        *_rollup_keys(),
        *(Column(name, Integer, nullable=False) for name in COUNTS),
        *(_measure_column(name) for measure in table.measures for name in rollup_columns(measure)),
    )


def rollup_columns(measure: Measure) -> tuple[str, ...]:
    """Return the columns a measure has in its roll-up: itself, and for a stock its sum over days, the days and owners known."""
    if measure.kind is Kind.FLOW:
        return (measure.key,)
    return measure.key, days_column(measure.key), known_column(measure.key), owners_column(measure.key)
