"""Of how many of those who owe it a stock is known at a period's end, so that a change is one among as many."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date

from alembic import op
from sqlalchemy import Column, Connection, Table, bindparam, case, func, inspect, or_, select, true, update
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Measure, load_catalogue
from data.catalogue.catalogue import Kind, Owner
from data.periods import Grain
from data.regions import Level
from data.schema import Schema, build_schema
from data.schema.figures import KEYS, owners_column

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OFFICE_CODE = 9
logger = logging.getLogger(__name__)


def upgrade() -> None:
    """Add the columns where the first schema of a newer program has not, and count whose stocks are there.

    Of a county's day whose offices' rows are not kept any more, and of the regions above, nothing is counted: it is not known.
    """
    connection, catalogue = op.get_bind(), load_catalogue()
    schema = build_schema(catalogue)
    kept = connection.execute(select(func.max(schema.loads.c.retained_from))).scalar()
    for table in catalogue.rolled:
        rollup = schema.rollups[table.key]
        there = {column["name"] for column in inspect(connection).get_columns(rollup.name)}
        stocks = [m for m in table.measures if m.kind is Kind.STOCK and owners_column(m.key) not in there]
        for measure in stocks:
            column = rollup.c[owners_column(measure.key)]
            op.add_column(rollup.name, Column(column.name, column.type))
        if stocks and connection.execute(select(rollup.c.grain).limit(1)).first():
            logger.warning("升级数据库：正在补算“%s”各期已知的单位数，数据多时要一两分钟，请勿中断。", table.zh)
            _count(connection, schema, rollup, stocks, kept)


def _count(connection: Connection, schema: Schema, rollup: Table, stocks: Sequence[Measure], kept: date | None) -> None:
    own = {owners_column(m.key): case((rollup.c[m.key].is_not(None), 1)) for m in stocks}
    connection.execute(update(rollup).where(func.length(rollup.c.region_code) == OFFICE_CODE).values(own))
    is_kept = or_(rollup.c.grain != Grain.DAY.value, rollup.c.first_day >= kept) if kept else true()
    _sum_up(connection, schema, rollup, stocks, Level.OFFICE, is_kept)
    regions = schema.regions.c
    is_county = rollup.c.region_code.in_(select(regions.code).where(regions.region_level == Level.COUNTY.value))
    if with_bureaus := _with_bureaus(rollup, stocks):
        connection.execute(update(rollup).where(is_county).values(with_bureaus))
    for level in (Level.COUNTY, Level.CITY, Level.PROVINCE):
        _sum_up(connection, schema, rollup, stocks, level, true())


def _with_bureaus(rollup: Table, stocks: Sequence[Measure]) -> Mapping[str, ColumnElement[int]]:
    """Return a county's counts with its bureau: known where it owes the stock alone and there is one, or it reported."""
    counts: dict[str, ColumnElement[int]] = {}
    for measure in stocks:
        column = rollup.c[owners_column(measure.key)]
        if measure.owner is Owner.BUREAU:
            counts[column.key] = case((rollup.c[measure.key].is_not(None), 1))
        elif measure.owner is Owner.BOTH:
            counts[column.key] = column + case((rollup.c.bureaus_eod > 0, 1), else_=0)
    return counts


def _sum_up(
    connection: Connection,
    schema: Schema,
    rollup: Table,
    stocks: Sequence[Measure],
    below: Level,
    which: ColumnElement[bool],
) -> None:
    """Put into the rows of the regions above one level the sums of those on it."""
    regions, names = schema.regions.c, [owners_column(m.key) for m in stocks]
    summed = (
        select(rollup.c.grain, rollup.c.first_day, regions.parent_code, *(func.sum(rollup.c[name]) for name in names))
        .join_from(rollup, schema.regions, regions.code == rollup.c.region_code)
        .where(regions.region_level == below.value, which)
        .group_by(rollup.c.grain, rollup.c.first_day, regions.parent_code)
    )
    rows = [
        dict(zip(("at_grain", "at_first_day", "at_region_code", *(f"new_{name}" for name in names)), row, strict=True))
        for row in connection.execute(summed)
        if row[2]
    ]
    if rows:
        at = (rollup.c[key] == bindparam(f"at_{key}") for key in KEYS)
        connection.execute(update(rollup).where(*at).values({name: bindparam(f"new_{name}") for name in names}), rows)
