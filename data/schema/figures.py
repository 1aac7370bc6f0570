"""The tables of figures: facts by office-day, roll-ups by region and period, and their parts.

Facts are keyed by day, office and the table's dimensions; roll-ups by grain, first day and region. A roll-up holds
for a flow its sum, for a stock `x_eod` its value on the period's last day, `x_days` its sum over the days, `x_known`
on how many days it had a value and `x_owners` of how many of those who owe it the value on the last day is known.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, String, Table

from data.catalogue import Measure
from data.catalogue.catalogue import FactTable, Kind
from data.schema.table import portable_table

COUNTS = ("office_days", "offices_eod", "bureau_days", "bureaus_eod")
KEYS = ("grain", "first_day", "region_code")


def days_column(stock: str) -> str:
    """Return the name of the column with a stock's sum over days, `registered_eod` → `registered_days`."""
    return stock.removesuffix("_eod") + "_days"


def known_column(stock: str) -> str:
    """Return the name of the column with the days on which a stock has a value, `registered_eod` → `registered_known`."""
    return stock.removesuffix("_eod") + "_known"


def owners_column(stock: str) -> str:
    """Return the name of the column with how many owners a stock is known of at the end, `registered_owners`."""
    return stock.removesuffix("_eod") + "_owners"


def _measure_column(name: str) -> Column[int]:
    return Column(name, BigInteger)


def fact_table(metadata: MetaData, table: FactTable) -> Table:
    """Return the table of the facts of one fact table of the catalogue."""
    return portable_table(
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


def rollup_table(metadata: MetaData, table: FactTable) -> Table:
    """Return the table of its roll-ups."""
    return portable_table(
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


def rollup_slice_table(metadata: MetaData) -> Table:
    """Return the table of the roll-ups by dimension and of what metrics leave out."""
    return portable_table(
        metadata,
        "rollup_slice",
        *_rollup_keys(),
        Column("measure", String(30), primary_key=True),
        Column("cell", String(80), primary_key=True),
        Column("amount", BigInteger),
        Column("closing", BigInteger),
    )
