"""The tables of daily work: walls, alerts, meetings and tasks."""

from sqlalchemy import Column, Date, DateTime, Float, Integer, MetaData, SmallInteger, String, Table, Text

from data.schema.table import LONG_TEXT, portable_table


def wall_report_table(metadata: MetaData) -> Table:
    """Return the table of each wall's last report."""
    return portable_table(
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


def wall_order_table(metadata: MetaData) -> Table:
    """Return the table of orders that walls have not yet taken."""
    return portable_table(
        metadata,
        "wall_order",
        Column("name", String(40), primary_key=True),
        Column("order_no", Integer, primary_key=True, autoincrement=False),
        Column("what", String(12), nullable=False),
        Column("argument", String(60), nullable=False),
        Column("given_at", DateTime, nullable=False),
    )


def area_alert_table(metadata: MetaData) -> Table:
    """Return the table of the cockpit's own alerts."""
    return portable_table(
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


def area_alert_step_table(metadata: MetaData) -> Table:
    """Return the table of what happened to each alert."""
    return portable_table(
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


def frozen_week_table(metadata: MetaData) -> Table:
    """Return the table of frozen weeks, an edition a row."""
    return portable_table(
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


def signal_step_table(metadata: MetaData) -> Table:
    """Return the table of remarks on signals."""
    return portable_table(
        metadata,
        "signal_step",
        Column("metric", String(60), primary_key=True),
        Column("region_code", String(9), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("reason", String(200), nullable=False),
        Column("made_by", String(40), nullable=False),
        Column("made_at", DateTime, nullable=False),
    )


def review_note_table(metadata: MetaData) -> Table:
    """Return the table of the notes of a meeting, by item of its agenda."""
    return portable_table(
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


def task_table(metadata: MetaData) -> Table:
    """Return the table of tasks as they are now."""
    return portable_table(
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


def task_step_table(metadata: MetaData) -> Table:
    """Return the table of what happened to each task."""
    return portable_table(
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


def own_wall_table(metadata: MetaData) -> Table:
    """Return the table of walls that bureaus made themselves."""
    return portable_table(
        metadata,
        "own_wall",
        Column("name", String(40), primary_key=True),
        Column("title_zh", String(40), nullable=False),
        Column("title_en", String(80), nullable=False),
        Column("edition", Integer, nullable=False),
        Column("saved_at", DateTime, nullable=False),
        Column("saved_by", String(40), nullable=False),
    )


def wall_scene_table(metadata: MetaData) -> Table:
    """Return the table of the scenes of those walls."""
    return portable_table(
        metadata,
        "wall_scene",
        Column("wall", String(40), primary_key=True),
        Column("position", SmallInteger, primary_key=True, autoincrement=False),
        Column("body", Text, nullable=False),
    )


def wall_draft_table(metadata: MetaData) -> Table:
    """Return the table of walls that are being edited."""
    return portable_table(
        metadata,
        "wall_draft",
        Column("mark", String(20), primary_key=True),
        Column("body", LONG_TEXT, nullable=False),
        Column("made_at", DateTime, nullable=False),
    )
