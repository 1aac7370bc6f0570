"""On how many days of a period a stock has a value, so that a daily mean is over those days."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date

from alembic import op
from sqlalchemy import Column, Connection, Table, and_, bindparam, case, delete, func, inspect, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from data.catalogue import Catalogue, load_catalogue
from data.catalogue.catalogue import Kind
from data.catalogue.formula import Operator
from data.periods import Grain, Period
from data.rollup import SUMMED
from data.rollup.office_days import exclusion_cell
from data.rollup.sums import RollupRun, summed_from
from data.schema import Schema, build_schema
from data.schema.figures import days_column, known_column

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OFFICE_CODE = 9
logger = logging.getLogger(__name__)


def upgrade() -> None:
    """Add the columns where the first schema of a newer program has not, and count the days of what is there.

    They are counted from the days that are kept. Of an office's period whose days are not kept any more, every day up to
    the newest is taken to have had a value, as before.
    """
    connection, catalogue = op.get_bind(), load_catalogue()
    schema = build_schema(catalogue)
    loads = schema.loads.c
    newest, kept = connection.execute(select(func.max(loads.as_of), func.max(loads.retained_from))).one()
    for table in catalogue.rolled:
        rollup = schema.rollups[table.key]
        there = {column["name"] for column in inspect(connection).get_columns(rollup.name)}
        stocks = [m.key for m in table.measures if m.kind is Kind.STOCK and known_column(m.key) not in there]
        for key in stocks:
            column = rollup.c[known_column(key)]
            op.add_column(rollup.name, Column(column.name, column.type))
        if stocks and newest is not None:
            logger.warning("升级数据库：正在补算“%s”各期有数的天数，数据多时要一两分钟，请勿中断。", table.zh)
            _count_days(connection, rollup, stocks, newest, kept)
    if newest is not None:
        _put_back(connection, schema, catalogue)


def _count_days(connection: Connection, rollup: Table, stocks: Sequence[str], newest: date, kept: date | None) -> None:
    connection.execute(update(rollup).where(rollup.c.grain == Grain.DAY.value).values(_every_day(rollup, stocks, 1)))
    for grain in SUMMED:
        firsts = select(rollup.c.first_day).where(rollup.c.grain == grain.value).distinct()
        for first in connection.execute(firsts).scalars().all():
            period = Period(grain, first)
            days = (min(period.last, newest) - first).days + 1
            which = (rollup.c.grain == grain.value, rollup.c.first_day == first)
            connection.execute(update(rollup).where(*which).values(_every_day(rollup, stocks, days)))
            _correct(connection, rollup, stocks, period, days, kept)


def _every_day(rollup: Table, stocks: Sequence[str], days: int) -> Mapping[str, ColumnElement[int]]:
    return {known_column(key): case((rollup.c[days_column(key)].is_not(None), days)) for key in stocks}


def _correct(
    connection: Connection, rollup: Table, stocks: Sequence[str], period: Period, days: int, kept: date | None
) -> None:
    """Put the right count where a stock did not have a value on every day of a period."""
    parts = summed_from(period)
    names = [known_column(key) for key in stocks]
    held = (and_(rollup.c.grain == run.grain.value, rollup.c.first_day.in_(run.firsts)) for run in parts)
    counted = (
        select(rollup.c.region_code, *(func.sum(rollup.c[name]).label(name) for name in names))
        .where(or_(*held))
        .group_by(rollup.c.region_code)
    )
    rows = [
        {"code": code, **{f"new_{name}": count for name, count in zip(names, counts, strict=True)}}
        for code, *counts in connection.execute(counted)
        if any(count not in {None, days} for count in counts) and _is_kept(code, parts, kept)
    ]
    if rows:
        which = (rollup.c.grain == period.grain.value, rollup.c.first_day == period.first)
        statement = update(rollup).where(*which, rollup.c.region_code == bindparam("code"))
        connection.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), rows)


def _is_kept(code: str, parts: Sequence[RollupRun], kept: date | None) -> bool:
    """Say whether all days that a period is summed from are there: those of offices are deleted after a while."""
    if kept is None or len(code) < OFFICE_CODE:
        return True
    return all(run.grain is not Grain.DAY or run.first > run.last or run.first >= kept for run in parts)


def _put_back(connection: Connection, schema: Schema, catalogue: Catalogue) -> None:
    """Put back into daily means what was left out of them on days without a report: they carry it now, as stocks do."""
    slices = schema.slices.c
    for metric in catalogue.metrics.values():
        stocks = {atom for atom in metric.atoms if atom.operator is not Operator.S}
        if len({atom.measure for atom in stocks}) == 1 and any(atom.operator is Operator.A for atom in stocks):
            for atom in stocks:
                left_out = (slices.measure == atom.measure, slices.cell == exclusion_cell(metric.key, atom))
                connection.execute(delete(schema.slices).where(*left_out))
