"""The tables about loads: their log, what they refused, what they changed in closed weeks and hid before, and the regions."""

from sqlalchemy import Column, Date, DateTime, Float, Integer, MetaData, SmallInteger, String, Table, Text

from data.schema.table import portable_table


def load_log_table(metadata: MetaData) -> Table:
    """Return the table of the log of loads: one row a load or withdrawal."""
    return portable_table(
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
        Column("undoes", Integer),
        Column("account", String(40)),
    )


def load_reject_table(metadata: MetaData) -> Table:
    """Return the table of what loads refused: one row a cell or row."""
    return portable_table(
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


def week_change_table(metadata: MetaData) -> Table:
    """Return the table of what loads changed in closed weeks."""
    return portable_table(
        metadata,
        "week_change",
        Column("load_no", Integer, primary_key=True, autoincrement=False),
        Column("region_code", String(9), primary_key=True),
        Column("first_day", Date, primary_key=True),
        Column("metric", String(40), primary_key=True),
        Column("before_value", Float, nullable=False),
        Column("after_value", Float),
    )


def earlier_count_table(metadata: MetaData) -> Table:
    """Return the table of guarded counts that were corrected: whether one was hidden, and what could be true of it."""
    return portable_table(
        metadata,
        "earlier_count",
        Column("day", Date, primary_key=True),
        Column("region_code", String(9), primary_key=True),
        Column("metric", String(40), primary_key=True),
        Column("is_hidden", SmallInteger, nullable=False),
        Column("spare", SmallInteger, nullable=False),
        Column("rises", SmallInteger, nullable=False),
        Column("is_zero", SmallInteger, nullable=False),
    )


def region_table(metadata: MetaData) -> Table:
    """Return the table of the regions, bureau rows among them."""
    return portable_table(
        metadata,
        "region",
        Column("code", String(9), primary_key=True),
        Column("region_level", String(10), nullable=False),
        Column("parent_code", String(9), index=True),
        Column("zh", String(60), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
    )
